// SPDX-License-Identifier: BSD-3-Clause
//
// What of a sweep is shown: a figure over one axis, for each value of a second, all others held.
import type { Sweep, SweepAxis, SweepPoint, Until } from "./data";
import { linearScale, logScale, looksLogarithmic, type Scale } from "./scale";
import { axisDuration, grouped } from "./units";

export interface Choice {
    figure: number;
    /** Index of the axis that lies horizontally. */
    x: number;
    /** Lines: one for each of its values. Heat map: the vertical axis. */
    second: number | null;
    /** For each axis the index of the value at which it is held, if it is neither of those. */
    held: number[];
    view: "lines" | "heat";
    values: "linear" | "log";
}

export interface Cell {
    point: SweepPoint;
    /** Index of the point's value on the horizontal axis, and on the second. */
    x: number;
    second: number;
    value: number | null;
}

/** A duration over the axis with most values. */
export function firstChoice(sweep: Sweep): Choice {
    const durations = sweep.figures.findIndex(({ unit }) => unit === "ns");
    const [x, second] = sweep.axes
        .map((axis, i) => ({ i, length: isNumeric(axis) ? axis.values.length : 0 }))
        .sort((a, b) => b.length - a.length || a.i - b.i)
        .map(({ i }) => i);
    return {
        figure: Math.max(0, durations),
        x: x ?? 0,
        second: second ?? null,
        held: sweep.axes.map(() => 0),
        view: "lines",
        values: "linear",
    };
}

export function cellsOf(sweep: Sweep, choice: Choice): Cell[] {
    const index = sweep.axes.map((axis) => new Map(axis.values.map((value, i) => [value, i])));
    return sweep.points.flatMap((point) => {
        const at = point.values.map((value, axis) => index[axis]?.get(value) ?? -1);
        const shown = at.every(
            (value, axis) =>
                axis === choice.x || axis === choice.second || value === choice.held[axis],
        );
        if (!shown || at[choice.x]! < 0) return [];
        return [
            {
                point,
                x: at[choice.x]!,
                second: choice.second === null ? 0 : at[choice.second]!,
                value: point.status === "done" ? (point.figures[choice.figure] ?? null) : null,
            },
        ];
    });
}

export function isNumeric(axis: SweepAxis): boolean {
    return axis.numbers.length > 1 && axis.numbers.every((number) => number !== null);
}

/** Where an axis' values lie, and what is written there. */
export interface AxisScale {
    scale: Scale;
    at(index: number): number;
    label(value: number): string;
}

export function axisScale(axis: SweepAxis, ticks: number): AxisScale {
    if (isNumeric(axis)) {
        const numbers = axis.numbers as number[];
        const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
        const scale = looksLogarithmic(numbers)
            ? logScale(low, high, ticks)
            : linearScale(low, high, ticks);
        if (numbers.length <= ticks) scale.ticks = numbers.map(scale.at);
        return {
            scale,
            at: (index) => scale.at(numbers[index]!),
            label: (value) => (axis.unit === "ns" ? axisDuration(value) : grouped(value)),
        };
    }
    const last = axis.values.length - 1;
    return {
        scale: {
            at: (value) => value,
            value: (at) => at,
            min: -0.5,
            max: last + 0.5,
            ticks: axis.values.map((_, i) => i),
        },
        at: (index) => index,
        label: (index) => axis.values[Math.round(index)] ?? "",
    };
}

/** "mu_signal = 100 ns". */
export function axisValue(axis: SweepAxis, index: number): string {
    const number = axis.numbers[index];
    return axis.unit === "ns" && number !== null && number !== undefined
        ? axisDuration(number)
        : (axis.values[index] ?? "");
}

/** What the values of a point are, one pair for each axis. */
export function valuesOf(sweep: Sweep, point: SweepPoint): [string, string][] {
    return sweep.axes.map((axis, i) => {
        const value = point.values[i] ?? "";
        const index = axis.values.indexOf(value);
        return [axis.key, index < 0 ? value : axisValue(axis, index)];
    });
}

export function meets(point: SweepPoint): boolean {
    return point.status === "done" && point.expectations.every(({ ok }) => ok);
}

/** Lowest and highest value of a figure among cells that have one. */
export function rangeOf(cells: Cell[]): [Cell, Cell] | null {
    const known = cells.filter(({ value }) => value !== null);
    if (known.length === 0) return null;
    const by = (better: (a: number, b: number) => boolean) =>
        known.reduce((best, cell) => (better(cell.value!, best.value!) ? cell : best));
    return [by((a, b) => a < b), by((a, b) => a > b)];
}

/** Numbers (or else places) on their axis of the value where `until` holds and where it does not. */
export function untilPlaces(sweep: Sweep, until: Until): [number, number] {
    const axis = sweep.axes.find(({ key }) => key === until.axis);
    const place = (value: string) => {
        const index = axis?.values.indexOf(value) ?? -1;
        return axis?.numbers[index] ?? index;
    };
    return [place(until.holds), place(until.fails)];
}
