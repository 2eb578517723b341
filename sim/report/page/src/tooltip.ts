// SPDX-License-Identifier: BSD-3-Clause
//
// The one tooltip of the page, for what is drawn by the page itself. All that it says is also in a
// table, so nobody needs a mouse.
import { h, type Child } from "./dom";

const box = h("div", { class: "tooltip", "aria-hidden": "true", hidden: true });

function move(event: PointerEvent): void {
    const gap = 14;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left =
        event.clientX + gap + width > innerWidth
            ? event.clientX - gap - width
            : event.clientX + gap;
    const top =
        event.clientY + gap + height > innerHeight
            ? event.clientY - gap - height
            : event.clientY + gap;
    box.style.left = `${Math.max(4, left)}px`;
    box.style.top = `${Math.max(4, top)}px`;
}

/** Shows `content` while the pointer is over `element`. */
export function tooltip(element: Element, content: () => Child): void {
    element.addEventListener("pointerenter", (event) => {
        box.replaceChildren(h("div", {}, content()));
        if (!box.isConnected) document.body.append(box);
        box.hidden = false;
        move(event as PointerEvent);
    });
    element.addEventListener("pointermove", (event) => move(event as PointerEvent));
    element.addEventListener("pointerleave", () => {
        box.hidden = true;
    });
}

/** The inside of a tooltip: what it is about, and pairs of name and value. */
export function tooltipContent(title: Child, pairs: [string, Child][], note?: Child): HTMLElement {
    return h(
        "div",
        {},
        h("strong", {}, title),
        note ? h("div", { class: "note" }, note) : null,
        h(
            "dl",
            {},
            pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
        ),
    );
}
