// SPDX-License-Identifier: BSD-3-Clause
//
// A sweep: pick the figure, and which parameter lies where.
import { chart, figure, type Chart } from "./chart";
import { picker, segmented, toolbar } from "./controls";
import type { Sweep } from "./data";
import { h } from "./dom";
import { heatOption, lineColours, linesOption } from "./sweep_charts";
import { axisValue, cellsOf, firstChoice, rangeOf, valuesOf, type Choice } from "./sweep_model";
import { pointsTable } from "./sweep_table";
import { humanValue, plural } from "./units";

const none = "";

function at(pairs: [string, string][]): string {
    return pairs.map(([name, value]) => `${name} ${value}`).join(", ");
}

function inWords(sweep: Sweep, choice: Choice): string {
    const { name, unit } = sweep.figures[choice.figure]!;
    const cells = cellsOf(sweep, choice);
    const range = rangeOf(cells);
    if (!range) return `${name}: no point has a value.`;
    const [low, high] = range;
    const failed = cells.filter(({ point }) => point.status === "failed").length;
    const words =
        low.value === high.value
            ? `${name} is ${humanValue(low.value, unit)} everywhere`
            : `${name} from ${humanValue(low.value, unit)} (${at(valuesOf(sweep, low.point))}) to ` +
              `${humanValue(high.value, unit)} (${at(valuesOf(sweep, high.point))})`;
    return `${words}.${failed > 0 ? ` ${plural(failed, "point")} failed.` : ""}`;
}

function lineLegend(sweep: Sweep, choice: Choice): HTMLElement | null {
    const cells = cellsOf(sweep, choice);
    const second = choice.second === null ? null : sweep.axes[choice.second]!;
    const colours = lineColours(second?.values.length ?? 1);
    const notes: [string, string][] = [];
    if (cells.some(({ point }) => point.status === "failed")) notes.push(["✕", "failed"]);
    if (cells.some(({ point }) => point.expectations.some(({ ok }) => !ok))) {
        notes.push(["○", "does not meet the expectations"]);
    }
    if (!second && notes.length === 0) return null;
    return h(
        "ul",
        { class: "legend" },
        second
            ? [
                  h("li", { class: "legend-title" }, second.key),
                  second.values.map((_, i) =>
                      h(
                          "li",
                          {},
                          h("span", { class: "swatch", style: `--owner:${colours[i]}` }),
                          axisValue(second, i),
                      ),
                  ),
              ]
            : null,
        notes.map(([sign, means]) =>
            h("li", {}, h("span", { class: "sign bad" }, `${sign} `), means),
        ),
    );
}

function heatLegend(sweep: Sweep, choice: Choice): HTMLElement | null {
    const range = rangeOf(cellsOf(sweep, choice));
    if (!range) return null;
    const { unit } = sweep.figures[choice.figure]!;
    return h(
        "p",
        { class: "heat-legend number" },
        humanValue(range[0].value, unit),
        h("span", { class: "heat-ramp", "aria-hidden": "true" }),
        humanValue(range[1].value, unit),
        h("span", { class: "aside" }, "✕ failed · dot: does not meet the expectations"),
    );
}

/** Which axis is where: the pickers, made anew when one of them changed. */
function axisPickers(sweep: Sweep, choice: Choice, changed: () => void): Node[] {
    const names = sweep.axes.map(({ key }, i) => ({ value: String(i), label: key }));
    const heat = choice.view === "heat";
    const pickers: Node[] = [];
    if (sweep.axes.length > 1) {
        pickers.push(
            picker("Across", names, String(choice.x), (chosen) => {
                const x = Number(chosen);
                if (choice.second === x) choice.second = choice.x;
                choice.x = x;
                changed();
            }),
            picker(
                heat ? "Up" : "A line for each",
                [...(heat ? [] : [{ value: none, label: "– (one line)" }]), ...names].filter(
                    ({ value }) => value === none || Number(value) !== choice.x,
                ),
                choice.second === null ? none : String(choice.second),
                (chosen) => {
                    choice.second = chosen === none ? null : Number(chosen);
                    changed();
                },
            ),
        );
    }
    sweep.axes.forEach((axis, i) => {
        if (i === choice.x || i === choice.second) return;
        pickers.push(
            picker(
                axis.key,
                axis.values.map((_, at) => ({ value: String(at), label: axisValue(axis, at) })),
                String(choice.held[i]),
                (chosen) => {
                    choice.held[i] = Number(chosen);
                    changed();
                },
            ),
        );
    });
    return pickers;
}

function untilText(sweep: Sweep): HTMLElement | null {
    const { until } = sweep;
    if (!until) return null;
    const words =
        until.holds === null
            ? `does not hold for any ${until.axis} that was tried`
            : until.fails === null
              ? `holds for every ${until.axis} that was tried`
              : `holds up to ${until.axis} = ${until.holds}, and no more at ${until.fails}`;
    return h(
        "p",
        { class: "until" },
        h("code", {}, until.expression),
        ` ${words} (${plural(until.probes.length, "probe")}).`,
    );
}

export interface SweepParts {
    charts: HTMLElement;
    points: HTMLElement;
}

export function sweepParts(sweep: Sweep): SweepParts {
    if (sweep.figures.length === 0 || sweep.axes.length === 0) {
        return {
            charts: h("p", { class: "empty" }, "The sweep has no figures to show."),
            points: pointsTable({ ...sweep, figures: [{ name: "–", unit: "" }] }, () => 0),
        };
    }
    const choice = firstChoice(sweep);
    const points = pointsTable(sweep, () => choice.figure);
    const lines: Chart = chart(400, (width) => linesOption(sweep, choice, width));
    const heat: Chart = chart(400, (width) => heatOption(sweep, choice, width));
    const framed = figure("Sweep.", () => inWords(sweep, choice), lines.element, heat.element);
    const pickers = h("span", { class: "toolbar-part" });
    const legend = h("div");
    const draw = () => {
        const isHeat = choice.view === "heat";
        lines.element.hidden = isHeat;
        heat.element.hidden = !isHeat;
        (isHeat ? heat : lines).draw();
        framed.refresh();
        legend.replaceChildren((isHeat ? heatLegend : lineLegend)(sweep, choice) ?? "");
        points.refresh();
    };
    const changed = () => {
        pickers.replaceChildren(...axisPickers(sweep, choice, changed));
        draw();
    };
    changed();
    const charts = h(
        "div",
        {},
        untilText(sweep),
        toolbar(
            picker(
                "Figure",
                sweep.figures.map(({ name }, i) => ({ value: String(i), label: name })),
                String(choice.figure),
                (chosen) => {
                    choice.figure = Number(chosen);
                    draw();
                },
            ),
            sweep.axes.length > 1
                ? segmented(
                      "View",
                      [
                          { value: "lines", label: "lines" },
                          { value: "heat", label: "heat map" },
                      ],
                      choice.view,
                      (chosen) => {
                          choice.view = chosen as Choice["view"];
                          choice.second ??= choice.x === 0 ? 1 : 0;
                          changed();
                      },
                  )
                : null,
            pickers,
            segmented(
                "Values",
                [
                    { value: "linear", label: "linear" },
                    { value: "log", label: "log" },
                ],
                choice.values,
                (chosen) => {
                    choice.values = chosen as Choice["values"];
                    draw();
                },
            ),
        ),
        framed,
        legend,
    );
    return { charts, points };
}
