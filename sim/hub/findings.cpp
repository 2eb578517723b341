// SPDX-License-Identifier: BSD-3-Clause
//
// What is to be said of a simulation besides its trace.
#include "sim/hub/simulation.h"

#include "sim/hub/input_hashes.h"
#include "sim/hub/inputs.h"

#include <algorithm>

namespace ampsim::hub {

std::vector<measure::Link> Simulation::links() const {
    std::vector<VirtualTime> skews(nodes_.size());
    for (const time::Late& late : this->late()) {
        skews[late.node] = std::max(skews[late.node], late.taken - late.due);
    }
    const bool all = scenario_.time.policy == scenario::TimeSettings::Policy::quantum;
    std::vector<measure::Link> links;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (all || nodes_[i].peer) {
            links.push_back({described(i).name, skews[i]});
        }
    }
    return links;
}

std::vector<time::Late> Simulation::late() const {
    std::vector<time::Late> all = late_at_peers_;
    if (conductor_) {
        all.insert(all.end(), conductor_->late().begin(), conductor_->late().end());
    }
    return all;
}

VirtualTime Simulation::now() const {
    if (end_ != never) {
        return recorder_.first(ended_);
    }
    return conductor_ ? conductor_->now() : VirtualTime{0};
}

std::chrono::nanoseconds Simulation::guest_time() const {
    std::chrono::nanoseconds sum{};
    for (const Node& node : nodes_) {
        sum += node.link != nullptr   ? node.link->running_time()
               : node.peer != nullptr ? node.peer->running_time()
                                      : std::chrono::nanoseconds{};
    }
    return sum;
}

measure::GrantEnds Simulation::grant_ends() const {
    measure::GrantEnds ends;
    for (std::size_t i = 0; conductor_ && i < nodes_.size(); ++i) {
        ends[described(i).name] = conductor_->grant_ends(i);
    }
    return ends;
}

Counters Simulation::counters() const {
    Counters counters = hardware_->counters();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const std::string& name = described(i).name;
        counters[name + ".marks"] = nodes_[i].marks;
        counters[name + ".interrupts"] = nodes_[i].interrupts;
    }
    if (scenario_.checks.enabled) {
        std::uint64_t findings = 0;
        for (const auto& checker : checkers_) {
            findings += checker->count();
        }
        counters["checks.findings"] = findings;
    }
    counters["grants"] = conductor_ ? conductor_->grants() : 0;
    return counters;
}

std::map<std::string, std::vector<std::string>> Simulation::remarks() const {
    std::map<std::string, std::vector<std::string>> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const Device& device = hardware_->device(i);
        if (std::vector<std::string> of_device =
                device.remarks ? device.remarks() : std::vector<std::string>{};
            !of_device.empty()) {
            all[platform_.devices[i].label] = std::move(of_device);
        }
    }
    for (const auto& checker : checkers_) {
        const std::vector<std::string> findings = with_rest(checker->findings(), checker->count());
        if (!findings.empty()) {
            std::vector<std::string>& checks = all["checks"];
            checks.insert(checks.end(), findings.begin(), findings.end());
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Refusals& refusals = hardware_->refusals(i);
        if (refusals.count() > 0) {
            all[described(i).name] = with_rest(refusals.remarks(), refusals.count());
        }
    }
    return all;
}

std::map<std::string, std::string> Simulation::not_reproducible() const {
    std::map<std::string, std::string> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const Device& device = hardware_->device(i);
        if (const std::string what = device.not_reproducible ? device.not_reproducible() : "";
            !what.empty()) {
            all[platform_.devices[i].label] = what;
        }
    }
    return all;
}

std::vector<DeviceTiming> Simulation::timing() const {
    std::vector<DeviceTiming> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        all.push_back(hardware_->device(i).timing_now());
    }
    return all;
}

std::map<std::string, std::vector<std::string>> Simulation::command_lines() const {
    std::map<std::string, std::vector<std::string>> lines;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        lines[described(i).name] = nodes_[i].command;
    }
    return lines;
}

std::map<std::string, std::string> Simulation::hash_inputs() const {
    std::vector<std::string> device_files;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const std::vector<std::string>& files = hardware_->device(i).inputs;
        device_files.insert(device_files.end(), files.begin(), files.end());
    }
    const InputHashes memory(options_.snapshots);
    FileHashes known = memory.known();
    FileHashes hashes = hub::hash_inputs(scenario_, platform_, programs_, device_files, known);
    memory.keep(known);
    return hashes;
}

} // namespace ampsim::hub
