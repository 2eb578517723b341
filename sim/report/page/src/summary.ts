// SPDX-License-Identifier: BSD-3-Clause
//
// The top of the page: the answer, the verdict, and the figures that one looks for first.
import type { Expectation, Report, Result, Sweep } from "./data";
import { breakable, h, type Child } from "./dom";
import { humanDuration, plural } from "./units";

function badge(ok: boolean, text: Child): HTMLElement {
    return h(
        "p",
        { class: ok ? "verdict ok" : "verdict bad" },
        h("span", { class: "sign", "aria-hidden": "true" }, ok ? "✓" : "✗"),
        h("span", {}, text),
    );
}

function verdictOf(expectations: Expectation[]): HTMLElement | null {
    if (expectations.length === 0) return null;
    const failed = expectations.filter(({ ok }) => !ok).length;
    const all = expectations.length;
    if (failed === 0) {
        return badge(true, all === 1 ? "The expectation holds" : `All ${all} expectations hold`);
    }
    return badge(
        false,
        h(
            "a",
            { href: "#expectations" },
            `${failed} of ${plural(all, "expectation")} ${failed === 1 ? "does" : "do"} not hold`,
        ),
    );
}

function failureOf(result: Result): HTMLElement | null {
    if (!result.failure) return null;
    return h(
        "div",
        { class: "failure", role: "alert" },
        h("strong", {}, "The run ended early. "),
        h("span", { class: "said" }, result.failure),
    );
}

function remarksOf(result: Result): HTMLElement | null {
    const remarks = Object.entries(result.remarks ?? {});
    if (remarks.length === 0) return null;
    return h(
        "ul",
        { class: "remarks", "aria-label": "Remarks" },
        remarks.map(([who, what]) =>
            h("li", {}, h("code", {}, breakable(who)), ": ", what.join("; ")),
        ),
    );
}

function keyFigures(result: Result): HTMLElement | null {
    const spans = result.spans.filter((span) => span.count > 0).slice(0, 6);
    if (spans.length === 0) return null;
    return h(
        "ul",
        { class: "key-figures", "aria-label": "Key figures" },
        spans.map((span) =>
            h(
                "li",
                {},
                h("span", { class: "what" }, breakable(span.name)),
                h("span", { class: "value number" }, humanDuration(span.p50_ns)),
                h("span", { class: "statistic" }, "p50"),
                h(
                    "span",
                    { class: "others number" },
                    `p99 ${humanDuration(span.p99_ns)} · max ${humanDuration(span.max_ns)}`,
                ),
            ),
        ),
    );
}

function sweepVerdict(sweep: Sweep): HTMLElement {
    const failed = sweep.points.filter(({ status }) => status === "failed").length;
    const unmet = sweep.points.filter(
        ({ status, expectations }) => status === "done" && expectations.some(({ ok }) => !ok),
    ).length;
    if (failed === 0 && unmet === 0) {
        return badge(true, `${plural(sweep.points.length, "point")}, none failed`);
    }
    const said = [
        failed > 0 ? `${failed} of ${plural(sweep.points.length, "point")} failed` : null,
        unmet > 0
            ? `${plural(unmet, "point")} ${unmet === 1 ? "does" : "do"} not meet the expectations`
            : null,
    ];
    return badge(false, h("a", { href: "#points" }, said.filter(Boolean).join(", ")));
}

export function summary(report: Report): HTMLElement {
    const { run, sweep, comparison } = report;
    return h(
        "div",
        { class: "summary" },
        h("p", { class: report.answer.length > 140 ? "answer long" : "answer" }, report.answer),
        run
            ? [
                  failureOf(run.result),
                  verdictOf(run.result.expectations),
                  remarksOf(run.result),
                  keyFigures(run.result),
              ]
            : null,
        sweep ? sweepVerdict(sweep) : null,
        comparison
            ? badge(
                  !comparison.moved.some(({ beyond }) => beyond),
                  comparison.moved.some(({ beyond }) => beyond)
                      ? "Moved beyond the tolerance"
                      : "Nothing moved beyond the tolerance",
              )
            : null,
    );
}
