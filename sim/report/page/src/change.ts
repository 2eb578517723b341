// SPDX-License-Identifier: BSD-3-Clause
//
// Parts of tables that show changes.
import { h } from "./dom";

/** A title, and whether its column is one of numbers; "" is the column of bars. */
export function head(...titles: [string, boolean?][]): HTMLElement {
    return h(
        "thead",
        {},
        h(
            "tr",
            {},
            titles.map(([title, number]) =>
                title === ""
                    ? h("td", { class: "change-cell" })
                    : h(
                          "th",
                          {
                              scope: "col",
                              class: `${number ? "number" : ""} ${title === "in percent" ? "wide" : ""}`,
                          },
                          title,
                      ),
            ),
        ),
    );
}

/** A bar from the middle: to the right what became slower, to the left what became faster. */
export function changeBar(change: number | null, most: number): HTMLElement {
    const share = change === null || most === 0 ? 0 : (50 * Math.abs(change)) / most;
    const left = change !== null && change < 0 ? 50 - share : 50;
    return h(
        "td",
        { class: "change-cell", "aria-hidden": "true" },
        h(
            "span",
            { class: "change-track" },
            h("span", {
                class: change !== null && change < 0 ? "change faster" : "change slower",
                style: `left:${left}%;width:${share}%`,
            }),
        ),
    );
}

/** The largest change, to which all bars are drawn. */
export function mostOf(changes: (number | null)[]): number {
    return Math.max(0, ...changes.map((change) => Math.abs(change ?? 0)));
}
