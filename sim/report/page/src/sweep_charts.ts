// SPDX-License-Identifier: BSD-3-Clause
//
// A sweep as lines and as a heat map. A point that failed is a cross in both; one that does not meet
// the scenario's expectations is hollow, or has a dot in its corner.
import { axisStyle, chartTooltip, scaleAxis } from "./chart";
import type { Sweep, SweepPoint } from "./data";
import { ramp, textOn } from "./ramp";
import { linearScale, logScale, type Scale } from "./scale";
import {
    axisScale,
    axisValue,
    cellsOf,
    meets,
    rangeOf,
    valuesOf,
    type Cell,
    type Choice,
} from "./sweep_model";
import { colour } from "./theme";
import { tooltipContent } from "./tooltip";
import { axisDuration, grouped, humanValue } from "./units";

const cross =
    "path://M-5,-3.6L-3.6,-5L0,-1.4L3.6,-5L5,-3.6L1.4,0L5,3.6L3.6,5L0,1.4L-3.6,5L-5,3.6L-1.4,0Z";
const symbols = ["circle", "rect", "triangle", "diamond"];
const seriesColours = 8;

export function about(sweep: Sweep, point: SweepPoint, choice: Choice): HTMLElement {
    const figure = sweep.figures[choice.figure]!;
    const failed = point.expectations.filter(({ ok }) => !ok).length;
    const value = humanValue(point.figures[choice.figure], figure.unit);
    return tooltipContent(
        point.status === "done" ? `${figure.name} ${value}` : "failed",
        valuesOf(sweep, point),
        point.status === "failed"
            ? point.failure
            : failed > 0
              ? `${failed} of ${point.expectations.length} expectations not met`
              : undefined,
    );
}

function valueScale(cells: Cell[], choice: Choice, count: number): Scale {
    const values = cells
        .map(({ value }) => value)
        .filter((value): value is number => value !== null);
    const low = Math.min(...values);
    const high = Math.max(...values);
    if (values.length === 0) return linearScale(0, 1, count);
    return choice.values === "log" && low > 0
        ? logScale(low, high, count)
        : linearScale(low, high, count);
}

/** Colours of the lines: apart where they are few, in the order of the values where they are many. */
export function lineColours(count: number): string[] {
    return Array.from({ length: count }, (_, i) =>
        count <= seriesColours ? colour(`series-${i + 1}`) : ramp(0.25 + (0.75 * i) / (count - 1)),
    );
}

function titled(name: string, gap: number): object {
    return {
        name,
        nameLocation: "middle",
        nameGap: gap,
        nameTextStyle: { color: colour("text"), fontSize: 12.5, fontWeight: 600 },
    };
}

export function linesOption(sweep: Sweep, choice: Choice, width: number): object {
    const cells = cellsOf(sweep, choice);
    const axis = sweep.axes[choice.x]!;
    const figure = sweep.figures[choice.figure]!;
    const horizontal = axisScale(axis, Math.max(3, Math.floor(width / 90)));
    const vertical = valueScale(cells, choice, 6);
    const second = choice.second === null ? null : sweep.axes[choice.second]!;
    const colours = lineColours(second?.values.length ?? 1);
    const label = (value: number) => (figure.unit === "ns" ? axisDuration(value) : grouped(value));
    const lines = colours.map((line, i) => ({
        type: "line",
        name: second ? axisValue(second, i) : figure.name,
        lineStyle: { color: line, width: 1.8 },
        itemStyle: { color: line },
        connectNulls: false,
        data: cells
            .filter((cell) => cell.second === i)
            .sort((a, b) => horizontal.at(a.x) - horizontal.at(b.x))
            .map((cell) => ({
                value: [horizontal.at(cell.x), cell.value === null ? "-" : vertical.at(cell.value)],
                symbol: symbols[i % symbols.length],
                symbolSize: 8,
                itemStyle: meets(cell.point)
                    ? { color: line }
                    : { color: colour("page"), borderColor: line, borderWidth: 2 },
                point: cell.point,
            })),
    }));
    const failed = cells.filter(({ point }) => point.status === "failed");
    return {
        grid: { left: 68, right: 20, top: 32, bottom: 52 },
        xAxis: scaleAxis(horizontal.scale, horizontal.label, titled(axis.key, 30)),
        yAxis: scaleAxis(vertical, label, {
            splitLine: { show: true, lineStyle: { color: colour("line") } },
            name: figure.name,
            nameTextStyle: {
                color: colour("text"),
                fontSize: 12.5,
                fontWeight: 600,
                align: "left",
                padding: [0, 0, 4, -60],
            },
        }),
        tooltip: chartTooltip("item", (params) =>
            about(sweep, (params as { data: { point: SweepPoint } }).data.point, choice),
        ),
        series: [
            ...lines,
            {
                type: "scatter",
                symbol: cross,
                symbolSize: 12,
                itemStyle: { color: colour("bad") },
                z: 5,
                data: failed.map(({ x, point }) => ({
                    value: [horizontal.at(x), vertical.min],
                    point,
                })),
            },
        ],
    };
}

interface DrawApi {
    value(dimension: number): number;
    coord(at: number[]): number[];
    size(of: number[]): number[];
}

function drawCell(cell: Cell, share: number, text: string, api: DrawApi): object {
    const [x, y] = api.coord([cell.x, cell.second]) as [number, number];
    const [width, height] = api.size([1, 1]) as [number, number];
    const box = {
        x: x - width / 2 + 0.5,
        y: y - height / 2 + 0.5,
        width: width - 1,
        height: height - 1,
    };
    const fill = cell.value === null ? colour("raised") : ramp(share);
    const roomy = width >= 7 * text.length && height >= 16;
    const children: object[] = [
        {
            type: "rect",
            shape: box,
            style:
                cell.value === null
                    ? { fill, stroke: colour("bad"), lineWidth: 1, lineDash: [3, 3] }
                    : { fill },
        },
    ];
    const said = cell.value === null ? "✕" : roomy ? text : "";
    children.push({
        type: "text",
        silent: true,
        style: {
            text: said,
            x,
            y,
            align: "center",
            verticalAlign: "middle",
            fontSize: 12,
            fill: cell.value === null ? colour("bad") : textOn(share),
        },
    });
    if (cell.value !== null && !meets(cell.point)) {
        children.push({
            type: "circle",
            silent: true,
            shape: { cx: box.x + box.width - 7, cy: box.y + 7, r: 3 },
            style: { fill: textOn(share) },
        });
    }
    return { type: "group", children };
}

export function heatOption(sweep: Sweep, choice: Choice, width: number): object {
    const cells = cellsOf(sweep, choice);
    const [across, up] = [sweep.axes[choice.x]!, sweep.axes[choice.second!]!];
    const figure = sweep.figures[choice.figure]!;
    const range = rangeOf(cells);
    const logarithmic = choice.values === "log" && range !== null && range[0].value! > 0;
    const on = (value: number) => (logarithmic ? Math.log10(value) : value);
    const [low, high] = range ? [on(range[0].value!), on(range[1].value!)] : [0, 1];
    const share = (value: number) => (high > low ? (on(value) - low) / (high - low) : 0.5);
    const style = axisStyle();
    const upLabels = up.values.map((_, i) => axisValue(up, i));
    const left = Math.min(width / 4, 24 + 7 * Math.max(...upLabels.map((label) => label.length)));
    const category = (labels: string[]) => ({
        ...style,
        type: "category",
        data: labels,
        axisLine: { show: false },
        axisTick: { show: false },
        splitLine: { show: false },
    });
    return {
        grid: { left: left + 20, right: 8, top: 12, bottom: 52 },
        xAxis: {
            ...category(across.values.map((_, i) => axisValue(across, i))),
            ...titled(across.key, 30),
        },
        yAxis: { ...category(upLabels), ...titled(up.key, left) },
        tooltip: chartTooltip("item", (params) =>
            about(sweep, cells[(params as { dataIndex: number }).dataIndex]!.point, choice),
        ),
        series: {
            type: "custom",
            data: cells.map((cell) => [cell.x, cell.second, cell.value ?? 0]),
            encode: { x: 0, y: 1 },
            renderItem: (params: { dataIndex: number }, api: DrawApi) => {
                const cell = cells[params.dataIndex]!;
                return drawCell(
                    cell,
                    share(cell.value ?? 0),
                    humanValue(cell.value, figure.unit),
                    api,
                );
            },
        },
    };
}
