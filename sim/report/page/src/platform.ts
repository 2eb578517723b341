// SPDX-License-Identifier: BSD-3-Clause
//
// The platform as a drawing, laid out anew for the width that there is, and the same as tables.
import { textTable } from "./tables";
import type { Diagram } from "./data";
import { freshId, h, svg } from "./dom";
import { textSize, type Layout, type Path } from "./platform_drawing";
import { layoutPlatform } from "./platform_layout";
import { platformView, type PlatformView, type TargetView } from "./platform_model";
import { humanDuration, plural } from "./units";

const nodeColours = 5;
const dashes = [null, "7 3", "2 3", "9 3 2 3", "4 2"];
const paperWidth = 680;

function nodeColour(node: number | undefined): string | null {
    return node === undefined ? null : `--owner:var(--owner-node-${(node % nodeColours) + 1})`;
}

function arrowHead([from, to]: [[number, number], [number, number]]): string {
    const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
    const corner = (turn: number) => {
        const at = angle + Math.PI + turn;
        return `${(to[0] + 8 * Math.cos(at)).toFixed(1)},${(to[1] + 8 * Math.sin(at)).toFixed(1)}`;
    };
    return `${to[0]},${to[1]} ${corner(0.38)} ${corner(-0.38)}`;
}

function drawPath(path: Path): SVGElement[] {
    const points = path.points.map(([x, y]) => `${x},${y}`).join(" ");
    const style = nodeColour(path.node);
    const dash = path.kind === "interrupt" ? dashes[(path.node ?? 0) % dashes.length] : null;
    const drawn: SVGElement[] = [];
    drawn.push(svg("polyline", { class: path.kind, points, style, "stroke-dasharray": dash }));
    if (path.arrow) {
        const ends = path.points.slice(-2) as [[number, number], [number, number]];
        drawn.push(svg("polygon", { class: `head ${path.kind}`, points: arrowHead(ends), style }));
    }
    return drawn;
}

function draw(layout: Layout, name: string): SVGSVGElement {
    const id = freshId("platform");
    const { width, height } = layout;
    return svg(
        "svg",
        {
            class: "platform",
            role: "img",
            "aria-labelledby": id,
            viewBox: `0 0 ${width} ${height}`,
            width,
            height,
        },
        svg("title", { id }, `Block diagram of ${name}; the tables below say the same`),
        // Where a lane crosses the trunk, a gap in the trunk says that they do not meet.
        layout.paths.filter(({ kind }) => kind === "trunk").map(drawPath),
        layout.paths
            .filter(({ kind }) => kind === "interrupt")
            .map(({ points }) =>
                svg("polyline", {
                    class: "halo",
                    points: points.map(([x, y]) => `${x},${y}`).join(" "),
                }),
            ),
        layout.paths.filter(({ kind }) => kind !== "trunk").map(drawPath),
        layout.boxes.map((box) =>
            svg("rect", {
                class: box.kind,
                x: box.x,
                y: box.y,
                width: box.width,
                height: box.height,
                style: nodeColour(box.node),
            }),
        ),
        layout.dots.map(({ x, y, node, shape }) =>
            shape === "square"
                ? svg("rect", {
                      class: "dot",
                      x: x - 4,
                      y: y - 4,
                      width: 8,
                      height: 8,
                      style: nodeColour(node),
                  })
                : svg("circle", { class: "dot", cx: x, cy: y, r: 3.5, style: nodeColour(node) }),
        ),
        layout.texts.map((text) =>
            svg(
                "text",
                {
                    class: text.style,
                    x: text.x,
                    y: text.y,
                    "text-anchor": text.anchor,
                    "font-size": textSize[text.style],
                    style: nodeColour(text.node),
                },
                text.full ? svg("title", {}, text.full) : null,
                text.text,
            ),
        ),
    );
}

function accessInWords({ ports }: TargetView): string {
    return ports
        .map(({ face, accessors, latencies }) =>
            [face, accessors.length > 0 ? `by ${accessors.join(", ")}` : "by no node", ...latencies]
                .filter((part) => part !== "")
                .join(" "),
        )
        .join("; ");
}

function linesInWords({ lines }: TargetView): string {
    return lines
        .map(({ node, outputs, latency }) =>
            [outputs, `to ${node}`, latency === null ? "" : `after ${humanDuration(latency)}`]
                .filter((part) => part !== "")
                .join(" "),
        )
        .join("; ");
}

function tables(view: PlatformView): HTMLElement {
    const of = (kind: TargetView["kind"]) => view.targets.filter((target) => target.kind === kind);
    return h(
        "details",
        { class: "more" },
        h("summary", {}, "The same as tables"),
        view.bus.length > 0 ? h("p", {}, `The bus is shared: ${view.bus.join(", ")}.`) : null,
        textTable(
            "Nodes",
            ["node", "what", "request", "response", "interrupt"],
            view.nodes.map(({ name, facts, request, response, interrupt }) => [
                name,
                facts.join(", "),
                humanDuration(request),
                humanDuration(response),
                humanDuration(interrupt),
            ]),
        ),
        textTable(
            "Devices",
            ["device", "what", "accessed", "interrupts"],
            of("device").map((device) => [
                device.label,
                device.facts.join(", "),
                accessInWords(device),
                linesInWords(device),
            ]),
        ),
        textTable(
            "Memories",
            ["memory", "what", "accessed"],
            of("memory").map((memory) => [
                memory.label,
                memory.facts.join(", "),
                accessInWords(memory),
            ]),
        ),
    );
}

function inWords(diagram: Diagram): string {
    return `${diagram.name}: ${plural(diagram.nodes.length, "node")}, ${plural(diagram.devices.length, "device")} and ${plural(diagram.memories.length, "memory", "memories")} on one interconnect.`;
}

export function platform(diagram: Diagram): HTMLElement {
    const view = platformView(diagram);
    const place = h("div", {
        class: "drawing",
        role: "region",
        tabindex: 0,
        "aria-label": "Block diagram",
    });
    let width = 0;
    const show = (at: number) =>
        place.replaceChildren(draw(layoutPlatform(view, at), diagram.name));
    new ResizeObserver(() => {
        if (place.clientWidth === 0 || place.clientWidth === width) return;
        width = place.clientWidth;
        show(width);
    }).observe(place);
    addEventListener("beforeprint", () => show(Math.min(width || paperWidth, paperWidth)));
    addEventListener("afterprint", () => show(width));
    return h(
        "div",
        {},
        h(
            "figure",
            {},
            h(
                "figcaption",
                {},
                h("strong", {}, "Platform."),
                " ",
                inWords(diagram),
                " A square is a node that accesses; a lane of its colour, how an interrupt reaches it.",
            ),
            place,
        ),
        tables(view),
    );
}
