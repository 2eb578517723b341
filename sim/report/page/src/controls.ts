// SPDX-License-Identifier: BSD-3-Clause
//
// What a person can operate: native form controls, so keyboard and screen reader work by themselves.
import { freshId, h, type Child } from "./dom";

export interface Choice<Value extends string> {
    value: Value;
    label: string;
    title?: string;
}

/** Some choices side by side, one of them taken. */
export function segmented<Value extends string>(
    legend: string,
    choices: Choice<Value>[],
    chosen: Value,
    onChange: (value: Value) => void,
): HTMLFieldSetElement {
    const name = freshId("choice");
    return h(
        "fieldset",
        { class: "segmented control" },
        h("legend", {}, legend),
        h(
            "span",
            { class: "segments" },
            choices.map((choice) => {
                const input = h("input", {
                    type: "radio",
                    name,
                    value: choice.value,
                    checked: choice.value === chosen,
                });
                input.addEventListener("change", () => onChange(choice.value));
                return h("label", { title: choice.title }, input, h("span", {}, choice.label));
            }),
        ),
    );
}

/** One of a list. */
export function picker<Value extends string>(
    label: string,
    choices: Choice<Value>[],
    chosen: Value,
    onChange: (value: Value) => void,
): HTMLLabelElement {
    const select = h(
        "select",
        {},
        choices.map(({ value, label }) =>
            h("option", { value, selected: value === chosen }, label),
        ),
    );
    select.addEventListener("change", () => onChange(select.value as Value));
    return h("label", { class: "picker control" }, h("span", {}, label), select);
}

export function checkbox(
    label: string,
    checked: boolean,
    onChange: (checked: boolean) => void,
): HTMLLabelElement {
    const input = h("input", { type: "checkbox", checked });
    input.addEventListener("change", () => onChange(input.checked));
    return h("label", { class: "checkbox control" }, input, h("span", {}, label));
}

export function searchBox(label: string, onInput: (text: string) => void): HTMLLabelElement {
    const input = h("input", { type: "search", placeholder: "name", spellcheck: "false" });
    input.addEventListener("input", () => onInput(input.value));
    return h("label", { class: "search control" }, h("span", {}, label), input);
}

export function toolbar(...controls: Child[]): HTMLDivElement {
    return h("div", { class: "toolbar" }, controls);
}

export interface Tab {
    label: string;
    panel: () => Node;
}

/** Tabs as WAI-ARIA describes them: arrow keys, Home and End move. A panel is made when first shown. */
export function tabs(label: string, all: Tab[]): HTMLElement {
    const id = freshId("tab");
    const panels = all.map((_, i) =>
        h("div", {
            role: "tabpanel",
            id: `${id}-panel-${i}`,
            "aria-labelledby": `${id}-${i}`,
            hidden: true,
        }),
    );
    const buttons = all.map((tab, i) =>
        h(
            "button",
            { type: "button", role: "tab", id: `${id}-${i}`, "aria-controls": `${id}-panel-${i}` },
            tab.label,
        ),
    );
    const show = (shown: number) => {
        buttons.forEach((button, i) => {
            button.setAttribute("aria-selected", String(i === shown));
            button.tabIndex = i === shown ? 0 : -1;
        });
        panels.forEach((panel, i) => {
            panel.hidden = i !== shown;
        });
        const panel = panels[shown]!;
        if (!panel.hasChildNodes()) panel.append(all[shown]!.panel());
    };
    const list = h("div", { role: "tablist", class: "tabs", "aria-label": label }, buttons);
    list.addEventListener("keydown", (event) => {
        const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
        const last = buttons.length - 1;
        const next = {
            ArrowRight: now === last ? 0 : now + 1,
            ArrowLeft: now === 0 ? last : now - 1,
            Home: 0,
            End: last,
        }[event.key];
        if (now < 0 || next === undefined) return;
        event.preventDefault();
        show(next);
        buttons[next]!.focus();
    });
    buttons.forEach((button, i) => button.addEventListener("click", () => show(i)));
    show(0);
    return h("div", { class: "tabbed" }, list, panels);
}
