// SPDX-License-Identifier: BSD-3-Clause
//
// The waterfall: every span as its hops end to end, and beside each hop its figures.
import { checkbox, segmented, toolbar } from "./controls";
import type { RunData, Span, Statistics } from "./data";
import { breakable, h } from "./dom";
import { nobody, Owners } from "./owners";
import { columns, explain, ownerOf, scaleOf, share, stackedBar } from "./stack";
import { longestHop, piecesOf, sumOf, valueOf, type Piece, type Statistic } from "./statistics";
import { grouped, humanDuration, percent, plural } from "./units";

/** One scale for all spans is of use up to this ratio of the longest to the shortest. */
const comparable = 20;

function overview(
    spans: Span[],
    statistic: Statistic,
    common: boolean,
    owners: Owners,
): HTMLElement {
    const longest = Math.max(...spans.map((span) => scaleOf(span, statistic)));
    return h(
        "div",
        { class: "stacks" },
        spans.map((span) =>
            h(
                "div",
                { class: "stack-row" },
                h("a", { class: "stack-name", href: `#${anchorOf(span)}` }, breakable(span.name)),
                stackedBar(span, statistic, common ? longest : scaleOf(span, statistic), owners),
                h("span", { class: "stack-value number" }, humanDuration(valueOf(span, statistic))),
            ),
        ),
    );
}

function anchorOf(span: Span): string {
    return `span-${span.name.replace(/[^A-Za-z0-9_-]/g, "-")}`;
}

function figures(of: Statistics, statistic: Statistic): HTMLElement[] {
    return columns.map((column) =>
        h(
            "td",
            { class: `number ${column === statistic ? "chosen" : "other"}` },
            humanDuration(valueOf(of, column)),
        ),
    );
}

function hopRow(piece: Piece, span: Span, statistic: Statistic, end: number, owners: Owners) {
    const owner = ownerOf(piece, owners);
    const longest = piece.hop !== null && piece.hop === longestHop(span);
    const total = piece.hop?.total_ns ?? span.unattributed_ns;
    const bar = h("span", {
        class: "bar",
        style: `left:${(100 * piece.from) / end}%;width:${(100 * piece.length) / end}%;--owner:var(--${owner.colour})`,
    });
    const row = h(
        "tr",
        { class: longest ? "longest" : null },
        h("th", { scope: "row" }, breakable(piece.name)),
        piece.hop
            ? figures(piece.hop, statistic)
            : columns.map((c) =>
                  h("td", { class: `number ${c === statistic ? "chosen" : "other"}` }, "–"),
              ),
        statistic === "mean"
            ? h("td", { class: "number chosen" }, humanDuration(piece.length))
            : null,
        h("td", { class: "number" }, percent(share(total, span))),
        h("td", { class: "bar-cell", "aria-hidden": "true" }, h("span", { class: "track" }, bar)),
    );
    explain(row, piece, span, owner);
    return row;
}

function heading(span: Span): HTMLElement {
    const facts = [plural(span.count, "journey")];
    if (span.lost > 0) facts.push(`${grouped(span.lost)} lost`);
    if (span.touched) facts.push(`${grouped(span.touched)} touched by what came late`);
    return h(
        "h3",
        { id: anchorOf(span) },
        h("code", {}, breakable(span.name)),
        h("span", { class: "aside" }, facts.join(" · ")),
    );
}

function spanTable(span: Span, statistic: Statistic, owners: Owners): HTMLElement {
    if (span.count === 0) {
        return h("p", { class: "empty" }, "No journey was completed, so there is nothing to show.");
    }
    const pieces = piecesOf(span, statistic);
    if (span.unattributed_ns > 0 && statistic !== "mean") {
        pieces.push({ name: "unattributed", hop: null, from: sumOf(pieces), length: 0 });
    }
    const end = scaleOf(span, statistic);
    const whole = valueOf(span, statistic) ?? 0;
    const sum = sumOf(pieces);
    const titles = [...columns, ...(statistic === "mean" ? ["mean" as const] : [])];
    return h(
        "div",
        {},
        h(
            "table",
            { class: "hops" },
            h("caption", { class: "hidden" }, `Hops of ${span.name}`),
            h(
                "thead",
                {},
                h(
                    "tr",
                    {},
                    h("th", { scope: "col" }, "hop"),
                    titles.map((title) =>
                        h(
                            "th",
                            {
                                scope: "col",
                                class: `number ${title === statistic ? "chosen" : "other"}`,
                            },
                            title,
                        ),
                    ),
                    h("th", { scope: "col", class: "number" }, "share"),
                    h(
                        "th",
                        { class: "bar-cell", "aria-hidden": "true" },
                        `0 to ${humanDuration(end)}`,
                    ),
                ),
            ),
            h(
                "tbody",
                {},
                pieces.map((piece) => hopRow(piece, span, statistic, end, owners)),
            ),
            h(
                "tfoot",
                {},
                h(
                    "tr",
                    {},
                    h("th", { scope: "row" }, "whole"),
                    figures(span, statistic),
                    statistic === "mean"
                        ? h("td", { class: "number chosen" }, humanDuration(span.mean_ns))
                        : null,
                    h("td", { class: "number" }, percent(1)),
                    h(
                        "td",
                        { class: "bar-cell", "aria-hidden": "true" },
                        h(
                            "span",
                            { class: "track" },
                            h("span", {
                                class: "bar whole",
                                style: `left:0;width:${(100 * whole) / end}%`,
                            }),
                        ),
                    ),
                ),
            ),
        ),
        Math.round(sum) !== whole && statistic !== "mean"
            ? h(
                  "p",
                  { class: "note" },
                  `The ${statistic} of the hops add up to ${humanDuration(sum, 4)}, the ${statistic} of the whole is ${humanDuration(whole, 4)}: percentiles do not add up, means do.`,
              )
            : null,
    );
}

export function ownersLegend(spans: Span[], owners: Owners): HTMLElement {
    const used = new Set(
        spans.flatMap((span) => span.hops.map((hop) => owners.of(hop.event).name)),
    );
    if (spans.some((span) => span.unattributed_ns > 0)) used.add(nobody.name);
    return h(
        "ul",
        { class: "legend", "aria-label": "Where a hop ends" },
        h("li", { class: "legend-title" }, "a hop ends in"),
        owners
            .all()
            .filter((owner) => used.has(owner.name))
            .map((owner) =>
                h(
                    "li",
                    {},
                    h("span", { class: "swatch", style: `--owner:var(--${owner.colour})` }),
                    owner.name,
                ),
            ),
    );
}

export function waterfall(run: RunData): HTMLElement {
    const spans = run.result.spans;
    if (spans.length === 0) {
        return h("p", { class: "empty" }, "The scenario measures no span: it has no [[spans]].");
    }
    const measured = spans.filter((span) => span.count > 0);
    const owners = new Owners(run.result, run.platform);
    const lengths = measured.map((span) => scaleOf(span, "p50"));
    let statistic: Statistic = "p50";
    let common = Math.max(...lengths) / Math.min(...lengths) <= comparable;
    const body = h("div");
    const draw = () => {
        body.replaceChildren(
            measured.length > 0 ? overview(measured, statistic, common, owners) : "",
            ownersLegend(measured, owners),
            ...spans.flatMap((span) => [heading(span), spanTable(span, statistic, owners)]),
        );
    };
    draw();
    return h(
        "div",
        {},
        toolbar(
            segmented<Statistic>(
                "Statistic",
                [
                    { value: "p50", label: "p50", title: "the median" },
                    { value: "p99", label: "p99" },
                    { value: "max", label: "max" },
                    {
                        value: "mean",
                        label: "mean",
                        title: "means of hops add up to the mean of the whole",
                    },
                ],
                statistic,
                (chosen) => {
                    statistic = chosen;
                    draw();
                },
            ),
            measured.length > 1
                ? checkbox("One scale for all spans", common, (checked) => {
                      common = checked;
                      draw();
                  })
                : null,
        ),
        body,
    );
}
