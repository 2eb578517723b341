// SPDX-License-Identifier: BSD-3-Clause
//
// What a scripted node runs, and what a program is written to. A program is a C++ function that has
// a processor to itself: it accesses the bus, waits for interrupts, and says how long it computes.
// All time that passes is what it says here; its own host time costs nothing.
//
//     void blink(Core& core, const Arguments& arguments) {
//         for (std::int64_t i = 0; i < arguments.number("count"); ++i) {
//             core.bus().write("gpio.OUT", i & 1);
//             core.mark("toggled", i);
//             core.compute(arguments.duration("period"));
//         }
//     }
//
// Every instant is exact: an access is issued when all time before it has been spent. A program
// must not depend on anything but its arguments and what it reads: no host time, no random device,
// no state that outlives it (a reset starts it anew). It must not call its core from a catch
// handler. docs/scripted-nodes.md tells how to register one.
#pragma once

#include "sim/error.h"
#include "sim/platform/platform.h"
#include "sim/scripted/parameters.h"
#include "sim/time/virtual_time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::scripted {

/// The hardware refused an access. A program may catch it, as a processor takes an external abort.
class BusError : public SimulationError {
public:
    using SimulationError::SimulationError;
};

/// The node's address space. Numbers are little-endian, of 1 to 8 bytes.
///
/// Registers and timed memories are reached over the interconnect: the access takes as long as the
/// platform says, and is an event of the trace. Direct memory is shared with the other nodes as it
/// is: each access of up to 8 bytes takes the parameter `memory_access`, and is no event.
class Bus {
public:
    virtual ~Bus() = default;

    // Throw BusError when the hardware answers with an error.
    virtual std::uint64_t read(std::uint64_t address, unsigned bytes) = 0;
    virtual void write(std::uint64_t address, std::uint64_t value, unsigned bytes) = 0;

    /// As a processor copies: aligned accesses of up to 8 bytes, one after the other.
    virtual void read_block(std::uint64_t address, void* data, std::size_t size) = 0;
    virtual void write_block(std::uint64_t address, const void* data, std::size_t size) = 0;

    /// As a DMA controller does: one transaction of any size.
    virtual void read_burst(std::uint64_t address, void* data, std::size_t size) = 0;
    virtual void write_burst(std::uint64_t address, const void* data, std::size_t size) = 0;

    /// Where this node sees something: "mu.a.TR1" (device, register range, register), "src.M4RCR",
    /// "ddr", "vdev0vring0" (carve-out), each with "+0x10" or not; "0xb8000000". Throws InputError
    /// with a suggestion when it is unknown, or not visible to this node.
    virtual std::uint64_t address(std::string_view name) = 0;
    /// Where this node sees an address of the shared bus: none where not all `size` bytes are in
    /// one of its windows.
    virtual std::optional<std::uint64_t> address_of_bus(std::uint64_t bus_address,
                                                        std::uint64_t size) = 0;

    std::uint64_t read(std::string_view name, unsigned bytes = 4) {
        return read(address(name), bytes);
    }
    void write(std::string_view name, std::uint64_t value, unsigned bytes = 4) {
        write(address(name), value, bytes);
    }
    std::uint32_t read32(std::uint64_t at) { return static_cast<std::uint32_t>(read(at, 4)); }
    std::uint16_t read16(std::uint64_t at) { return static_cast<std::uint16_t>(read(at, 2)); }
    std::uint8_t read8(std::uint64_t at) { return static_cast<std::uint8_t>(read(at, 1)); }
};

/// An interrupt line that ends at the node: its place among the node's wires.
using Line = std::size_t;

/// The processor that a program has to itself.
class Core {
public:
    virtual ~Core() = default;

    virtual Bus& bus() = 0;
    virtual VirtualTime now() const = 0;
    /// Executes for this long. Interrupts wait until the program looks for them.
    virtual void compute(VirtualTime duration) = 0;

    /// The line of a device's output: "mu.a", or "uart" when there is one output only. Throws
    /// InputError with a suggestion.
    virtual Line line(std::string_view name) const = 0;
    /// Waits until the line is high, which may be at once. False when `timeout` has passed first.
    virtual bool wait_irq(Line line, VirtualTime timeout = never) = 0;
    bool wait_irq(std::string_view name, VirtualTime timeout = never) {
        return wait_irq(line(name), timeout);
    }
    /// The same for all lines of the node: the first one that is high.
    virtual std::optional<Line> wait_any_irq(VirtualTime timeout = never) = 0;
    virtual bool level(Line line) = 0;
    /// How often the line has risen since the program started.
    virtual std::uint64_t rises(Line line) = 0;

    /// An event NODE:NAME of the trace, now. NAME is one that the program declares.
    virtual void mark(std::string_view name, std::uint64_t value = 0) = 0;
    /// A line in the node's console log.
    virtual void log(const std::string& text) = 0;
    /// Ends the simulation: it failed (exit status 3).
    [[noreturn]] virtual void fail(const std::string& why) = 0;

    virtual const platform::Platform& platform() const = 0;
    virtual std::size_t node() const = 0; ///< this one's index in the platform
};

/// A program with its arguments: ready to run, as often as the node is reset.
struct Program {
    std::string name;
    std::vector<std::string> marks; ///< that it may set
    VirtualTime memory_access{1};   ///< what an access to direct memory takes
    std::function<void(Core&)> main;
};

/// A program as it is registered.
struct ProgramDescription {
    std::string name;
    std::string summary; ///< one line
    std::vector<Parameter> parameters;
    std::vector<std::string> marks;
    std::function<void(Core&, const Arguments&)> main;

    /// Its own parameters and those that every program has (memory_access).
    std::vector<Parameter> all_parameters() const;
    /// Throws ParameterError.
    Program with(const std::map<std::string, std::string>& given) const;
};

/// All programs by name; those that ampsim brings along are there from the start.
const std::vector<ProgramDescription>& programs();
/// Adds one, before a scenario is read. Throws std::logic_error when there is one of this name.
void register_program(ProgramDescription program);
/// Throws InputError with a suggestion.
const ProgramDescription& find_program(const std::string& name);

/// Parameters of every program.
std::vector<Parameter> common_parameters();

} // namespace ampsim::scripted
