// SPDX-License-Identifier: BSD-3-Clause
import type { Expectation } from "./data";
import { breakable, h } from "./dom";

/** Says it in words and by a sign, never by colour alone. */
export function verdictSign(ok: boolean): HTMLElement {
    return h(
        "span",
        { class: ok ? "sign ok" : "sign bad" },
        h("span", { "aria-hidden": "true" }, ok ? "✓" : "✗"),
        h("span", { class: "hidden" }, ok ? "holds" : "does not hold"),
    );
}

export function expectationsTable(expectations: Expectation[]): HTMLElement {
    const sorted = [...expectations].sort((a, b) => Number(a.ok) - Number(b.ok));
    return h(
        "table",
        { class: "expectations" },
        h("caption", { class: "hidden" }, "Expectations of the scenario, and what was found"),
        h(
            "thead",
            {},
            h(
                "tr",
                {},
                h("th", { scope: "col" }, h("span", { class: "hidden" }, "verdict")),
                h("th", { scope: "col" }, "expected"),
                h("th", { scope: "col", class: "number" }, "found"),
            ),
        ),
        h(
            "tbody",
            {},
            sorted.map(({ expr, ok, value }) =>
                h(
                    "tr",
                    { class: ok ? null : "failed" },
                    h("td", {}, verdictSign(ok)),
                    h("td", {}, h("code", {}, breakable(expr))),
                    h("td", { class: "number" }, value),
                ),
            ),
        ),
    );
}
