// SPDX-License-Identifier: BSD-3-Clause
//
// Numbers as people write them: the same texts as in the terminal (sim/measure/units.h).

const units: [number, string][] = [
    [1e9, "s"],
    [1e6, "ms"],
    [1e3, "µs"],
    [1, "ns"],
];

const nothing = "–";

/** Three or four significant digits with the unit that fits: "850 ns", "57.3 µs", "1.204 s". */
export function humanDuration(ns: number | null | undefined, digits = 3): string {
    if (ns === null || ns === undefined) return nothing;
    let unit = units.findIndex(([size]) => Math.abs(ns) >= size);
    if (unit < 0 || unit === units.length - 1) {
        return `${Number.isInteger(ns) ? ns : Number(ns.toPrecision(digits))} ns`;
    }
    const decimals = (value: number) =>
        Math.max(0, digits - (Math.abs(value) >= 100 ? 3 : Math.abs(value) >= 10 ? 2 : 1));
    const rounded = (value: number) => {
        const scale = 10 ** decimals(value);
        return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
    };
    let value = rounded(ns / units[unit]![0]);
    if (Math.abs(value) >= 1000 && unit > 0) {
        unit -= 1; // 999.96 µs is 1.00 ms
        value = rounded(ns / units[unit]![0]);
    }
    return `${value.toFixed(decimals(value))} ${units[unit]![1]}`;
}

/** "+1.20 µs", "−25 ns"; a true minus sign. */
export function signedDuration(ns: number | null | undefined): string {
    if (ns === null || ns === undefined) return nothing;
    return `${ns > 0 ? "+" : ns < 0 ? "−" : "±"}${humanDuration(Math.abs(ns))}`;
}

/** A tick of an axis: as few digits as it takes, "2.5 µs". */
export function axisDuration(ns: number): string {
    const [size, name] = units.find(([size]) => Math.abs(ns) >= size) ?? [1, "ns"];
    return `${Number((ns / size).toPrecision(4))} ${name}`;
}

/** Every digit, with thousands: "12,345,678 ns". */
export function exactDuration(ns: number | null | undefined): string {
    return ns === null || ns === undefined ? nothing : `${grouped(ns)} ns`;
}

/** "12,345,678", "0.25". */
export function grouped(value: number | null | undefined): string {
    return value === null || value === undefined
        ? nothing
        : value.toLocaleString("en-US", { maximumFractionDigits: 3 });
}

/** A share, 0..1: "24.8 %". */
export function percent(share: number | null | undefined, decimals = 1): string {
    if (share === null || share === undefined || !Number.isFinite(share)) return nothing;
    return `${(100 * share).toFixed(decimals)} %`;
}

export function signedPercent(share: number | null | undefined): string {
    if (share === null || share === undefined || !Number.isFinite(share)) return nothing;
    const text = percent(Math.abs(share));
    return `${share > 0 ? "+" : share < 0 ? "−" : "±"}${text}`;
}

/** Bytes in binary units: "128 KiB". */
export function humanSize(bytes: number): string {
    const names = ["B", "KiB", "MiB", "GiB", "TiB"];
    let step = 0;
    while (step + 1 < names.length && bytes >= 1024) {
        bytes /= 1024;
        step += 1;
    }
    return `${Number(bytes.toPrecision(4))} ${names[step]}`;
}

/** A value of a sweep's figure or axis with its unit. */
export function humanValue(value: number | null | undefined, unit: string): string {
    if (value === null || value === undefined) return nothing;
    if (unit === "ns") return humanDuration(value);
    return unit === "" ? grouped(value) : `${grouped(value)} ${unit}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
    return `${grouped(count)} ${count === 1 ? one : many}`;
}
