// SPDX-License-Identifier: BSD-3-Clause
//
// What a node's firmware has to know, as a C header and as a linker script: the same constants.
#include "sim/error.h"
#include "sim/platform/identifier.h"
#include "sim/platform/platform.h"
#include "sim/platform/range.h"

#include <fmt/format.h>

#include <set>

namespace ampsim::platform {

namespace {

enum class Kind { address_or_size, interrupt };

struct Constant {
    std::string name; ///< upper case
    std::uint64_t value = 0;
    Kind kind = Kind::address_or_size;
    std::string note; ///< for people
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
        : platform_(platform), node_(platform.nodes.at(index)) {
        add_windows();
        add_carveouts();
        add_interrupts();
    }

    const std::vector<Constant>& all() const { return all_; }

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
            for (const Window& window : node_.windows) {
                if (contains({window.bus, window.node.size}, bus)) {
                    add_range({"CARVEOUT", name},
                              {window.node.address + (bus.address - window.bus), bus.size}, "");
                    break;
                }
            }
        }
    }

    void add_interrupts() {
        for (const Wire& wire : node_.wires) {
            add({macro_name({wire.device, wire.output, "IRQ"}), wire.input, Kind::interrupt, ""});
        }
    }

    const Platform& platform_;
    const Node& node_;
    std::set<std::string> names_;
    std::vector<Constant> all_;
};

std::vector<Constant> constants_of(const Platform& platform, std::size_t node) {
    return Constants(platform, node).all();
}

std::string c_number(const Constant& constant) {
    if (constant.kind == Kind::interrupt) {
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
    for (const Constant& constant : constants_of(platform, node)) {
        text += fmt::format("#define {} {}{}\n", constant.name, c_number(constant),
                            constant.note.empty() ? "" : " ///< " + constant.note);
    }
    return text;
}

std::string firmware_linker_script(const Platform& platform, std::size_t node) {
    std::string text = fmt::format("/* SPDX-License-Identifier: BSD-3-Clause\n *\n * {} */\n",
                                   title(platform, node));
    for (const Constant& constant : constants_of(platform, node)) {
        text += constant.kind == Kind::interrupt
                    ? fmt::format("{} = {};\n", lower(constant.name), constant.value)
                    : fmt::format("{} = {:#010x};\n", lower(constant.name), constant.value);
    }
    return text;
}

} // namespace ampsim::platform
