// SPDX-License-Identifier: BSD-3-Clause
//
// What was published about the real thing, beside what the runs found.
import type { Published, Result, Sweep } from "./data";
import { breakable, h, type Child } from "./dom";
import { valuesOf } from "./sweep_model";

interface Row {
    /** Of a sweep's axes; none in a run. */
    values: string[];
    beside: Published;
}

function deviation({ deviation }: Published): string {
    if (deviation === null) return "–";
    const percent = (100 * Math.abs(deviation)).toFixed(1);
    return `${deviation < 0 ? "−" : "+"}${percent} %`;
}

function head(title: string, number = false): HTMLElement {
    return h("th", { scope: "col", class: number ? "number" : null }, title);
}

function row({ values, beside }: Row): HTMLElement {
    return h(
        "tr",
        {},
        values.map((value) => h("td", {}, breakable(value))),
        h("td", {}, h("code", {}, breakable(beside.figure))),
        h("td", { class: "number" }, beside.published),
        h("td", { class: "number" }, beside.found),
        h("td", { class: "number" }, deviation(beside)),
        h("td", {}, beside.role),
    );
}

function sources(rows: Row[]): Child[] {
    const each = [...new Set(rows.map(({ beside }) => beside.source))];
    return each.map((source) => h("p", { class: "aside" }, `Source: ${source}`));
}

function table(axes: string[], rows: Row[]): HTMLElement | null {
    if (rows.length === 0) return null;
    return h(
        "div",
        {},
        h(
            "p",
            {},
            "A figure that is called fitted shows nothing: numbers here were chosen so that it comes out. One that is predicted had no part in that.",
        ),
        h(
            "table",
            { class: "published" },
            h("caption", { class: "hidden" }, "Published figures, and what was found for them"),
            h(
                "thead",
                {},
                h(
                    "tr",
                    {},
                    axes.map((axis) => head(axis)),
                    head("figure"),
                    head("published", true),
                    head("here", true),
                    head("deviation", true),
                    head("role"),
                ),
            ),
            h("tbody", {}, rows.map(row)),
        ),
        sources(rows),
    );
}

export function publishedOfRun(result: Result): HTMLElement | null {
    return table(
        [],
        (result.published ?? []).map((beside) => ({ values: [], beside })),
    );
}

export function publishedOfSweep(sweep: Sweep): HTMLElement | null {
    return table(
        sweep.axes.map(({ key }) => key),
        sweep.points.flatMap((point) =>
            (point.published ?? []).map((beside) => ({
                values: valuesOf(sweep, point).map(([, value]) => value),
                beside,
            })),
        ),
    );
}
