// SPDX-License-Identifier: BSD-3-Clause
//
// What both sides of RPMsg over remoteproc agree on: the resource table with one VirtIO device of
// type RPMsg and two vrings, the header of a message, the name service's announcement [Linux
// include/linux/remoteproc.h, drivers/rpmsg/virtio_rpmsg_bus.c, rpmsg_ns.c]. Addresses in the table
// and in descriptors are those of the shared bus.
#pragma once

#include "sim/scripted/program.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::scripted {

constexpr std::uint32_t to_host = 0;   ///< vring 0: the host receives
constexpr std::uint32_t from_host = 1; ///< vring 1: the host sends
constexpr std::uint32_t rpmsg_buffer_size = 512;
constexpr std::uint32_t rpmsg_header_size = 16;
constexpr std::uint32_t rpmsg_payload_limit = rpmsg_buffer_size - rpmsg_header_size;
constexpr std::uint32_t name_service_address = 53;
constexpr std::uint32_t first_free_address = 0x400;
constexpr std::uint8_t driver_ok = 4; ///< in the device's status

struct RpmsgMessage {
    std::uint32_t source = 0;
    std::uint32_t destination = 0;
    std::vector<std::uint8_t> payload;
};

/// The relation of the platform that the program's node is the host or remote of.
const platform::Rpmsg& rpmsg_relation(const Core& core, bool as_host);

/// What the relation has for `what`: "rsc-table". Throws InputError when it has none.
const platform::Range& rpmsg_carveout(const Core& core, const platform::Rpmsg& relation,
                                      const std::string& what);

/// The table at carve-out "rsc-table".
class ResourceTable {
public:
    struct Vring {
        std::uint32_t address = 0;
        std::uint32_t alignment = 0;
        std::uint32_t entries = 0;
    };

    ResourceTable(Core& core, const platform::Rpmsg& relation);

    /// The remote: writes it, version last. The vrings are in the relation's carve-outs.
    void write(std::uint16_t entries);
    /// The host: is it there? Throws SimulationError for one that is not of RPMsg.
    bool is_there();
    Vring vring(std::uint32_t index);
    std::uint8_t status();
    void set_status(std::uint8_t status);
    void accept_name_service();

private:
    Core& core_;
    const platform::Rpmsg& relation_;
    Bus& bus_;
    std::uint64_t address_;
};

/// Buffer contents. `address`: of the bus.
void write_message(Bus& bus, std::uint64_t address, const RpmsgMessage& message);
/// Throws SimulationError when the header does not fit `length`.
RpmsgMessage read_message(Bus& bus, std::uint64_t address, std::uint32_t length);

struct Announcement {
    std::string name;
    std::uint32_t address = 0;
    bool created = true;
};
std::vector<std::uint8_t> encode(const Announcement& announcement);
Announcement decode_announcement(const std::vector<std::uint8_t>& payload);

/// What the echo services check: a sequence number and the sum of what follows, when 8 bytes or
/// more.
std::vector<std::uint8_t> test_payload(std::uint64_t sequence, std::size_t size);

} // namespace ampsim::scripted
