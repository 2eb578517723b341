// SPDX-License-Identifier: BSD-3-Clause
//
// The parts of a platform's diagram: a node with its arrows to the interconnect, a device or memory
// with its ports above and its interrupts below.
import { textWidth, type Drawing } from "./platform_drawing";
import type { NodeView, TargetView } from "./platform_model";
import { humanDuration } from "./units";

export const lineHeight = 15;
/** Bar to box, with three lines of text beside the arrow. */
export const accessHeight = 58;
/** Box to the first lane of interrupts, with two. */
export const dropHeight = 36;
/** Of the first arrow from the left edge of its box. */
const portInset = 7;

/** Where the `i`th of `count` arrows is that begin or end at a box. */
export function portAt(x: number, width: number, i: number, count: number): number {
    return x + (i * width) / Math.max(1, count) + portInset;
}

/** Returns where it ends. */
export function placeNode(
    build: Drawing,
    node: NodeView,
    index: number,
    x: number,
    y: number,
    width: number,
): number {
    const height = 14 + lineHeight * (node.facts.length + 1);
    build.boxes.push({ kind: "node", x, y, width, height, node: index });
    const middle = x + width / 2;
    build.text(
        { text: node.name, x: middle, y: y + 19, anchor: "middle", style: "title", node: index },
        width - 12,
    );
    node.facts.forEach((fact, line) =>
        build.text(
            {
                text: fact,
                x: middle,
                y: y + 19 + lineHeight * (line + 1),
                anchor: "middle",
                style: "fact",
            },
            width - 12,
        ),
    );
    return y + height;
}

/** Request down, response up; their latencies outside of the two arrows. */
export function placeNodeAccess(
    build: Drawing,
    node: NodeView,
    x: number,
    width: number,
    top: number,
    bottom: number,
): void {
    const middle = x + width / 2;
    const apart = 6;
    build.paths.push(
        {
            points: [
                [middle - apart, top],
                [middle - apart, bottom],
            ],
            kind: "access",
            arrow: true,
        },
        {
            points: [
                [middle + apart, bottom],
                [middle + apart, top],
            ],
            kind: "access",
            arrow: true,
        },
    );
    const room = width / 2 - apart - 6;
    const y = (top + bottom) / 2 + 4;
    const label = (name: string, ns: number, at: number, anchor: "start" | "end") => {
        const long = `${name} ${humanDuration(ns)}`;
        const text = textWidth(long, "label") <= room ? long : humanDuration(ns);
        build.text({ text, x: at, y, anchor, style: "label" }, room);
    };
    if (node.request !== null) label("request", node.request, middle - apart - 6, "end");
    if (node.response !== null) label("response", node.response, middle + apart + 6, "start");
}

/** From the bar down to each face. */
export function placePorts(
    build: Drawing,
    target: TargetView,
    nodes: string[],
    x: number,
    width: number,
    bar: number,
): void {
    const room = width / target.ports.length;
    target.ports.forEach((port, i) => {
        const left = portAt(x, width, i, target.ports.length);
        build.paths.push({
            points: [
                [left, bar],
                [left, bar + accessHeight],
            ],
            kind: "access",
            arrow: true,
        });
        let at = left + 7;
        const first = bar + 14;
        if (port.face !== "") {
            build.text(
                { text: port.face, x: at, y: first, anchor: "start", style: "face" },
                room - 26,
            );
            at += Math.min(room - 26, textWidth(port.face, "face")) + 4;
        }
        const names = port.accessors.join("");
        const spelt =
            at + textWidth(names, "label") + 18 * port.accessors.length - (x + i * room) <= room;
        for (const accessor of port.accessors) {
            const node = nodes.indexOf(accessor);
            build.dots.push({ x: at + 4, y: first - 4, node, shape: "square" });
            at += 11;
            if (spelt) {
                build.text(
                    { text: accessor, x: at, y: first, anchor: "start", style: "label" },
                    room,
                );
                at += textWidth(accessor, "label") + 5;
            }
        }
        port.latencies.forEach((latency, line) => {
            const least = room - 15;
            const text =
                textWidth(latency, "label") <= least ? latency : latency.replace(/^(.)\w* /, "$1 ");
            build.text(
                {
                    text,
                    x: left + 7,
                    y: first + lineHeight * (line + 1),
                    anchor: "start",
                    style: "label",
                },
                least,
            );
        });
    });
}

/** In lines of at most `room`; a long name is broken behind a '-', and goes on indented. */
export function wrapped(facts: string[], room: number): string[] {
    return facts.flatMap((fact) => {
        if (textWidth(fact, "fact") <= room) return [fact];
        const most = Math.floor(room / textWidth("x", "fact"));
        const end = Math.max(fact.lastIndexOf("-", most - 1), fact.lastIndexOf(" ", most - 1));
        return end > 0 ? [fact.slice(0, end + 1), `  ${fact.slice(end + 1)}`] : [fact];
    });
}

export function placeTarget(
    build: Drawing,
    target: TargetView,
    x: number,
    y: number,
    width: number,
    height: number,
): void {
    build.boxes.push({ kind: target.kind, x, y, width, height });
    build.text(
        { text: target.label, x: x + 9, y: y + 19, anchor: "start", style: "title" },
        width - 16,
    );
    wrapped(target.facts, width - 16).forEach((fact, line) =>
        build.text(
            {
                text: fact.trim(),
                x: x + 9 + (fact.startsWith(" ") ? 10 : 0),
                y: y + 19 + lineHeight * (line + 1),
                anchor: "start",
                style: "fact",
            },
            width - 16,
        ),
    );
}

/** From a device's bottom to the lanes of those that it interrupts. */
export function placeLines(
    build: Drawing,
    target: TargetView,
    nodes: string[],
    x: number,
    bottom: number,
    width: number,
    laneOf: Map<number, number>,
): void {
    const room = width / Math.max(1, target.lines.length);
    target.lines.forEach((line, i) => {
        const node = nodes.indexOf(line.node);
        const at = portAt(x, width, i, target.lines.length);
        const end = laneOf.get(node)!;
        build.paths.push({
            points: [
                [at, bottom],
                [at, end],
            ],
            kind: "interrupt",
            arrow: false,
            node,
        });
        build.dots.push({ x: at, y: end, node, shape: "circle" });
        const texts = [
            line.outputs,
            ...(line.latency === null ? [] : [`signal ${humanDuration(line.latency)}`]),
        ].filter((text) => text !== "");
        texts.forEach((text, row) => {
            const fits =
                textWidth(text, "label") <= room - 18 ? text : text.replace(/^signal /, "");
            build.text(
                {
                    text: fits,
                    x: at + 7,
                    y: bottom + 14 + 14 * row,
                    anchor: "start",
                    style: "label",
                },
                room - 18,
            );
        });
    });
}
