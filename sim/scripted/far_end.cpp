// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/far_end.h"

#include <utility>

namespace ampsim::scripted {

using namespace remote_port;

void FarEnd::serve(Surroundings surroundings, Program program) {
    session_.open();
    if (!session_.agreed(ampsim_extension)) {
        session_.fail("is no hub of ampsim: it did not offer to grant time");
    }
    node::NodeEvents& events = *this;
    node_.emplace(std::move(surroundings), std::move(program), events);
    session_.send(control(remote_port::Stop{}));
    for (;;) {
        const Packet packet = session_.receive();
        if (std::holds_alternative<Shutdown>(packet.body)) {
            return;
        }
        obey(packet);
    }
}

Packet FarEnd::control(Body body) const {
    return {0, 0, AMPSIM_CHANNEL_CONTROL, std::move(body)};
}

void FarEnd::obey(const Packet& packet) {
    if (const auto* grant = std::get_if<Grant>(&packet.body)) {
        run(grant->until);
    } else if (const auto* change = std::get_if<Interrupt>(&packet.body)) {
        node_->change_line(change->line, change->level, change->timestamp);
    } else if (const auto* reset = std::get_if<Reset>(&packet.body)) {
        reset_at_ = reset->time;
    } else if (const auto* cover = std::get_if<Cover>(&packet.body)) {
        node_->cover(cover->address, cover->size, cover->covered, cover->time);
    } else if (std::holds_alternative<Written>(packet.body)) {
        // It has translated nothing.
    } else if (const auto* probe = std::get_if<remote_port::Probe>(&packet.body)) {
        measure::Probe mark;
        mark.id = probe->probe;
        mark.kind = probe->kind == AMPSIM_PROBE_MARK_AND_STOP ? measure::ProbeKind::mark_and_stop
                                                              : measure::ProbeKind::mark;
        mark.address = probe->address;
        node_->set_probe(mark);
    } else if (const auto* access = std::get_if<BusAccess>(&packet.body)) {
        if (packet.is_response()) {
            node_->answer(*access, access->timestamp);
        } else {
            refuse(packet);
        }
    } else {
        session_.fail("sent a packet that does not belong here: " +
                      std::string(remote_port::name(packet.body)));
    }
}

void FarEnd::run(VirtualTime until) {
    const std::optional<VirtualTime> reset_at = std::exchange(reset_at_, std::nullopt);
    const time::Stop stop = reset_at ? node_->restart(*reset_at, until) : node_->run(until);
    switch (stop.reason) {
    case time::Stop::Reason::granted:
        session_.send(control(remote_port::Stop{stop.now, stop.earliest, 0}));
        break;
    case time::Stop::Reason::access:
        session_.send({session_.next_id(), 0, AMPSIM_CHANNEL_BUS, node_->access()});
        break;
    case time::Stop::Reason::off: // on_off() has told
        break;
    }
}

/// The hub writes firmware to a node's own memory; a scripted node has none.
void FarEnd::refuse(const Packet& request) {
    BusAccess answer = std::get<BusAccess>(request.body);
    answer.status = Status::address_error;
    answer.data.clear();
    session_.send({request.id, flag_response, request.device, std::move(answer)});
}

void FarEnd::on_mark(std::size_t /*node*/, const Mark& mark) {
    session_.send(control(mark));
}

std::vector<measure::Probe> FarEnd::on_module(std::size_t /*node*/, const Module& /*module*/) {
    return {};
}

void FarEnd::on_access(std::size_t /*node*/, const BusAccess& /*access*/) {}

void FarEnd::on_started(std::size_t /*node*/, VirtualTime /*at*/) {}

void FarEnd::on_off(std::size_t /*node*/, VirtualTime at, ampsim_off_cause cause) {
    session_.send(control(GuestOff{at, cause}));
}

} // namespace ampsim::scripted
