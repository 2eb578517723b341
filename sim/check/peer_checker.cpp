// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/peer_checker.h"

#include "sim/check/mailbox_access.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

namespace ampsim::check {

PeerChecker::PeerChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                         const Patience& patience)
    : mailbox_(relation.mailbox), host_(platform.nodes[relation.host].name),
      remote_(platform.nodes[relation.remote].name), patience_(patience) {
    peers_[host_];
    peers_[remote_];
}

const std::string& PeerChecker::other(const std::string& node) const {
    return node == host_ ? remote_ : host_;
}

bool PeerChecker::on_access(const std::string& node, const std::string& place, VirtualTime at) {
    const auto self = peers_.find(node);
    const MailboxAccess access = mailbox_access(mailbox_, place);
    if (self == peers_.end() || access == MailboxAccess::none) {
        return false;
    }
    self->second.line_is_high.reset();
    Peer& peer = peers_.at(other(node));
    if (access != MailboxAccess::notification || !peer.is_dead() || peer.dead_told) {
        return false;
    }
    peer.dead_told = true;
    found(fmt::format(
        "{} notified {} at {} (write to {}), which is dead: {} since {}. Nobody will read the "
        "word; "
        "Linux' imx_rproc waits 100 ms for that at each kick. Fix in {}: stop sending when the "
        "other side goes down (a name service message, a status word or a heartbeat says so), "
        "and drop the link",
        node, other(node), measure::human_duration(at, 6), place, peer.state,
        measure::human_duration(peer.since, 6), node));
    return false;
}

void PeerChecker::on_line(const std::string& node, const std::string& device, bool level,
                          VirtualTime at) {
    const auto peer = peers_.find(node);
    if (peer != peers_.end() && device == mailbox_) {
        peer->second.line_is_high = level ? std::optional{at} : std::nullopt;
    }
}

void PeerChecker::on_lifecycle(const std::string& node, const std::string& state, VirtualTime at) {
    if (const auto peer = peers_.find(node); peer != peers_.end()) {
        peer->second = {state, at, std::nullopt, false, false};
    }
}

void PeerChecker::sample(MemoryView& /*memory*/, VirtualTime at) {
    for (auto& [name, peer] : peers_) {
        if (peer.is_dead() || peer.deaf_told || !peer.line_is_high ||
            at - *peer.line_is_high < patience_.answer) {
            continue;
        }
        peer.deaf_told = true;
        found(fmt::format(
            "{} rang {} at {}, and {} has not touched {} within {} although its interrupt is "
            "high: it has crashed, or runs with the interrupt masked. Fix in {}: look at the end "
            "of its console and at its program counter; enable the interrupt before the link "
            "comes up",
            other(name), name, measure::human_duration(*peer.line_is_high, 6), name, mailbox_,
            measure::human_duration(patience_.answer), name));
    }
}

} // namespace ampsim::check
