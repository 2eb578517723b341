// SPDX-License-Identifier: BSD-3-Clause
//
// The page: which sections there are, and in which order.
import { countersMoved, whatMoved } from "./comparison";
import { tabs } from "./controls";
import { readReport, type Report, type RunData } from "./data";
import { counters } from "./counters";
import { distribution } from "./distribution";
import { h, type Child } from "./dom";
import { expectationsTable } from "./expectations";
import { publishedOfRun, publishedOfSweep } from "./published";
import { platform } from "./platform";
import { provenance } from "./provenance";
import { summary } from "./summary";
import { sweepParts } from "./sweep";
import { sideBySide } from "./side_by_side";
import { startTheme, themeSwitch } from "./theme";
import { waterfall } from "./waterfall";

interface Section {
    id: string;
    title: string;
    body: HTMLElement;
}

/** One run as it is; of several, a tab for each. */
function forRuns(
    runs: RunData[],
    title: string,
    body: (run: RunData) => HTMLElement | null,
): HTMLElement {
    const or = (element: HTMLElement | null) =>
        element ?? h("p", { class: "empty" }, "Nothing here.");
    if (runs.length === 1) return or(body(runs[0]!));
    return tabs(
        title,
        runs.map((run) => ({ label: run.name, panel: () => or(body(run)) })),
    );
}

function counterSection(runs: RunData[]): HTMLElement | null {
    if (runs.every(({ result }) => Object.keys(result.counters).length === 0)) return null;
    return forRuns(runs, "Counters of", counters);
}

/** One drawing, unless the runs differ in it. */
function platformSection(runs: RunData[]): HTMLElement | null {
    const drawn = runs.filter(({ platform }) => platform !== null);
    if (drawn.length === 0) return null;
    const same = new Set(drawn.map(({ platform }) => JSON.stringify(platform))).size === 1;
    return forRuns(same ? drawn.slice(0, 1) : drawn, "Platform of", (run) =>
        platform(run.platform!),
    );
}

/** Names of compared runs begin with a and b, as everywhere on the page. Each may be missing. */
function runsOf({ run, runs, comparison }: Report): RunData[] {
    if (run) return [run];
    if (!comparison) return runs;
    return runs.map((one, i) => {
        const side = i === 0 && one.name === comparison.a.name ? "a" : "b";
        return { ...one, name: `${side}: ${one.name}` };
    });
}

function sectionsOf(report: Report): Section[] {
    const runs = runsOf(report);
    const sections: Section[] = [];
    const add = (id: string, title: string, body: HTMLElement | null) => {
        if (body) sections.push({ id, title, body });
    };
    if (report.comparison) {
        add("moved", "What moved", whatMoved(report.comparison));
        add("besides", "Side by side", sideBySide(report.comparison, runs));
        add("counters-moved", "Counters that differ", countersMoved(report.comparison));
    }
    if (report.sweep) {
        const parts = sweepParts(report.sweep);
        add("sweep", "Over the sweep", parts.charts);
        add("points", "All points", parts.points);
        add("published", "Beside published figures", publishedOfSweep(report.sweep));
    }
    if (runs.length > 0) {
        if (!report.comparison)
            add("waterfall", "Where the time goes", forRuns(runs, "Waterfall of", waterfall));
    }
    if (report.run) {
        add("published", "Beside published figures", publishedOfRun(report.run.result));
    }
    if (runs.length > 0) {
        add("distribution", "Distribution", distribution(runs));
        if (!report.comparison) add("counters", "Counters", counterSection(runs));
    }
    add("platform", "Platform", platformSection(runs));
    if (report.run && report.run.result.expectations.length > 0) {
        add("expectations", "Expectations", expectationsTable(report.run.result.expectations));
    }
    add("provenance", "Provenance", provenance(report));
    return sections;
}

const kinds = { run: "run", sweep: "sweep", comparison: "comparison" };

function pageOf(report: Report): Child[] {
    const sections = sectionsOf(report);
    return [
        h("a", { class: "skip", href: "#main" }, "Skip to the content"),
        h(
            "header",
            { class: "top" },
            h(
                "span",
                { class: "brand" },
                "ampsim",
                h("span", { class: "kind" }, kinds[report.kind]),
            ),
            themeSwitch(),
        ),
        h(
            "nav",
            { class: "contents", "aria-label": "Sections" },
            h(
                "ul",
                {},
                sections.map(({ id, title }) => h("li", {}, h("a", { href: `#${id}` }, title))),
            ),
        ),
        h(
            "main",
            { id: "main", tabindex: -1 },
            h("h1", {}, report.title),
            summary(report),
            sections.map(({ id, title, body }) =>
                h(
                    "section",
                    { id, "aria-labelledby": `${id}-title` },
                    h("h2", { id: `${id}-title` }, title),
                    body,
                ),
            ),
        ),
        h(
            "footer",
            { class: "bottom" },
            "Made by ampsim. All times are virtual time unless they say otherwise.",
        ),
    ];
}

function start(): void {
    startTheme();
    const page = document.getElementById("page")!;
    try {
        const report = readReport(document.getElementById("ampsim-report")!.textContent ?? "");
        document.title = `${report.title} · ampsim`;
        page.append(h("div", { class: "layout" }, pageOf(report)));
    } catch (error) {
        page.append(
            h(
                "main",
                { class: "broken" },
                h("h1", {}, "Nothing to show"),
                h("p", { role: "alert" }, error instanceof Error ? error.message : String(error)),
            ),
        );
        console.error(error);
    }
}

start();
