// SPDX-License-Identifier: BSD-3-Clause
//
// The chart of a distribution: how many journeys took how long, and below, on the same axis of
// durations, which share of all took no longer.
import { chartTooltip, scaleAxis } from "./chart";
import type { Span, Statistics } from "./data";
import { linearScale, logScale, percentileScale, type Scale } from "./scale";
import { colour } from "./theme";
import { tooltipContent } from "./tooltip";
import { axisDuration, exactDuration, grouped, humanDuration } from "./units";

/** One of the distributions in a chart. */
export interface Shown {
    run: string;
    of: Statistics;
    colour: string;
}

/** [percent, ns]; of a hop as much as its statistics tell. */
export function curveOf(of: Statistics | Span): [number, number][] {
    if ("curve" in of && of.curve && of.curve.length > 0) return of.curve;
    const known: [number, number | null][] = [
        [0, of.min_ns],
        [50, of.p50_ns],
        [90, of.p90_ns],
        [99, of.p99_ns],
        [99.9, of.p99_9_ns],
        [100, of.max_ns],
    ];
    return known.filter(
        (point): point is [number, number] =>
            point[1] !== null &&
            (point[0] === 100 || of.count * (100 - point[0]) >= 100 || point[0] === 0),
    );
}

/** Rectangles of a histogram; `bottom` is where the axis of counts begins. */
function bars(shown: Shown, durations: Scale, counts: Scale, outlined: boolean): object {
    return {
        type: "custom",
        name: shown.run,
        xAxisIndex: 0,
        yAxisIndex: 0,
        clip: true,
        data: (shown.of.histogram ?? []).map(([low, high, count]) => [
            durations.at(Math.max(low, 0.5)),
            durations.at(Math.max(high, 1)),
            counts.at(count),
            low,
            high,
            count,
        ]),
        encode: { x: [0, 1], y: 2 },
        renderItem: (
            _: unknown,
            api: { value(i: number): number; coord(at: number[]): number[] },
        ) => {
            const [left, top] = api.coord([api.value(0), api.value(2)]) as [number, number];
            const [right, bottom] = api.coord([api.value(1), counts.min]) as [number, number];
            const width = Math.max(2, right - left - 0.5);
            return {
                type: "rect",
                shape: { x: left, y: top, width, height: Math.max(1, bottom - top) },
                style: outlined
                    ? { fill: shown.colour, fillOpacity: 0.35, stroke: shown.colour, lineWidth: 1 }
                    : { fill: shown.colour },
                emphasis: { style: { fillOpacity: 0.75 } },
            };
        },
    };
}

function curve(shown: Shown, durations: Scale, percents: Scale): object {
    return {
        type: "line",
        name: shown.run,
        xAxisIndex: 1,
        yAxisIndex: 1,
        symbol: "circle",
        symbolSize: 6,
        step: "end",
        lineStyle: { color: shown.colour, width: 1.8 },
        itemStyle: { color: shown.colour },
        data: curveOf(shown.of).map(([p, ns]) => [
            durations.at(Math.max(ns, 0.5)),
            percents.at(p),
            p,
            ns,
        ]),
    };
}

function hover(params: unknown): HTMLElement {
    const { seriesName, seriesType, value } = params as {
        seriesName: string;
        seriesType: string;
        value: number[];
    };
    return seriesType === "line"
        ? tooltipContent(seriesName, [
              ["percentile", `${value[2]} %`],
              ["no longer than", humanDuration(value[3]!, 4)],
              ["exactly", exactDuration(value[3])],
          ])
        : tooltipContent(seriesName, [
              ["from", humanDuration(value[3]!, 4)],
              ["to below", humanDuration(value[4]!, 4)],
              ["journeys", grouped(value[5])],
          ]);
}

export function distributionOption(all: Shown[], logarithmic: boolean, width: number): object {
    const bins = all.flatMap(({ of }) => of.histogram ?? []);
    const ends = all.flatMap(({ of }) => [of.min_ns!, of.max_ns!]);
    const low = Math.max(0.5, Math.min(...ends, ...bins.map((bin) => bin[0])));
    const high = Math.max(1, ...ends, ...bins.map((bin) => bin[1]));
    const most = Math.max(1, ...bins.map((bin) => bin[2]));
    const durations = logScale(low, high, Math.max(3, Math.floor(width / 110)));
    const counts = logarithmic
        ? { ...logScale(1, Math.max(most, 2), 4), min: Math.log10(0.7) }
        : { ...linearScale(0, most, 4), min: 0 };
    const percents = percentileScale(Math.max(...all.map(({ of }) => of.count)));
    const left = 52;
    const right = 16;
    return {
        grid: [
            { left, right, top: 26, height: 150 },
            { left, right, top: 226, height: 170 },
        ],
        xAxis: [
            scaleAxis(durations, axisDuration, { gridIndex: 0, splitLine: { show: false } }),
            scaleAxis(durations, axisDuration, { gridIndex: 1 }),
        ],
        yAxis: [
            scaleAxis(counts, (count) => grouped(Math.round(count)), {
                gridIndex: 0,
                name: "journeys",
                nameTextStyle: {
                    color: colour("muted"),
                    align: "left",
                    padding: [0, 0, 0, -left + 4],
                },
            }),
            scaleAxis(percents, (p) => `${Number(p.toPrecision(6))}`, {
                gridIndex: 1,
                name: "percent that took no longer",
                nameTextStyle: {
                    color: colour("muted"),
                    align: "left",
                    padding: [0, 0, 0, -left + 4],
                },
            }),
        ],
        tooltip: chartTooltip("item", hover),
        series: all.flatMap((shown) => [
            bars(shown, durations, counts, all.length > 1),
            curve(shown, durations, percents),
        ]),
    };
}
