// SPDX-License-Identifier: BSD-3-Clause
//
// What the hardware and the nodes of a simulation tell: it goes into the trace, to the node that it
// concerns, and to the checkers.
#include "sim/hub/simulation.h"

#include "sim/node/file.h"

#include <utility>

namespace ampsim::hub {

using measure::EventKind;
using remote_port::BusAccess;

void Simulation::on_arrival(const std::string& initiator, std::size_t target,
                            const std::string& place, std::uint64_t value) {
    recorder_.add(EventKind::arrival, nodes_.size() + target, initiator, place, hardware_->now(),
                  value);
    for (const auto& checker : checkers_) {
        if (checker->on_access(initiator, place, hardware_->now())) {
            hardware_->look_soon();
        }
    }
}

void Simulation::on_access(std::size_t node, const BusAccess& access) {
    accesses_[node] = access;
    issued_[node] = hardware_->now();
    hardware_->begin_access(node, access);
}

void Simulation::on_answer(std::size_t node, BusAccess answer, VirtualTime at) {
    const BusAccess& access = accesses_[node];
    const std::vector<std::uint8_t>& data = access.write ? access.data : answer.data;
    recorder_.add(access.write ? EventKind::write : EventKind::read, node, described(node).name,
                  hardware_->place(node, access.address), issued_[node],
                  value_of(data.data(), data.size()), at - issued_[node]);
    issued_[node] = never;
    ways_[node].request = described(node).request_latency;
    nodes_[node].node->answer(std::move(answer), at);
    conductor_->answered(node, at);
}

void Simulation::on_wire(std::size_t device, const std::string& output, bool level) {
    const VirtualTime now = hardware_->now();
    const std::string& label = platform_.devices[device].label;
    recorder_.add(EventKind::wire, nodes_.size() + device, label, output, now, level ? 1 : 0);
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const std::vector<platform::Wire>& wires = described(node).wires;
        for (std::uint32_t line = 0; line < wires.size(); ++line) {
            if (wires[line].device == label && wires[line].output == output) {
                const VirtualTime at = reaches(node);
                nodes_[node].interrupts += level ? 1 : 0;
                for (const auto& checker : checkers_) {
                    checker->on_line(described(node).name, label, level, now);
                }
                nodes_[node].node->change_line(line, level, at);
                if (nodes_[node].peer ==
                    nullptr) { // which is never idle, and says itself when it is late
                    conductor_->reaches(node, at);
                }
            }
        }
    }
}

void Simulation::on_run(std::size_t node, bool run) {
    if (!conductor_) {
        return; // the state before time 0
    }
    // The reset line takes the way of the interrupt lines.
    const VirtualTime at = reaches(node);
    if (run) {
        conductor_->start(node, at);
    } else {
        lifecycle(node, "stop", at);
        conductor_->hold(node, at);
    }
}

void Simulation::lifecycle(std::size_t node, const std::string& what, VirtualTime at) {
    const std::string& name = described(node).name;
    recorder_.add(EventKind::lifecycle, node, name, what, at);
    for (const auto& checker : checkers_) {
        checker->on_lifecycle(name, what, at);
    }
}

void Simulation::on_memory_written(std::size_t node, std::uint64_t address, std::uint64_t size) {
    nodes_[node].node->memory_written(address, size);
}

void Simulation::on_cover(std::size_t node, const platform::Range& range, bool covered) {
    // As a line of an interrupt: nothing reaches a node sooner.
    nodes_[node].node->cover(range.address, range.size, covered, reaches(node));
}

void Simulation::on_mark(std::size_t node, const remote_port::Mark& mark) {
    ++nodes_[node].marks;
    recorder_.add(EventKind::mark, node, described(node).name, probes_->what(mark.probe), mark.time,
                  mark.argument);
}

std::vector<measure::Probe> Simulation::on_module(std::size_t node,
                                                  const remote_port::Module& module) {
    recorder_.add(EventKind::lifecycle, node, described(node).name, "module " + module.name,
                  module.time);
    return probes_->module_loaded(node, module.name, module.section_addresses);
}

void Simulation::on_started(std::size_t node, VirtualTime at) {
    lifecycle(node, "start", at);
}

void Simulation::on_off(std::size_t node, VirtualTime at, ampsim_off_cause cause) {
    const std::string& name = described(node).name;
    const char* what = cause == AMPSIM_OFF_POWER   ? "off"
                       : cause == AMPSIM_OFF_RESET ? "reset"
                                                   : "panic";
    lifecycle(node, what, at);
    if (cause == AMPSIM_OFF_RESET && settings(node).restarts_on_reset) {
        load_firmware(node);
        // As a reset line does.
        conductor_->start(node, at + described(node).interrupt_latency);
        return;
    }
    const bool before_end = recorder_.count(ended_) == 0 || at < recorder_.first(ended_);
    if (cause != AMPSIM_OFF_POWER && before_end && described(node).os == "linux") {
        const std::string panic = node::last_line_with(nodes_[node].console_log, "Kernel panic");
        failure_ = name + (panic.empty() ? " restarted its machine" : " panicked: " + panic);
    }
}

void Simulation::on_peer_access(std::size_t node, const BusAccess& access, VirtualTime issued,
                                VirtualTime until) {
    recorder_.add(access.write ? EventKind::write : EventKind::read, node, described(node).name,
                  hardware_->place(node, access.address), issued,
                  value_of(access.data.data(), access.data.size()), until - issued);
}

void Simulation::on_peer_late(const time::Late& late) {
    late_at_peers_.push_back(late);
}

void Simulation::on_peer_ended(std::size_t node, VirtualTime at) {
    recorder_.add(EventKind::lifecycle, node, described(node).name, "off", at);
}

} // namespace ampsim::hub
