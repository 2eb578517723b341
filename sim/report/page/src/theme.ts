// SPDX-License-Identifier: BSD-3-Clause
//
// Light or dark: as the system says, or as the reader chose. Paper is always light.
import { segmented } from "./controls";

export type Theme = "light" | "dark";
type Choice = "auto" | Theme;

const remembered = "ampsim-report-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<(theme: Theme) => void>();
let choice: Choice = "auto";
let printing = false;

export function theme(): Theme {
    if (printing) return "light";
    return choice === "auto" ? (system.matches ? "dark" : "light") : choice;
}

export function onTheme(listener: (theme: Theme) => void): void {
    listeners.add(listener);
}

/** The value of a custom property of the style sheet: charts have the page's colours. */
export function colour(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function apply(): void {
    document.documentElement.dataset.theme = theme();
    for (const listener of listeners) listener(theme());
}

function recall(): Choice {
    try {
        const kept = localStorage.getItem(remembered);
        return kept === "light" || kept === "dark" ? kept : "auto";
    } catch {
        return "auto"; // a browser may refuse it to files
    }
}

export function startTheme(): void {
    choice = recall();
    system.addEventListener("change", apply);
    addEventListener("beforeprint", () => {
        printing = true;
        apply();
    });
    addEventListener("afterprint", () => {
        printing = false;
        apply();
    });
    apply();
}

export function themeSwitch(): HTMLElement {
    return segmented<Choice>(
        "Colours",
        [
            { value: "auto", label: "Auto", title: "As the system says" },
            { value: "light", label: "Light" },
            { value: "dark", label: "Dark" },
        ],
        choice,
        (chosen) => {
            choice = chosen;
            try {
                localStorage.setItem(remembered, chosen);
            } catch {
                // Not remembered, then.
            }
            apply();
        },
    );
}
