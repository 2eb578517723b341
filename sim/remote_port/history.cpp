// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/history.h"

#include <fmt/format.h>

namespace ampsim::remote_port {
namespace {

std::string instant(VirtualTime time) {
    return time == never ? "never" : fmt::format("{} ns", time.count());
}

} // namespace

struct History::Summary {
    Detail operator()(const BusAccess& access) const {
        return Access{access.timestamp, access.address, access.length};
    }
    Detail operator()(const Interrupt& interrupt) const { return interrupt; }
    Detail operator()(const Stop& stop) const { return stop; }
    Detail operator()(const Sync& sync) const { return sync.timestamp; }
    Detail operator()(const AddressTranslation& ats) const { return ats.timestamp; }
    Detail operator()(const Grant& grant) const { return grant.until; }
    Detail operator()(const Mark& mark) const { return mark.time; }
    Detail operator()(const Reset& reset) const { return reset.time; }
    Detail operator()(const Module& module) const { return module.time; }
    Detail operator()(const GuestOff& off) const { return off.time; }
    Detail operator()(const Hello&) const { return {}; }
    Detail operator()(const Probe&) const { return {}; }
    Detail operator()(const Shutdown&) const { return {}; }
    Detail operator()(const Save&) const { return {}; }
    Detail operator()(const Written&) const { return {}; }
    Detail operator()(const Cover& cover) const { return cover.time; }
};

struct History::Text {
    std::string operator()(std::monostate) const { return ""; }
    std::string operator()(VirtualTime time) const { return " at " + instant(time); }
    std::string operator()(const Access& access) const {
        return fmt::format(" at {}: {} bytes at {:#x}", instant(access.timestamp), access.length,
                           access.address);
    }
    std::string operator()(const Interrupt& interrupt) const {
        return fmt::format(" at {}: line {} {}", instant(interrupt.timestamp), interrupt.line,
                           interrupt.level ? "high" : "low");
    }
    std::string operator()(const Stop& stop) const {
        return fmt::format(" at {}: acts next at {}", instant(stop.now), instant(stop.earliest));
    }
};

void History::add(const Packet& packet, Direction direction) {
    entries_[next_] = {name(packet.body), packet.id, packet.flags,
                       packet.device,     direction, std::visit(Summary{}, packet.body)};
    next_ = (next_ + 1) % entries_.size();
}

std::string History::text() const {
    std::string lines;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        const Entry& entry = entries_[(next_ + i) % entries_.size()];
        if (entry.name == nullptr)
            continue;
        lines += fmt::format("  {} {}{}{}, id {}, channel {}{}\n",
                             entry.direction == sent ? "sent" : "received",
                             (entry.flags & flag_posted) != 0 ? "posted " : "", entry.name,
                             (entry.flags & flag_response) != 0 ? " answer" : "", entry.id,
                             entry.device, std::visit(Text{}, entry.detail));
    }
    return lines;
}

} // namespace ampsim::remote_port
