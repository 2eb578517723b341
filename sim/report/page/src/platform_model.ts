// SPDX-License-Identifier: BSD-3-Clause
//
// A platform as it is drawn: nodes, and what they reach over the interconnect, each with who accesses
// it by which face, and whom it interrupts.
import type { Diagram, Edge, PlatformDevice, PlatformMemory, Sharing } from "./data";
import { grouped, humanDuration, humanSize } from "./units";

export interface NodeView {
    name: string;
    facts: string[];
    request: number | null;
    response: number | null;
    interrupt: number | null;
}

export interface Port {
    /** Name of the face; empty when there is only one. */
    face: string;
    accessors: string[];
    latencies: string[];
}

export interface Line {
    node: string;
    /** Outputs that lead there: "b", "32 lines". */
    outputs: string;
    latency: number | null;
}

export interface TargetView {
    label: string;
    kind: "device" | "memory";
    facts: string[];
    ports: Port[];
    lines: Line[];
}

export interface PlatformView {
    /** The bus, when it is shared: "round-robin", "64 bits", "200 MHz". */
    bus: string[];
    nodes: NodeView[];
    targets: TargetView[];
}

const quantities: [RegExp, string][] = [
    [/-bits$/, "bits"],
    [/-hz$/, "Hz"],
    [/-ns$/, "ns"],
    [/-ps$/, "ps"],
    [/-bytes$/, "B"],
    [/-mb-per-s$/, "MB/s"],
    [/-cycles$/, "cycles"],
];

/** "arbitration tdma", "width 64 bits", "clock 200 MHz"; what a memory is made of without its name. */
function sharingInWords(sharing: Sharing | undefined): string[] {
    return (sharing ?? []).map(([property, value]) => {
        const [suffix, unit] = quantities.find(([ending]) => ending.test(property)) ?? [/$^/, ""];
        const name = property.replace(suffix, "").replace(/^(port|initiator)-/, "");
        if (typeof value === "string") return name === "dram" ? value : `${name} ${value}`;
        if (unit === "Hz" && value % 1e6 === 0) return `${name} ${grouped(value / 1e6)} MHz`;
        return `${name} ${grouped(value)} ${unit}`.trim();
    });
}

function accessorsOf(diagram: Diagram, to: string): string[] {
    const from = new Set<string>();
    for (const edge of diagram.edges) {
        if ((edge.kind === "access" || edge.kind === "memory") && edge.to === to)
            from.add(edge.from);
    }
    return diagram.nodes.map(({ name }) => name).filter((name) => from.has(name));
}

function plainName(latency: string): string {
    return latency.replace(/-ns$/, "").replace(/-latency$/, "");
}

/** What else a device has to do with: one line for each kind. */
function relationsOf(diagram: Diagram, { label }: PlatformDevice): string[] {
    const partners = (kind: Edge["kind"], from: "from" | "to") =>
        diagram.edges
            .filter((edge) => edge.kind === kind && edge[from] === label)
            .map((edge) => edge[from === "from" ? "to" : "from"]);
    const words = (before: string, all: string[], many: string) =>
        all.length === 0
            ? []
            : [`${before} ${all.length <= 2 ? all.join(", ") : `${all.length} ${many}`}`];
    return [
        ...words("on", partners("pci", "to"), "PCI buses"),
        ...words("carries", partners("pci", "from"), "PCI functions"),
        ...words("masters", partners("dma", "from"), "memories"),
        ...words("starts", partners("control", "from"), "nodes"),
        ...words("on", partners("network", "from"), "networks"),
        ...words("connects", partners("network", "to"), "devices"),
        ...words("peer", partners("remote-port", "from"), "nodes"),
    ];
}

const ofAccess = ["register-read", "register-write", "config-read", "config-write"];

/** One output by its name, several by their number. */
function outputsInWords(edges: Edge[], device: string): string {
    const lines = edges.reduce((sum, edge) => sum + (edge.lines ?? 1), 0);
    return lines === 1 ? edges[0]!.from.slice(device.length + 1) : `${lines} lines`;
}

function linesOf(diagram: Diagram, device: PlatformDevice): Line[] {
    const latency = device.latencies.find(([name]) => plainName(name) === "signal")?.[1] ?? null;
    const isOurs = ({ kind, from }: Edge) =>
        kind === "interrupt" && (from === device.label || from.startsWith(`${device.label}.`));
    const ours = diagram.edges.filter(isOurs);
    return diagram.nodes.flatMap(({ name: node }) => {
        const edges = ours.filter(({ to }) => to === node);
        return edges.length === 0
            ? []
            : [{ node, outputs: outputsInWords(edges, device.label), latency }];
    });
}

function deviceView(diagram: Diagram, device: PlatformDevice): TargetView {
    const latencies = device.latencies.map(([name, ns]): [string, number] => [plainName(name), ns]);
    const read = latencies.find(([name]) => name.endsWith("-read") && ofAccess.includes(name));
    const write = latencies.find(([name]) => name.endsWith("-write") && ofAccess.includes(name));
    const isOnPci = diagram.edges.some(({ kind, to }) => kind === "pci" && to === device.label);
    const access = [
        ...(read ? [`read ${humanDuration(read[1])}`] : []),
        ...(write ? [`write ${humanDuration(write[1])}`] : []),
    ];
    return {
        label: device.label,
        kind: "device",
        facts: [
            device.compatible,
            ...relationsOf(diagram, device),
            ...latencies
                .filter(([name, ns]) => ns !== 0 && name !== "signal" && !ofAccess.includes(name))
                .map(([name, ns]) => `${name} ${humanDuration(ns)}`),
            ...sharingInWords(device.sharing),
        ],
        ports: device.faces
            .map((face) => ({
                face,
                accessors: accessorsOf(
                    diagram,
                    face === "" ? device.label : `${device.label}.${face}`,
                ),
                latencies: access,
            }))
            .filter(({ accessors }) => accessors.length > 0 || !isOnPci),
        lines: linesOf(diagram, device),
    };
}

function memoryView(diagram: Diagram, memory: PlatformMemory): TargetView {
    const address = `0x${memory.address.toString(16).padStart(8, "0")}`;
    return {
        label: memory.label,
        kind: "memory",
        facts: [
            `${humanSize(memory.size)}, ${memory.access}`,
            address,
            ...sharingInWords(memory.sharing),
        ],
        ports: [
            {
                face: "",
                accessors: accessorsOf(diagram, memory.label),
                latencies: [
                    `read ${humanDuration(memory.read_ns)}`,
                    `write ${humanDuration(memory.write_ns)}`,
                ],
            },
        ],
        lines: [],
    };
}

export function platformView(diagram: Diagram): PlatformView {
    const nodes = diagram.nodes.map(({ name, cpu, os, instruction_ns, sharing }): NodeView => {
        const view: NodeView = {
            name,
            facts: [
                cpu,
                os,
                instruction_ns ? `${instruction_ns} ns/instruction` : "",
                ...sharingInWords(sharing),
            ],
            request: null,
            response: null,
            interrupt: null,
        };
        for (const edge of diagram.edges) {
            if (edge.kind === "interrupt") {
                if (edge.to === name) view.interrupt ??= edge.latency_ns ?? null;
            } else if (edge.kind === "access" && edge.from === name) {
                view.request ??= edge.request_ns ?? null;
                view.response ??= edge.response_ns ?? null;
            }
        }
        view.facts = view.facts.filter((fact) => fact !== "");
        return view;
    });
    const devices = diagram.devices.map((device) => deviceView(diagram, device));
    return {
        bus: sharingInWords(diagram.sharing),
        nodes,
        targets: [
            ...devices.filter(({ ports }) => ports.length > 0),
            ...devices.filter(({ ports }) => ports.length === 0), // behind another device
            ...diagram.memories.map((memory) => memoryView(diagram, memory)),
        ],
    };
}
