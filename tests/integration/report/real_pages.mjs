// SPDX-License-Identifier: BSD-3-Clause
//
// Pages that ampsim itself writes, of scripted nodes: a run, a sweep, a comparison.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Browser, accessible, fits, quiet, widths } from "./browser.mjs";

const program = process.env.AMPSIM_PROGRAM;
const source = process.env.AMPSIM_SOURCE_DIR;
const scenario = "scenarios/scripted-rpmsg.toml";

let browser;
before(async () => {
    browser = await Browser.start();
});
after(() => browser.stop());

const at = (name) => join(browser.directory, name);

const ampsim = (expected, ...words) => {
    const { status, stderr, error } = spawnSync(program, words, {
        cwd: source,
        encoding: "utf8",
        timeout: 240_000,
    });
    assert.equal(error, undefined);
    assert.equal(status, expected, `ampsim ${words.join(" ")}\n${stderr}`);
};

const json = (name) => JSON.parse(readFileSync(at(name), "utf8"));

const run = (name, ...sets) => {
    const flags = ["count=50", ...sets].flatMap((set) => ["--set", set]);
    ampsim(0, "run", scenario, "--quiet", "--out", at(name), ...flags);
};

/** Opens the page at all widths; `look` is given the last. */
const everywhere = async (file, look) => {
    for (const width of [widths.phone, widths.tablet, widths.desktop]) {
        const page = await browser.open(at(file), { width });
        await fits(page, `${file} at ${width} px:`);
        assert.ok(
            (await page.locator(".answer").innerText()).length > 20,
            "an answer in a sentence",
        );
        if (width === widths.desktop) {
            await look(page);
            await accessible(page);
        }
        await quiet(page);
    }
};

test("a run", async () => {
    run("a");
    const result = json("a/result.json");
    await everywhere("a/report.html", async (page) => {
        const text = await page.locator("main").innerText();
        assert.match(text, /All 6 expectations hold/);
        for (const span of result.spans) assert.ok(text.includes(span.name), span.name);
        assert.ok(text.includes(result.trace_sha256), "the hash of the trace");
        assert.equal(await page.locator(".hops").count(), result.spans.length);
        assert.equal(await page.locator("#expectations tbody tr").count(), 6);
        const drawn = await page.locator("svg.platform text").allTextContents();
        for (const name of [
            "linux",
            "rtos",
            "mu",
            "src",
            "ddr",
            "interrupt 250 ns",
            "read 70 ns",
        ]) {
            assert.ok(drawn.includes(name), `${name} in ${drawn.join(", ")}`);
        }
        const [low, , count] = result.spans[0].histogram[0];
        const table = await page.locator("#distribution table").nth(1).textContent();
        assert.ok(
            table.includes(`${low.toLocaleString("en-US")} ns`) && table.includes(String(count)),
        );
    });
});

test("a comparison: the mailbox that is slower by 500 ns is named", async () => {
    if (!existsSync(at("a"))) run("a");
    run("b", "platform.mu.signal-latency-ns=525");
    ampsim(1, "compare", at("a"), at("b"), "--json", at("comparison.json"));
    ampsim(0, "report", at("comparison.json"), "-o", at("comparison.html"));
    await everywhere("comparison.html", async (page) => {
        assert.match(await page.locator(".causes").innerText(), /interrupt line/);
        assert.match(await page.locator("#moved").innerText(), /\+500 ns/);
        assert.equal(await page.locator("#besides [role=tabpanel]:visible .stack").count(), 2);
        assert.match(await page.locator("#platform").innerText(), /a: [^]*b: /);
    });
});

test("a sweep, and the pages of its points", async () => {
    const axes = [
        "platform.mu.signal-latency-ns=25,100,400,1600",
        "nodes.rtos.parameters.reply_time=0us,5us",
    ];
    ampsim(
        0,
        "sweep",
        scenario,
        "--quiet",
        "--set",
        "count=20",
        "--out",
        at("sweep"),
        ...axes.flatMap((axis) => ["--axis", axis]),
    );
    ampsim(0, "report", at("sweep"));
    const sweep = json("sweep/sweep.json");
    assert.equal(sweep.points.length, 8);
    await everywhere("sweep/report.html", async (page) => {
        assert.equal(await page.locator("#points tbody tr").count(), 8);
        assert.match(await page.locator("#sweep svg").first().innerHTML(), />1\.6 µs</);
        await page.locator("#sweep input[value=heat]").check();
        assert.equal(await page.locator("#waterfall [role=tab]").count(), 2);
        const link = page.locator("#points a").first();
        const file = fileURLToPath(await link.evaluate((a) => a.href));
        assert.ok(existsSync(file), `${file} is there`);
        assert.ok(dirname(file).startsWith(at("sweep/points")));
    });
});
