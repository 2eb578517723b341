// SPDX-License-Identifier: BSD-3-Clause
import assert from "node:assert/strict";
import { test } from "node:test";
import {
    axisDuration,
    exactDuration,
    grouped,
    humanDuration,
    humanSize,
    percent,
    signedDuration,
    signedPercent,
} from "../../../sim/report/page/src/units";

test("durations are written as the terminal writes them", () => {
    const expected: [number, string][] = [
        [0, "0 ns"],
        [850, "850 ns"],
        [999, "999 ns"],
        [1000, "1.00 µs"],
        [57316, "57.3 µs"],
        [120004, "120 µs"],
        [999960, "1.00 ms"],
        [1203600000, "1.20 s"],
        [-2500, "-2.50 µs"],
    ];
    for (const [ns, text] of expected) assert.equal(humanDuration(ns), text);
    assert.equal(humanDuration(57316, 4), "57.32 µs");
    assert.equal(humanDuration(null), "–");
    assert.equal(exactDuration(1234567), "1,234,567 ns");
});

test("changes have a sign, also none", () => {
    assert.equal(signedDuration(375), "+375 ns");
    assert.equal(signedDuration(-3440), "−3.44 µs");
    assert.equal(signedDuration(0), "±0 ns");
    assert.equal(signedPercent(0.125), "+12.5 %");
    assert.equal(signedPercent(-0.5), "−50.0 %");
    assert.equal(signedPercent(null), "–");
});

test("ticks have no digits that say nothing", () => {
    assert.equal(axisDuration(5000), "5 µs");
    assert.equal(axisDuration(1500), "1.5 µs");
    assert.equal(axisDuration(0), "0 ns");
    assert.equal(axisDuration(2e9), "2 s");
});

test("numbers, sizes and shares", () => {
    assert.equal(grouped(1234567), "1,234,567");
    assert.equal(percent(0.2479), "24.8 %");
    assert.equal(percent(Number.NaN), "–");
    assert.equal(humanSize(131072), "128 KiB");
    assert.equal(humanSize(16777216), "16 MiB");
    assert.equal(humanSize(496), "496 B");
});
