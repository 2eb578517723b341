// SPDX-License-Identifier: BSD-3-Clause
//
// Drawings of the platforms that ampsim has, at the widths of a phone, a tablet, paper and a desktop.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Diagram } from "../../../sim/report/page/src/data";
import {
    textSize,
    textWidth,
    type Layout,
    type Text,
} from "../../../sim/report/page/src/platform_drawing";
import { layoutPlatform } from "../../../sim/report/page/src/platform_layout";
import { platformView } from "../../../sim/report/page/src/platform_model";

interface Rectangle {
    what: string;
    left: number;
    right: number;
    top: number;
    bottom: number;
}

const directory = process.env.AMPSIM_PLATFORMS!;
const diagrams = readdirSync(directory).map(
    (file) => JSON.parse(readFileSync(join(directory, file), "utf8")) as Diagram,
);
const widths = [358, 680, 790, 1056];

const textBox = (text: Text): Rectangle => {
    const width = textWidth(text.text, text.style);
    const left =
        text.anchor === "start"
            ? text.x
            : text.anchor === "end"
              ? text.x - width
              : text.x - width / 2;
    return {
        what: text.text,
        left,
        right: left + width,
        top: text.y - 0.8 * textSize[text.style],
        bottom: text.y + 2,
    };
};

const boxes = (layout: Layout): Rectangle[] =>
    layout.boxes.map(({ kind, x, y, width, height }) => ({
        what: kind,
        left: x,
        right: x + width,
        top: y,
        bottom: y + height,
    }));

const meet = (a: Rectangle, b: Rectangle) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const within = (a: Rectangle, b: Rectangle) =>
    a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;

const pairs = <One>(all: One[]): [One, One][] =>
    all.flatMap((a, i) => all.slice(i + 1).map((b): [One, One] => [a, b]));

/** A part of a line, as a rectangle of 1 px. */
const segments = (layout: Layout): Rectangle[] =>
    layout.paths.flatMap(({ points, kind }) =>
        points.slice(1).map(([x, y], i) => {
            const [fromX, fromY] = points[i]!;
            return {
                what: kind,
                left: Math.min(x, fromX) - 0.5,
                right: Math.max(x, fromX) + 0.5,
                top: Math.min(y, fromY) - 0.5,
                bottom: Math.max(y, fromY) + 0.5,
            };
        }),
    );

for (const diagram of diagrams) {
    for (const width of widths) {
        const layout = layoutPlatform(platformView(diagram), width);
        const name = `${diagram.name} at ${width} px`;
        const texts = layout.texts.map(textBox);

        test(`${name}: fits`, () => {
            assert.ok(layout.width <= width, `it takes ${layout.width}`);
            const frame = {
                what: "frame",
                left: 0,
                right: layout.width,
                top: 0,
                bottom: layout.height,
            };
            for (const one of [...texts, ...boxes(layout), ...segments(layout)]) {
                assert.ok(within(one, frame), `${one.what} is outside`);
            }
        });

        test(`${name}: nothing lies on anything else`, () => {
            for (const [a, b] of pairs(boxes(layout)))
                assert.ok(!meet(a, b), `${a.what} on ${b.what}`);
            for (const [a, b] of pairs(texts)) assert.ok(!meet(a, b), `${a.what} on ${b.what}`);
            for (const text of texts) {
                for (const box of boxes(layout)) {
                    assert.ok(
                        !meet(text, box) || within(text, box),
                        `${text.what} on the edge of ${box.what}`,
                    );
                }
                for (const line of segments(layout)) {
                    assert.ok(!meet(text, line), `${text.what} on a line (${line.what})`);
                }
            }
        });

        test(`${name}: lines are level or upright, and run behind no box`, () => {
            for (const line of segments(layout)) {
                assert.ok(
                    line.right - line.left < 1.5 || line.bottom - line.top < 1.5,
                    "level or upright",
                );
                for (const box of boxes(layout).filter(({ what }) => what !== "interconnect")) {
                    const inner = {
                        ...box,
                        left: box.left + 1,
                        right: box.right - 1,
                        top: box.top + 1,
                        bottom: box.bottom - 1,
                    };
                    assert.ok(!meet(line, inner), `${line.what} behind ${box.what}`);
                }
            }
        });
    }

    test(`${diagram.name}: all that there is, is drawn`, () => {
        const view = platformView(diagram);
        const layout = layoutPlatform(view, 1056);
        const titles = layout.texts
            .filter(({ style }) => style === "title")
            .map(({ text }) => text);
        assert.deepEqual(
            titles.sort(),
            [...view.nodes.map((n) => n.name), ...view.targets.map((t) => t.label)].sort(),
        );
        const accesses = new Set(
            diagram.edges.filter((e) => e.kind !== "interrupt").map((e) => `${e.from} ${e.to}`),
        );
        assert.equal(layout.dots.filter(({ shape }) => shape === "square").length, accesses.size);
        const lines = new Set(
            diagram.edges
                .filter((e) => e.kind === "interrupt")
                .map((e) => `${e.from.split(".")[0]} ${e.to}`),
        );
        assert.equal(layout.dots.filter(({ shape }) => shape === "circle").length, lines.size);
    });
}
