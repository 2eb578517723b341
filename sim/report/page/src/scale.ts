// SPDX-License-Identifier: BSD-3-Clause
//
// Scales of axes. Charts get positions and ticks from here, so a logarithmic axis has readable ticks
// also when it spans less than a decade, and percentiles have an axis on which the tail is wide.

export interface Scale {
    /** Where a value lies on the axis. */
    at(value: number): number;
    /** What lies there. */
    value(at: number): number;
    /** Ends of the axis, and its ticks, as positions. */
    min: number;
    max: number;
    ticks: number[];
}

/** Steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function niceStep(span: number, count: number): number {
    const rough = span / Math.max(1, count);
    const decade = 10 ** Math.floor(Math.log10(rough));
    const factor = [1, 2, 5, 10].find((f) => f * decade >= rough) ?? 10;
    return factor * decade;
}

/** About `count` ticks at round values, never fewer than two. */
function roundTicks(low: number, high: number, count: number): number[] {
    const step = niceStep(high - low, count);
    const ticks: number[] = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-9); i += 1) {
        ticks.push(Number((i * step).toPrecision(12)));
    }
    return ticks.length >= 2 ? ticks : roundTicks(low, high, count + 1);
}

/** From `low` to `high`, with room on both sides; down to 0 when that is not far. */
export function linearScale(low: number, high: number, count = 6): Scale {
    if (low > 0 && low < 0.5 * high) low = 0;
    const room = high > low ? 0.05 * (high - low) : Math.max(1, 0.1 * Math.abs(high));
    const min = low === 0 && high > 0 ? 0 : low - room;
    const max = high + room;
    return {
        at: (value) => value,
        value: (at) => at,
        min,
        max,
        ticks: roundTicks(min, max, count),
    };
}

/** The same for values above 0, of which each factor is as wide as any other. */
export function logScale(low: number, high: number, count = 6): Scale {
    const room = Math.max(0.04 * Math.log10(high / low), 0.02);
    const min = Math.log10(low) - room;
    const max = Math.log10(high) + room;
    const values =
        max - min < 0.5 ? roundTicks(10 ** min, 10 ** max, count) : decadeTicks(min, max, count);
    return {
        at: Math.log10,
        value: (at) => 10 ** at,
        min,
        max,
        ticks: values.map(Math.log10).filter((tick) => tick >= min && tick <= max),
    };
}

/** Of each decade from 10^min to 10^max the same values, as many as `count` allows for all. */
function decadeTicks(min: number, max: number, count: number): number[] {
    const offers = [[1, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];
    const from = Math.floor(min);
    const all = (factors: number[], every: number) => {
        const values: number[] = [];
        for (let exponent = from; exponent <= max; exponent += every) {
            values.push(...factors.map((factor) => factor * 10 ** exponent));
        }
        return values.filter((value) => Math.log10(value) >= min && Math.log10(value) <= max);
    };
    for (const factors of offers) {
        const values = all(factors, 1);
        if (values.length <= count && values.length >= 2) return values;
    }
    return max - min < 2
        ? roundTicks(10 ** min, 10 ** max, count)
        : all([1], Math.ceil((max - min) / count));
}

/**
 * Percentiles: 90, 99, 99.9 are as far apart as each other. 100 % lies where half a journey of
 * `count` would.
 */
export function percentileScale(count: number): Scale {
    const max = Math.log10(2 * Math.max(count, 5));
    const at = (percent: number) =>
        percent >= 100 ? max : Math.min(max, -Math.log10(1 - percent / 100));
    const ticks = [0, 50, 75, 90, 95, 99, 99.9, 99.99, 99.999]
        .map(at)
        .filter((tick) => tick < max - 0.15);
    return {
        at,
        value: (where) => (where >= max ? 100 : 100 * (1 - 10 ** -where)),
        min: 0,
        max,
        ticks: [...ticks, max],
    };
}

/** Are values better shown on a logarithmic axis: all above 0, ascending by about the same factor? */
export function looksLogarithmic(values: number[]): boolean {
    const sorted = [...new Set(values)].sort((a, b) => a - b);
    if (sorted.length < 3 || sorted[0]! <= 0) return false;
    if (sorted[sorted.length - 1]! / sorted[0]! < 8) return false;
    const steps = sorted.slice(1).map((value, i) => value - sorted[i]!);
    const factors = sorted.slice(1).map((value, i) => Math.log(value / sorted[i]!));
    const spread = (all: number[]) => {
        const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
        return Math.sqrt(all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length) / mean;
    };
    return spread(factors) < spread(steps);
}
