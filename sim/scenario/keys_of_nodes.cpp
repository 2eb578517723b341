// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/key_sections.h"

namespace ampsim::scenario {

namespace {

constexpr const char* linux_only = "Linux";
constexpr const char* scripted_only = "scripted";
constexpr const char* peers_only = "Remote-Port peers";
constexpr const char* all = "all";

std::vector<Key> linux_keys() {
    return {Key{"kernel", Type::path, R"("Image")", "arm64 `Image`"}
                .is_for(linux_only)
                .else_is("`guest:linux/vmlinuz`"),
            Key{"initramfs", Type::path, R"("guest:linux-virtio/initramfs.cpio")",
                "cpio archive, compressed or not"}
                .is_for(linux_only)
                .else_is("`guest:linux/initramfs.cpio.gz`"),
            Key{"command_line", Type::text, R"("quiet loglevel=0")",
                "added to `console=ttyAMA0 nokaslr panic=-1`"}
                .is_for(linux_only)
                .defaults_to(""),
            Key{"device_tree", Type::path, R"("own.dtb")", "a blob of your own"}
                .is_for(linux_only)
                .else_is("derived from the platform"),
            Key{"script", Type::text, R"("ampsim-ping -c $count")",
                "becomes `/ampsim/run`, which the initramfs runs with `sh`; below"}
                .is_for(linux_only),
            Key{"files", Type::path_map, R"({ "/lib/firmware/a.elf" = "a.elf" })",
                "path in the guest → file, added to the initramfs; executable when the file is"}
                .is_for(linux_only),
            Key{"modules", Type::paths, R"(["build/modules"])",
                "`*.ko` files with symbols, or directories of such: where probes in modules are "
                "looked up"}
                .is_for(linux_only)
                .else_is("`modules` beside an initramfs of ampsim, else `guest:linux/modules`"),
            Key{"programs", Type::path_map, R"({ ping = "build/ping" })",
                "name → ELF file with symbols, for probes in user space. Yours are added to the "
                "default"}
                .is_for(linux_only)
                .else_is("`ampsim-ping`")};
}

std::vector<Key> other_keys() {
    return {Key{"firmware", Type::path, R"("guest:rtos/rpmsg_remote.elf")",
                "ELF file, placed in memory before time 0. Without it a node that a reset "
                "controller controls is held in reset until somebody starts it"}
                .is_for("others"),
            Key{"arguments", Type::text, R"("port=${port}")",
                "[boot arguments](../hvl.md#boot-arguments) for the firmware, behind what the "
                "platform says; `${NAME}` is the parameter NAME. The domain needs "
                "`ampsim,boot-arguments`"}
                .is_for("others")
                .defaults_to(""),
            Key{"link", Type::text, R"("unix:/tmp/rtos.sock")",
                "how the node's QEMU reaches the hub: also `\"unix:PATH\"`, "
                "`\"tcpd://HOST:PORT\"`. Of a Remote-Port peer, required: `\"unix:PATH\"`, "
                "`\"tcpd://HOST:PORT\"`, `\"tcp://HOST:PORT\"` "
                "([remote-port.md](../remote-port.md#in-a-platform-and-a-scenario))"}
                .is_for(all)
                .defaults_to("socketpair"),
            Key{"kind", Type::choice, R"("qemu")", "for readers: it must be what the platform says"}
                .is_for(all)
                .is_one_of({"qemu", "remote-port"})
                .else_is("as the platform says"),
            Key{"command", Type::texts, R"(["./peer", "{link}"])",
                "starts the peer; output in `NAME.log`. `{link}`, `{path}`, `{host}`, `{port}` are "
                "replaced by where it finds ampsim, or is to listen. A program without `/` is "
                "looked up in `$PATH`"}
                .is_for(peers_only),
            Key{"clock_follows_answers", Type::boolean, "true",
                "the peer adds what an access took to its own clock. Stock ones do not"}
                .is_for(peers_only)
                .defaults_to("false"),
            Key{"gdb", Type::text, R"("tcp:127.0.0.1:1234")",
                "QEMU's `-gdb`. `\"tcp::1234\"` listens on all of the host's addresses"}
                .is_for(all),
            Key{"on_reset", Type::choice, R"("restart")",
                "a reset that the guest asks for itself: its part ends, for Linux a failure of the "
                "run; or its boot loader runs again: Linux' kernel, device tree and initramfs, or "
                "`firmware`, are loaded anew and the node goes on "
                "([architecture.md](../architecture.md#resets-and-power-off))"}
                .is_for("all but scripted and peers")
                .is_one_of({"stop", "restart"})
                .defaults_to("stop"),
            Key{"qemu_arguments", Type::texts, R"(["-d", "unimp"])",
                "added at the end of QEMU's command line. It can break what makes runs repeat"}
                .is_for(all)};
}

std::vector<Key> scripted_keys() {
    return {Key{"program", Type::text, R"("rpmsg-host")",
                "the node runs this program and no guest: `rpmsg-host`, `rpmsg-remote`, `traffic`, "
                "`steps` ([scripted-nodes.md](../scripted-nodes.md)). No other key but the "
                "following three and `link` goes with it"}
                .is_for(scripted_only),
            Key{"parameters", Type::table, R"({ count = "parameters.count" })",
                "of the program, typed, with bounds; `\"parameters.NAME\"` is a parameter of the "
                "scenario"}
                .is_for(scripted_only)
                .has("nodes.NAME.parameters")
                .else_is("the program's"),
            Key{"steps", Type::tables, R"([{ write = "mu.a.TR1", value = 1 }])",
                "a program written down here; `program = \"steps\"` may be left out"}
                .is_for(scripted_only)
                .has("nodes.NAME.steps[]"),
            Key{"run_in", Type::choice, R"("process")",
                "a process of its own, at the far end of `link`; the trace is the same"}
                .is_for(scripted_only)
                .is_one_of({"hub", "process"})
                .else_is("`\"hub\"`")};
}

Section node() {
    Section node{"nodes.NAME", linux_keys()};
    for (const std::vector<Key>& more : {other_keys(), scripted_keys()}) {
        node.keys.insert(node.keys.end(), more.begin(), more.end());
    }
    return node;
}

Section step() {
    return {"nodes.NAME.steps[]",
            {Key{"write", Type::text, R"("mu.a.TR1")", "where to write `value`"},
             Key{"read", Type::text, R"("mu.a.RR0")", "where to read"},
             Key{"expect", Type::text, R"("mu.a.SR")",
                 "where to read `value`; anything else fails "
                 "the run"},
             Key{"compute", Type::duration, R"("2 us")", "executes for this long"},
             Key{"wait_irq", Type::text, R"("mu.a")", "the line that has to be high"},
             Key{"mark", Type::text, R"("sent")", "an event `NODE:NAME`, with `value`"},
             Key{"log", Type::text, R"("hello")", "a line in the console's log"},
             Key{"repeat", Type::whole, "10", "how often `steps` are done"},
             Key{"refused_write", Type::text, R"("ddr")",
                 "a write of `value` that the hardware has "
                 "to refuse"},
             Key{"refused_read", Type::text, R"("ddr")", "a read that it has to refuse"},
             Key{"value", Type::whole, "1", "up to 64 bits; or a parameter"},
             Key{"size", Type::whole, "8", "bytes of the access, 1 to 8"}.defaults_to("4"),
             Key{"timeout", Type::duration, R"("1 ms")", "of `wait_irq`; the run fails behind it"}
                 .else_is("waits for ever"),
             Key{"steps", Type::tables, R"([{ compute = "1 us" }])", "of `repeat`"}.has(
                 "nodes.NAME.steps[]")}};
}

} // namespace

std::vector<Section> node_sections() {
    return {{"nodes",
             {Key{"*", Type::table, R"({ firmware = "guest:rtos/rpmsg_remote.elf" })",
                  "a domain of the platform"}
                  .has("nodes.NAME")}},
            node(),
            {"nodes.NAME.parameters",
             {Key{"*", Type::value, R"("parameters.count")", "a parameter of the program"}}},
            step()};
}

} // namespace ampsim::scenario
