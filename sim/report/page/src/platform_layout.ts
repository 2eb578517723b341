// SPDX-License-Identifier: BSD-3-Clause
//
// Where everything of a platform's diagram lies. Nodes are in a row at the top, under them the
// interconnect: a bar for each row of devices and memories, and a trunk that joins the bars. An
// interrupt leaves a device at its bottom, and goes along its node's own lane, around everything, to
// the top of that node. So lines meet at right angles, and none runs behind a box.
import type { NodeView, PlatformView, TargetView } from "./platform_model";
import { humanDuration } from "./units";

export interface Box {
    kind: "node" | "device" | "memory" | "interconnect";
    x: number;
    y: number;
    width: number;
    height: number;
    /** Index of the node whose colour it has. */
    node?: number;
}

export interface Text {
    text: string;
    /** All of it, where `text` had to be cut. */
    full?: string;
    x: number;
    y: number; // of the baseline
    anchor: "start" | "middle" | "end";
    style: "title" | "fact" | "label" | "face";
    node?: number;
}

export interface Path {
    points: [number, number][];
    kind: "access" | "interrupt" | "trunk";
    arrow: boolean;
    node?: number;
}

export interface Dot {
    x: number;
    y: number;
    node: number;
    shape: "square" | "circle";
}

export interface Layout {
    width: number;
    height: number;
    boxes: Box[];
    texts: Text[];
    paths: Path[];
    dots: Dot[];
}

export const textSize = { title: 13, fact: 11, label: 11, face: 11 };
const perCharacter = 0.615; // of a monospaced font's size, at most

export function textWidth(text: string, style: Text["style"]): number {
    return text.length * textSize[style] * perCharacter;
}

const gap = 14;
const lane = 9;
const lineHeight = 15;
const portInset = 7; // of the first arrow from the left edge of its box
const leastTarget = 132;
const comfortableTarget = 160;
const narrow = 480; // a phone
const leastNode = 84;
const accessHeight = 58; // bar to box, with three lines of text beside the arrow
const dropHeight = 36; // box to the first lane, with two
const nodeToBar = 50;
const trunkRoom = 24; // between the innermost lane and the boxes; the trunk is in the middle
const entryHeight = 26; // last lane to node

class Builder {
    readonly boxes: Box[] = [];
    readonly texts: Text[] = [];
    readonly paths: Path[] = [];
    readonly dots: Dot[] = [];

    /** Text that is cut where `room` ends. */
    text(text: Omit<Text, "full">, room: number): void {
        if (textWidth(text.text, text.style) <= room) {
            this.texts.push(text);
            return;
        }
        const kept = Math.floor(room / textWidth("x", text.style)) - 1;
        if (kept < 1) return;
        this.texts.push({ ...text, full: text.text, text: `${text.text.slice(0, kept)}…` });
    }
}

interface Lanes {
    left: number[]; // nodes, the innermost first
    right: number[];
}

/** Nodes in the left half have their lanes on the left; the outermost node's is the innermost. */
function assignLanes(view: PlatformView): Lanes {
    const interrupted = view.nodes
        .map((node, i) => ({ node, i }))
        .filter(({ node }) => view.targets.some(({ lines }) => lines.some((line) => line.node === node.name)))
        .map(({ i }) => i);
    const half = view.nodes.length / 2;
    return {
        left: interrupted.filter((i) => i < half),
        right: interrupted.filter((i) => i >= half).reverse(),
    };
}

/** One row, or else rows of devices and then rows of memories, of about equal length. */
function intoRows(targets: TargetView[], inner: number): TargetView[][] {
    const least = inner < narrow ? leastTarget : comfortableTarget;
    const most = Math.max(1, Math.floor((inner + gap) / (least + gap)));
    if (targets.length <= most) return targets.length > 0 ? [targets] : [];
    const kinds = (["device", "memory"] as const).map((kind) => targets.filter((target) => target.kind === kind));
    return kinds.flatMap((all) => {
        const rows = Math.ceil(all.length / most);
        const columns = Math.ceil(all.length / Math.max(1, rows));
        return Array.from({ length: rows }, (_, row) => all.slice(row * columns, (row + 1) * columns));
    });
}

function placeNode(build: Builder, node: NodeView, index: number, x: number, y: number, width: number): number {
    const height = 14 + lineHeight * (node.facts.length + 1);
    build.boxes.push({ kind: "node", x, y, width, height, node: index });
    const middle = x + width / 2;
    build.text(
        { text: node.name, x: middle, y: y + 19, anchor: "middle", style: "title", node: index },
        width - 12,
    );
    node.facts.forEach((fact, line) =>
        build.text(
            { text: fact, x: middle, y: y + 19 + lineHeight * (line + 1), anchor: "middle", style: "fact" },
            width - 12,
        ),
    );
    return y + height;
}

/** Request down, response up; their latencies outside of the two arrows. */
function placeNodeAccess(build: Builder, node: NodeView, x: number, width: number, top: number, bottom: number): void {
    const middle = x + width / 2;
    const apart = 6;
    build.paths.push(
        { points: [[middle - apart, top], [middle - apart, bottom]], kind: "access", arrow: true },
        { points: [[middle + apart, bottom], [middle + apart, top]], kind: "access", arrow: true },
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
function placePorts(build: Builder, target: TargetView, nodes: string[], x: number, width: number, bar: number): void {
    const room = width / target.ports.length;
    target.ports.forEach((port, i) => {
        const left = x + i * room + portInset;
        build.paths.push({ points: [[left, bar], [left, bar + accessHeight]], kind: "access", arrow: true });
        let at = left + 7;
        const first = bar + 14;
        if (port.face !== "") {
            build.text({ text: port.face, x: at, y: first, anchor: "start", style: "face" }, room - 26);
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
                build.text({ text: accessor, x: at, y: first, anchor: "start", style: "label" }, room);
                at += textWidth(accessor, "label") + 5;
            }
        }
        port.latencies.forEach((latency, line) => {
            const least = room - 15;
            const text = textWidth(latency, "label") <= least ? latency : latency.replace(/^(.)\w* /, "$1 ");
            build.text(
                { text, x: left + 7, y: first + lineHeight * (line + 1), anchor: "start", style: "label" },
                least,
            );
        });
    });
}

/** In lines of at most `room`; a long name is broken behind a '-', and goes on indented. */
function wrapped(facts: string[], room: number): string[] {
    return facts.flatMap((fact) => {
        if (textWidth(fact, "fact") <= room) return [fact];
        const most = Math.floor(room / textWidth("x", "fact"));
        const end = Math.max(fact.lastIndexOf("-", most - 1), fact.lastIndexOf(" ", most - 1));
        return end > 0 ? [fact.slice(0, end + 1), `  ${fact.slice(end + 1)}`] : [fact];
    });
}

function placeTarget(build: Builder, target: TargetView, x: number, y: number, width: number, height: number): void {
    build.boxes.push({ kind: target.kind, x, y, width, height });
    build.text({ text: target.label, x: x + 9, y: y + 19, anchor: "start", style: "title" }, width - 16);
    wrapped(target.facts, width - 16).forEach((fact, line) =>
        build.text(
            { text: fact.trim(), x: x + 9 + (fact.startsWith(" ") ? 10 : 0), y: y + 19 + lineHeight * (line + 1), anchor: "start", style: "fact" },
            width - 16,
        ),
    );
}

/** From a device's bottom to the lanes of those that it interrupts. */
function placeLines(
    build: Builder,
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
        const at = x + i * room + portInset;
        const end = laneOf.get(node)!;
        build.paths.push({ points: [[at, bottom], [at, end]], kind: "interrupt", arrow: false, node });
        build.dots.push({ x: at, y: end, node, shape: "circle" });
        const texts = [
            line.outputs,
            ...(line.latency === null ? [] : [`signal ${humanDuration(line.latency)}`]),
        ].filter((text) => text !== "");
        texts.forEach((text, row) => {
            const fits = textWidth(text, "label") <= room - 18 ? text : text.replace(/^signal /, "");
            build.text(
                { text: fits, x: at + 7, y: bottom + 14 + 14 * row, anchor: "start", style: "label" },
                room - 18,
            );
        });
    });
}

/** The diagram at a width of `wanted` pixels, or of what it needs at least. */
export function layoutPlatform(view: PlatformView, wanted: number): Layout {
    const build = new Builder();
    const lanes = assignLanes(view);
    const names = view.nodes.map(({ name }) => name);
    const margin = 6;
    const left = margin + lane * lanes.left.length + trunkRoom;
    const right = margin + lane * lanes.right.length + (lanes.right.length > 0 ? 8 : 0);
    const inner = Math.max(
        wanted - left - right,
        leastTarget,
        view.nodes.length * (leastNode + gap) - gap,
    );
    const width = left + inner + right;
    const nodeTop = margin + lane * Math.max(lanes.left.length, lanes.right.length) + entryHeight;

    // Nodes.
    const step = inner / view.nodes.length;
    const nodeWidth = Math.min(step - gap, 230);
    let bar = 0;
    view.nodes.forEach((node, i) => {
        const bottom = placeNode(build, node, i, left + i * step + (step - nodeWidth) / 2, nodeTop, nodeWidth);
        bar = Math.max(bar, bottom + nodeToBar);
    });
    view.nodes.forEach((node, i) => {
        const box = build.boxes[i]!;
        placeNodeAccess(build, node, left + i * step, step, box.y + box.height, bar);
    });

    // Rows of devices and memories, each under a bar.
    const rows = intoRows(view.targets, inner);
    const columns = Math.max(1, ...rows.map((row) => row.length));
    const boxWidth = (inner - gap * (columns - 1)) / columns;
    const ends = new Map<number, number>(); // where a node's lane is at its lowest
    const onLanes: Path[] = [];
    const bars: number[] = [];
    let y = bar;
    rows.forEach((row, r) => {
        const thick = r === 0 ? 20 : 8;
        bars.push(y + thick / 2);
        const begin = rows.length > 1 ? left - 14 : left;
        build.boxes.push({ kind: "interconnect", x: begin, y, width: width - right - begin, height: thick });
        if (r === 0) {
            build.text(
                { text: "interconnect", x: left + 6, y: y + 14, anchor: "start", style: "label" },
                inner,
            );
        }
        const boxTop = y + thick + accessHeight;
        const height = 14 + lineHeight * Math.max(...row.map(({ facts }) => wrapped(facts, boxWidth - 16).length + 1));
        const bottom = boxTop + height;
        const used = [...new Set(row.flatMap(({ lines }) => lines.map((line) => names.indexOf(line.node))))].sort(
            (a, b) => a - b,
        );
        const laneOf = new Map(used.map((node, i) => [node, bottom + dropHeight + i * lane]));
        row.forEach((target, column) => {
            const x = left + column * (boxWidth + gap);
            placePorts(build, target, names, x, boxWidth, y + thick);
            placeTarget(build, target, x, boxTop, boxWidth, height);
            placeLines(build, target, names, x, bottom, boxWidth, laneOf);
        });
        for (const node of used) {
            const at = laneOf.get(node)!;
            const xs = row.flatMap((target, column) =>
                target.lines.flatMap((line, i) =>
                    line.node === names[node]
                        ? [left + column * (boxWidth + gap) + (i * boxWidth) / target.lines.length + portInset]
                        : [],
                ),
            );
            const onLeft = lanes.left.indexOf(node);
            const side =
                onLeft >= 0
                    ? left - trunkRoom - lane * onLeft
                    : width - right + 8 + lane * lanes.right.indexOf(node);
            const far = onLeft >= 0 ? Math.max(...xs) : Math.min(...xs);
            onLanes.push({ points: [[far, at], [side, at]], kind: "interrupt", arrow: false, node });
            ends.set(node, at);
        }
        y = bottom + (used.length > 0 ? dropHeight + lane * (used.length - 1) : 0) + gap + 4;
    });
    if (bars.length > 1) {
        build.paths.push({
            points: [[left - 10, bars[0]!], [left - 10, bars[bars.length - 1]! + 4]],
            kind: "trunk",
            arrow: false,
        });
    }
    build.paths.push(...onLanes);

    // Up the sides, and into the nodes from above.
    for (const [side, nodes] of [["left", lanes.left], ["right", lanes.right]] as const) {
        nodes.forEach((node, k) => {
            const x = side === "left" ? left - trunkRoom - lane * k : width - right + 8 + lane * k;
            const top = nodeTop - entryHeight - lane * k;
            const box = build.boxes[node]!;
            const into = box.x + box.width / 2;
            build.paths.push({
                points: [[x, ends.get(node)!], [x, top], [into, top], [into, box.y]],
                kind: "interrupt",
                arrow: true,
                node,
            });
            const latency = view.nodes[node]!.interrupt;
            if (latency === null) return;
            const room = step / 2 - 7;
            const long = `interrupt ${humanDuration(latency)}`;
            const text = textWidth(long, "label") <= room ? long : humanDuration(latency);
            // Behind the arrow, away from the lanes that pass above.
            build.text(
                {
                    text,
                    x: into + (side === "left" ? 7 : -7),
                    y: box.y - 8,
                    anchor: side === "left" ? "start" : "end",
                    style: "label",
                },
                room,
            );
        });
    }
    return { width, height: y, boxes: build.boxes, texts: build.texts, paths: build.paths, dots: build.dots };
}
