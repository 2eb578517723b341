// SPDX-License-Identifier: BSD-3-Clause
//
// From little to much as one colour from faint to strong, which is also a scale of greys.
import { colour } from "./theme";

type Rgb = [number, number, number];

function parse(hex: string): Rgb {
    const digits = hex.replace("#", "");
    return [0, 2, 4].map((i) => parseInt(digits.slice(i, i + 2), 16)) as Rgb;
}

function mix(share: number): Rgb {
    const stops = ["heat-low", "heat-middle", "heat-high"].map((name) => parse(colour(name)));
    const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
    const from = Math.min(stops.length - 2, Math.floor(at));
    return stops[from]!.map((part, i) => part + (at - from) * (stops[from + 1]![i]! - part)) as Rgb;
}

/** The colour of a share, 0..1. */
export function ramp(share: number): string {
    return `rgb(${mix(share).map(Math.round).join(",")})`;
}

function luminance([r, g, b]: Rgb): number {
    const linear = (part: number) => {
        const c = part / 255;
        return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Black or white, whichever can be read on that colour. */
export function textOn(share: number): string {
    const light = luminance(mix(share));
    return 1.05 / (light + 0.05) > (light + 0.05) / 0.05 ? "#ffffff" : "#000000";
}
