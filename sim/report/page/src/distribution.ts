// SPDX-License-Identifier: BSD-3-Clause
//
// The distribution of a span or hop, of one run or of several beside each other.
import { chart, figure } from "./chart";
import { picker, segmented, toolbar } from "./controls";
import type { RunData, Statistics } from "./data";
import { curveOf, distributionOption, type Shown } from "./distribution_chart";
import { h } from "./dom";
import { colour } from "./theme";
import { exactDuration, grouped, humanDuration, percent } from "./units";

const whole = "";

function find(run: RunData, span: string, hop: string): Statistics | undefined {
    const found = run.result.spans.find(({ name }) => name === span);
    return hop === whole ? found : found?.hops[Number(hop)];
}

function table(all: Shown[]): HTMLElement {
    const percents = [...new Set(all.flatMap(({ of }) => curveOf(of).map(([p]) => p)))].sort(
        (a, b) => a - b,
    );
    const bins = all.flatMap(({ run, of }) =>
        (of.histogram ?? []).map((bin) => ({ run, bin, count: of.count })),
    );
    return h(
        "details",
        { class: "more" },
        h("summary", {}, "The same as tables"),
        h(
            "div",
            {
                class: "side-by-side",
                role: "region",
                tabindex: 0,
                "aria-label": "Tables of the distribution",
            },
            h(
                "table",
                {},
                h("caption", {}, "Percentiles"),
                h(
                    "thead",
                    {},
                    h(
                        "tr",
                        {},
                        h("th", { scope: "col" }, "percent"),
                        all.map(({ run }) => h("th", { scope: "col", class: "number" }, run)),
                    ),
                ),
                h(
                    "tbody",
                    {},
                    percents.map((p) =>
                        h(
                            "tr",
                            {},
                            h("th", { scope: "row" }, `${p} %`),
                            all.map(({ of }) =>
                                h(
                                    "td",
                                    { class: "number" },
                                    exactDuration(curveOf(of).find(([q]) => q === p)?.[1]),
                                ),
                            ),
                        ),
                    ),
                ),
            ),
            h(
                "table",
                {},
                h("caption", {}, "Histogram"),
                h(
                    "thead",
                    {},
                    h(
                        "tr",
                        {},
                        all.length > 1 ? h("th", { scope: "col" }, "run") : null,
                        ["from", "to below", "journeys", "share"].map((head) =>
                            h("th", { scope: "col", class: "number" }, head),
                        ),
                    ),
                ),
                h(
                    "tbody",
                    {},
                    bins.map(({ run, bin: [low, high, count], count: of }) =>
                        h(
                            "tr",
                            {},
                            all.length > 1 ? h("td", {}, run) : null,
                            h("td", { class: "number" }, exactDuration(low)),
                            h("td", { class: "number" }, exactDuration(high)),
                            h("td", { class: "number" }, grouped(count)),
                            h("td", { class: "number" }, percent(count / Math.max(1, of))),
                        ),
                    ),
                ),
            ),
        ),
    );
}

/** Of one run, or of several in one chart. */
export function distribution(runs: RunData[]): HTMLElement | null {
    const spans = runs[0]?.result.spans.filter(({ count }) => count > 0) ?? [];
    if (spans.length === 0) return null;
    let span = spans[0]!;
    let hop = whole;
    let logarithmic = true;
    const shown = (): Shown[] =>
        runs.flatMap((run, i) => {
            const of = find(run, span.name, hop);
            return of && of.count > 0
                ? [{ run: run.name, of, colour: colour(`series-${i + 1}`) }]
                : [];
        });
    const name = () =>
        hop === whole ? span.name : `${span.name}, ${span.hops[Number(hop)]!.name}`;
    const summary = () =>
        shown()
            .map(
                ({ run, of }) =>
                    `${runs.length > 1 ? `${run}: ` : ""}${name()}: half took no longer than ${humanDuration(of.p50_ns)}, ` +
                    `99 % no longer than ${humanDuration(of.p99_ns)}, the longest ${humanDuration(of.max_ns)}.`,
            )
            .join(" ");
    const drawing = chart(420, (width) => distributionOption(shown(), logarithmic, width));
    const tables = h("div");
    const legend = h(
        "ul",
        { class: "legend" },
        runs.map((run, i) =>
            h(
                "li",
                {},
                h("span", { class: "swatch", style: `--owner:var(--series-${i + 1})` }),
                run.name,
            ),
        ),
    );
    const framed = figure("Distribution.", summary, drawing.element);
    const hops = h("span");
    const draw = () => {
        drawing.draw();
        framed.refresh();
        tables.replaceChildren(table(shown()));
    };
    const offerHops = () =>
        hops.replaceChildren(
            picker(
                "Hop",
                [
                    { value: whole, label: "whole" },
                    ...span.hops
                        .map((one, i) => ({ value: String(i), label: one.name, count: one.count }))
                        .filter(({ count }) => count > 0),
                ],
                hop,
                (chosen) => {
                    hop = chosen;
                    draw();
                },
            ),
        );
    offerHops();
    draw();
    return h(
        "div",
        {},
        toolbar(
            picker(
                "Span",
                spans.map(({ name }) => ({ value: name, label: name })),
                span.name,
                (chosen) => {
                    span = spans.find(({ name }) => name === chosen)!;
                    hop = whole;
                    offerHops();
                    draw();
                },
            ),
            hops,
            segmented(
                "Counts",
                [
                    { value: "log", label: "log", title: "single journeys can be seen" },
                    { value: "linear", label: "linear" },
                ],
                "log",
                (chosen) => {
                    logarithmic = chosen === "log";
                    draw();
                },
            ),
        ),
        framed,
        runs.length > 1 ? legend : null,
        tables,
    );
}
