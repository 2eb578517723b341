// SPDX-License-Identifier: BSD-3-Clause
//
// A node that sends anything, beside one that behaves, under a real conductor: time never goes
// back, nothing waits for ever, and all that is wrong is an error.
#include "sim/error.h"
#include "sim/node/node_link.h"
#include "sim/time/conductor.h"
#include "tests/fuzz/hostile_peer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using namespace ampsim;
using namespace ampsim::remote_port;
using namespace std::chrono_literals;
using fuzz::require;

constexpr VirtualTime last = 1s;
constexpr std::size_t most_steps = 5000; // of the node that behaves
constexpr VirtualTime latency = 50ns;
constexpr VirtualTime reach = 20ns;

/// Answers each access after a while, and pulls a line of the hostile node then.
class Mailbox : public time::Hardware {
public:
    VirtualTime now() const override { return now_; }
    VirtualTime next_event() const override { return due_; }
    void advance(VirtualTime until) override {
        require(until >= now_, "the hardware's time never goes back");
        require(until <= due_, "no event is passed over");
        now_ = until;
        if (due_ == until) {
            due_ = never;
            ring();
        }
    }
    void begin(const BusAccess& access) {
        access_ = access;
        due_ = now_ + latency;
    }

    node::NodeLink* link = nullptr;
    time::Conductor* conductor = nullptr;

private:
    void ring() {
        level_ = !level_;
        const auto line = static_cast<std::uint32_t>(access_.address % 8);
        link->change_line(line, level_, now_ + reach);
        conductor->reaches(0, now_ + reach);
        if (access_.address % 7 == 0) { // a reset
            conductor->hold(0, now_ + reach);
            conductor->start(0, now_ + 3 * reach);
        }
        BusAccess answer = access_;
        answer.enables.clear();
        answer.length %= 64; // all that is sent stays in the socket
        answer.data.assign(answer.write ? 0 : answer.length, 0xa5);
        link->answer(std::move(answer), now_ + latency);
        conductor->answered(0, now_ + latency);
    }

    VirtualTime now_{};
    VirtualTime due_ = never;
    BusAccess access_;
    bool level_ = false;
};

/// Runs as far as it is let.
class Neighbour : public time::Processor {
public:
    const std::string& name() const override { return name_; }
    time::Stop run(VirtualTime until) override {
        require(until > now_, "a grant goes on");
        now_ = std::min(until, last);
        return {time::Stop::Reason::granted, now_, now_ == last ? never : now_};
    }
    time::Stop restart(VirtualTime, VirtualTime until) override { return run(until); }
    void begin_access() override { require(false, "it makes no accesses"); }

private:
    std::string name_ = "neighbour";
    VirtualTime now_{};
};

class Events : public node::NodeEvents {
public:
    explicit Events(Mailbox& mailbox) : mailbox_(mailbox) {}
    void on_mark(std::size_t, const Mark& mark) override {
        require(mark.probe == 1 || mark.probe == 2, "only probes that were set are marked");
        require(mark.time >= VirtualTime{0}, "time begins at 0");
    }
    std::vector<measure::Probe> on_module(std::size_t, const Module& module) override {
        measure::Probe probe{};
        probe.id = 2;
        probe.address = module.section_addresses.empty() ? 0 : module.section_addresses.front();
        return {probe};
    }
    void on_access(std::size_t, const BusAccess& access) override {
        require(access.data.size() == (access.write ? access.length : 0),
                "an access has the data that it says");
        mailbox_.begin(access);
    }
    void on_started(std::size_t, VirtualTime at) override { require(at >= 0ns, "a start's time"); }
    void on_off(std::size_t, VirtualTime at, ampsim_off_cause) override {
        require(at >= 0ns, "an end's time");
    }

private:
    Mailbox& mailbox_;
};

void simulate(node::NodeLink& link, time::Conductor& conductor) {
    link.greet();
    link.await_start();
    measure::Probe probe{};
    probe.id = 1;
    link.set_probe(probe);
    link.write_memory(0x1000, {1, 2, 3});
    for (std::size_t step = 0; step < most_steps && conductor.now() < last; ++step)
        conductor.step();
    link.shut_down();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    fuzz::HostilePeer peer(bytes, size);
    Mailbox mailbox;
    Events events(mailbox);
    node::NodeLink link(0, "rtos",
                        Session("rtos", peer.connection(),
                                {extended_bus_access, byte_enables, posted_wires, ampsim_extension},
                                [] { require(false, "nothing is waited for"); }),
                        events, last);
    Neighbour neighbour;
    time::Conductor conductor(
        mailbox, {&link, &neighbour}, [](std::size_t, std::size_t) { return latency + reach; },
        [](std::size_t) { return reach; },
        {latency + reach, [](std::size_t) { return latency / 2; },
         [](std::size_t) {
             return latency;
         }});
    mailbox.link = &link;
    mailbox.conductor = &conductor;
    try {
        simulate(link, conductor);
    } catch (const SimulationError& error) {
        require(*error.what() != '\0', "an error has a text");
    }
    peer.received();
    return 0;
}
