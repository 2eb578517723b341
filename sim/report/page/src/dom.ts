// SPDX-License-Identifier: BSD-3-Clause
//
// Elements. Text only ever becomes text: names in the data come from files of users, and no string
// is parsed as HTML anywhere in this page.

export type Child = Node | string | number | null | undefined | false | Child[];
type Attributes = Record<string, string | number | boolean | null | undefined>;

function append(parent: Node, child: Child): void {
    if (Array.isArray(child)) {
        for (const one of child) append(parent, one);
    } else if (child instanceof Node) {
        parent.appendChild(child);
    } else if (child !== null && child !== undefined && child !== false) {
        parent.appendChild(document.createTextNode(String(child)));
    }
}

function setAttributes(element: Element, attributes: Attributes): void {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === true) element.setAttribute(name, "");
        else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(name, String(value));
        }
    }
}

export function h<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    setAttributes(element, attributes);
    append(element, children);
    return element;
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
    tag: Tag,
    attributes: Attributes = {},
    ...children: Child[]
): SVGElementTagNameMap[Tag] {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    setAttributes(element, attributes);
    append(element, children);
    return element;
}

let ids = 0;
export function freshId(prefix: string): string {
    ids += 1;
    return `${prefix}-${ids}`;
}

/** A long name that may break behind its separators: a.b.c, PATH/FILE, a:b, a_b. */
export function breakable(text: string): Child[] {
    return text.split(/(?<=[./:_])/).flatMap((part, i) => (i === 0 ? [part] : [h("wbr"), part]));
}
