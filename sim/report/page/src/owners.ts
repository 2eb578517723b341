// SPDX-License-Identifier: BSD-3-Clause
//
// Where a hop ends: in a node's software, at the end of the way over the interconnect, or in a
// device. The event that ends it says so: "arrival:", "rise:", or the name of a node.
import type { Diagram, Result } from "./data";

export interface Owner {
    name: string;
    /** Custom property of the style sheet. */
    colour: string;
}

const interconnect: Owner = { name: "interconnect", colour: "owner-interconnect" };
const devices: Owner = { name: "devices", colour: "owner-devices" };
export const nobody: Owner = { name: "unattributed", colour: "owner-nobody" };
const nodeColours = 5;

export class Owners {
    private readonly nodes: string[];

    constructor(result: Result, platform: Diagram | null) {
        const named = platform?.nodes.map((node) => node.name) ?? [];
        const found = result.spans
            .flatMap((span) => span.hops.map((hop) => nodeOf(hop.event)))
            .filter((name): name is string => name !== null);
        this.nodes = [...new Set([...named, ...found])];
    }

    of(event: string): Owner {
        if (event.startsWith("arrival:")) return interconnect;
        if (event.startsWith("rise:") || event.startsWith("fall:")) return devices;
        const node = nodeOf(event);
        return node === null ? nobody : this.node(node);
    }

    node(name: string): Owner {
        return { name, colour: `owner-node-${(this.nodes.indexOf(name) % nodeColours) + 1}` };
    }

    /** In the order in which a legend names them. */
    all(): Owner[] {
        return [...this.nodes.map((name) => this.node(name)), interconnect, devices, nobody];
    }
}

function nodeOf(event: string): string | null {
    const parts = event.split(":");
    if (["rise", "fall", "arrival"].includes(parts[0]!)) return null;
    const behind = ["write", "read", "start", "off"].includes(parts[0]!);
    return (behind ? parts[1] : parts[0]) ?? null;
}
