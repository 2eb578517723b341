// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/node_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ampsim::node {

using namespace remote_port;
using time::Stop;

namespace {

constexpr std::uint64_t page_size = 4096;
constexpr std::size_t memory_chunk = 4096;

BusAccess write_request(std::uint64_t address, std::vector<std::uint8_t> bytes) {
    BusAccess access;
    access.write = true;
    access.address = address;
    access.length = access.stream_width = static_cast<std::uint32_t>(bytes.size());
    access.data = std::move(bytes);
    return access;
}

} // namespace

NodeLink::NodeLink(std::size_t index, std::string name, Session session, NodeEvents& events,
                   VirtualTime last)
    : index_(index), name_(std::move(name)), session_(std::move(session)), events_(events),
      last_(last) {}

Packet NodeLink::control(Body body) const {
    return {0, 0, AMPSIM_CHANNEL_CONTROL, std::move(body)};
}

void NodeLink::record(std::unique_ptr<Recorder> recorder) {
    session_.record(std::move(recorder));
}

std::string NodeLink::flush_recording(bool go_on) {
    session_.recorder()->flush();
    std::string file = session_.recorder()->file();
    if (!go_on) {
        session_.record(nullptr);
    }
    return file;
}

void NodeLink::open(Session& session) {
    session.open();
    if (!session.agreed(ampsim_extension)) {
        session.fail("is no node of ampsim: it did not offer to be granted time");
    }
}

remote_port::Stop NodeLink::first_stop(Session& session) {
    const Packet first = session.receive();
    const auto* stop = std::get_if<remote_port::Stop>(&first.body);
    if (stop == nullptr) {
        session.fail("did not stop before it was granted time");
    }
    return *stop;
}

void NodeLink::greet() {
    open(session_);
}

void NodeLink::await_start() {
    rest_ = first_stop(session_);
    if (rest_->now != VirtualTime{0}) {
        session_.fail("did not stop at time 0");
    }
}

Packet NodeLink::packet_of(const measure::Probe& probe) const {
    const auto kind = [&probe] {
        switch (probe.kind) {
        case measure::ProbeKind::module_load:
            return AMPSIM_PROBE_MODULE_LOAD;
        case measure::ProbeKind::mark_and_stop:
            return AMPSIM_PROBE_MARK_AND_STOP;
        case measure::ProbeKind::mark:
            break;
        }
        return AMPSIM_PROBE_MARK;
    };
    return control(remote_port::Probe{probe.id, kind(), probe.address});
}

void NodeLink::set_probe(const measure::Probe& probe) {
    probes_[probe.id] = probe;
    session_.send(packet_of(probe));
}

// --- Snapshots -----------------------------------------------------------------------------------

void NodeLink::require_same_rest(const Session& session, const remote_port::Stop& stop) const {
    if (stop.now != rest_->now || stop.earliest != rest_->earliest || stop.pc != rest_->pc) {
        session.fail(
            fmt::format("its state is not the one that was saved: it is at {} ns, pc {:#x}, acts "
                        "next at {} ns, and was at {} ns, pc {:#x}, {} ns",
                        stop.now.count(), stop.pc, stop.earliest.count(), rest_->now.count(),
                        rest_->pc, rest_->earliest.count()));
    }
}

void NodeLink::save(const std::string& file) {
    if (!is_at_rest()) {
        throw std::logic_error(name_ + ": its state cannot be saved in the middle of an access");
    }
    const Packet again = session_.exchange_aside(control(Save{file}));
    const auto* stop = std::get_if<remote_port::Stop>(&again.body);
    if (stop == nullptr) {
        session_.fail("did not stop after it had saved its state");
    }
    require_same_rest(session_, *stop);
}

void NodeLink::continue_with(Session session) {
    open(session);
    const remote_port::Stop stop = first_stop(session);
    if (!is_at_rest()) {
        session.fail("its state was saved at a point where none could be");
    }
    require_same_rest(session, stop);
    for (const auto& [id, probe] : probes_) {
        session.send(packet_of(probe));
    }
    for (const Cover& cover : covers_) {
        session.send(control(cover));
    }
    session_.continue_with(std::move(session));
}

// --- Running -------------------------------------------------------------------------------------

bool NodeLink::write_memory(std::uint64_t address, const std::vector<std::uint8_t>& bytes) {
    for (std::size_t done = 0; done < bytes.size(); done += memory_chunk) {
        const auto begin = bytes.begin() + static_cast<std::ptrdiff_t>(done);
        const std::size_t size = std::min(memory_chunk, bytes.size() - done);
        const std::uint32_t id = session_.next_id();
        session_.send(
            {id, 0, AMPSIM_CHANNEL_BUS,
             write_request(address + done, {begin, begin + static_cast<std::ptrdiff_t>(size)})});
        const Packet packet = session_.receive();
        const auto* answer = std::get_if<BusAccess>(&packet.body);
        if (answer == nullptr || !packet.is_response() || packet.id != id) {
            session_.fail("did not answer an access to its memory");
        }
        if (answer->status != Status::ok) {
            return false;
        }
    }
    return true;
}

void NodeLink::answer(BusAccess answer, VirtualTime at) {
    answer.timestamp = clock_ = at;
    session_.send({access_.id, flag_response, access_.device, std::move(answer)});
    access_answered_ = true;
}

void NodeLink::change_line(std::uint32_t line, bool level, VirtualTime at) {
    if (line >= levels_.size()) {
        levels_.resize(line + 1);
    }
    levels_[line] = level;
    session_.send({0, flag_posted, AMPSIM_CHANNEL_WIRES, Interrupt{at, 0, line, level}});
}

void NodeLink::memory_written(std::uint64_t address, std::uint64_t size) {
    for (std::uint64_t page = address / page_size; page <= (address + size - 1) / page_size;
         ++page) {
        written_pages_.insert(page);
    }
}

void NodeLink::cover(std::uint64_t address, std::uint64_t size, bool covered, VirtualTime at) {
    covers_.push_back({at, address, size, covered});
    session_.send(control(covers_.back()));
}

void NodeLink::shut_down() {
    session_.send(control(Shutdown{}));
    session_.flush();
}

void NodeLink::grant(VirtualTime until) {
    for (auto page = written_pages_.begin(); page != written_pages_.end();) {
        const std::uint64_t first = *page;
        std::uint64_t end = first;
        while (page != written_pages_.end() && *page == end) {
            ++page;
            ++end;
        }
        session_.send(control(Written{first * page_size, (end - first) * page_size}));
    }
    written_pages_.clear();
    session_.send(control(Grant{std::min(until, last_)}));
}

Stop NodeLink::run(VirtualTime until) {
    access_answered_ = false;
    rest_.reset();
    const auto begin = std::chrono::steady_clock::now();
    grant(until);
    const Stop stop = next_stop(until);
    running_time_ += std::chrono::steady_clock::now() - begin;
    return stop;
}

Stop NodeLink::restart(VirtualTime at, VirtualTime until) {
    if (access_answered_) {
        // It must come out of its access before it can be reset; it does not get beyond.
        run(std::get<BusAccess>(access_.body).timestamp);
    }
    session_.send(control(Reset{at}));
    clock_ = at;
    for (std::uint32_t line = 0; line < levels_.size(); ++line) {
        if (levels_[line]) {
            change_line(line, true, at);
        }
    }
    events_.on_started(index_, at);
    return run(until);
}

void NodeLink::begin_access() {
    events_.on_access(index_, std::get<BusAccess>(access_.body));
}

void NodeLink::require_not_before(VirtualTime earliest, VirtualTime told) const {
    if (told < earliest) {
        session_.fail(
            fmt::format("its clock went back from {} to {} ns", earliest.count(), told.count()));
    }
}

Stop NodeLink::next_stop(VirtualTime until) {
    for (;;) {
        Packet packet = session_.receive();
        if (const auto* mark = std::get_if<Mark>(&packet.body)) {
            require_not_before(VirtualTime{0}, mark->time);
            const auto probe = probes_.find(mark->probe);
            if (probe == probes_.end()) {
                session_.fail(fmt::format("marked probe {}, which it does not have", mark->probe));
            }
            if (probe->second.kind == measure::ProbeKind::mark_and_stop) {
                probe->second.kind = measure::ProbeKind::mark; // it has stopped
            }
            events_.on_mark(index_, *mark);
        } else if (const auto* module = std::get_if<Module>(&packet.body)) {
            require_not_before(VirtualTime{0}, module->time);
            for (const measure::Probe& probe : events_.on_module(index_, *module)) {
                set_probe(probe);
            }
            grant(until);
        } else if (const auto* access = std::get_if<BusAccess>(&packet.body);
                   access != nullptr && !packet.is_response()) {
            const VirtualTime issued = access->timestamp;
            require_not_before(clock_, issued);
            clock_ = issued;
            access_ = std::move(packet);
            return {Stop::Reason::access, issued, issued};
        } else if (const auto* stop = std::get_if<remote_port::Stop>(&packet.body)) {
            require_not_before(clock_, stop->now);
            clock_ = stop->now;
            program_counter_ = stop->pc;
            rest_ = *stop;
            return {Stop::Reason::granted, stop->now, stop->earliest};
        } else if (const auto* off = std::get_if<GuestOff>(&packet.body)) {
            require_not_before(VirtualTime{0}, off->time);
            events_.on_off(index_, off->time, off->cause);
            return {Stop::Reason::off, off->time, never};
        } else {
            session_.fail("sent a packet that does not belong here: " +
                          std::string(remote_port::name(packet.body)));
        }
    }
}

} // namespace ampsim::node
