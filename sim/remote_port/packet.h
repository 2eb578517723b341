// SPDX-License-Identifier: BSD-3-Clause
//
// The packets of a Remote-Port link as values: protocol 4.3 and ampsim's extension
// (ampsim_extension.h). What they look like on the wire is codec.h's business, when they may be
// sent session's.
#pragma once

#include "sim/remote_port/ampsim_extension.h"
#include "sim/time/virtual_time.h"

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace ampsim::remote_port {

inline constexpr std::uint16_t protocol_major = 4;
inline constexpr std::uint16_t protocol_minor = 3;

/// What a peer offers in its hello. Unknown numbers are ignored.
enum Capability : std::uint32_t {
    extended_bus_access = 1,
    byte_enables = 2,
    posted_wires = 3, ///< the posted flag is honoured on interrupts
    address_translation = 4,
    ampsim_extension = AMPSIM_CAPABILITY,
};

/// Flags of the base header.
enum Flag : std::uint32_t { flag_optional = 1, flag_response = 2, flag_posted = 4 };

struct Hello {
    std::uint16_t major = protocol_major;
    std::uint16_t minor = protocol_minor;
    std::vector<std::uint32_t> capabilities;
};

/// Status of an answered access, in the protocol's numbers.
enum class Status : std::uint8_t { ok = 0, bus_error = 1, address_error = 2 };

/// A read or write, request or answer.
struct BusAccess {
    bool write = false;
    VirtualTime timestamp{};
    bool end_of_packet = false;
    bool secure = false;
    bool physical = false; ///< the address has been translated
    bool io_space = false;
    Status status = Status::ok; ///< of an answer; numbers the protocol does not name are bus errors
    std::uint64_t address = 0;
    std::uint32_t length = 0;       ///< bytes
    std::uint32_t width = 0;        ///< beat width; 0: the receiver chooses
    std::uint32_t stream_width = 0; ///< == length for an ordinary access
    std::uint64_t master = 0;       ///< who accesses; 16 bits in the 4.0 layout
    std::vector<std::uint8_t> data;
    std::vector<std::uint8_t> enables; ///< empty: all bytes; else repeated over the length
};

struct Interrupt {
    VirtualTime timestamp{};
    std::uint64_t vector = 0;
    std::uint32_t line = 0;
    bool level = false;
};

struct Sync {
    VirtualTime timestamp{};
};

/// Address translation is understood, so that it can be refused by name; ampsim does not offer it.
struct AddressTranslation {
    bool invalidate = false;
    VirtualTime timestamp{};
    std::uint64_t attributes = 0;
    std::uint64_t address = 0;
    std::uint64_t length = 0;
    std::uint32_t result = 0;
};

// The extension; the fields are explained in ampsim_extension.h.
struct Stop {
    VirtualTime now{};
    VirtualTime earliest{};
    std::uint64_t pc = 0;
};
struct Grant {
    VirtualTime until{};
};
struct Mark {
    VirtualTime time{};
    std::uint32_t probe = 0;
    std::uint32_t cpu = 0;
    std::uint64_t argument = 0;
};
struct Reset {
    VirtualTime time{};
};
struct Probe {
    std::uint32_t probe = 0;
    ampsim_probe_kind kind = AMPSIM_PROBE_MARK;
    std::uint64_t address = 0;
};
struct Module {
    VirtualTime time{};
    std::string name;
    std::vector<std::uint64_t> section_addresses;
};
struct Shutdown {};
struct GuestOff {
    VirtualTime time{};
    ampsim_off_cause cause = AMPSIM_OFF_POWER;
};

struct Save {
    std::string file; ///< 1 to AMPSIM_SAVE_FILE_MAX bytes
};

struct Written {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
};

struct Cover {
    VirtualTime time{};
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    bool covered = false;
};

using Body = std::variant<Hello, BusAccess, Interrupt, Sync, AddressTranslation, Stop, Grant, Mark,
                          Reset, Probe, Module, Shutdown, GuestOff, Save, Written, Cover>;

struct Packet {
    std::uint32_t id = 0;
    std::uint32_t flags = 0;
    std::uint32_t device = 0; ///< channel number, the same on both ends
    Body body;

    bool is_response() const { return (flags & flag_response) != 0; }
    bool is_posted() const { return (flags & flag_posted) != 0; }
};

/// "write", "interrupt", ...: for messages.
const char* name(const Body& body);

} // namespace ampsim::remote_port
