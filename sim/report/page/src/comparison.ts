// SPDX-License-Identifier: BSD-3-Clause
//
// What moved between two results, by how much, and which hop is the cause.
import { changeBar, head, mostOf } from "./change";
import type { Comparison, InputChange, Moved, MovedCount } from "./data";
import { breakable, h } from "./dom";
import { textTable } from "./tables";
import { grouped, humanDuration, plural, signedDuration, signedPercent } from "./units";

/** By span, those with a cause first; within each the causes first, then by size. */
function bySpan(moved: Moved[]): [string, Moved[]][] {
    const order = (one: Moved) => (one.cause ? 0 : one.beyond ? 1 : 2);
    const size = (one: Moved) => Math.abs(one.change_ns ?? 0);
    const groups = new Map<string, Moved[]>();
    for (const one of [...moved].sort((x, y) => order(x) - order(y) || size(y) - size(x))) {
        groups.set(one.span, [...(groups.get(one.span) ?? []), one]);
    }
    return [...groups.entries()];
}

function roleOf(one: Moved): HTMLElement | null {
    const words = {
        cause: "cause",
        consequence: "follows",
        "some journeys": "in some journeys",
        sum: "",
    }[one.role ?? (one.cause ? "cause" : "sum")];
    const within = one.beyond ? "" : "within the tolerance";
    const said = [words, within].filter((word) => word).join(", ");
    return said === "" ? null : h("span", { class: "aside" }, said);
}

function movedTable(moved: Moved[]): HTMLElement {
    const most = mostOf(moved.map(({ change_ns }) => change_ns));
    const row = (one: Moved) =>
        h(
            "tr",
            { class: one.cause ? "cause" : null },
            h("th", { scope: "row" }, one.hop ?? h("em", {}, "whole"), roleOf(one)),
            h("td", {}, one.statistic),
            h("td", { class: "number" }, humanDuration(one.a_ns)),
            h("td", { class: "number" }, humanDuration(one.b_ns)),
            h("td", { class: "number" }, signedDuration(one.change_ns)),
            h("td", { class: "number wide" }, signedPercent(one.change)),
            changeBar(one.change_ns, most),
        );
    return h(
        "table",
        { class: "moved" },
        h("caption", { class: "hidden" }, "All that moved, causes first"),
        head(
            ["hop"],
            ["statistic"],
            ["a", true],
            ["b", true],
            ["change", true],
            ["in percent", true],
            [""],
        ),
        bySpan(moved).map(([span, all]) =>
            h(
                "tbody",
                {},
                h(
                    "tr",
                    { class: "group" },
                    h("th", { scope: "rowgroup", colspan: 7 }, h("code", {}, breakable(span))),
                ),
                all.map(row),
            ),
        ),
    );
}

function causes(moved: Moved[]): HTMLElement | null {
    const named = new Map<string, Moved>();
    for (const one of moved) {
        if (!one.cause || one.hop === null) continue;
        const name = `${one.span} ${one.hop}`;
        if (!named.has(name) || one.statistic === "p50") named.set(name, one);
    }
    if (named.size === 0) return null;
    return h(
        "p",
        { class: "causes" },
        h("strong", {}, named.size === 1 ? "Cause: " : "Causes: "),
        [...named.values()].flatMap((one, i) => [
            i > 0 ? "; " : "",
            h("strong", {}, one.hop!),
            " of ",
            h("code", {}, breakable(one.span)),
            ` (${signedDuration(one.change_ns)} ${one.statistic})`,
        ]),
    );
}

function onlyIn(which: string, names: string[]): HTMLElement | null {
    if (names.length === 0) return null;
    return h(
        "p",
        {},
        `Only in ${which}: `,
        names.flatMap((name, i) => [i > 0 ? ", " : "", h("code", {}, breakable(name))]),
    );
}

function exactness({ exact, uncertainty_ns }: Comparison): string {
    if (exact) return "Both runs are exact: any difference is real.";
    return uncertainty_ns === null
        ? "More than files of the host came into a run: differences may be its own."
        : `Differences up to ${humanDuration(uncertainty_ns)} may be none.`;
}

function toleranceOf({ tolerance, tolerance_ns }: Comparison): string {
    const share = `${Number((100 * tolerance).toFixed(3))} %`;
    return tolerance_ns ? `${share} or ${humanDuration(tolerance_ns)}` : share;
}

/** What went in: usually the reason of it all. */
function inputsMoved(inputs: InputChange[]): HTMLElement | null {
    if (inputs.length === 0) return null;
    const short = (text: string | null) =>
        text === null ? "–" : /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 16)}…` : text;
    return textTable(
        "What went in, and is not the same",
        ["name", "kind", "a", "b"],
        inputs.map(({ kind, name, a, b }) => [name, kind, short(a), short(b)]),
    );
}

function countsMoved(counts: MovedCount[]): HTMLElement | null {
    if (counts.length === 0) return null;
    return textTable(
        "Numbers of journeys that are not the same",
        ["span", "hop", "number", "a", "b"],
        counts.map(({ span, hop, statistic, a, b }) => [
            span,
            hop ?? "whole",
            statistic,
            grouped(a),
            grouped(b),
        ]),
    );
}

export function whatMoved(comparison: Comparison): HTMLElement {
    const { a, b, moved, same } = comparison;
    const equal = a.trace_sha256 === b.trace_sha256;
    return h(
        "div",
        {},
        h(
            "p",
            {},
            h("strong", {}, "a"),
            " is ",
            h("code", {}, breakable(a.name)),
            ", ",
            h("strong", {}, "b"),
            " is ",
            h("code", {}, breakable(b.name)),
            `. ${exactness(comparison)} The tolerance is ${toleranceOf(comparison)}. `,
            `${plural(same, "figure")} ${same === 1 ? "is" : "are"} equal.`,
            equal ? " Their traces are the same to the bit." : "",
        ),
        causes(moved),
        moved.length > 0 ? movedTable(moved) : h("p", { class: "empty" }, "No figure moved."),
        countsMoved(comparison.counts ?? []),
        onlyIn("a", comparison.only_in_a),
        onlyIn("b", comparison.only_in_b),
        inputsMoved(comparison.inputs ?? []),
    );
}

export function countersMoved(comparison: Comparison): HTMLElement | null {
    const { counters } = comparison;
    if (counters.length === 0) return null;
    const most = mostOf(counters.map(({ a, b }) => b - a));
    return h(
        "table",
        { class: "counters" },
        h("caption", {}, "Counters that differ"),
        head(["counter"], ["a", true], ["b", true], ["change", true], [""]),
        h(
            "tbody",
            {},
            counters.map(({ name, a, b }) =>
                h(
                    "tr",
                    {},
                    h("th", { scope: "row" }, h("code", {}, breakable(name))),
                    h("td", { class: "number" }, grouped(a)),
                    h("td", { class: "number" }, grouped(b)),
                    h("td", { class: "number" }, `${b > a ? "+" : "−"}${grouped(Math.abs(b - a))}`),
                    changeBar(b - a, most),
                ),
            ),
        ),
    );
}
