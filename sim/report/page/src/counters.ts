// SPDX-License-Identifier: BSD-3-Clause
//
// Counters as `perf kvm stat` shows exits: grouped by device, commonest first, with each one's share
// of its family and how often it came per journey.
import { checkbox, picker, searchBox, toolbar } from "./controls";
import type { Diagram, Result, RunData, Span } from "./data";
import { breakable, h } from "./dom";
import { grouped, percent, plural } from "./units";

interface Counter {
    name: string;
    /** What it is grouped under: a device, memory or node of the platform. */
    group: string;
    /** The rest of its name. */
    what: string;
    count: number;
    share: number | null;
}

function labelsOf(platform: Diagram | null): Set<string> {
    const labels = new Set<string>();
    for (const { label, faces } of platform?.devices ?? []) {
        labels.add(label);
        for (const face of faces) labels.add(`${label}.${face}`);
    }
    for (const { label } of platform?.memories ?? []) labels.add(label);
    for (const { name } of platform?.nodes ?? []) {
        const others = [...labels];
        labels.add(name);
        for (const other of others) labels.add(`${name}.${other}`);
    }
    return labels;
}

/** The longest beginning of a counter's name that the platform knows; else its first word. */
function groupOf(name: string, labels: Set<string>): string {
    const words = name.split(".");
    for (let length = words.length - 1; length > 0; length -= 1) {
        const group = words.slice(0, length).join(".");
        if (labels.has(group)) return group;
    }
    return words.length > 1 ? words[0]! : "simulation";
}

/** Counters of one family are parts of a sum: reads and writes, or all of "traps.". */
function familyOf(what: string): string | null {
    if (what === "reads" || what === "writes") return "accesses";
    const words = what.split(".");
    if (words.length < 2 || words[words.length - 1] === "total") return null;
    return words.slice(0, -1).join(".");
}

function read(result: Result, platform: Diagram | null): Counter[] {
    const labels = labelsOf(platform);
    const counters = Object.entries(result.counters).map(([name, count]): Counter => {
        const group = groupOf(name, labels);
        const what = name.startsWith(`${group}.`) ? name.slice(group.length + 1) : name;
        return { name, group, what, count, share: null };
    });
    const sums = new Map<string, { sum: number; parts: number }>();
    const key = ({ group, what }: Counter) => `${group} ${familyOf(what)}`;
    for (const counter of counters) {
        if (familyOf(counter.what) === null) continue;
        const family = sums.get(key(counter)) ?? { sum: 0, parts: 0 };
        sums.set(key(counter), { sum: family.sum + counter.count, parts: family.parts + 1 });
    }
    for (const counter of counters) {
        const family = sums.get(key(counter));
        if (family && family.parts > 1 && family.sum > 0 && familyOf(counter.what) !== null) {
            counter.share = counter.count / family.sum;
        }
    }
    return counters;
}

function shareCell(share: number | null): HTMLElement {
    return h(
        "td",
        { class: "number share", style: share === null ? null : `--share:${100 * share}%` },
        percent(share),
    );
}

/** Whole numbers as they are, others to three digits. */
function perJourney(count: number, journeys: number): string {
    if (journeys === 0) return "–";
    const each = count / journeys;
    if (Number.isInteger(each)) return grouped(each);
    return each >= 0.1 ? each.toPrecision(3) : String(Number(each.toPrecision(2)));
}

function heads(...titles: [string, boolean?][]): HTMLElement {
    return h(
        "thead",
        {},
        h(
            "tr",
            {},
            titles.map(([title, number]) =>
                h("th", { scope: "col", class: number ? "number" : null }, title),
            ),
        ),
    );
}

function groups(counters: Counter[], journeys: Span | undefined): HTMLElement[] {
    const byGroup = new Map<string, Counter[]>();
    for (const counter of counters) {
        byGroup.set(counter.group, [...(byGroup.get(counter.group) ?? []), counter]);
    }
    return [...byGroup.entries()].map(([group, members]) =>
        h(
            "tbody",
            {},
            h(
                "tr",
                { class: "group" },
                h("th", { scope: "rowgroup", colspan: 4 }, h("code", {}, breakable(group))),
            ),
            [...members]
                .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
                .map(({ what, count, share }) =>
                    h(
                        "tr",
                        {},
                        h("th", { scope: "row" }, breakable(what)),
                        h("td", { class: "number" }, grouped(count)),
                        shareCell(share),
                        h(
                            "td",
                            { class: "number" },
                            journeys ? perJourney(count, journeys.count) : "–",
                        ),
                    ),
                ),
        ),
    );
}

/** Why each node stopped running, and how often. */
function grantEnds(result: Result): HTMLElement | null {
    const nodes = Object.entries(result.grant_ends ?? {});
    if (nodes.length === 0) return null;
    return h(
        "details",
        { class: "more" },
        h("summary", {}, "What the simulation waited for"),
        h(
            "table",
            { class: "counters" },
            h("caption", { class: "hidden" }, "Why each node's grants ended"),
            heads(["a node stopped because of"], ["count", true], ["share", true]),
            nodes.map(([node, reasons]) => {
                const all = Object.values(reasons).reduce((sum, count) => sum + count, 0);
                return h(
                    "tbody",
                    {},
                    h(
                        "tr",
                        { class: "group" },
                        h("th", { scope: "rowgroup", colspan: 3 }, h("code", {}, node)),
                    ),
                    Object.entries(reasons)
                        .sort((a, b) => b[1] - a[1])
                        .map(([reason, count]) =>
                            h(
                                "tr",
                                {},
                                h("th", { scope: "row" }, reason),
                                h("td", { class: "number" }, grouped(count)),
                                shareCell(count / Math.max(1, all)),
                            ),
                        ),
                );
            }),
        ),
    );
}

export function counters(run: RunData): HTMLElement | null {
    const all = read(run.result, run.platform);
    if (all.length === 0) return null;
    const spans = run.result.spans.filter(({ count }) => count > 0);
    let journeys = spans[0];
    let filter = "";
    let zeros = false;
    const place = h("div");
    const said = h("p", { class: "note", role: "status" });
    const draw = () => {
        const words = filter.toLowerCase().split(/\s+/);
        const shown = all.filter(
            ({ name, count }) =>
                (zeros || count !== 0) && words.every((word) => name.toLowerCase().includes(word)),
        );
        said.textContent = `${grouped(shown.length)} of ${plural(all.length, "counter")}`;
        place.replaceChildren(
            h(
                "table",
                { class: "counters" },
                h("caption", { class: "hidden" }, "Counters, grouped by device"),
                heads(["counter"], ["count", true], ["share", true], ["per journey", true]),
                groups(shown, journeys),
            ),
        );
    };
    draw();
    return h(
        "div",
        {},
        toolbar(
            searchBox("Filter", (text) => {
                filter = text.trim();
                draw();
            }),
            spans.length > 1
                ? picker(
                      "Journeys of",
                      spans.map(({ name }) => ({ value: name, label: name })),
                      spans[0]!.name,
                      (chosen) => {
                          journeys = spans.find(({ name }) => name === chosen);
                          draw();
                      },
                  )
                : null,
            checkbox("Also what never happened", zeros, (checked) => {
                zeros = checked;
                draw();
            }),
        ),
        said,
        place,
        grantEnds(run.result),
    );
}
