// SPDX-License-Identifier: BSD-3-Clause
//
// What the figures were made of: whoever has the same, gets the same.
import type { Manifest, Report, Result, RunData } from "./data";
import { breakable, h, type Child } from "./dom";
import { exactDuration, humanDuration } from "./units";

function facts(pairs: [string, Child][]): HTMLElement {
    return h(
        "dl",
        { class: "facts" },
        pairs.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    );
}

/** As the terminal says it under "uncertainty". */
export function uncertainty(result: Result): string {
    const links = result.links ?? [];
    const sentences = [
        links.length === 0
            ? "Virtual time is exact: register accesses, interrupts and probes are stamped to the instruction."
            : "Register accesses and probes are stamped to the instruction; what reaches a node that is ahead of it takes effect late.",
        result.time.max_skew_ns === 0
            ? "Nodes never saw direct memory out of order."
            : `Direct memory may be seen up to ${humanDuration(result.time.max_skew_ns)} early or late.`,
        ...links.map(({ node, max_skew_ns }) =>
            max_skew_ns === 0
                ? `What reached ${node} took effect in time.`
                : `What reached ${node} took effect up to ${humanDuration(max_skew_ns)} late.`,
        ),
        ...Object.entries(result.not_reproducible ?? {}).map(
            ([device, what]) =>
                `Not reproducible: ${device} is connected to a ${what} of the host.`,
        ),
    ];
    return sentences.join(" ");
}

/** Folded on the screen; on paper, where nobody can unfold it, it is open. */
function folded(caption: string, ...content: Child[]): HTMLElement {
    const details = h("details", { class: "more" }, h("summary", {}, caption), content);
    let open = false;
    addEventListener("beforeprint", () => {
        open = details.open;
        details.open = true;
    });
    addEventListener("afterprint", () => {
        details.open = open;
    });
    return details;
}

function pairs(
    caption: string,
    heads: [string, string],
    all: [string, string][],
): HTMLElement | null {
    if (all.length === 0) return null;
    return folded(
        `${caption} (${all.length})`,
        h(
            "table",
            { class: "pairs" },
            h("caption", { class: "hidden" }, caption),
            h(
                "thead",
                {},
                h(
                    "tr",
                    {},
                    heads.map((head) => h("th", { scope: "col" }, head)),
                ),
            ),
            h(
                "tbody",
                {},
                all.map(([name, value]) =>
                    h(
                        "tr",
                        {},
                        h("th", { scope: "row" }, h("code", {}, breakable(name))),
                        h("td", {}, h("code", { class: "hash" }, value)),
                    ),
                ),
            ),
        ),
    );
}

function manifestDetails(manifest: Manifest): Child[] {
    const lines = Object.entries(manifest.command_lines ?? {});
    return [
        pairs("Inputs", ["file", "SHA-256"], Object.entries(manifest.inputs ?? {})),
        pairs("Versions", ["what", "version"], Object.entries(manifest.versions ?? {})),
        pairs(
            "Parameters",
            ["name", "value"],
            Object.entries(manifest.parameters ?? {}).map(([name, value]) => [name, String(value)]),
        ),
        lines.length > 0
            ? folded(
                  `Command lines (${lines.length})`,
                  lines.map(([node, words]) => [
                      h("h4", {}, node),
                      h("pre", { tabindex: 0 }, words.join(" ")),
                  ]),
              )
            : null,
    ];
}

function runProvenance(run: RunData, said: Set<string>): HTMLElement {
    const { result, manifest } = run;
    const { simulated_ns } = result.time;
    const own: [string, Child][] = [
        ["scenario", manifest?.file ?? result.scenario],
        ["platform", result.platform],
        ["settings", manifest?.set?.length ? manifest.set.join(" ") : "none beside the files"],
        ["simulated", `${humanDuration(simulated_ns, 4)} (${exactDuration(simulated_ns)})`],
        ["versions", `ampsim ${result.ampsim}`],
        ["trace", h("code", { class: "hash" }, `SHA-256 ${result.trace_sha256}`)],
        ["uncertainty", uncertainty(result)],
    ];
    return h(
        "div",
        {},
        facts(own.filter(([name]) => !said.has(name))),
        manifest ? manifestDetails(manifest) : null,
    );
}

export function provenance(report: Report): HTMLElement {
    const runs = report.run ? [report.run] : report.runs;
    // Of several runs each says its own.
    const said = new Set(report.run ? report.provenance.map(([name]) => name) : []);
    return h(
        "div",
        {},
        report.provenance.length > 0 ? facts(report.provenance) : null,
        runs.map((run) => [
            runs.length > 1 ? h("h3", {}, run.name) : null,
            runProvenance(run, said),
        ]),
    );
}
