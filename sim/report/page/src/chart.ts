// SPDX-License-Identifier: BSD-3-Clause
//
// Apache ECharts as this page uses it: drawn as SVG in the page's colours and fonts, drawn again when
// colours or width change, and for paper. The words for a screen reader are the figure's, and every
// chart has a table beside it.
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { h } from "./dom";
import type { Scale } from "./scale";
import { colour, onTheme } from "./theme";

use([CustomChart, LineChart, ScatterChart, GridComponent, TooltipComponent, SVGRenderer]);

/** Width of a chart on paper: A4 or Letter less their margins. */
const paperWidth = 680;

export interface Chart {
    element: HTMLElement;
    draw(): void;
}

/** `option` is asked for each time that the chart is drawn; `width` is what it has to draw on. */
export function chart(height: number, option: (width: number) => object): Chart {
    const canvas = h("div", {
        class: "canvas",
        style: `height:${height}px`,
        "aria-hidden": "true",
    });
    let drawn: EChartsType | null = null;
    let width = 0;
    const draw = () => {
        if (width === 0) return;
        drawn ??= init(canvas, null, { renderer: "svg", width, height });
        drawn.resize({ width, height });
        drawn.setOption({ animation: false, ...option(width) }, { notMerge: true });
    };
    new ResizeObserver(() => {
        if (canvas.clientWidth === 0 || canvas.clientWidth === width) return;
        width = canvas.clientWidth;
        draw();
    }).observe(canvas);
    onTheme(draw);
    addEventListener("beforeprint", () => {
        width = Math.min(width || paperWidth, paperWidth);
        draw();
    });
    addEventListener("afterprint", () => {
        width = canvas.clientWidth;
        draw();
    });
    return { element: canvas, draw };
}

/** What all axes look like. */
export function axisStyle(): Record<string, unknown> {
    const muted = colour("muted");
    return {
        axisLine: { show: true, onZero: false, lineStyle: { color: colour("strong-line") } },
        axisTick: { lineStyle: { color: colour("strong-line") } },
        axisLabel: { color: muted, fontSize: 12, hideOverlap: true },
        splitLine: { lineStyle: { color: colour("line") } },
        nameTextStyle: { color: muted, fontSize: 12 },
    };
}

/** An axis of numbers on a scale of this page. */
export function scaleAxis(
    scale: Scale,
    label: (value: number) => string,
    more: object = {},
): object {
    const style = axisStyle() as { axisTick: object; axisLabel: object };
    return {
        ...style,
        type: "value",
        min: scale.min,
        max: scale.max,
        axisTick: { ...style.axisTick, customValues: scale.ticks },
        axisLabel: {
            ...style.axisLabel,
            customValues: scale.ticks,
            formatter: (at: number) => label(scale.value(at)),
        },
        splitLine: { show: false },
        ...more,
    };
}

/** A tooltip whose content is elements, never a string that is read as HTML. */
export function chartTooltip(
    trigger: "item" | "axis",
    content: (params: unknown) => HTMLElement | string,
): object {
    return {
        trigger,
        confine: true,
        className: "chart-tooltip",
        backgroundColor: "transparent",
        borderWidth: 0,
        padding: 0,
        extraCssText: "box-shadow:none",
        transitionDuration: 0,
        textStyle: { color: colour("text"), fontSize: 12.5 },
        formatter: content,
    };
}

/** A chart with its words: `summary` is what the chart shows, in a sentence. */
export function figure(
    title: string,
    summary: () => string,
    ...content: Node[]
): HTMLElement & { refresh(): void } {
    const caption = h("figcaption", {}, h("strong", {}, title), " ", h("span", {}, summary()));
    const element = h("figure", {}, caption, content);
    return Object.assign(element, {
        refresh: () => {
            caption.lastElementChild!.textContent = summary();
        },
    });
}
