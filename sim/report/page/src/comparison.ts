// SPDX-License-Identifier: BSD-3-Clause
//
// Two results beside each other: what moved, by how much, and which hop is the cause.
import { segmented, tabs, toolbar } from "./controls";
import type { Comparison, Hop, Moved, RunData, Span } from "./data";
import { breakable, h, type Child } from "./dom";
import { Owners } from "./owners";
import { scaleOf, stackedBar } from "./stack";
import { valueOf, type Statistic } from "./statistics";
import { grouped, humanDuration, plural, signedDuration, signedPercent } from "./units";
import { ownersLegend } from "./waterfall";

function head(...titles: [Child, boolean?][]): HTMLElement {
    return h(
        "thead",
        {},
        h(
            "tr",
            {},
            titles.map(([title, number]) =>
                title === ""
                    ? h("td", { class: "change-cell" })
                    : h(
                          "th",
                          { scope: "col", class: `${number ? "number" : ""} ${title === "in percent" ? "wide" : ""}` },
                          title,
                      ),
            ),
        ),
    );
}

/** A bar from the middle: to the right what became slower, to the left what became faster. */
function changeBar(change: number | null, most: number): HTMLElement {
    const share = change === null || most === 0 ? 0 : (50 * Math.abs(change)) / most;
    const left = change !== null && change < 0 ? 50 - share : 50;
    return h(
        "td",
        { class: "change-cell", "aria-hidden": "true" },
        h(
            "span",
            { class: "change-track" },
            h("span", {
                class: change !== null && change < 0 ? "change faster" : "change slower",
                style: `left:${left}%;width:${share}%`,
            }),
        ),
    );
}

function mostOf(changes: (number | null)[]): number {
    return Math.max(0, ...changes.map((change) => Math.abs(change ?? 0)));
}

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

function movedTable(moved: Moved[]): HTMLElement {
    const most = mostOf(moved.map(({ change_ns }) => change_ns));
    const row = (one: Moved) =>
        h(
            "tr",
            { class: one.cause ? "cause" : null },
            h("th", { scope: "row" }, one.hop ?? h("em", {}, "whole"), one.cause ? h("span", { class: "aside" }, "cause") : null),
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
        head(["hop"], ["statistic"], ["a", true], ["b", true], ["change", true], ["in percent", true], [""]),
        bySpan(moved).map(([span, all]) =>
            h(
                "tbody",
                {},
                h("tr", { class: "group" }, h("th", { scope: "rowgroup", colspan: 7 }, h("code", {}, breakable(span)))),
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

function hopRows(a: Span, b: Span, statistic: Statistic, causes: Set<string>): HTMLElement[] {
    const names = [...new Set([...a.hops, ...b.hops].map(({ name }) => name))];
    const find = (span: Span, name: string): Hop | undefined => span.hops.find((hop) => hop.name === name);
    const rows = names.map((name) => {
        const [before, after] = [find(a, name), find(b, name)].map((hop) => (hop ? valueOf(hop, statistic) : null));
        const change = typeof before === "number" && typeof after === "number" ? after - before : null;
        return { name, before, after, change };
    });
    const most = mostOf(rows.map(({ change }) => change));
    return rows.map(({ name, before, after, change }) =>
        h(
            "tr",
            { class: change ? (causes.has(name) ? "cause" : "moved-row") : null },
            h("th", { scope: "row" }, name, causes.has(name) ? h("span", { class: "aside" }, "cause") : null),
            h("td", { class: "number" }, humanDuration(before)),
            h("td", { class: "number" }, humanDuration(after)),
            h("td", { class: "number" }, change === 0 ? "=" : signedDuration(change)),
            changeBar(change, most),
        ),
    );
}

function besides(comparison: Comparison, runs: [RunData, RunData], name: string): HTMLElement {
    const [a, b] = runs.map((run) => run.result.spans.find((span) => span.name === name)!) as [Span, Span];
    const owners = new Owners(runs[0].result, runs[0].platform);
    const causes = new Set(
        comparison.moved.filter((one) => one.cause && one.span === name).map((one) => one.hop ?? ""),
    );
    let statistic: Statistic = "p50";
    const body = h("div");
    const draw = () => {
        const end = Math.max(scaleOf(a, statistic), scaleOf(b, statistic));
        const change = (valueOf(b, statistic) ?? 0) - (valueOf(a, statistic) ?? 0);
        body.replaceChildren(
            h(
                "div",
                { class: "stacks" },
                [a, b].map((span, i) =>
                    h(
                        "div",
                        { class: "stack-row" },
                        h("span", { class: "stack-name" }, i === 0 ? "a" : "b"),
                        stackedBar(span, statistic, end, owners),
                        h("span", { class: "stack-value number" }, humanDuration(valueOf(span, statistic))),
                    ),
                ),
            ),
            ownersLegend([a, b], owners),
            h(
                "table",
                { class: "besides" },
                h("caption", { class: "hidden" }, `Hops of ${name} in a and b`),
                head(["hop"], ["a", true], ["b", true], ["change", true], [""]),
                h("tbody", {}, hopRows(a, b, statistic, causes)),
                h(
                    "tfoot",
                    {},
                    h(
                        "tr",
                        {},
                        h("th", { scope: "row" }, "whole"),
                        h("td", { class: "number" }, humanDuration(valueOf(a, statistic))),
                        h("td", { class: "number" }, humanDuration(valueOf(b, statistic))),
                        h("td", { class: "number" }, change === 0 ? "=" : signedDuration(change)),
                        h("td", { class: "change-cell" }),
                    ),
                ),
            ),
        );
    };
    draw();
    return h(
        "div",
        {},
        toolbar(
            segmented<Statistic>(
                "Statistic",
                (["p50", "p99", "max", "mean"] as const).map((value) => ({ value, label: value })),
                statistic,
                (chosen) => {
                    statistic = chosen;
                    draw();
                },
            ),
        ),
        body,
    );
}

/** The hops of every span that both have, a above b. */
export function sideBySide(comparison: Comparison, runs: RunData[]): HTMLElement | null {
    const [a, b] = runs;
    if (!a || !b) return null;
    const measured = (run: RunData) => run.result.spans.filter(({ count }) => count > 0).map(({ name }) => name);
    const inB = new Set(measured(b));
    const names = measured(a).filter((name) => inB.has(name));
    if (names.length === 0) return null;
    const moves = (name: string) => comparison.moved.some(({ span }) => span === name);
    return tabs(
        "Span",
        names.map((name) => ({
            label: moves(name) ? `${name} •` : name,
            panel: () => besides(comparison, [a, b], name),
        })),
    );
}

function onlyIn(which: string, names: string[]): HTMLElement | null {
    if (names.length === 0) return null;
    return h("p", {}, `Only in ${which}: `, names.flatMap((name, i) => [i > 0 ? ", " : "", h("code", {}, breakable(name))]));
}

export function whatMoved(comparison: Comparison): HTMLElement {
    const { a, b, moved, tolerance, exact, uncertainty_ns, same } = comparison;
    const equal = a.trace_sha256 === b.trace_sha256;
    return h(
        "div",
        {},
        h(
            "p",
            {},
            h("strong", {}, "a"), " is ", h("code", {}, breakable(a.name)), ", ",
            h("strong", {}, "b"), " is ", h("code", {}, breakable(b.name)), ". ",
            exact
                ? "Both runs are exact: any difference is one of the design."
                : `Differences up to ${humanDuration(uncertainty_ns)} may come from how the runs were made.`,
            ` Tolerance ${Number((100 * tolerance).toFixed(3))} %. ${plural(same, "figure")} ${same === 1 ? "is" : "are"} equal.`,
            equal ? " Their traces are the same to the bit." : "",
        ),
        causes(moved),
        moved.length > 0 ? movedTable(moved) : h("p", { class: "empty" }, "No figure moved."),
        onlyIn("a", comparison.only_in_a),
        onlyIn("b", comparison.only_in_b),
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
