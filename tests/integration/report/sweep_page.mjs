// SPDX-License-Identifier: BSD-3-Clause
//
// The page of a sweep: 40 points over two parameters, one of which failed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, accessible, filled, fits, keepsTheRules, quiet, sample } from "./browser.mjs";

let browser;
let report;
before(async () => {
    browser = await Browser.start();
    report = await sample("sweep");
});
after(() => browser.stop());

const figure = (page) => page.locator("#sweep label:has-text('Figure') select");
const caption = (page) => page.locator("#sweep figcaption").innerText();

test("keeps the rules at every width, in both colours", () => keepsTheRules(browser, report));

test("is well below 3 MB", async () => {
    const size = Buffer.byteLength(await filled(report));
    assert.ok(size < 1_500_000, `${size} bytes`);
});

test("the failed point is counted, marked and explained", async () => {
    const page = await browser.show(report);
    assert.match(await page.locator(".verdict.bad").innerText(), /1 of 40 points failed/);
    assert.match(await caption(page), /1 point failed/);
    const rows = page.locator("#points tr.failed");
    assert.equal(await rows.count(), 1);
    assert.match(await rows.innerText(), /failed: linux: virtual timeout/);
    assert.equal(await page.locator("#points tbody tr").count(), 40);
    await quiet(page);
});

test("the figure picker changes chart, words and table", async () => {
    const page = await browser.show(report);
    const lines = () =>
        page
            .locator("#sweep svg path")
            .evaluateAll((all) => all.map((p) => p.getAttribute("d")).join());
    const before = await lines();
    assert.match(
        await caption(page),
        /rpmsg\.rtt\.p50 from 3\.52 µs \(mu_signal 50 ns, reply_time 0 ns\) to 18\.1 µs/,
    );
    await figure(page).selectOption({ label: "rpmsg.host_to_remote.hop[interrupt line].p50" });
    assert.match(await caption(page), /interrupt line\]\.p50 from 25 ns .* to 3\.20 µs/);
    assert.notEqual(await lines(), before);
    assert.match(await page.locator("#points thead").innerText(), /interrupt line/);
    await figure(page).selectOption({ label: "rpmsg.rtt.count" });
    assert.match(await caption(page), /rpmsg\.rtt\.count is 200 everywhere/);
    await quiet(page);
});

test("axes can change places, and one can be held", async () => {
    const page = await browser.show(report);
    const pick = (label) => page.locator(`#sweep label:has(> span:text-is('${label}')) select`);
    assert.match(await page.locator("#sweep svg").first().innerHTML(), />800 ns</);
    await pick("Across").selectOption({ label: "reply_time" });
    assert.match(await page.locator("#sweep .legend").innerText(), /mu_signal/);
    assert.match(await page.locator("#sweep svg").first().innerHTML(), />10 µs</);
    await pick("A line for each").selectOption({ index: 0 });
    await pick("mu_signal").selectOption({ label: "3.2 µs" });
    assert.match(await caption(page), /mu_signal 3\.2 µs, reply_time 0 ns\) to 16\.3 µs/);
    await quiet(page);
});

test("the heat map says the value of each cell, and a cross where there is none", async () => {
    const page = await browser.show(report);
    await page.locator("#sweep input[value=heat]").check();
    const texts = await page.locator("#sweep .canvas:not([hidden]) svg text").allTextContents();
    assert.equal(texts.filter((text) => text === "✕").length, 1);
    assert.ok(texts.includes("18.1 µs"), texts.join());
    await page.locator("#sweep input[value=log]").check();
    assert.match(await page.locator(".heat-legend").innerText(), /3\.52 µs[^]*18\.1 µs/);
    await fits(page);
    await quiet(page);
});

test("a pointer over a point tells its values", async () => {
    const page = await browser.show(report);
    await page.locator("#sweep input[value=heat]").check();
    await page.locator("#sweep svg text", { hasText: "18.1 µs" }).scrollIntoViewIfNeeded();
    const box = await page.locator("#sweep svg text", { hasText: "18.1 µs" }).boundingBox();
    await page.mouse.move(box.x + 5, box.y + 5);
    await page.mouse.move(box.x + 8, box.y + 8);
    const said = page.locator("#sweep .chart-tooltip:visible");
    await said.waitFor();
    assert.match(await said.innerText(), /18\.1 µs[^]*mu_signal\s+1\.6 µs[^]*reply_time\s+10 µs/);
    await quiet(page);
});

test("the table sorts by what one likes, by the keyboard too", async () => {
    const page = await browser.show(report);
    const button = page.locator("#points th button", { hasText: "rpmsg.rtt.p50" });
    await button.focus();
    await page.keyboard.press("Enter");
    const first = () => page.locator("#points tbody tr").first().innerText();
    assert.match(await first(), /3\.52 µs/);
    assert.equal(
        await page.locator("#points th[aria-sort]").getAttribute("aria-sort"),
        "ascending",
    );
    await page.keyboard.press("Enter");
    assert.equal(
        await page.locator("#points th[aria-sort]").getAttribute("aria-sort"),
        "descending",
    );
    await page.getByLabel("All figures").check();
    assert.ok((await page.locator("#points thead th").count()) > report.sweep.figures.length);
    await fits(page);
    await accessible(page);
    await quiet(page);
});

test("tabs move by the arrow keys", async () => {
    const page = await browser.show(report);
    const tabs = page.locator("#waterfall [role=tab]");
    await tabs.first().focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await tabs.nth(1).getAttribute("aria-selected"), "true");
    assert.equal(await tabs.nth(1).evaluate((tab) => tab === document.activeElement), true);
    const panel = page.locator(`#${await tabs.nth(1).getAttribute("aria-controls")}`);
    assert.match(await panel.innerText(), /interrupt line/);
    await page.keyboard.press("Home");
    assert.equal(await panel.isVisible(), false);
    await quiet(page);
});

test("what --until found is said", async () => {
    const changed = structuredClone(report);
    changed.sweep.until = {
        expression: "rpmsg.rtt.p99 < 10 us",
        axis: "mu_signal",
        holds: "800 ns",
        fails: "1600 ns",
        probes: [0, 5],
    };
    const page = await browser.show(changed);
    assert.match(
        await page.locator(".until").innerText(),
        /holds up to mu_signal = 800 ns, and no more at 1600 ns/,
    );
    assert.equal(await page.locator("#points td .aside").count(), 2);
    await quiet(page);
});

test("one axis, values that are no numbers, a point that misses an expectation", async () => {
    const changed = structuredClone(report);
    const { sweep } = changed;
    sweep.axes = [
        { key: "profile", unit: "", values: ["kvm", "xen", "none"], numbers: [null, null, null] },
    ];
    sweep.points = sweep.points.slice(0, 3);
    sweep.points.forEach((point, i) => {
        point.values = [sweep.axes[0].values[i]];
    });
    Object.assign(sweep.points[1].expectations[0], { ok: false, value: "199" });
    const page = await browser.show(changed);
    assert.match(
        await page.locator(".verdict.bad").innerText(),
        /1 point does not meet the expectations/,
    );
    assert.match(await page.locator("#sweep svg").first().innerHTML(), />xen</);
    assert.match(await page.locator("#points").innerText(), /rpmsg\.rtt\.count == 200 \(199\)/);
    await accessible(page);
    await quiet(page);
});
