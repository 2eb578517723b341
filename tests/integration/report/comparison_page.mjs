// SPDX-License-Identifier: BSD-3-Clause
//
// The page of a comparison: the same run with a slower mailbox.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, accessible, keepsTheRules, quiet, sample } from "./browser.mjs";

let browser;
let report;
before(async () => {
    browser = await Browser.start();
    report = await sample("comparison");
});
after(() => browser.stop());

test("keeps the rules at every width, in both colours", () => keepsTheRules(browser, report));

test("the causes are named, and lead the table", async () => {
    const page = await browser.show(report);
    assert.match(
        await page.locator(".causes").innerText(),
        /^Causes: interrupt line of rpmsg\.linux_to_rtos \(\+375 ns p50\)/,
    );
    const first = page.locator(".moved tbody tr.cause").first();
    assert.match(
        await first.innerText(),
        /interrupt line\s*cause\s+p50\s+25 ns\s+400 ns\s+\+375 ns/,
    );
    await quiet(page);
});

test("hops are beside each other for the span that is chosen", async () => {
    const page = await browser.show(report);
    await page.locator("#besides [role=tab]", { hasText: "linux_to_rtos" }).click();
    const panel = page.locator("#besides [role=tabpanel]:visible");
    assert.equal(await panel.locator(".stack").count(), 2);
    assert.match(await panel.locator("tr.cause").innerText(), /interrupt line/);
    const same = panel.locator("tbody tr", { hasText: "application" });
    assert.match(await same.innerText(), /=/);
    await panel.locator("input[value=p99]").check();
    assert.match(await panel.locator("tfoot").innerText(), /whole/);
    await quiet(page);
});

test("both distributions are in one chart", async () => {
    const page = await browser.show(report);
    assert.match(
        await page.locator("#distribution figcaption").innerText(),
        /a: baseline[^]*b: slow-mailbox/,
    );
    await quiet(page);
});

test("two equal runs", async () => {
    const changed = structuredClone(report);
    Object.assign(changed.comparison, { moved: [], counters: [] });
    changed.comparison.b = changed.comparison.a;
    const page = await browser.show(changed);
    assert.match(await page.locator("#moved").innerText(), /No figure moved/);
    assert.match(await page.locator(".verdict.ok").innerText(), /Nothing moved/);
    await accessible(page);
    await quiet(page);
});
