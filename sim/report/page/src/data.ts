// SPDX-License-Identifier: BSD-3-Clause
//
// What the program puts into the page: one JSON object. docs/report.md describes it.

export type Kind = "run" | "sweep" | "comparison";

export interface Statistics {
    count: number;
    min_ns: number | null;
    mean_ns: number | null;
    p50_ns: number | null;
    p90_ns: number | null;
    p99_ns: number | null;
    p99_9_ns: number | null;
    max_ns: number | null;
    total_ns: number;
    /** [low, high, count]: durations from low on, below high. */
    histogram?: [number, number, number][];
}

export interface Hop extends Statistics {
    name: string;
    event: string;
    share: number;
}

export interface Span extends Statistics {
    name: string;
    lost: number;
    touched?: number;
    hops: Hop[];
    unattributed_ns: number;
    /** [percent, ns]. */
    curve?: [number, number][];
}

export interface Expectation {
    expr: string;
    ok: boolean;
    value: string;
}

/** A figure that somebody published about the real thing, and what the run found for it. */
export interface Published {
    figure: string;
    published: string;
    found: string;
    /** (found - published) / published. */
    deviation: number | null;
    role: string;
    source: string;
}

export interface Result {
    ampsim: string;
    scenario: string;
    platform: string;
    time: { simulated_ns: number; max_skew_ns: number; wall_ns?: number; [more: string]: unknown };
    links?: { node: string; max_skew_ns: number }[];
    spans: Span[];
    grant_ends?: Record<string, Record<string, number>>;
    counters: Record<string, number>;
    /** Device or node: what went wrong there. */
    remarks?: Record<string, string[]>;
    not_reproducible?: Record<string, string>;
    expectations: Expectation[];
    published?: Published[];
    trace_sha256: string;
    failure?: string;
}

export interface Manifest {
    file?: string;
    set?: string[];
    parameters?: Record<string, string>;
    versions?: Record<string, string>;
    inputs?: Record<string, string>;
    command_lines?: Record<string, string[]>;
    trace_sha256?: string;
    [more: string]: unknown;
}

export interface PlatformNode {
    name: string;
    cluster: string;
    cpu: string;
    os: string;
    instruction_ns?: number;
    sharing?: Sharing;
}

export interface PlatformDevice {
    label: string;
    compatible: string;
    faces: string[];
    latencies: [string, number][];
    sharing?: Sharing;
}

/** How the bus is shared with it: properties without "ampsim,", and their values. */
export type Sharing = [string, string | number][];

export interface PlatformMemory {
    label: string;
    address: number;
    size: number;
    access: "direct" | "timed";
    read_ns: number;
    write_ns: number;
    sharing?: Sharing;
}

export interface Edge {
    /** A node, memory, device, or one of its faces or outputs: "mu.a". */
    from: string;
    to: string;
    kind: "access" | "memory" | "interrupt" | "dma" | "control" | "network" | "pci" | "remote-port";
    request_ns?: number;
    response_ns?: number;
    latency_ns?: number;
    /** Of an interrupt: how many lines it stands for, where it is not one. */
    lines?: number;
}

export interface Diagram {
    name: string;
    /** Of the bus itself. */
    sharing?: Sharing;
    nodes: PlatformNode[];
    devices: PlatformDevice[];
    memories: PlatformMemory[];
    edges: Edge[];
}

export interface RunData {
    name: string;
    result: Result;
    manifest: Manifest | null;
    platform: Diagram | null;
}

export interface SweepAxis {
    key: string;
    unit: string;
    values: string[];
    /** Durations in ns; null where a value is no number. */
    numbers: (number | null)[];
    behind_snapshot?: boolean;
}

export interface SweepFigure {
    name: string;
    unit: string;
}

export interface SweepPoint {
    key: string;
    values: string[];
    status: "done" | "failed";
    failure?: string;
    figures: (number | null)[];
    expectations: Expectation[];
    published?: Published[];
    trace_sha256?: string;
}

export interface Until {
    expression: string;
    axis: string;
    /** Values of the axis, next to each other: the expression holds at one of them only. */
    holds: string;
    fails: string;
    probes: number[];
}

export interface Sweep {
    scenario: string;
    platform: string;
    set: string[];
    axes: SweepAxis[];
    figures: SweepFigure[];
    points: SweepPoint[];
    until: Until | null;
}

export interface Moved {
    span: string;
    hop: string | null;
    statistic: string;
    a_ns: number | null;
    b_ns: number | null;
    change_ns: number | null;
    change: number | null;
    beyond: boolean;
    cause: boolean;
    role?: "cause" | "consequence" | "some journeys" | "sum";
}

/** A number of journeys that is not the same. */
export interface MovedCount {
    span: string;
    hop: string | null;
    statistic: string;
    a: number | null;
    b: number | null;
}

/** What went into the two runs and is not the same. */
export interface InputChange {
    kind: string;
    name: string;
    a: string | null;
    b: string | null;
}

export interface Comparison {
    a: { name: string; trace_sha256: string };
    b: { name: string; trace_sha256: string };
    tolerance: number;
    tolerance_ns?: number;
    exact: boolean;
    /** null: it is not known, as of the host more than files came in. */
    uncertainty_ns: number | null;
    same: number;
    moved: Moved[];
    counts?: MovedCount[];
    counters: { name: string; a: number; b: number }[];
    inputs?: InputChange[];
    only_in_a: string[];
    only_in_b: string[];
}

export interface Report {
    format: string;
    kind: Kind;
    title: string;
    answer: string;
    run: RunData | null;
    sweep: Sweep | null;
    runs: RunData[];
    comparison: Comparison | null;
    provenance: [string, string][];
}

const format = "ampsim-report 1";

/** The object in the page. Throws an Error that a person can read. */
export function readReport(text: string): Report {
    let report: Report;
    try {
        report = JSON.parse(text) as Report;
    } catch {
        throw new Error("This page has no data in it: it is the template that ampsim fills in.");
    }
    if (report.format !== format) {
        throw new Error(`The data is "${report.format}"; this page shows "${format}".`);
    }
    for (const point of report.sweep?.points ?? []) {
        point.figures ??= []; // of a point that failed
        point.expectations ??= [];
    }
    return report;
}
