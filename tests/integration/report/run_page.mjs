// SPDX-License-Identifier: BSD-3-Clause
//
// The page of one run.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Browser, accessible, fits, keepsTheRules, quiet, sample, widths } from "./browser.mjs";

let browser;
let report;
before(async () => {
    browser = await Browser.start();
    report = await sample("run");
});
after(() => browser.stop());

const texts = (page, selector) => page.locator(selector).allInnerTexts();

test("keeps the rules at every width, in both colours", () => keepsTheRules(browser, report));

test("says the answer first, then the verdict", async () => {
    const page = await browser.show(report);
    assert.equal(await page.locator(".answer").innerText(), report.answer);
    assert.match(await page.locator(".verdict").innerText(), /All 7 expectations hold/);
    assert.match(await page.title(), /rpmsg-ping/);
    await quiet(page);
});

test("an expectation that does not hold is named, and leads to its line", async () => {
    const changed = structuredClone(report);
    Object.assign(changed.run.result.expectations[3], { ok: false, value: "7" });
    const page = await browser.show(changed);
    assert.match(
        await page.locator(".verdict.bad").innerText(),
        /1 of 7 expectations does not hold/,
    );
    await page.locator(".verdict a").click();
    assert.match(page.url(), /#expectations$/);
    assert.match((await texts(page, ".expectations tbody tr"))[0], /linux_to_rtos\.lost == 0/);
    await quiet(page);
});

test("why a run ended early is shown, line by line", async () => {
    const changed = structuredClone(report);
    changed.run.result.failure = "linux: its QEMU ended\n  last lines of its console";
    const page = await browser.show(changed);
    assert.match(
        await page.locator("[role=alert]").innerText(),
        /The run ended early\.[^]*last lines/,
    );
    await quiet(page);
});

test("the switch changes what the waterfall shows", async () => {
    const page = await browser.show(report);
    const span = report.run.result.spans[0];
    const width = () =>
        page
            .locator(".stack")
            .first()
            .locator(".segment")
            .first()
            .evaluate((e) => e.style.width);
    const before = await width();
    const total = span.hops.reduce((sum, hop) => sum + hop.p50_ns, 0);
    assert.ok(
        Math.abs(parseFloat(before) - (100 * span.hops[0].p50_ns) / Math.max(total, span.p50_ns)) <
            0.01,
    );
    await page.locator("#waterfall input[value=p99]").check();
    assert.notEqual(await width(), before);
    assert.equal(await page.locator(".hops thead .chosen").first().innerText(), "p99");
    assert.match((await texts(page, "#waterfall .note")).join(), /percentiles do not add up/);
    await page.locator("#waterfall input[value=mean]").check();
    assert.equal(await page.locator(".hops thead .chosen").first().innerText(), "mean");
    await quiet(page);
});

test("a pointer over a hop tells all of it", async () => {
    const page = await browser.show(report);
    await page.locator(".segment").first().hover();
    const said = await page.locator(".tooltip").innerText();
    assert.match(said, /linux to rtos[^]*rtos:echo_service_message[^]*p99[^]*share/);
    await page.locator("h1").hover();
    assert.equal(await page.locator(".tooltip").isVisible(), false);
    await quiet(page);
});

test("the distribution is drawn for the span and hop that are picked", async () => {
    const page = await browser.show(report);
    const section = page.locator("#distribution");
    const bars = () => section.locator("svg path[fill]").count();
    assert.ok((await bars()) > report.run.result.spans[0].histogram.length);
    await section.locator("label:has-text('Span') select").selectOption("rpmsg.linux_to_rtos");
    await section.locator("label:has-text('Hop') select").selectOption({ label: "kick" });
    assert.match(
        await section.locator("figcaption").innerText(),
        /linux_to_rtos, kick: half took no longer than 100 ns/,
    );
    await section.locator("summary").click();
    assert.match(
        await section.locator("table").nth(1).innerText(),
        /100 ns\s+104 ns\s+200\s+100\.0 %/,
    );
    await quiet(page);
});

test("the filter finds counters, and says how many", async () => {
    const page = await browser.show(report);
    const section = page.locator("#counters");
    await section.getByLabel("Filter").fill("mu.b reads");
    assert.match(await section.locator("[role=status]").innerText(), /^2 of \d+ counters$/);
    const text = await section.locator("table.counters").first().innerText();
    assert.match(text, /mu\.b[^]*reads\s+635\s+100\.0 %|mu\.b[^]*reads\s+635\s+75\.0 %/);
    assert.doesNotMatch(text, /writes/);
    await section.getByLabel("Filter").fill("no such counter");
    assert.match(await section.locator("[role=status]").innerText(), /^0 of/);
    await quiet(page);
});

test("the platform is drawn, with nothing outside of the drawing and no two texts on each other", async () => {
    for (const width of Object.values(widths)) {
        const page = await browser.show(report, { width });
        const found = await page.locator("svg.platform").evaluate((svg) => {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll("text")].map((text) => ({
                text: text.textContent,
                box: text.getBoundingClientRect(),
            }));
            const over = (a, b) =>
                a.left < b.right &&
                b.left < a.right &&
                a.top + 2 < b.bottom &&
                b.top + 2 < a.bottom;
            return [
                ...texts
                    .filter(({ box }) => box.right > frame.right + 1 || box.left < frame.left)
                    .map(({ text }) => text),
                ...texts.flatMap((a, i) =>
                    texts
                        .slice(i + 1)
                        .filter((b) => over(a.box, b.box))
                        .map((b) => `${a.text} / ${b.text}`),
                ),
            ];
        });
        assert.deepEqual(found, [], `at ${width} px`);
        await quiet(page);
    }
});

test("colours: as the system says, until one is chosen, and on paper light", async () => {
    const page = await browser.show(report, { colorScheme: "dark" });
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    const paper = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    assert.equal(await theme(), "dark");
    const dark = await paper();
    await page.locator(".top input[value=light]").check();
    assert.equal(await theme(), "light");
    assert.notEqual(await paper(), dark);
    await page.locator(".top input[value=dark]").check();
    assert.equal(await theme(), "dark");
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await theme(), "light");
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator(".top fieldset").isVisible(), false);
    assert.equal(await page.locator("nav.contents").isVisible(), false);
    assert.equal(await page.locator(".hash").first().isVisible(), true);
    await page.emulateMedia({ media: "screen" });
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await theme(), "dark");
    await quiet(page);
});

test("it prints to a few pages", async () => {
    const page = await browser.show(report);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 2 && pages <= 8, `${pages} pages`);
    await quiet(page);
});

test("everything can be reached by the keyboard alone", async () => {
    const page = await browser.show(report);
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    const reached = new Set();
    for (let i = 0; i < 80; i += 1) {
        await page.keyboard.press("Tab");
        reached.add(
            await page.evaluate(() => {
                const { tagName, type } = document.activeElement;
                return `${document.activeElement.closest("section")?.id ?? "top"} ${tagName.toLowerCase()} ${type ?? ""}`.trim();
            }),
        );
    }
    for (const control of [
        "top input radio",
        "waterfall input radio",
        "waterfall input checkbox",
        "distribution select select-one",
        "counters input search",
        "platform summary",
        "provenance summary",
    ]) {
        assert.ok(reached.has(control), `${control} in ${[...reached].join(", ")}`);
    }
    await quiet(page);
});

test("names that look like HTML or are very long stay text, and the page keeps its width", async () => {
    const bad = "<img src=x onerror=alert(1)></script><script>alert(2)</script>\u2028&amp;";
    const long = "a_very_long_name_without_an_end".repeat(12);
    const changed = JSON.parse(
        JSON.stringify(report)
            .replaceAll("rpmsg.rtt", JSON.stringify(`rpmsg.${bad}`).slice(1, -1))
            .replaceAll("interrupt line", long)
            .replaceAll("driver callback", JSON.stringify(bad).slice(1, -1))
            .replaceAll("mu.b", `mu.${long}`),
    );
    changed.answer = bad;
    changed.title = `${long} ${bad}`;
    changed.run.platform.devices[0].label = long;
    for (const width of Object.values(widths)) {
        const page = await browser.show(changed, { width });
        page.on("dialog", (dialog) => page.said.push(`dialog: ${dialog.message()}`));
        assert.equal(await page.locator(".answer").evaluate((e) => e.textContent), bad);
        assert.equal(await page.locator("img").count(), 0);
        await page.locator(".segment").first().hover();
        await fits(page, `at ${width} px`);
        await quiet(page);
    }
});

test("a run that measured nothing has a page too", async () => {
    const changed = structuredClone(report);
    Object.assign(changed.run.result, {
        spans: [],
        counters: {},
        expectations: [],
        grant_ends: {},
    });
    Object.assign(changed.run, { manifest: null, platform: null });
    const page = await browser.show(changed);
    assert.match(await page.locator("#waterfall").innerText(), /measures no span/);
    assert.equal(await page.locator("#platform").count(), 0);
    await accessible(page);
    await quiet(page);
});

test("the template without data says what it is", async () => {
    const page = await browser.open(process.env.AMPSIM_REPORT_PAGE);
    assert.match(await page.locator("main").innerText(), /no data in it/);
});
