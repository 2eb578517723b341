// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/peer.h"

#include "models/time_contract.h"
#include "sim/error.h"
#include "sim/remote_port/access.h"
#include "sim/remote_port/systemc_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ampsim::remote_port {
namespace {

constexpr unsigned syncs_between_looks = 1024;
constexpr unsigned most_syncs_without_progress = 10000; // a quantum of 0 would never end

template <typename Element, typename Predicate>
std::optional<std::size_t> index_of(const std::vector<Element>& elements, Predicate predicate) {
    const auto found = std::find_if(elements.begin(), elements.end(), predicate);
    if (found == elements.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - elements.begin());
}

} // namespace

std::vector<std::uint32_t> RemotePortPeer::capabilities() {
    return {extended_bus_access, byte_enables, posted_wires};
}

RemotePortPeer::RemotePortPeer(const sc_core::sc_module_name& name, Session session,
                               PeerParameters parameters)
    : sc_module(name), masters("masters", parameters.masters.size()),
      slaves("slaves", parameters.slaves.size()),
      wires_from_peer("wires_from_peer", parameters.wires_from_peer.size()),
      wires_to_peer("wires_to_peer", parameters.wires_to_peer.size()), session_(std::move(session)),
      parameters_(std::move(parameters)), levels_(wires_from_peer.size()) {
    for (std::size_t i = 0; i < slaves.size(); ++i)
        slaves[i].register_b_transport(this, &RemotePortPeer::write_from_platform,
                                       static_cast<int>(i));

    sc_core::sc_spawn([this] { serve_accesses(); }, "serve_accesses");
    sc_core::sc_spawn([this] { send_wires(); }, "send_wires");

    sc_core::sc_spawn_options drive;
    drive.spawn_method();
    drive.dont_initialize();
    drive.set_sensitivity(&levels_changed_);
    sc_core::sc_spawn([this] { drive_wires(); }, "drive_wires", &drive);

    for (std::size_t wire = 0; wire < wires_to_peer.size(); ++wire) {
        sc_core::sc_spawn_options watch;
        watch.spawn_method();
        watch.set_sensitivity(&wires_to_peer[wire]);
        sc_core::sc_spawn(
            [this, wire, last = false]() mutable {
                const bool level = wires_to_peer[wire].read(); // low until told otherwise
                if (level == last)
                    return;
                last = level;
                changes_.push_back({wire, level});
                wires_changed_.notify(sc_core::SC_ZERO_TIME);
            },
            sc_core::sc_gen_unique_name("watch_wire"), &watch);
    }
}

void RemotePortPeer::open() {
    if (!session_.is_open())
        session_.open();
}

void RemotePortPeer::attach(time::Conductor& conductor, std::size_t node) {
    conductor_ = &conductor;
    node_ = node;
}

// ---- as a processor ----

time::Stop RemotePortPeer::run(VirtualTime until) {
    for (unsigned syncs = 1;; ++syncs) {
        if (syncs % syncs_between_looks == 0) // it need not ever be waited for
            session_.ask_owner();
        if (failure_)
            std::rethrow_exception(std::exchange(failure_, nullptr));
        if (answer_)
            session_.send(*std::exchange(answer_, std::nullopt));
        is_stopped_ = false;

        Packet packet = next_packet();
        const VirtualTime before = clock_.now();
        const VirtualTime now = clock_.show(stamp(packet));
        is_stopped_ = wants_answer(packet);
        for (const VirtualTime due : std::exchange(delivered_, {}))
            take_late(due);
        if (!std::holds_alternative<Sync>(packet.body)) {
            issued_ = std::move(packet);
            clock_.stop(until);
            return {time::Stop::Reason::access, now, now};
        }
        syncs_without_progress_ = now > before ? 0 : syncs_without_progress_ + 1;
        if (syncs_without_progress_ > most_syncs_without_progress)
            session_.fail("it asks for syncs and never moves on; its quantum must not be 0");
        packet.flags |= flag_response;
        answer_ = std::move(packet);
        if (now >= until) {
            clock_.stop(until);
            return {time::Stop::Reason::granted, now, now};
        }
    }
}

time::Stop RemotePortPeer::restart(VirtualTime, VirtualTime) {
    throw SimulationError(session_.peer() + ": a plain Remote-Port peer cannot be restarted over "
                                            "its link; connect its reset line as a wire");
}

void RemotePortPeer::begin_access() {
    accesses_.push_back({*std::exchange(issued_, std::nullopt), clock_.now()});
    access_begun_.notify(sc_core::SC_ZERO_TIME);
    if (!is_stopped_) // posted: it has gone on already
        conductor_->answered(node_, clock_.now());
}

Packet RemotePortPeer::next_packet() {
    for (;;) {
        Packet packet;
        if (early_.empty()) {
            packet = session_.receive();
        } else {
            packet = std::move(early_.front());
            early_.pop_front();
        }
        if (!packet.is_response())
            return packet;
        requests_.settle(std::move(packet));
    }
}

VirtualTime RemotePortPeer::stamp(const Packet& packet) {
    VirtualTime stamp{};
    if (const auto* access = std::get_if<BusAccess>(&packet.body))
        stamp = access->timestamp;
    else if (const auto* interrupt = std::get_if<Interrupt>(&packet.body))
        stamp = interrupt->timestamp;
    else if (const auto* sync = std::get_if<Sync>(&packet.body))
        stamp = sync->timestamp;
    else
        session_.fail(
            fmt::format("a plain peer sends no {} packets", remote_port::name(packet.body)));
    if (!clock_.is_plausible(stamp))
        session_.fail(
            fmt::format("its clock went from {} to {} ns", clock_.stamp().count(), stamp.count()));
    return stamp;
}

// ---- what the peer does ----

void RemotePortPeer::serve_accesses() {
    for (;;) {
        while (accesses_.empty())
            wait(access_begun_);
        Packet packet = std::move(accesses_.front().packet);
        const VirtualTime issued = accesses_.front().issued;
        accesses_.pop_front();
        const bool is_awaited = wants_answer(packet);
        sc_core::sc_time delay;
        serve(packet, issued, delay);
        if (!is_awaited) {
            wait(delay);
            continue;
        }
        const VirtualTime at = to_virtual_time(sc_core::sc_time_stamp() + delay);
        if (auto* access = std::get_if<BusAccess>(&packet.body))
            access->timestamp = clock_.stamp_of(at);
        if (!parameters_.clock_follows_answers)
            clock_.stall(at - issued);
        answer_ = std::move(packet);
        conductor_->answered(node_, at);
    }
}

bool RemotePortPeer::wants_answer(const Packet& packet) const {
    if (std::holds_alternative<Interrupt>(packet.body) && !session_.agreed(posted_wires))
        return false;
    return !packet.is_posted();
}

void RemotePortPeer::serve(Packet& packet, VirtualTime issued, sc_core::sc_time& delay) {
    if (auto* access = std::get_if<BusAccess>(&packet.body))
        serve(*access, packet, issued, delay);
    else if (const auto* interrupt = std::get_if<Interrupt>(&packet.body))
        serve(*interrupt, packet.device);
    packet.flags |= flag_response;
}

void RemotePortPeer::serve(BusAccess& access, const Packet& packet, VirtualTime issued,
                           sc_core::sc_time& delay) {
    const auto master = index_of(parameters_.masters, [&](const PeerParameters::Master& each) {
        return each.channel == packet.device;
    });
    const std::uint64_t address = access.address;
    if (master)
        access.address += parameters_.masters[*master].base;
    tlm::tlm_generic_payload payload;
    fill(payload, access);
    if (!master)
        payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    else if (access.length == 0)
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    else
        masters[*master]->b_transport(payload, delay);
    if (parameters_.accessed)
        parameters_.accessed(
            access, issued,
            packet.is_posted() ? issued : to_virtual_time(sc_core::sc_time_stamp() + delay));
    turn_into_answer(access, payload);
    access.address = address;
}

void RemotePortPeer::serve(const Interrupt& interrupt, std::uint32_t channel) {
    const auto wire = index_of(parameters_.wires_from_peer, [&](const PeerParameters::Wire& each) {
        return each.channel == channel && each.line == interrupt.line;
    });
    if (!wire)
        return; // a pin that nothing is connected to
    levels_[*wire] = interrupt.level;
    levels_changed_.notify(sc_core::SC_ZERO_TIME);
}

void RemotePortPeer::drive_wires() {
    for (std::size_t wire = 0; wire < levels_.size(); ++wire)
        wires_from_peer[wire].write(levels_[wire]);
}

// ---- what is done to the peer ----

void RemotePortPeer::write_from_platform(int slave, tlm::tlm_generic_payload& payload,
                                         sc_core::sc_time& delay) {
    models::wait_for_arrival(delay);
    const unsigned length = payload.get_data_length();
    if (length == 0 || length > longest_access || !(payload.is_read() || payload.is_write())) {
        payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    const bool takes_enables =
        session_.peer_offers(byte_enables) && session_.peer_offers(extended_bus_access);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    deliver_now();
    try {
        for (Part& part : parts_of(payload, takes_enables)) {
            part.request.timestamp = clock_.stamp_of(to_virtual_time(sc_core::sc_time_stamp()));
            const Packet answer =
                call(parameters_.slaves[static_cast<std::size_t>(slave)], std::move(part.request));
            complete(payload, part.offset, std::get<BusAccess>(answer.body));
            if (payload.is_response_error())
                return;
        }
    } catch (const sc_core::sc_unwind_exception&) {
        throw;
    } catch (...) {
        failure_ = std::current_exception();
        payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    }
}

void RemotePortPeer::take_late(VirtualTime due) const {
    if (parameters_.late && due < clock_.now())
        parameters_.late(due, clock_.now());
}

void RemotePortPeer::deliver_now() {
    const VirtualTime now = to_virtual_time(sc_core::sc_time_stamp());
    if (is_stopped_)
        take_late(now);
    else
        delivered_.push_back(now);
}

void RemotePortPeer::send_wires() {
    for (;;) {
        while (changes_.empty())
            wait(wires_changed_);
        const std::vector<Change> burst = std::exchange(changes_, {});
        deliver_now();
        try {
            for (const Change& change : burst) {
                const PeerParameters::Wire& wire = parameters_.wires_to_peer[change.wire];
                const VirtualTime now = clock_.stamp_of(to_virtual_time(sc_core::sc_time_stamp()));
                const Interrupt interrupt{now, 0, wire.line, change.level};
                // The last one's acknowledgement stands for all: a peer takes them in order.
                if (&change == &burst.back() && session_.agreed(posted_wires))
                    call(wire.channel, interrupt);
                else
                    session_.send({session_.next_id(), flag_posted, wire.channel, interrupt});
            }
            session_.flush();
        } catch (const sc_core::sc_unwind_exception&) {
            throw;
        } catch (...) {
            failure_ = std::current_exception();
            return;
        }
    }
}

Packet RemotePortPeer::call(std::uint32_t channel, Body body) {
    const std::uint32_t id = requests_.send(channel, std::move(body));
    for (;;) {
        if (auto answer = requests_.take(id))
            return *std::move(answer);
        take_while_waiting(session_.receive());
    }
}

void RemotePortPeer::take_while_waiting(Packet packet) {
    if (packet.is_response()) {
        requests_.settle(std::move(packet));
        return;
    }
    // A peer that runs has not come to its next stop yet: this is it. One that has stopped cannot
    // answer before it is answered, except a SYNC, which another of its threads may have sent.
    if (!is_stopped_ || std::holds_alternative<Sync>(packet.body)) {
        is_stopped_ = is_stopped_ || wants_answer(packet);
        early_.push_back(std::move(packet));
        return;
    }
    const VirtualTime stamp_now = stamp(packet);
    const bool is_awaited = wants_answer(packet);
    sc_core::sc_time delay;
    serve(packet, to_virtual_time(sc_core::sc_time_stamp()), delay);
    wait(delay);
    if (!is_awaited)
        return;
    if (auto* access = std::get_if<BusAccess>(&packet.body))
        access->timestamp = stamp_now;
    session_.send(packet);
}

} // namespace ampsim::remote_port
