// SPDX-License-Identifier: BSD-3-Clause
//
// What a node's firmware has to know, as a C header and as a linker script: the same constants.
#include "sim/error.h"
#include "sim/platform/hvl_layout.h"
#include "sim/platform/identifier.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/mailbox.h"
#include "sim/platform/platform.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <set>

namespace ampsim::platform {

namespace {

enum class Kind { address_or_size, number };

struct Constant {
    std::string name; ///< upper case
    std::uint64_t value = 0;
    Kind kind = Kind::address_or_size;
    std::string note; ///< for people
};

/// "#define NAME(X) X(...) X(...)": for C only.
struct List {
    std::string name;
    std::vector<std::string> entries;
};

/// Parts joined by '_'; empty parts are left out.
std::string macro_name(const std::vector<std::string>& parts) {
    std::string result;
    for (const std::string& part : parts) {
        result += (result.empty() || part.empty() ? "" : "_") + part;
    }
    return upper(identifier(result));
}

/// What a node has of an RPMsg relation.
struct RpmsgPart {
    const char* carveout;
    const char* macro;
};
constexpr RpmsgPart rpmsg_parts[] = {{"rsc-table", "TABLE"},
                                     {"vdev0vring0", "VRING0"},
                                     {"vdev0vring1", "VRING1"},
                                     {"vdev0buffer", "BUFFER"}};

std::string c_address(std::uint64_t value) {
    return fmt::format("{:#010x}{}", value, value > UINT32_MAX ? "ULL" : "U");
}

class Constants {
public:
    Constants(const Platform& platform, std::size_t index)
        : platform_(platform), index_(index), node_(platform.nodes.at(index)) {
        add_windows();
        add_carveouts();
        add_boot_arguments();
        add_interrupts();
        add_rpmsg();
        add_hvl();
        add_memories();
    }

    const std::vector<Constant>& all() const { return all_; }
    const std::vector<List>& lists() const { return lists_; }

private:
    void add(Constant constant) {
        if (!names_.insert(constant.name).second) {
            throw InputError(fmt::format(
                "{}: two things would be called {} in the firmware of node {}: give one "
                "of them another label",
                platform_.file, constant.name, node_.name));
        }
        all_.push_back(std::move(constant));
    }

    void add_range(const std::vector<std::string>& parts, const Range& range,
                   const std::string& note) {
        const std::string name = macro_name(parts);
        add({name + "_BASE", range.address, Kind::address_or_size, note});
        add({name + "_SIZE", range.size, Kind::address_or_size, ""});
    }

    std::string face_name(const Window& window) const {
        for (const Device& device : platform_.devices) {
            if (window.face && device.label == window.target) {
                return device.faces[*window.face].name;
            }
        }
        return "";
    }

    /// The first window to a target counts; the others are mentioned.
    void add_windows() {
        std::set<std::pair<std::string, std::string>> seen;
        for (const Window& window : node_.windows) {
            const std::string face = face_name(window);
            if (!seen.emplace(window.target, face).second) {
                continue;
            }
            add_range({window.target, face}, window.node, aliases(window));
        }
    }

    std::string aliases(const Window& first) const {
        std::string text;
        for (const Window& other : node_.windows) {
            if (&other != &first && other.target == first.target && other.face == first.face) {
                text +=
                    fmt::format("{}{}", text.empty() ? "also at " : ", ", range_text(other.node));
            }
        }
        return text;
    }

    void add_carveouts() {
        for (const auto& [name, bus] : platform_.carveouts) {
            if (const std::optional<Range> seen = seen_by(node_, bus)) {
                add_range({"CARVEOUT", name}, *seen, "");
            }
        }
    }

    void add_boot_arguments() {
        if (node_.boot_arguments) {
            add_range({"BOOT_ARGUMENTS"}, *node_.boot_arguments, "");
        }
    }

    void add_interrupts() {
        for (const Wire& wire : node_.wires) {
            add({macro_name({wire.device, wire.output, "IRQ"}), wire.input, Kind::number, ""});
        }
    }

    /// All windows to memory: what is not in them are registers.
    void add_memories() {
        List list{"MEMORIES", {}};
        for (const Window& window : node_.windows) {
            if (!window.face) {
                list.entries.push_back(fmt::format("X({}, {})", c_address(window.node.address),
                                                   c_address(window.node.size)));
            }
        }
        lists_.push_back(std::move(list));
    }

    std::optional<Range> rpmsg_place(const Rpmsg& relation, const Node& node,
                                     const RpmsgPart& part) const {
        const Range* bus = platform_.carveout(relation, part.carveout);
        return bus == nullptr ? std::nullopt : seen_by(node, *bus);
    }

    void add_rpmsg() {
        List remotes{"RPMSG_REMOTES", {}};
        List mailboxes{"RPMSG_REMOTE_MAILBOXES", {}};
        for (const Rpmsg& relation : platform_.rpmsg) {
            const std::optional<MailboxEnd> found =
                index_ == relation.host || index_ == relation.remote
                    ? mailbox_end(platform_, relation, index_)
                    : std::nullopt;
            if (relation.remote == index_ && found) {
                add_rpmsg_as_remote(relation, *found);
                List mailbox{"RPMSG_MAILBOX", {}};
                add_way(relation, *found, mailbox);
                lists_.push_back(std::move(mailbox));
            }
            if (relation.host == index_ && found) {
                add_rpmsg_remote(relation, *found, remotes);
                add_way(relation, *found, mailboxes);
            }
        }
        if (!remotes.entries.empty()) {
            lists_.push_back(std::move(remotes));
            lists_.push_back(std::move(mailboxes));
        }
    }

    /// X(remote, kind, registers, interrupt, own, other, send, receive), as MailboxWay says
    void add_way(const Rpmsg& relation, const MailboxEnd& end, List& list) const {
        if (const std::optional<MailboxWay> way = mailbox_way(platform_, relation, index_)) {
            list.entries.push_back(fmt::format(
                "X({}, {}, {}, {}, {}, {}, {}, {})",
                identifier(platform_.nodes[relation.remote].name), way->kind,
                c_address(end.registers.address), end.interrupt, way->own, way->other,
                way->kind == "ipi" ? c_address(way->send) : std::to_string(way->send),
                way->kind == "ipi" ? c_address(way->receive) : std::to_string(way->receive)));
        }
    }

    void add_rpmsg_as_remote(const Rpmsg& relation, const MailboxEnd& found) {
        add_range({"RPMSG", "MAILBOX"}, found.registers, relation.mailbox);
        add({"RPMSG_MAILBOX_IRQ", found.interrupt, Kind::number, ""});
        for (const RpmsgPart& part : rpmsg_parts) {
            if (const std::optional<Range> here = rpmsg_place(relation, node_, part)) {
                add_range({"RPMSG", part.macro}, *here, "");
            }
        }
    }

    /// X(name, mailbox, its interrupt, table, vring 0 and size, vring 1 and size, buffers and size,
    /// buffers as the remote sees them)
    void add_rpmsg_remote(const Rpmsg& relation, const MailboxEnd& found, List& remotes) {
        const Node& remote = platform_.nodes[relation.remote];
        std::string entry = fmt::format("X({}, {}, {}", identifier(remote.name),
                                        c_address(found.registers.address), found.interrupt);
        for (const RpmsgPart& part : rpmsg_parts) {
            const std::optional<Range> here = rpmsg_place(relation, node_, part);
            if (!here) {
                return;
            }
            entry += ", " + c_address(here->address);
            if (&part != &rpmsg_parts[0]) { // the table's size is in the table
                entry += ", " + c_address(here->size);
            }
        }
        if (const auto there = rpmsg_place(relation, remote, std::end(rpmsg_parts)[-1])) {
            remotes.entries.push_back(entry + ", " + c_address(there->address) + ")");
        }
    }

    void add_hvl() {
        for (const Hvl& hvl : platform_.hvl) {
            const std::string name = macro_name({hvl_name_for(platform_, index_, hvl)});
            if (hvl.remote == index_) {
                add_hvl_side(hvl, name, "REMOTE");
            } else if (hvl.host == index_) {
                add_hvl_side(hvl, name, "HOST");
                add({name + "_REMOTE_WINDOW_BASE", hvl.remote_window, Kind::address_or_size,
                     "as the remote sees it"});
            }
        }
    }

    void add_hvl_side(const Hvl& hvl, const std::string& prefix, const std::string& side) {
        const bool is_host = side == "HOST";
        add({prefix + "_" + side, 1, Kind::number, ""});
        add_range({prefix, "WINDOW"},
                  {is_host ? hvl.host_window : hvl.remote_window, hvl.window.size}, "");
        if (hvl.doorbell) {
            add_hvl_device(prefix + "_DOORBELL", hvl.doorbell->device,
                           is_host ? hvl.doorbell->host_face : hvl.doorbell->remote_face);
        }
        if (hvl.shim) {
            add_hvl_device(prefix + "_SHIM", hvl.shim->device,
                           is_host ? hvl.shim->host_face : hvl.shim->remote_face);
        }
        List devices{prefix + "_DEVICES", {}};
        for (const HvlDevice& device : hvl.devices) {
            devices.entries.push_back(fmt::format(
                "X({}, {}, {:#x}, {:#x}, {}, {})", device.slot, device.virtio_id,
                device.pool_offset, device.pool_size, device.queue_size, device.first_bit));
        }
        lists_.push_back(devices);
    }

    void add_hvl_device(const std::string& prefix, const std::string& label, std::size_t face) {
        for (const Window& window : node_.windows) {
            if (window.target == label && window.face == face) {
                add({prefix + "_BASE", window.node.address, Kind::address_or_size, ""});
                break;
            }
        }
        List irqs{prefix + "_IRQS", {}};
        for (const Device& device : platform_.devices) {
            for (const HvlLine& line :
                 device.label == label ? hvl_lines(node_, device, face) : std::vector<HvlLine>{}) {
                if (irqs.entries.empty()) {
                    add({prefix + "_IRQ", line.input, Kind::number, ""});
                }
                irqs.entries.push_back(fmt::format("X({}, {})", line.number, line.input));
            }
        }
        lists_.push_back(irqs);
    }

    const Platform& platform_;
    const std::size_t index_;
    const Node& node_;
    std::set<std::string> names_;
    std::vector<Constant> all_;
    std::vector<List> lists_;
};

std::string c_number(const Constant& constant) {
    if (constant.kind == Kind::number) {
        return fmt::format("{}", constant.value);
    }
    return c_address(constant.value);
}

std::string title(const Platform& platform, std::size_t node) {
    return fmt::format(
        "Platform {}, as node {} sees it. Written by ampsim: change the platform instead.",
        platform.name, platform.nodes.at(node).name);
}

} // namespace

std::string firmware_header(const Platform& platform, std::size_t node) {
    std::string text =
        fmt::format("// SPDX-License-Identifier: BSD-3-Clause\n//\n// {}\n#pragma once\n\n",
                    title(platform, node));
    const Constants constants(platform, node);
    for (const Constant& constant : constants.all()) {
        text += fmt::format("#define {} {}{}\n", constant.name, c_number(constant),
                            constant.note.empty() ? "" : " ///< " + constant.note);
    }
    for (const List& list : constants.lists()) {
        text += fmt::format("#define {}(X) {}\n", list.name, fmt::join(list.entries, " "));
    }
    return text;
}

std::string firmware_linker_script(const Platform& platform, std::size_t node) {
    std::string text = fmt::format("/* SPDX-License-Identifier: BSD-3-Clause\n *\n * {} */\n",
                                   title(platform, node));
    const Constants constants(platform, node);
    for (const Constant& constant : constants.all()) {
        text += constant.kind == Kind::number
                    ? fmt::format("{} = {};\n", lower(constant.name), constant.value)
                    : fmt::format("{} = {:#010x};\n", lower(constant.name), constant.value);
    }
    return text;
}

} // namespace ampsim::platform
