// SPDX-License-Identifier: BSD-3-Clause
//
// What a node's firmware has to know, as a C header and as a linker script: the same constants.
#include "sim/error.h"
#include "sim/platform/hvl_layout.h"
#include "sim/platform/identifier.h"
#include "sim/platform/linux_tree.h"
#include "sim/platform/platform.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

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

class Constants {
public:
    Constants(const Platform& platform, std::size_t index)
        : platform_(platform), index_(index), node_(platform.nodes.at(index)) {
        add_windows();
        add_carveouts();
        add_boot_arguments();
        add_interrupts();
        add_hvl();
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
    return fmt::format("{:#010x}{}", constant.value, constant.value > UINT32_MAX ? "ULL" : "U");
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
