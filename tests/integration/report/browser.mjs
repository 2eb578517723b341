// SPDX-License-Identifier: BSD-3-Clause
//
// A page in Debian's Chromium, and what every page must keep to: it says nothing on the console, asks
// for nothing over a network, fits its window, and has no serious fault that axe-core knows of.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = require.resolve("axe-core/axe.min.js");
const template = process.env.AMPSIM_REPORT_PAGE;
const data = process.env.AMPSIM_REPORT_DATA;
const program = process.env.AMPSIM_CHROMIUM ?? "/usr/bin/chromium";

export const widths = { phone: 390, tablet: 820, desktop: 1440 };

/** The data of a sample page: "run", "sweep" or "comparison". */
export const sample = async (name) =>
    JSON.parse(await readFile(join(data, `${name}.json`), "utf8"));

/** The template with data in it, as the program fills it in. */
export const filled = async (report) => {
    const json = JSON.stringify(report).replaceAll("</", "<\\/").replaceAll("\u2028", "\\u2028");
    const parts = (await readFile(template, "utf8")).split("/*ampsim-report-data*/");
    assert.equal(parts.length, 2, "the template has one place for data");
    return parts.join(json);
};

export class Browser {
    static async start() {
        assert.ok(existsSync(program), `${program} is not there: scripts/packages installs it`);
        const browser = new Browser();
        browser.directory = await mkdtemp(join(tmpdir(), "ampsim-report-"));
        browser.chromium = await chromium.launch({
            executablePath: program,
            args: process.getuid() === 0 ? ["--no-sandbox"] : [],
            timeout: 120_000,
        });
        return browser;
    }

    async stop() {
        await this.chromium.close();
        await rm(this.directory, { recursive: true });
    }

    /** Opens a page made of `report`; `options` are those of a browser's context. */
    async show(report, options = {}) {
        const file = join(this.directory, `${report.kind}.html`);
        await writeFile(file, await filled(report));
        return this.open(file, options);
    }

    async open(file, { width = widths.desktop, ...options } = {}) {
        const context = await this.chromium.newContext({
            viewport: { width, height: 900 },
            ...options,
        });
        const page = await context.newPage();
        page.setDefaultTimeout(20_000);
        page.said = [];
        page.on("console", (message) => page.said.push(`${message.type()}: ${message.text()}`));
        page.on("pageerror", (error) => page.said.push(`error: ${error.message}`));
        page.on("request", (request) => {
            const url = request.url();
            if (!url.startsWith("file:") && !url.startsWith("data:"))
                page.said.push(`request: ${url}`);
        });
        await page.goto(pathToFileURL(file).href);
        await page.waitForSelector("main h1");
        return page;
    }
}

export const fits = async (page, what = "") => {
    const over = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
    );
    assert.ok(over <= 0, `${what} the page is ${over} px wider than its window`);
};

/** No serious violation by axe-core, everything that is folded being open. */
export const accessible = async (page, what = "") => {
    await page.evaluate(() => {
        for (const details of document.querySelectorAll("details")) details.open = true;
    });
    // Not by a script element: the page's own policy would not let one come from a file.
    await page.evaluate(await readFile(axe, "utf8"));
    const { violations } = await page.evaluate(() => window.axe.run());
    const serious = violations.filter(
        ({ impact }) => impact === "serious" || impact === "critical",
    );
    const words = serious.map(
        ({ id, help, nodes }) =>
            `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join("\n  ")}`,
    );
    assert.deepEqual(words, [], `${what} accessibility`);
};

/** Ends the test of a page: nothing was said, nothing was asked for. */
export const quiet = async (page) => {
    assert.deepEqual(page.said, [], "console, errors and requests");
    await page.context().close();
};

/** Every page at every width, in both colours. */
export const keepsTheRules = async (browser, report) => {
    for (const colorScheme of ["light", "dark"]) {
        for (const [name, width] of Object.entries(widths)) {
            const page = await browser.show(report, { width, colorScheme });
            await fits(page, `${name}, ${colorScheme}:`);
            if (name !== "tablet") await accessible(page, `${name}, ${colorScheme}:`);
            await fits(page, `${name}, ${colorScheme}, all unfolded:`);
            await quiet(page);
        }
    }
};
