// SPDX-License-Identifier: BSD-3-Clause
//
// A node whose processor executes a program in C++ (program.h) instead of a guest in QEMU. To the
// conductor both are alike: run(until) goes on up to the next access, and no further than `until`;
// what it reports is when the program acts next, as far ahead as the program itself knows.
//
// It is a coroutine of the hub's thread and not an SC_THREAD: a processor must be able to run ahead
// of the hardware up to its grant, take its turns at direct memory, and be the same whether it is
// in the hub's process or at the far end of a link. The conductor gives that; SystemC's kernel,
// which knows one time for all, would take it away.
#pragma once

#include "sim/node/node.h"
#include "sim/node/node_link.h"
#include "sim/scripted/address_book.h"
#include "sim/scripted/coroutine.h"
#include "sim/scripted/program.h"

#include <cstdint>
#include <deque>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ampsim::scripted {

/// A direct memory, mapped into this process.
struct MappedMemory {
    unsigned char* bytes = nullptr;
    std::uint64_t size = 0;
};

/// What is around a scripted node. All of it outlives the node.
struct Surroundings {
    const platform::Platform& platform;
    std::size_t index;                            ///< of the node
    std::map<std::string, MappedMemory> memories; ///< by label, all direct ones that it sees
    RegisterNames registers;
    std::string console_log;  ///< file; empty: nothing is logged
    VirtualTime last = never; ///< end of the simulation: the program gets no further
};

class ScriptedNode : public node::Node, private Core, private Bus {
public:
    ScriptedNode(Surroundings surroundings, Program program, node::NodeEvents& events);
    ~ScriptedNode() override;

    /// From now on a mark is reported, under the probe's id: `address` is the mark's place in
    /// Program::marks.
    void set_probe(const measure::Probe& probe) override;
    void answer(remote_port::BusAccess answer, VirtualTime at) override;
    void change_line(std::uint32_t line, bool level, VirtualTime at) override;
    void cover(std::uint64_t address, std::uint64_t size, bool covered, VirtualTime at) override;
    void shut_down() override {}

    const std::string& name() const override { return described_.name; }
    time::Stop run(VirtualTime until) override;
    time::Stop restart(VirtualTime at, VirtualTime until) override;
    void begin_access() override;

    /// The access that it stopped for.
    const remote_port::BusAccess& access() const { return access_; }

private:
    struct LineChange {
        VirtualTime at;
        std::uint32_t line;
        bool level;
    };
    struct LineState {
        bool level = false;
        std::uint64_t rises = 0;
    };
    struct Reported {
        static constexpr std::uint32_t never = UINT32_MAX;
        std::uint32_t probe = never; ///< its id
        bool stops = false;          ///< the node, at the next mark
    };

    // Bus
    std::uint64_t read(std::uint64_t address, unsigned bytes) override;
    void write(std::uint64_t address, std::uint64_t value, unsigned bytes) override;
    void read_block(std::uint64_t address, void* data, std::size_t size) override;
    void write_block(std::uint64_t address, const void* data, std::size_t size) override;
    void read_burst(std::uint64_t address, void* data, std::size_t size) override;
    void write_burst(std::uint64_t address, const void* data, std::size_t size) override;
    std::uint64_t address(std::string_view name) override;
    std::optional<std::uint64_t> address_of_bus(std::uint64_t bus_address,
                                                std::uint64_t size) override;
    // Core
    Bus& bus() override { return *this; }
    VirtualTime now() const override { return now_; }
    void compute(VirtualTime duration) override;
    Line line(std::string_view name) const override { return addresses_.line(name); }
    bool wait_irq(Line line, VirtualTime timeout) override;
    std::optional<Line> wait_any_irq(VirtualTime timeout) override;
    bool level(Line line) override;
    std::uint64_t rises(Line line) override;
    void mark(std::string_view name, std::uint64_t value) override;
    void log(const std::string& text) override;
    [[noreturn]] void fail(const std::string& why) override;
    const platform::Platform& platform() const override { return around_.platform; }
    std::size_t node() const override { return around_.index; }

    void start();
    void pause(time::Stop stop);
    void act();
    void take_line_changes();
    bool wait_until(VirtualTime deadline);
    VirtualTime deadline_of(VirtualTime timeout) const;
    const platform::Window* direct_window(std::uint64_t address);
    bool is_covered(std::uint64_t address, std::uint64_t size);
    unsigned char* direct_bytes(const platform::Window& window, std::uint64_t address,
                                std::uint64_t size);
    void transfer(std::uint64_t address, unsigned char* data, std::size_t size, bool write);
    void transact(std::uint64_t address, unsigned char* data, std::size_t size, bool write);
    void copy(std::uint64_t address, unsigned char* data, std::size_t size, bool write);

    Surroundings around_;
    const platform::Node& described_;
    Program program_;
    node::NodeEvents& events_;
    AddressBook addresses_;
    std::ofstream console_;
    std::vector<Reported> probes_;                  ///< by mark
    const platform::Window* last_direct_ = nullptr; ///< that was accessed, and what is behind it
    const MappedMemory* last_memory_ = nullptr;

    VirtualTime now_{};
    VirtualTime until_{};
    time::Stop stop_;
    std::uint64_t acts_at_this_instant_ = 0;
    VirtualTime last_act_ = VirtualTime{-1};
    remote_port::BusAccess access_;
    std::optional<remote_port::BusAccess> answer_;
    std::deque<LineChange> changes_; ///< on their way, in order
    std::vector<LineState> lines_;
    std::deque<remote_port::Cover> cover_changes_; ///< on their way, in order
    std::vector<platform::Range> covers_;
    std::unique_ptr<Coroutine> coroutine_; ///< last: its end may use the rest
};

} // namespace ampsim::scripted
