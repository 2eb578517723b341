// SPDX-License-Identifier: BSD-3-Clause
//
// A span as one bar: its hops end to end, each in the colour of where it ends.
import type { Span } from "./data";
import { h } from "./dom";
import { nobody, type Owner, type Owners } from "./owners";
import { piecesOf, sumOf, valueOf, type Piece, type Statistic } from "./statistics";
import { tooltip, tooltipContent } from "./tooltip";
import { humanDuration, percent } from "./units";

/** The statistics of a hop that people look for, in the order of a table's columns. */
export const columns: Statistic[] = ["min", "p50", "p90", "p99", "max"];

export function share(part: number, span: Span): number {
    return span.total_ns > 0 ? part / span.total_ns : 0;
}

export function ownerOf(piece: Piece, owners: Owners): Owner {
    return piece.hop ? owners.of(piece.hop.event) : nobody;
}

/** What a pointer is told about a hop. */
export function explain(element: Element, piece: Piece, span: Span, owner: Owner): void {
    tooltip(element, () => {
        const { hop } = piece;
        if (!hop) return tooltipContent("unattributed", [["mean", humanDuration(piece.length)]]);
        return tooltipContent(
            hop.name,
            [
                ...columns.map((c): [string, string] => [c, humanDuration(valueOf(hop, c))]),
                ["share", percent(share(hop.total_ns, span))],
                ["ends in", owner.name],
            ],
            ["ends at ", h("code", {}, hop.event)],
        );
    });
}

/** All hops in one bar, on a scale that ends at `end` ns. */
export function stackedBar(
    span: Span,
    statistic: Statistic,
    end: number,
    owners: Owners,
): HTMLElement {
    const pieces = piecesOf(span, statistic);
    const whole = valueOf(span, statistic) ?? 0;
    const bar = h(
        "div",
        {
            class: "stack",
            role: "img",
            "aria-label": `${span.name}, ${statistic} of each hop: ${pieces
                .map((piece) => `${piece.name} ${humanDuration(piece.length)}`)
                .join(", ")}`,
        },
        pieces.map((piece) => {
            const owner = ownerOf(piece, owners);
            const segment = h(
                "span",
                {
                    class: "segment",
                    style: `left:${(100 * piece.from) / end}%;width:${(100 * piece.length) / end}%;--owner:var(--${owner.colour})`,
                },
                h("span", {}, piece.name),
            );
            explain(segment, piece, span, owner);
            return segment;
        }),
        h("span", { class: "whole-mark", style: `left:${(100 * whole) / end}%` }),
    );
    return bar;
}

/** Where a scale must end, so that all of a span is on it. */
export function scaleOf(span: Span, statistic: Statistic): number {
    return Math.max(sumOf(piecesOf(span, statistic)), valueOf(span, statistic) ?? 0, 1);
}
