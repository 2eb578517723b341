// SPDX-License-Identifier: BSD-3-Clause
//
// The statistics of spans and hops that the page offers.
import type { Hop, Span, Statistics } from "./data";

export type Statistic = "min" | "mean" | "p50" | "p90" | "p99" | "max";

export function valueOf(of: Statistics, statistic: Statistic): number | null {
    return of[`${statistic}_ns`];
}

export interface Piece {
    name: string;
    hop: Hop | null; // null: what no hop explains
    from: number;
    length: number;
}

/**
 * The hops of a span end to end. Means are of all journeys, so with what is unattributed they add
 * up to the mean of the whole; percentiles need not.
 */
export function piecesOf(span: Span, statistic: Statistic): Piece[] {
    let from = 0;
    const pieces: Piece[] = [];
    const add = (name: string, hop: Hop | null, length: number) => {
        pieces.push({ name, hop, from, length });
        from += length;
    };
    for (const hop of span.hops) {
        const length =
            statistic === "mean"
                ? hop.total_ns / Math.max(1, span.count)
                : (valueOf(hop, statistic) ?? 0);
        add(hop.name, hop, length);
    }
    if (span.unattributed_ns > 0 && statistic === "mean") {
        add("unattributed", null, span.unattributed_ns / Math.max(1, span.count));
    }
    return pieces;
}

export function sumOf(pieces: Piece[]): number {
    const last = pieces[pieces.length - 1];
    return last ? last.from + last.length : 0;
}

/** The hop that takes most of a span's time. */
export function longestHop(span: Span): Hop | null {
    return span.hops.reduce<Hop | null>(
        (longest, hop) => (longest && longest.total_ns >= hop.total_ns ? longest : hop),
        null,
    );
}
