// SPDX-License-Identifier: BSD-3-Clause
//
// Where everything of a platform's diagram lies. Nodes are in a row at the top, under them the
// interconnect: a bar for each row of devices and memories, and a trunk that joins the bars. An
// interrupt leaves a device at its bottom, and goes along its node's own lane, around everything, to
// the top of that node. So lines meet at right angles, and none runs behind a box.
import { Drawing, textWidth, type Layout, type Path } from "./platform_drawing";
import type { PlatformView, TargetView } from "./platform_model";
import {
    accessHeight,
    dropHeight,
    lineHeight,
    placeLines,
    placeNode,
    placeNodeAccess,
    placePorts,
    placeTarget,
    portAt,
    wrapped,
} from "./platform_pieces";
import { humanDuration } from "./units";

const gap = 14;
const lane = 9;
const margin = 6;
const leastTarget = 132;
const comfortableTarget = 160;
const leastPort = 64;
const comfortablePort = 80;
const narrow = 480; // a phone
const leastNode = 84;
const widestNode = 230;
const nodeToBar = 50;
const trunkRoom = 24; // between the innermost lane and the boxes; the trunk is in the middle
const entryHeight = 26; // last lane to node

interface Lanes {
    left: number[]; // nodes, the innermost first
    right: number[];
}

/** Nodes in the left half have their lanes on the left; the outermost node's is the innermost. */
function assignLanes(view: PlatformView): Lanes {
    const interrupted = view.nodes
        .map((node, i) => ({ node, i }))
        .filter(({ node }) =>
            view.targets.some(({ lines }) => lines.some((line) => line.node === node.name)),
        )
        .map(({ i }) => i);
    const half = view.nodes.length / 2;
    return {
        left: interrupted.filter((i) => i < half),
        right: interrupted.filter((i) => i >= half).reverse(),
    };
}

/** One row, or else rows of devices and then rows of memories, of about equal length. */
function intoRows(targets: TargetView[], inner: number): TargetView[][] {
    const [target, port] =
        inner < narrow ? [leastTarget, leastPort] : [comfortableTarget, comfortablePort];
    const least = Math.min(
        inner,
        Math.max(target, ...targets.map(({ ports }) => port * ports.length)),
    );
    const most = Math.max(1, Math.floor((inner + gap) / (least + gap)));
    if (targets.length <= most) return targets.length > 0 ? [targets] : [];
    const kinds = (["device", "memory"] as const).map((kind) =>
        targets.filter((target) => target.kind === kind),
    );
    return kinds.flatMap((all) => {
        const rows = Math.ceil(all.length / most);
        const columns = Math.ceil(all.length / Math.max(1, rows));
        return Array.from({ length: rows }, (_, row) =>
            all.slice(row * columns, (row + 1) * columns),
        );
    });
}

class PlatformLayout {
    private readonly drawing = new Drawing();
    private readonly lanes: Lanes;
    private readonly names: string[];
    private readonly left: number; // where boxes begin
    private readonly right: number; // and how far from the edge they end
    private readonly width: number;
    private readonly nodeTop: number;
    private readonly step: number; // from node to node
    /** Where the lane of a node is at its lowest. */
    private readonly ends = new Map<number, number>();
    /** Drawn last: they cross the trunk. */
    private readonly onLanes: Path[] = [];

    constructor(
        private readonly view: PlatformView,
        wanted: number,
    ) {
        const lanes = assignLanes(view);
        const nodes = view.nodes.length;
        this.lanes = lanes;
        this.names = view.nodes.map(({ name }) => name);
        this.left = margin + lane * lanes.left.length + trunkRoom;
        this.right = margin + lane * lanes.right.length + (lanes.right.length > 0 ? 8 : 0);
        const room = wanted - this.left - this.right;
        const inner = Math.max(room, leastTarget, nodes * (leastNode + gap) - gap);
        this.width = this.left + inner + this.right;
        this.nodeTop =
            margin + lane * Math.max(lanes.left.length, lanes.right.length) + entryHeight;
        this.step = inner / Math.max(1, nodes);
    }

    layout(): Layout {
        const height = this.placeRows(this.placeNodes());
        this.placeRails();
        const { boxes, texts, paths, dots } = this.drawing;
        return { width: this.width, height, boxes, texts, paths, dots };
    }

    private get inner(): number {
        return this.width - this.left - this.right;
    }

    /** Returns where the interconnect begins. */
    private placeNodes(): number {
        const { step, drawing } = this;
        const width = Math.min(step - gap, widestNode);
        const at = (i: number) => this.left + i * step;
        const bottoms = this.view.nodes.map((node, i) =>
            placeNode(drawing, node, i, at(i) + (step - width) / 2, this.nodeTop, width),
        );
        const bar = Math.max(0, ...bottoms) + nodeToBar;
        this.view.nodes.forEach((node, i) =>
            placeNodeAccess(drawing, node, at(i), step, bottoms[i]!, bar),
        );
        return bar;
    }

    /** Devices and memories, each row under a bar. Returns where they end. */
    private placeRows(top: number): number {
        const rows = intoRows(this.view.targets, this.inner);
        const columns = Math.max(1, ...rows.map((row) => row.length));
        const width = (this.inner - gap * (columns - 1)) / columns;
        const begin = rows.length > 1 ? this.left - 14 : this.left;
        const bars: number[] = [];
        let y = top;
        rows.forEach((row, r) => {
            const thick = r === 0 ? 20 : 8;
            bars.push(y + thick / 2);
            this.drawing.boxes.push({
                kind: "interconnect",
                x: begin,
                y,
                width: this.width - this.right - begin,
                height: thick,
            });
            if (r === 0) {
                this.drawing.text(
                    {
                        text: ["interconnect", ...this.view.bus].join(", "),
                        x: this.left + 6,
                        y: y + 14,
                        anchor: "start",
                        style: "label",
                    },
                    this.inner,
                );
            }
            y = this.placeRow(row, width, y + thick);
        });
        if (bars.length > 1) {
            this.drawing.paths.push({
                points: [
                    [this.left - 10, bars[0]!],
                    [this.left - 10, bars[bars.length - 1]! + 4],
                ],
                kind: "trunk",
                arrow: false,
            });
        }
        this.drawing.paths.push(...this.onLanes);
        return y;
    }

    private placeRow(row: TargetView[], width: number, bar: number): number {
        const { drawing, names } = this;
        const top = bar + accessHeight;
        const lines = Math.max(...row.map(({ facts }) => wrapped(facts, width - 16).length + 1));
        const height = 14 + lineHeight * lines;
        const bottom = top + height;
        const interrupted = row.flatMap((target) =>
            target.lines.map(({ node }) => names.indexOf(node)),
        );
        // The inner lanes above: an outer one then crosses none of them on its way to the side.
        const used = [...new Set(interrupted)].sort(
            (a, b) => this.depthOf(a) - this.depthOf(b) || a - b,
        );
        const laneOf = new Map(used.map((node, i) => [node, bottom + dropHeight + i * lane]));
        const at = (column: number) => this.left + column * (width + gap);
        row.forEach((target, column) => {
            placePorts(drawing, target, names, at(column), width, bar);
            placeTarget(drawing, target, at(column), top, width, height);
            placeLines(drawing, target, names, at(column), bottom, width, laneOf);
        });
        for (const node of used) {
            const drops = row.flatMap((target, column) =>
                target.lines.flatMap((line, i) =>
                    line.node === names[node]
                        ? [portAt(at(column), width, i, target.lines.length)]
                        : [],
                ),
            );
            const y = laneOf.get(node)!;
            const far = this.isLeft(node) ? Math.max(...drops) : Math.min(...drops);
            this.onLanes.push({
                points: [
                    [far, y],
                    [this.sideOf(node), y],
                ],
                kind: "interrupt",
                arrow: false,
                node,
            });
            this.ends.set(node, y);
        }
        return bottom + (used.length > 0 ? dropHeight + lane * (used.length - 1) : 0) + gap + 4;
    }

    private isLeft(node: number): boolean {
        return this.lanes.left.includes(node);
    }

    /** How far outside a node's lane is, 0 is the innermost. */
    private depthOf(node: number): number {
        return (this.isLeft(node) ? this.lanes.left : this.lanes.right).indexOf(node);
    }

    /** Where a node's lane goes up. */
    private sideOf(node: number): number {
        const depth = lane * this.depthOf(node);
        return this.isLeft(node)
            ? this.left - trunkRoom - depth
            : this.width - this.right + 8 + depth;
    }

    /** Up the sides, and into the nodes from above. */
    private placeRails(): void {
        for (const [node, end] of this.ends) {
            const top = this.nodeTop - entryHeight - lane * this.depthOf(node);
            const into = this.left + (node + 0.5) * this.step;
            this.drawing.paths.push({
                points: [
                    [this.sideOf(node), end],
                    [this.sideOf(node), top],
                    [into, top],
                    [into, this.nodeTop],
                ],
                kind: "interrupt",
                arrow: true,
                node,
            });
            const latency = this.view.nodes[node]!.interrupt;
            if (latency !== null) this.labelEntry(node, into, latency);
        }
    }

    /** Behind the arrow, away from where its lane comes from. */
    private labelEntry(node: number, into: number, latency: number): void {
        const room = this.step / 2 - 7;
        const long = `interrupt ${humanDuration(latency)}`;
        const left = this.isLeft(node);
        this.drawing.text(
            {
                text: textWidth(long, "label") <= room ? long : humanDuration(latency),
                x: into + (left ? 7 : -7),
                y: this.nodeTop - 8,
                anchor: left ? "start" : "end",
                style: "label",
            },
            room,
        );
    }
}

/** The diagram at a width of `wanted` pixels, or of what it needs at least. */
export function layoutPlatform(view: PlatformView, wanted: number): Layout {
    return new PlatformLayout(view, wanted).layout();
}
