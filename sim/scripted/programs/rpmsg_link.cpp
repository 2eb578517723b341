// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/programs/rpmsg_link.h"

#include "sim/scripted/programs/vring.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ampsim::scripted {

namespace {

// Offsets in the table of the one entry that there is.
constexpr std::uint64_t version_offset = 0;
constexpr std::uint64_t count_offset = 4;
constexpr std::uint64_t entry_offset_offset = 16;
constexpr std::uint64_t entry_offset = 20;
constexpr std::uint64_t driver_features_offset = entry_offset + 16;
constexpr std::uint64_t status_offset = entry_offset + 24;
constexpr std::uint64_t vrings_offset = entry_offset + 28;
constexpr std::uint64_t vring_size = 20;
constexpr std::uint32_t table_version = 1;
constexpr std::uint32_t type_vdev = 3;
constexpr std::uint32_t id_rpmsg = 7;
constexpr std::uint32_t feature_name_service = 1;
constexpr std::uint32_t vring_alignment = 0x1000;
constexpr std::size_t name_size = 32;

void put(std::vector<std::uint8_t>& bytes, std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
        bytes.push_back(static_cast<std::uint8_t>(value >> 8U * i));
    }
}

std::uint32_t number(const std::vector<std::uint8_t>& bytes, std::size_t at, unsigned size) {
    std::uint32_t value = 0;
    for (unsigned i = size; i > 0; --i) {
        value = value << 8U | bytes.at(at + i - 1);
    }
    return value;
}

std::uint64_t seen_at(Bus& bus, std::uint64_t address, std::uint64_t size) {
    const auto here = bus.address_of_bus(address, size);
    if (!here) {
        throw SimulationError(fmt::format(
            "a buffer of {} bytes at bus address {:#x} is not visible here", size, address));
    }
    return *here;
}

} // namespace

const platform::Rpmsg& rpmsg_relation(const Core& core, bool as_host) {
    for (const platform::Rpmsg& relation : core.platform().rpmsg) {
        if ((as_host ? relation.host : relation.remote) == core.node()) {
            return relation;
        }
    }
    throw InputError(fmt::format("node '{}' is not the {} of an RPMsg relation of platform '{}'",
                                 core.platform().nodes[core.node()].name,
                                 as_host ? "host" : "remote", core.platform().name));
}

// --- Resource table ------------------------------------------------------------------------------

const platform::Range& rpmsg_carveout(const Core& core, const platform::Rpmsg& relation,
                                      const std::string& what) {
    const platform::Range* found = core.platform().carveout(relation, what);
    if (found == nullptr) {
        throw InputError(
            fmt::format("{}: has no carve-out '{}', which RPMsg needs", relation.origin, what));
    }
    return *found;
}

ResourceTable::ResourceTable(Core& core, const platform::Rpmsg& relation)
    : core_(core), relation_(relation), bus_(core.bus()),
      address_(seen_at(bus_, rpmsg_carveout(core, relation, "rsc-table").address,
                       rpmsg_carveout(core, relation, "rsc-table").size)) {}

void ResourceTable::write(std::uint16_t entries) {
    std::vector<std::uint8_t> table;
    for (const std::uint32_t word : {0U, 1U, 0U, 0U, static_cast<std::uint32_t>(entry_offset),
                                     type_vdev, id_rpmsg, 0U, feature_name_service, 0U, 0U}) {
        put(table, word, 4);
    }
    put(table, 0, 1); // status
    put(table, 2, 1); // vrings
    put(table, 0, 2);
    for (const std::uint32_t ring : {to_host, from_host}) {
        const platform::Range& place =
            rpmsg_carveout(core_, relation_, fmt::format("vdev0vring{}", ring));
        if (scripted::Vring::size(entries, vring_alignment) > place.size) {
            throw InputError(fmt::format("a vring of {} entries does not fit into carve-out "
                                         "vdev0vring{} of {:#x} bytes",
                                         entries, ring, place.size));
        }
        put(table, place.address, 4);
        put(table, vring_alignment, 4);
        put(table, entries, 4);
        put(table, ring, 4); // notify id
        put(table, 0, 4);
    }
    bus_.write_block(address_, table.data(), table.size());
    bus_.write(address_ + version_offset, table_version, 4);
}

bool ResourceTable::is_there() {
    if (bus_.read32(address_ + version_offset) == 0) {
        return false;
    }
    const bool fits = bus_.read32(address_ + version_offset) == table_version &&
                      bus_.read32(address_ + count_offset) == 1 &&
                      bus_.read32(address_ + entry_offset_offset) == entry_offset &&
                      bus_.read32(address_ + entry_offset) == type_vdev &&
                      bus_.read32(address_ + entry_offset + 4) == id_rpmsg;
    if (!fits) {
        throw SimulationError("the remote's resource table is not that of one RPMsg device");
    }
    return true;
}

ResourceTable::Vring ResourceTable::vring(std::uint32_t index) {
    const std::uint64_t at = address_ + vrings_offset + vring_size * index;
    const Vring vring{bus_.read32(at), bus_.read32(at + 4), bus_.read32(at + 8)};
    const auto power_of_2 = [](std::uint32_t value) {
        return value != 0 && (value & (value - 1)) == 0;
    };
    if (!power_of_2(vring.entries) || vring.entries > 0x8000 || !power_of_2(vring.alignment)) {
        throw SimulationError(fmt::format("the resource table's vring {} has {} entries, aligned "
                                          "to {}; expected powers of 2",
                                          index, vring.entries, vring.alignment));
    }
    return vring;
}

std::uint8_t ResourceTable::status() {
    return bus_.read8(address_ + status_offset);
}

void ResourceTable::set_status(std::uint8_t status) {
    bus_.write(address_ + status_offset, status, 1);
}

void ResourceTable::accept_name_service() {
    bus_.write(address_ + driver_features_offset, feature_name_service, 4);
}

// --- Messages ------------------------------------------------------------------------------------

void write_message(Bus& bus, std::uint64_t address, const RpmsgMessage& message) {
    std::vector<std::uint8_t> bytes;
    put(bytes, message.source, 4);
    put(bytes, message.destination, 4);
    put(bytes, 0, 4);
    put(bytes, message.payload.size(), 2);
    put(bytes, 0, 2);
    bytes.insert(bytes.end(), message.payload.begin(), message.payload.end());
    bus.write_block(seen_at(bus, address, bytes.size()), bytes.data(), bytes.size());
}

RpmsgMessage read_message(Bus& bus, std::uint64_t address, std::uint32_t length) {
    if (length < rpmsg_header_size || length > rpmsg_buffer_size) {
        throw SimulationError(fmt::format("an RPMsg buffer of {} bytes", length));
    }
    const std::uint64_t at = seen_at(bus, address, length);
    std::vector<std::uint8_t> header(rpmsg_header_size);
    bus.read_block(at, header.data(), header.size());
    RpmsgMessage message{number(header, 0, 4), number(header, 4, 4), {}};
    const std::uint32_t size = number(header, 12, 2);
    if (size > length - rpmsg_header_size) {
        throw SimulationError(fmt::format(
            "the header of an RPMsg message says {} bytes, but {} were used", size, length));
    }
    message.payload.resize(size);
    bus.read_block(at + rpmsg_header_size, message.payload.data(), size);
    return message;
}

std::vector<std::uint8_t> encode(const Announcement& announcement) {
    std::vector<std::uint8_t> bytes(announcement.name.begin(), announcement.name.end());
    bytes.resize(name_size);
    put(bytes, announcement.address, 4);
    put(bytes, announcement.created ? 0 : 1, 4);
    return bytes;
}

Announcement decode_announcement(const std::vector<std::uint8_t>& payload) {
    if (payload.size() != name_size + 8) {
        throw SimulationError(
            fmt::format("a name service announcement of {} bytes", payload.size()));
    }
    const auto end = std::find(payload.begin(), payload.begin() + name_size, 0);
    return {std::string(payload.begin(), end), number(payload, name_size, 4),
            number(payload, name_size + 4, 4) == 0};
}

std::vector<std::uint8_t> test_payload(std::uint64_t sequence, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(sequence + 31 * i);
    }
    constexpr std::size_t checked = 4; // sequence number and sum
    if (size >= 2 * checked) {
        const unsigned sum = std::accumulate(bytes.begin() + checked, bytes.end(), 0U);
        bytes[0] = static_cast<std::uint8_t>(sequence);
        bytes[1] = static_cast<std::uint8_t>(sequence >> 8U);
        bytes[2] = static_cast<std::uint8_t>(sum);
        bytes[3] = static_cast<std::uint8_t>(sum >> 8U);
    }
    return bytes;
}

} // namespace ampsim::scripted
