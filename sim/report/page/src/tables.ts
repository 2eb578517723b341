// SPDX-License-Identifier: BSD-3-Clause
import { breakable, h } from "./dom";

/** A plain table of texts; the first column names the row. */
export function textTable(caption: string, heads: string[], rows: string[][]): HTMLElement {
    return h(
        "table",
        { class: "texts" },
        h("caption", {}, caption),
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
            rows.map(([first, ...others]) =>
                h(
                    "tr",
                    {},
                    h("th", { scope: "row" }, h("code", {}, breakable(first ?? ""))),
                    others.map((text) => h("td", {}, breakable(text))),
                ),
            ),
        ),
    );
}
