// SPDX-License-Identifier: BSD-3-Clause
//
// Every point of a sweep, sorted as one likes.
import { checkbox, toolbar } from "./controls";
import type { Sweep, SweepPoint } from "./data";
import { breakable, h, type Child } from "./dom";
import { verdictSign } from "./expectations";
import { valuesOf } from "./sweep_model";
import { humanValue } from "./units";

interface Column {
    title: string;
    number: boolean;
    cell(point: SweepPoint): Child;
    order(point: SweepPoint): number | string;
}

function axisColumns(sweep: Sweep): Column[] {
    return sweep.axes.map((axis, i) => ({
        title: axis.key,
        number: axis.numbers.every((number) => number !== null),
        cell: (point) => valuesOf(sweep, point)[i]![1],
        order: (point) => axis.numbers[axis.values.indexOf(point.values[i]!)] ?? point.values[i]!,
    }));
}

function verdictColumn(sweep: Sweep): Column {
    const probed = new Set(sweep.until?.probes ?? []);
    const missed = (point: SweepPoint) => point.expectations.filter(({ ok }) => !ok);
    return {
        title: "verdict",
        number: false,
        cell: (point) => [
            point.status === "failed"
                ? [
                      verdictSign(false),
                      h(
                          "span",
                          { class: "failure-text" },
                          ` failed: ${point.failure ?? "no reason known"}`,
                      ),
                  ]
                : missed(point).length > 0
                  ? [
                        verdictSign(false),
                        ` ${missed(point)
                            .map(({ expr, value }) => `${expr} (${value})`)
                            .join("; ")}`,
                    ]
                  : verdictSign(true),
            probed.has(sweep.points.indexOf(point)) ? h("span", { class: "aside" }, "probe") : null,
        ],
        order: (point) => (point.status === "failed" ? 2 : missed(point).length > 0 ? 1 : 0),
    };
}

function figureColumn(sweep: Sweep, figure: number): Column {
    const { name, unit } = sweep.figures[figure]!;
    return {
        title: name,
        number: true,
        cell: (point) => humanValue(point.figures[figure], unit),
        order: (point) => point.figures[figure] ?? Infinity,
    };
}

/** `chosen` is the figure that the charts show; the table follows by refresh(). */
export function pointsTable(sweep: Sweep, chosen: () => number): HTMLElement & { refresh(): void } {
    let all = false;
    let sorted: { title: string; down: boolean } | null = null;
    const place = h("div", {
        class: "scrolling",
        role: "region",
        tabindex: 0,
        "aria-label": "All points of the sweep",
    });
    const sort = (title: string) => {
        sorted = { title, down: sorted?.title === title && !sorted.down };
        draw();
        place.querySelector<HTMLButtonElement>(`th[aria-sort] button`)?.focus();
    };
    const draw = () => {
        const figures = all ? sweep.figures.map((_, i) => i) : [chosen()];
        const columns = [
            ...axisColumns(sweep),
            ...figures.map((figure) => figureColumn(sweep, figure)),
            verdictColumn(sweep),
        ];
        const by = columns.find(({ title }) => title === sorted?.title);
        const points = [...sweep.points];
        if (by) {
            const sign = sorted!.down ? -1 : 1;
            points.sort((a, b) => {
                const [x, y] = [by.order(a), by.order(b)];
                return sign * (x < y ? -1 : x > y ? 1 : 0);
            });
        }
        place.replaceChildren(
            h(
                "table",
                { class: "points" },
                h("caption", { class: "hidden" }, "All points of the sweep"),
                h(
                    "thead",
                    {},
                    h(
                        "tr",
                        {},
                        columns.map((column) => {
                            const button = h(
                                "button",
                                { type: "button", class: "sort", title: "Sort by it" },
                                breakable(column.title),
                                h(
                                    "span",
                                    { class: "arrow", "aria-hidden": "true" },
                                    column === by ? (sorted!.down ? "▾" : "▴") : "",
                                ),
                            );
                            button.addEventListener("click", () => sort(column.title));
                            return h(
                                "th",
                                {
                                    scope: "col",
                                    class: column.number ? "number" : null,
                                    "aria-sort":
                                        column === by
                                            ? sorted!.down
                                                ? "descending"
                                                : "ascending"
                                            : null,
                                },
                                button,
                            );
                        }),
                        h("th", { scope: "col" }, "run"),
                    ),
                ),
                h(
                    "tbody",
                    {},
                    points.map((point) =>
                        h(
                            "tr",
                            { class: point.status === "failed" ? "failed" : null },
                            columns.map((column) =>
                                h(
                                    "td",
                                    { class: column.number ? "number" : "text" },
                                    column.cell(point),
                                ),
                            ),
                            h(
                                "td",
                                {},
                                point.status === "done"
                                    ? h(
                                          "a",
                                          {
                                              href: `points/${encodeURIComponent(point.key)}/report.html`,
                                              title: "Its own page, where this one lies in the sweep's directory",
                                          },
                                          h("code", {}, point.key.slice(0, 8)),
                                      )
                                    : h("code", {}, point.key.slice(0, 8)),
                            ),
                        ),
                    ),
                ),
            ),
        );
    };
    draw();
    const element = h(
        "div",
        {},
        toolbar(
            checkbox("All figures", all, (checked) => {
                all = checked;
                draw();
            }),
        ),
        place,
    );
    return Object.assign(element, { refresh: draw });
}
