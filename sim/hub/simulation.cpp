// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/simulation.h"

#include "sim/error.h"
#include "sim/hub/inputs.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

namespace ampsim::hub {

namespace {

const std::vector<std::string> no_marks;
constexpr int samples_within_patience = 4; // of checkers

std::string progress_event(const scenario::Scenario& scenario) {
    return scenario.spans.empty() ? "" : scenario.spans.front().points.back().event;
}

} // namespace

Simulation::Simulation(const scenario::Scenario& scenario, const RunOptions& options)
    : scenario_(scenario), options_(options),
      platform_(platform::load(scenario.platform, scenario.overrides)),
      programs_(needs_qemu(scenario_, platform_) ? node::find_qemu_with_plugin()
                                                 : node::QemuWithPlugin{}),
      cpu_(scenario.cpu), nodes_(platform_.nodes.size()), last_reached_(nodes_.size()),
      accesses_(nodes_.size()), issued_(nodes_.size(), never) {
    for (const platform::Node& node : platform_.nodes) {
        ways_.push_back({node.request_latency, node.response_latency});
    }
    read_later_values();
    ended_ = recorder_.watch(scenario.end.when);
    progress_ = recorder_.watch(progress_event(scenario));
    lockstep_ = recorder_.watch(scenario.time.lockstep_from);
    snapshot_event_ = recorder_.watch(scenario.snapshot.at);
    prepare_probes();
    HardwareEvents& events = *this;
    hardware_ = std::make_unique<Hardware>(
        platform_, nodes_running_at_start(), events,
        DeviceFiles{std::filesystem::path(scenario.file).parent_path().string(),
                    options.out_directory});
    if (!scenario.trace_wires.empty()) {
        waveform_ = std::make_unique<Waveform>(options.out_directory, scenario.file,
                                               scenario.trace_wires, *hardware_);
    }
    inputs_ = hash_inputs();
    find_snapshot();
    start_checks();
    watch_direct_reads();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (described(i).is_peer) {
            meet_peer(i);
        } else {
            start_node(i);
        }
    }
}

Simulation::~Simulation() = default;

bool Simulation::Node::has_died() const {
    return process && !process->is_running() && !(peer != nullptr && process->has_succeeded());
}

void Simulation::boot() {
    // They have started at the same time; now each is awaited. All are greeted first: QEMU's gdb
    // server listens from then on, and a debugger may hold one node while it attaches to another.
    for (Node& node : nodes_) {
        if (node.peer != nullptr) {
            node.peer->greet();
        } else if (node.link != nullptr) {
            node.link->greet();
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].peer != nullptr) {
            continue;
        }
        if (nodes_[i].link != nullptr) {
            nodes_[i].link->await_start();
        }
        for (const measure::Probe& probe : probes_->immediate()) {
            if (probe.node == i) {
                nodes_[i].node->set_probe(probe);
            }
        }
        load_firmware(i);
        write_boot_arguments(i);
        for (const platform::Range& range : hardware_->covered(i)) {
            nodes_[i].node->cover(range.address, range.size, true, VirtualTime{0});
        }
    }
    make_conductor();
}

/// A controlled node starts when its boot loader has put something there; the others always.
std::vector<bool> Simulation::nodes_running_at_start() const {
    std::vector<bool> runs(platform_.nodes.size(), true);
    for (const platform::Device& device : platform_.devices) {
        if (device.controls) {
            const scenario::NodeSettings& of_node = settings(*device.controls);
            runs[*device.controls] = of_node.program || !of_node.firmware.empty();
        }
    }
    return runs;
}

void Simulation::prepare_probes() {
    std::vector<measure::NodeCode> code;
    for (const platform::Node& node : platform_.nodes) {
        const scenario::NodeSettings& settings = scenario_.nodes.at(node.name);
        measure::NodeCode of_node;
        of_node.name = node.name;
        of_node.kernel = settings.kernel;
        of_node.modules = settings.modules;
        of_node.programs = settings.programs;
        if (!settings.firmware.empty()) {
            of_node.firmware.push_back(settings.firmware);
        }
        of_node.scripted = settings.program.has_value();
        if (settings.program) {
            of_node.marks = settings.program->marks;
        }
        code.push_back(std::move(of_node));
    }
    probes_ = std::make_unique<measure::ProbeTable>(std::move(code));
    for (const measure::SpanDefinition& span : scenario_.spans) {
        probes_->add(span.start);
        for (const measure::Point& point : span.points) {
            probes_->add(point.event);
        }
    }
    probes_->add(scenario_.end.when);
    if (!scenario_.time.lockstep_from.empty()) {
        probes_->add(scenario_.time.lockstep_from);
    }
    if (!scenario_.snapshot.at.empty()) {
        probes_->add(scenario_.snapshot.at);
        probes_->stop_at(scenario_.snapshot.at);
    }
    for (const std::string& probe : scenario_.probes) {
        probes_->add(probe);
    }
    for (const auto& [name, node] : scenario_.nodes) {
        for (const std::string& mark : node.program ? node.program->marks : no_marks) {
            probes_->add(
                fmt::format("{}:{}", name, mark)); // all of them: they are few, and cost nothing
        }
    }
}

void Simulation::find_snapshot() {
    if (scenario_.snapshot.at.empty() || options_.snapshots.empty()) {
        return;
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (described(i).is_peer || settings(i).program) {
            throw InputError(
                fmt::format("{}: [snapshot]: node '{}' is {}, whose state cannot be "
                            "saved; remove the table",
                            scenario_.file, described(i).name,
                            described(i).is_peer ? "a Remote-Port peer" : "a scripted one"));
        }
    }
    snapshot_ = std::make_unique<Snapshot>(options_.snapshots, scenario_.name,
                                           snapshot_key(scenario_, inputs_));
    if (!snapshot_->exists()) {
        snapshot_->begin();
    }
}

void Simulation::start_checks() {
    if (!scenario_.checks.enabled) {
        return;
    }
    std::vector<std::string> firmware;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        firmware.push_back(settings(i).firmware);
    }
    const check::Patience patience{scenario_.checks.notification_within,
                                   scenario_.checks.answer_within};
    checkers_ = check::make_checkers(platform_, firmware, patience);
    hardware_->sample_every(patience.notification / samples_within_patience,
                            [this](check::MemoryView& memory) {
                                for (const auto& checker : checkers_) {
                                    checker->sample(memory, hardware_->now());
                                }
                            });
}

void Simulation::watch_direct_reads() {
    if (!hardware_->has_masters()) {
        return;
    }
    if (!options_.recorded.empty()) {
        direct_reads_.replay(options_.recorded + direct_reads_file);
    } else if (restores()) {
        direct_reads_.replay(snapshot_->direct_reads());
    }
    if (options_.record) {
        direct_reads_.record(options_.out_directory + direct_reads_file);
    } else if (snapshot_ && !restores()) {
        direct_reads_.record(snapshot_->direct_reads());
    }
    hardware_->watch_direct_reads(direct_reads_);
}

/// What runs at the far end of a node's link, for messages.
const char* Simulation::process_name(std::size_t node) const {
    return described(node).is_peer ? "program" : settings(node).program ? "process" : "QEMU";
}

} // namespace ampsim::hub
