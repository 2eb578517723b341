// SPDX-License-Identifier: BSD-3-Clause
//
// Scripted nodes on a conductor, with a register file for hardware: an access takes effect after
// `request`, and its answer arrives after `response` more.
#pragma once

#include "sim/error.h"
#include "sim/scripted/scripted_node.h"
#include "sim/time/conductor.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ampsim::scripted {

/// Events at instants.
class EventQueue : public time::Hardware {
public:
    VirtualTime now() const override { return now_; }
    VirtualTime next_event() const override {
        return events_.empty() ? never : events_.begin()->first;
    }
    void advance(VirtualTime until) override {
        while (!events_.empty() && events_.begin()->first <= until) {
            now_ = events_.begin()->first;
            auto event = std::move(events_.begin()->second);
            events_.erase(events_.begin());
            event();
        }
        now_ = until;
    }
    void at(VirtualTime time, std::function<void()> event) {
        events_.emplace(time, std::move(event));
    }

private:
    VirtualTime now_{};
    std::multimap<VirtualTime, std::function<void()>> events_;
};

/// Two nodes, "one" and "two". Each sees device "box" (registers IN, OUT) at 0x1000, and memory
/// "ram", direct, at 0x10000. Line 0 of each is "box.one" or "box.two": a write to OUT of one node
/// sets the line of the other.
class Bench : public node::NodeEvents {
public:
    static constexpr VirtualTime request{60};
    static constexpr VirtualTime response{40};
    static constexpr VirtualTime line{50};
    static constexpr std::uint64_t out = 0x1004;

    static platform::Platform make_platform() {
        platform::Platform platform;
        platform.name = "bench";
        platform::Device box;
        box.label = "box";
        box.faces = {{"", {0x1000, 0x100}}};
        platform.devices = {box};
        platform::Memory ram;
        ram.label = "ram";
        ram.bus = {0x80000, 0x1000};
        platform.memories = {ram};
        platform.carveouts["mail"] = {0x80100, 0x100};
        for (const char* name : {"one", "two"}) {
            platform::Node node;
            node.name = name;
            node.windows = {{"box", 0, {0x1000, 0x100}, 0x1000, 0, false},
                            {"ram", std::nullopt, {0x10000, 0x1000}, 0x80000, 0, true}};
            node.wires = {{"box", name, platform.nodes.size(), 5}};
            platform.nodes.push_back(node);
        }
        return platform;
    }

    static std::map<std::string, std::uint64_t> register_names(std::size_t, std::size_t) {
        return {{"IN", 0}, {"OUT", 4}};
    }

    Surroundings around(std::size_t index) {
        return {platform,       index, {{"ram", {memory.data(), memory.size()}}},
                register_names, "",    std::chrono::seconds{1}};
    }

    using Main = std::function<void(Core&)>;

    Program program(Main main) { return {"test", {"a", "b"}, VirtualTime{4}, std::move(main)}; }

    void add(Main main) {
        NodeEvents& events = *this;
        auto node =
            std::make_unique<ScriptedNode>(around(nodes.size()), program(std::move(main)), events);
        add(std::move(node));
    }
    void add(std::unique_ptr<node::Node> node) {
        measure::Probe probe;
        probe.id = 10;
        node->set_probe(probe); // "a"; "b" is not reported
        nodes.push_back(std::move(node));
    }
    void conduct(VirtualTime lockstep = never) {
        std::vector<time::Processor*> processors;
        for (const auto& node : nodes) {
            processors.push_back(node.get());
        }
        const VirtualTime window = request + line;
        conductor = std::make_unique<time::Conductor>(
            hardware, processors, [window](std::size_t, std::size_t) { return window; },
            [](std::size_t) { return VirtualTime{0}; },
            time::Turns{window, [](std::size_t) { return request; },
                        [](std::size_t) {
                            return request + response;
                        }});
        conductor->lockstep(lockstep);
    }
    /// Steps until nothing can happen any more.
    void run(VirtualTime lockstep = never) {
        conduct(lockstep);
        try {
            for (int i = 0; i < 1'000'000; ++i) {
                conductor->step();
            }
        } catch (const SimulationError& error) {
            if (std::string(error.what()).rfind("deadlock", 0) != 0) {
                throw;
            }
        }
    }
    void set_line(std::size_t node, bool level, VirtualTime at) {
        nodes[node]->change_line(0, level, at);
        conductor->reaches(node, at);
    }

    void on_mark(std::size_t node, const remote_port::Mark& mark) override {
        tell(node, fmt::format("mark {} {}", mark.probe, mark.argument), mark.time);
    }
    std::vector<measure::Probe> on_module(std::size_t, const remote_port::Module&) override {
        return {};
    }
    void on_access(std::size_t node, const remote_port::BusAccess& access) override {
        tell(node, access.write ? "write" : "read", hardware.now());
        remote_port::BusAccess answer = access;
        hardware.at(hardware.now() + request,
                    [this, node, answer]() mutable { take_effect(node, std::move(answer)); });
    }
    void on_started(std::size_t node, VirtualTime at) override { tell(node, "started", at); }
    void on_off(std::size_t node, VirtualTime at, ampsim_off_cause) override {
        tell(node, "off", at);
    }
    void tell(std::size_t node, const std::string& what, VirtualTime at) {
        stories[node].push_back(fmt::format("{}: {}", at.count(), what));
    }

    platform::Platform platform = make_platform();
    std::vector<unsigned char> memory = std::vector<unsigned char>(0x1000);
    EventQueue hardware;
    std::vector<std::unique_ptr<node::Node>> nodes;
    std::unique_ptr<time::Conductor> conductor;
    std::map<std::size_t, std::vector<std::string>> stories; ///< by node, in its own order

private:
    void take_effect(std::size_t node, remote_port::BusAccess answer) {
        const VirtualTime done = hardware.now() + response;
        if (answer.address >= 0x2000) {
            answer.status = remote_port::Status::address_error;
        } else if (answer.write && answer.address == out && node + 1 <= nodes.size()) {
            const std::size_t other = 1 - node;
            if (other < nodes.size()) {
                set_line(other, answer.data[0] != 0, hardware.now() + line);
            }
        }
        if (answer.write) {
            answer.data.clear();
        } else {
            answer.data.resize(answer.length);
            for (std::size_t i = 0; i < answer.data.size(); ++i) {
                answer.data[i] = static_cast<std::uint8_t>(answer.address + i);
            }
        }
        nodes[node]->answer(std::move(answer), done);
        conductor->answered(node, done);
    }
};

} // namespace ampsim::scripted
