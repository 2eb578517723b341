// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/rpmsg_checker.h"

#include "sim/check/mailbox_access.h"
#include "sim/check/resource_table.h"

namespace ampsim::check {

namespace {

constexpr const char* table_name = "rsc-table";
constexpr const char* pool_name = "vdev0buffer";
constexpr std::array<const char*, 2> ring_names = {"vdev0vring0", "vdev0vring1"};

} // namespace

RpmsgChecker::RpmsgChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                           const Patience& patience)
    : host_(platform.nodes[relation.host].name), remote_(platform.nodes[relation.remote].name),
      mailbox_(relation.mailbox) {
    table_ = platform.carveout(relation, table_name)->address;
    for (std::size_t i = 0; i < rings; ++i) {
        addresses_[i] = platform.carveout(relation, ring_names[i])->address;
        checkers_.emplace_back(RingNames{ring_names[i], host_, remote_, pool_name},
                               *platform.carveout(relation, pool_name), patience);
    }
}

bool RpmsgChecker::on_access(const std::string& node, const std::string& place, VirtualTime at) {
    if (node != host_ && node != remote_) {
        return false;
    }
    const MailboxAccess access = mailbox_access(mailbox_, place);
    for (RingChecker& ring : checkers_) { // a notification may mean either
        if (access == MailboxAccess::notification) {
            ring.notified(node == host_, place, at);
        } else if (access == MailboxAccess::taking) {
            ring.taken(node == host_, at);
        }
    }
    return access == MailboxAccess::taking;
}

void RpmsgChecker::sample(MemoryView& memory, VirtualTime at) {
    ResourceTable table{};
    if (!memory.read(table_, &table, sizeof table)) {
        return;
    }
    const bool is_up = table.is_rpmsg() && table.driver_is_ok();
    for (std::size_t i = 0; i < rings; ++i) {
        const RingLayout layout{addresses_[i], table.ring[i].entries, table.ring[i].alignment};
        if (!is_up || !layout.is_possible()) {
            checkers_[i].end();
            continue;
        }
        if (!up_ || !(layout == layouts_[i])) {
            layouts_[i] = layout;
            checkers_[i].begin(layout, sampled_);
        }
        for (std::string& finding : checkers_[i].sample(memory, at)) {
            found(std::move(finding));
        }
    }
    up_ = is_up;
    sampled_ = at;
}

} // namespace ampsim::check
