// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/table_checker.h"

#include "sim/check/mailbox_access.h"
#include "sim/check/resource_table.h"
#include "sim/measure/units.h"
#include "sim/node/firmware.h"

#include <fmt/format.h>

namespace ampsim::check {

namespace {

constexpr const char* table_name = "rsc-table";

/// Where an address of a node is on the bus; the address itself when it is the node's own memory.
std::uint64_t bus_address(const platform::Node& node, std::uint64_t address) {
    for (const platform::Window& window : node.windows) {
        if (address >= window.node.address && address < window.node.end()) {
            return window.bus + (address - window.node.address);
        }
    }
    return address;
}

} // namespace

std::vector<std::uint64_t> copies_of_table(const platform::Platform& platform,
                                           const platform::Rpmsg& relation,
                                           const std::string& firmware) {
    const platform::Range& table = *platform.carveout(relation, table_name);
    std::vector<std::uint64_t> copies;
    for (const node::Segment& segment : node::read_firmware(firmware)) {
        for (const std::size_t offset : find_resource_tables(segment.bytes)) {
            const std::uint64_t at =
                bus_address(platform.nodes[relation.remote], segment.address + offset);
            if (at < table.address || at >= table.end()) {
                copies.push_back(at);
            }
        }
    }
    return copies;
}

TableChecker::TableChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                           std::vector<std::uint64_t> copies, const Patience& patience)
    : host_(platform.nodes[relation.host].name), remote_(platform.nodes[relation.remote].name),
      mailbox_(relation.mailbox), table_(platform.carveout(relation, table_name)->address),
      copies_(std::move(copies)), patience_(patience) {}

bool TableChecker::on_access(const std::string& node, const std::string& place,
                             VirtualTime /*at*/) {
    if (up_since_ && node == remote_ &&
        mailbox_access(mailbox_, place) == MailboxAccess::notification) {
        remote_answered_ = true;
    }
    return false;
}

void TableChecker::sample(MemoryView& memory, VirtualTime at) {
    ResourceTable table{};
    if (!memory.read(table_, &table, sizeof table) || !table.is_rpmsg() || !table.driver_is_ok()) {
        up_since_.reset();
        remote_answered_ = false;
        return;
    }
    if (!up_since_) {
        up_since_ = at;
    }
    if (told_ || remote_answered_ || at - *up_since_ < patience_.answer) {
        return;
    }
    for (const std::uint64_t copy : copies_) {
        ResourceTable other{};
        if (memory.read(copy, &other, sizeof other) && other.driver_is_ok()) {
            continue;
        }
        told_ = true;
        found(fmt::format(
            "{} set DRIVER_OK in the resource table at {:#x} (carve-out {}) at {}, and {} has not "
            "reacted within {}: its firmware has another copy of the table at {:#x}, which Linux "
            "does not write. Fix in {}: link the table into the carve-out and poll the status "
            "there, or copy it there and read only that one",
            host_, table_, table_name, measure::human_duration(*up_since_, 6), remote_,
            measure::human_duration(patience_.answer), copy, remote_));
        return;
    }
}

} // namespace ampsim::check
