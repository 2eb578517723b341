// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/resolve.h"

#include "sim/measure/suggestion.h"
#include "sim/scenario/guests.h"
#include "sim/scenario/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

constexpr const char* default_kernel = "guest:linux/vmlinuz";
constexpr const char* default_initramfs = "guest:linux/initramfs.cpio.gz";
constexpr const char* default_modules = "guest:linux/modules";
constexpr const char* ping_program = "ampsim-ping";
constexpr const char* ping_file = "guest:linux/ampsim-ping";

/// Makes the paths of one node's settings absolute.
class Paths {
public:
    Paths(const Document& document, const std::string& node)
        : document_(document), node_("nodes." + node + ".") {}

    /// `key` is where the path was written, "kernel" or "files./etc/hosts".
    void resolve(const std::string& key, std::string& path) const {
        if (path.empty()) {
            return;
        }
        const fs::path base = base_of(key);
        const fs::path resolved = resolve_path(path, base);
        std::error_code unknown;
        if (!fs::exists(resolved, unknown)) {
            document_.fail(node_ + key, explain_missing(path, base));
        }
        path = resolved.string();
    }

    void resolve_all(const std::string& key, std::map<std::string, std::string>& paths) const {
        for (auto& [name, path] : paths) {
            resolve(fmt::format("{}.{}", key, name), path);
        }
    }

    /// A command whose program is a path; one without a '/' is looked up in $PATH later.
    void resolve_program(const std::string& key, std::vector<std::string>& command) const {
        if (!command.empty() && command.front().find('/') != std::string::npos) {
            resolve(key, command.front());
        }
    }

    bool exists(const std::string& path) const {
        std::error_code unknown;
        return fs::exists(resolve_path(path, base_of("")), unknown);
    }

private:
    /// Relative paths start where they were written: at the scenario file, or, in --set, at the
    /// working directory.
    fs::path base_of(const std::string& key) const { return document_.directory_of(node_ + key); }

    const Document& document_;
    std::string node_;
};

using Refuse = std::function<void(const char* key, bool given, const char* wanted)>;

void refuse_all_of_qemu(const NodeSettings& settings, const Refuse& refuse) {
    const char* qemu = "run by QEMU";
    refuse("kernel", !settings.kernel.empty(), qemu);
    refuse("initramfs", !settings.initramfs.empty(), qemu);
    refuse("command_line", !settings.command_line.empty(), qemu);
    refuse("device_tree", !settings.device_tree.empty(), qemu);
    refuse("firmware", !settings.firmware.empty(), qemu);
    refuse("script", !settings.script.empty(), qemu);
    refuse("files", !settings.files.empty(), qemu);
    refuse("modules", !settings.modules.empty(), qemu);
    refuse("programs", !settings.programs.empty(), qemu);
    refuse("gdb", !settings.gdb.empty(), qemu);
    refuse("qemu_arguments", !settings.qemu_arguments.empty(), qemu);
    refuse("on_reset", settings.restarts_on_reset, qemu);
}

/// What the platform says it is, and the keys that go with it.
void require_kind(const Document& document, const platform::Node& node,
                  const NodeSettings& settings) {
    const std::string key = "nodes." + node.name;
    const auto refuse = [&](const char* refused, bool given, const char* wanted) {
        if (given) {
            document.fail(fmt::format("{}.{}", key, refused),
                          fmt::format("is for a node that is {}; '{}' is {}", wanted, node.name,
                                      node.is_peer ? "a Remote-Port peer" : "run by QEMU"));
        }
    };
    if (!settings.kind.empty() && (settings.kind == "remote-port") != node.is_peer) {
        document.fail(
            key + ".kind",
            node.is_peer
                ? "the platform says that it is a Remote-Port peer: expected \"remote-port\""
                : "the platform describes a cluster that QEMU runs; expected one of "
                  "compatible = \"cpus,cluster\", \"remote-port\" (docs/platforms.md)");
    }
    if (!node.is_peer) {
        refuse("command", !settings.command.empty(), "a Remote-Port peer");
        refuse("clock_follows_answers", settings.clock_follows_answers, "a Remote-Port peer");
        refuse("link", settings.link.rfind("tcp://", 0) == 0, "a Remote-Port peer");
        return;
    }
    refuse_all_of_qemu(settings, refuse);
    refuse("program", settings.program.has_value(), "scripted");
    if (settings.link == "socketpair") {
        document.fail(key + ".link",
                      fmt::format("missing; expected where the Remote-Port peer '{}' is found: "
                                  "\"unix:PATH\", \"tcp://HOST:PORT\" (it listens) or "
                                  "\"tcpd://HOST:PORT\" (ampsim listens)",
                                  node.name));
    }
}

void require_system(const Document& document, const platform::Node& node, NodeSettings& settings) {
    const std::string runs = settings.program ? "program " + settings.program->name : node.os;
    const auto refuse = [&](const char* key, bool given, const char* wanted) {
        if (given) {
            document.fail(
                fmt::format("nodes.{}.{}", node.name, key),
                fmt::format("is for a node that runs {}; '{}' runs {}", wanted, node.name, runs));
        }
    };
    if (settings.program) {
        refuse("firmware", !settings.firmware.empty(), "firmware");
        refuse("gdb", !settings.gdb.empty(), "QEMU");
        refuse("qemu_arguments", !settings.qemu_arguments.empty(), "QEMU");
        refuse("on_reset", settings.restarts_on_reset, "QEMU");
    } else if (node.machine.empty()) {
        document.fail("nodes." + node.name,
                      fmt::format("cluster {} has no ampsim,qemu-machine, so '{}' has to be "
                                  "scripted: expected program = \"NAME\"",
                                  node.cluster, node.name));
    }
    if (node.os == "linux" && !settings.program) {
        refuse("firmware", !settings.firmware.empty(), "firmware");
        return;
    }
    refuse("kernel", !settings.kernel.empty(), "Linux");
    refuse("initramfs", !settings.initramfs.empty(), "Linux");
    refuse("command_line", !settings.command_line.empty(), "Linux");
    refuse("device_tree", !settings.device_tree.empty(), "Linux");
    refuse("script", !settings.script.empty(), "Linux");
    refuse("files", !settings.files.empty(), "Linux");
    refuse("modules", !settings.modules.empty(), "Linux");
    refuse("programs", !settings.programs.empty(), "Linux");
}

void require_boot_arguments(const Document& document, const platform::Platform& platform,
                            std::size_t index, const NodeSettings& settings) {
    const platform::Node& node = platform.nodes[index];
    const std::string key = fmt::format("nodes.{}.arguments", node.name);
    if (!settings.arguments.empty() && !node.boot_arguments) {
        document.fail(key, node.os == "linux"
                               ? fmt::format("'{}' is Linux: expected command_line", node.name)
                               : fmt::format("domain '{}' of platform '{}' has no memory for them; "
                                             "expected ampsim,boot-arguments = <&carveout> there",
                                             node.name, platform.name));
    }
    const std::string text = boot_arguments(platform, index, settings);
    if (node.boot_arguments && text.size() >= node.boot_arguments->size) {
        document.fail(key, fmt::format("with what the platform says they are {} bytes and a 0; "
                                       "their carve-out has {:#x}",
                                       text.size(), node.boot_arguments->size));
    }
}

/// Where the modules of the guest's initramfs are, with symbols: those of a guest that ampsim
/// builds are beside it. With an initramfs of the user it is a guess.
std::string modules_of(const std::string& initramfs, const Paths& paths) {
    if (initramfs.rfind("guest:", 0) == 0) {
        const std::string beside = fs::path(initramfs).replace_filename("modules").string();
        if (paths.exists(beside)) {
            return beside;
        }
    }
    return default_modules;
}

/// The guest that ampsim builds. With another initramfs its modules and programs may be there or
/// not.
void fill_in_linux(NodeSettings& settings, const Paths& paths) {
    const bool own_initramfs = !settings.initramfs.empty();
    if (settings.kernel.empty()) {
        settings.kernel = default_kernel;
    }
    if (!own_initramfs) {
        settings.initramfs = default_initramfs;
    }
    const std::string modules = modules_of(settings.initramfs, paths);
    if (settings.modules.empty() && (!own_initramfs || paths.exists(modules))) {
        settings.modules = {modules};
    }
    if (!own_initramfs || paths.exists(ping_file)) {
        settings.programs.emplace(ping_program, ping_file);
    }
}

} // namespace

std::string boot_arguments(const platform::Platform& platform, std::size_t node,
                           const NodeSettings& settings) {
    const std::string given = platform::boot_arguments(platform, node);
    const bool both = !given.empty() && !settings.arguments.empty();
    return given + (both ? " " : "") + settings.arguments;
}

void resolve(Scenario& scenario, const Document& document, const platform::Platform& platform) {
    std::vector<std::string> names;
    for (const platform::Node& node : platform.nodes) {
        names.push_back(node.name);
    }
    for (const auto& [name, settings] : scenario.nodes) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            std::string help = measure::did_you_mean(name, names);
            if (help.empty()) {
                help = fmt::format("; its nodes are: {}", fmt::join(names, ", "));
            }
            document.fail("nodes." + name,
                          fmt::format("platform '{}' has no such node{}", platform.name, help));
        }
    }
    scenario.labels = names;
    for (const platform::Device& device : platform.devices) {
        scenario.labels.push_back(device.label);
    }
    for (const platform::Memory& memory : platform.memories) {
        scenario.labels.push_back(memory.label);
    }
    const auto peer = std::find_if(platform.nodes.begin(), platform.nodes.end(),
                                   [](const platform::Node& node) { return node.is_peer; });
    if (!scenario.snapshot.at.empty() && peer != platform.nodes.end()) {
        document.fail("snapshot.at",
                      fmt::format("'{}' is a Remote-Port peer, whose state cannot be "
                                  "saved over its link",
                                  peer->name));
    }
    const std::string assignments = shell_assignments(scenario.parameters);
    for (std::size_t i = 0; i < platform.nodes.size(); ++i) {
        const platform::Node& node = platform.nodes[i];
        NodeSettings& settings = scenario.nodes[node.name];
        require_boot_arguments(document, platform, i, settings);
        const Paths paths(document, node.name);
        require_kind(document, node, settings);
        if (node.is_peer) {
            paths.resolve_program("command", settings.command);
            continue;
        }
        require_system(document, node, settings);
        if (node.os == "linux" && !settings.program) {
            fill_in_linux(settings, paths);
        }
        paths.resolve("kernel", settings.kernel);
        paths.resolve("initramfs", settings.initramfs);
        paths.resolve("device_tree", settings.device_tree);
        paths.resolve("firmware", settings.firmware);
        paths.resolve_all("files", settings.files);
        paths.resolve_all("programs", settings.programs);
        for (std::size_t module = 0; module < settings.modules.size(); ++module) {
            paths.resolve(fmt::format("modules[{}]", module), settings.modules[module]);
        }
        if (!settings.script.empty()) {
            settings.script.insert(0, assignments);
        }
    }
}

} // namespace ampsim::scenario
