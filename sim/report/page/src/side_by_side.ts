// SPDX-License-Identifier: BSD-3-Clause
//
// The hops of two results beside each other.
import { changeBar, head, mostOf } from "./change";
import { segmented, tabs, toolbar } from "./controls";
import type { Comparison, Hop, RunData, Span } from "./data";
import { h } from "./dom";
import { Owners } from "./owners";
import { scaleOf, stackedBar } from "./stack";
import { valueOf, type Statistic } from "./statistics";
import { humanDuration, signedDuration } from "./units";
import { ownersLegend } from "./waterfall";

function hopRows(a: Span, b: Span, statistic: Statistic, causes: Set<string>): HTMLElement[] {
    const names = [...new Set([...a.hops, ...b.hops].map(({ name }) => name))];
    const find = (span: Span, name: string): Hop | undefined =>
        span.hops.find((hop) => hop.name === name);
    const rows = names.map((name) => {
        const [before, after] = [find(a, name), find(b, name)].map((hop) =>
            hop ? valueOf(hop, statistic) : null,
        );
        const change =
            typeof before === "number" && typeof after === "number" ? after - before : null;
        return { name, before, after, change };
    });
    const most = mostOf(rows.map(({ change }) => change));
    return rows.map(({ name, before, after, change }) =>
        h(
            "tr",
            { class: change ? (causes.has(name) ? "cause" : "moved-row") : null },
            h(
                "th",
                { scope: "row" },
                name,
                causes.has(name) ? h("span", { class: "aside" }, "cause") : null,
            ),
            h("td", { class: "number" }, humanDuration(before)),
            h("td", { class: "number" }, humanDuration(after)),
            h("td", { class: "number" }, change === 0 ? "=" : signedDuration(change)),
            changeBar(change, most),
        ),
    );
}

function besides(comparison: Comparison, runs: [RunData, RunData], name: string): HTMLElement {
    const [a, b] = runs.map((run) => run.result.spans.find((span) => span.name === name)!) as [
        Span,
        Span,
    ];
    const owners = new Owners(runs[0].result, runs[0].platform);
    const causes = new Set(
        comparison.moved
            .filter((one) => one.cause && one.span === name)
            .map((one) => one.hop ?? ""),
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
                        h(
                            "span",
                            { class: "stack-value number" },
                            humanDuration(valueOf(span, statistic)),
                        ),
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
    const measured = (run: RunData) =>
        run.result.spans.filter(({ count }) => count > 0).map(({ name }) => name);
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
