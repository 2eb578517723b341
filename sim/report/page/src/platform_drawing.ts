// SPDX-License-Identifier: BSD-3-Clause
//
// What a platform's diagram is made of: boxes, texts, paths and dots, each at its place.

export interface Box {
    kind: "node" | "device" | "memory" | "interconnect";
    x: number;
    y: number;
    width: number;
    height: number;
    /** Index of the node whose colour it has. */
    node?: number;
}

export interface Text {
    text: string;
    /** All of it, where `text` had to be cut. */
    full?: string;
    x: number;
    y: number; // of the baseline
    anchor: "start" | "middle" | "end";
    style: "title" | "fact" | "label" | "face";
    node?: number;
}

export interface Path {
    points: [number, number][];
    kind: "access" | "interrupt" | "trunk";
    arrow: boolean;
    node?: number;
}

export interface Dot {
    x: number;
    y: number;
    node: number;
    shape: "square" | "circle";
}

export interface Layout {
    width: number;
    height: number;
    boxes: Box[];
    texts: Text[];
    paths: Path[];
    dots: Dot[];
}

export const textSize = { title: 13, fact: 11, label: 11, face: 11 };
const perCharacter = 0.615; // of a monospaced font's size, at most

export function textWidth(text: string, style: Text["style"]): number {
    return text.length * textSize[style] * perCharacter;
}

/** A diagram in the making. */
export class Drawing {
    readonly boxes: Box[] = [];
    readonly texts: Text[] = [];
    readonly paths: Path[] = [];
    readonly dots: Dot[] = [];

    /** Text that is cut where `room` ends. */
    text(text: Omit<Text, "full">, room: number): void {
        if (textWidth(text.text, text.style) <= room) {
            this.texts.push(text);
            return;
        }
        const kept = Math.floor(room / textWidth("x", text.style)) - 1;
        if (kept < 1) return;
        this.texts.push({ ...text, full: text.text, text: `${text.text.slice(0, kept)}…` });
    }
}
