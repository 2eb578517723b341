// SPDX-License-Identifier: BSD-3-Clause
import assert from "node:assert/strict";
import { test } from "node:test";
import {
    linearScale,
    logScale,
    looksLogarithmic,
    percentileScale,
    type Scale,
} from "../../../sim/report/page/src/scale";

const values = (scale: Scale) =>
    scale.ticks.map((tick) => Number(scale.value(tick).toPrecision(6)));

const sound = (scale: Scale, low: number, high: number) => {
    assert.ok(
        scale.min <= scale.at(low) && scale.at(high) <= scale.max,
        "all values are on the axis",
    );
    assert.ok(
        scale.ticks.every((tick) => tick >= scale.min && tick <= scale.max),
        "all ticks are on it",
    );
    assert.ok(scale.ticks.length >= 2, `two ticks at least, not ${values(scale).join()}`);
};

test("linear: round ticks, down to 0 when that is near", () => {
    assert.deepEqual(values(linearScale(3, 18)), [0, 5, 10, 15]);
    assert.equal(linearScale(3, 18).min, 0);
    assert.ok(linearScale(100, 110).min > 90);
});

test("logarithmic: the same factor is the same way", () => {
    const scale = logScale(25, 3200, 8);
    assert.ok(Math.abs(scale.at(50) - scale.at(25) - (scale.at(3200) - scale.at(1600))) < 1e-9);
    assert.deepEqual(values(logScale(1, 1e6, 8)), [1, 10, 100, 1000, 1e4, 1e5, 1e6]);
});

test("every range has ticks, and all of it is on the axis", () => {
    for (const low of [1, 9.7, 48, 9749, 39_500, 1e6]) {
        for (const factor of [1, 1.001, 1.02, 1.7, 4.7, 30, 1e4, 1e7]) {
            for (const count of [3, 6, 10]) {
                sound(logScale(low, low * factor, count), low, low * factor);
                sound(linearScale(low, low * factor, count), low, low * factor);
                assert.ok(logScale(low, low * factor, count).ticks.length <= 2 * count);
            }
        }
    }
});

test("percentiles: each further nine is as wide, the longest of all is at the end", () => {
    const scale = percentileScale(1000);
    assert.ok(Math.abs(scale.at(99) - scale.at(90) - (scale.at(99.9) - scale.at(99))) < 1e-9);
    assert.equal(scale.at(100), scale.max);
    assert.equal(scale.value(scale.max), 100);
    assert.ok(scale.at(99.9) < scale.max);
});

test("an axis is logarithmic when its values are", () => {
    assert.equal(looksLogarithmic([25, 50, 100, 200, 400]), true);
    assert.equal(looksLogarithmic([1, 10, 100]), true);
    assert.equal(looksLogarithmic([100, 200, 300, 400]), false);
    assert.equal(looksLogarithmic([0, 1, 10, 100]), false);
    assert.equal(looksLogarithmic([1, 100]), false);
});
