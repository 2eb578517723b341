// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/scripted_node.h"

#include "sim/measure/suggestion.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace ampsim::scripted {

using remote_port::BusAccess;
using remote_port::Status;
using time::Stop;

namespace {

constexpr std::size_t widest_access = 8;
/// However far it may go, the hub wants to look around now and then.
constexpr VirtualTime longest_stretch = std::chrono::milliseconds{1};
constexpr std::uint64_t most_acts_without_time = 10'000'000;

VirtualTime later(VirtualTime time, VirtualTime by) {
    return time > never - by ? never : time + by;
}

/// The part of a copy that one aligned access of a processor moves.
std::size_t aligned_part(std::uint64_t address, std::size_t size) {
    std::size_t part = widest_access;
    while (part > size || address % part != 0) {
        part /= 2;
    }
    return part;
}

const char* text(Status status) {
    return status == Status::address_error ? "nothing is there" : "the device refused it";
}

} // namespace

ScriptedNode::ScriptedNode(Surroundings surroundings, Program program, node::NodeEvents& events)
    : around_(std::move(surroundings)), described_(around_.platform.nodes.at(around_.index)),
      program_(std::move(program)), events_(events),
      addresses_(around_.platform, around_.index, around_.registers),
      probes_(program_.marks.size()), lines_(described_.wires.size()) {
    if (!around_.console_log.empty()) {
        console_.open(around_.console_log, std::ios::binary | std::ios::app);
    }
    start();
}

ScriptedNode::~ScriptedNode() = default;

void ScriptedNode::start() {
    coroutine_ = std::make_unique<Coroutine>([this] {
        program_.main(*this);
        act(); // switching off is an action, too
    });
}

// --- The node, as the hub drives it --------------------------------------------------------------

void ScriptedNode::set_probe(const measure::Probe& probe) {
    if (probe.address >= probes_.size()) {
        throw SimulationError(
            fmt::format("{}: its program has no mark number {}", name(), probe.address));
    }
    probes_[probe.address] = {probe.id, probe.kind == measure::ProbeKind::mark_and_stop};
}

Stop ScriptedNode::run(VirtualTime until) {
    const VirtualTime begins = std::max(now_, stop_.earliest == never ? now_ : stop_.earliest);
    until_ = std::min({until, around_.last, later(begins, longest_stretch)});
    try {
        coroutine_->resume();
    } catch (const InputError& error) {
        throw InputError(
            fmt::format("node '{}', program '{}': {}", name(), program_.name, error.what()));
    } catch (const std::exception& error) {
        throw SimulationError(fmt::format("{}: its program '{}' failed at {}: {}", name(),
                                          program_.name, measure::exact_duration(now_),
                                          error.what()));
    }
    if (coroutine_->has_ended()) {
        events_.on_off(around_.index, now_, AMPSIM_OFF_POWER);
        return {Stop::Reason::off, now_, never};
    }
    return stop_;
}

Stop ScriptedNode::restart(VirtualTime at, VirtualTime until) {
    coroutine_.reset();
    answer_.reset();
    now_ = at;
    stop_ = {};
    // The lines are as the hardware has them now.
    for (const LineChange& change : changes_) {
        lines_[change.line].level = change.level;
    }
    changes_.clear();
    for (LineState& line : lines_) {
        line.rises = line.level ? 1 : 0;
    }
    start();
    events_.on_started(around_.index, at);
    return run(until);
}

void ScriptedNode::begin_access() {
    events_.on_access(around_.index, access_);
}

void ScriptedNode::answer(BusAccess answer, VirtualTime at) {
    answer_ = std::move(answer);
    now_ = at;
}

void ScriptedNode::change_line(std::uint32_t line, bool level, VirtualTime at) {
    if (line >= lines_.size()) {
        throw SimulationError(fmt::format("{}: it has no line {}", name(), line));
    }
    const auto place =
        std::upper_bound(changes_.begin(), changes_.end(), at,
                         [](VirtualTime time, const LineChange& other) { return time < other.at; });
    changes_.insert(place, {at, line, level});
}

// --- Time, as the program spends it --------------------------------------------------------------

void ScriptedNode::pause(Stop stop) {
    stop_ = stop;
    coroutine_->suspend();
}

/// The program is about to do something that others may notice, or to look at what others did:
/// that happens at an instant before the grant's end, or not yet.
void ScriptedNode::act() {
    while (now_ >= until_) {
        pause({Stop::Reason::granted, now_, now_});
    }
    if (now_ != last_act_) {
        last_act_ = now_;
        acts_at_this_instant_ = 0;
    } else if (++acts_at_this_instant_ == most_acts_without_time) {
        fail("it goes round without any time passing; let it compute()");
    }
}

void ScriptedNode::compute(VirtualTime duration) {
    if (duration < VirtualTime{0}) {
        fail("it computes for less than no time");
    }
    const VirtualTime end = later(now_, duration);
    while (end > until_) {
        pause({Stop::Reason::granted, now_, end});
    }
    now_ = end;
}

VirtualTime ScriptedNode::deadline_of(VirtualTime timeout) const {
    return later(now_, timeout);
}

/// Those up to now.
void ScriptedNode::take_line_changes() {
    while (!changes_.empty() && changes_.front().at <= now_) {
        const LineChange& change = changes_.front();
        LineState& line = lines_[change.line];
        line.rises += change.level && !line.level ? 1 : 0;
        line.level = change.level;
        changes_.pop_front();
    }
}

/// Moves on to the next change of a line, or to the deadline. False at the deadline.
bool ScriptedNode::wait_until(VirtualTime deadline) {
    for (;;) {
        const VirtualTime change = changes_.empty() ? never : changes_.front().at;
        const VirtualTime next = std::min(change, deadline);
        if (next < until_) {
            now_ = std::max(now_, next);
            take_line_changes();
            return change <= deadline;
        }
        pause({Stop::Reason::granted, now_, next});
    }
}

bool ScriptedNode::wait_irq(Line line, VirtualTime timeout) {
    act();
    take_line_changes();
    const VirtualTime deadline = deadline_of(timeout);
    bool in_time = true;
    while (!lines_.at(line).level && in_time) {
        in_time = wait_until(deadline);
    }
    return lines_[line].level;
}

std::optional<Line> ScriptedNode::wait_any_irq(VirtualTime timeout) {
    act();
    take_line_changes();
    const VirtualTime deadline = deadline_of(timeout);
    for (bool in_time = true;; in_time = wait_until(deadline)) {
        const auto high = std::find_if(lines_.begin(), lines_.end(),
                                       [](const LineState& line) { return line.level; });
        if (high != lines_.end()) {
            return static_cast<Line>(high - lines_.begin());
        }
        if (!in_time) {
            return std::nullopt;
        }
    }
}

bool ScriptedNode::level(Line line) {
    act();
    take_line_changes();
    return lines_.at(line).level;
}

std::uint64_t ScriptedNode::rises(Line line) {
    act();
    take_line_changes();
    return lines_.at(line).rises;
}

void ScriptedNode::mark(std::string_view name, std::uint64_t value) {
    const std::vector<std::string>& known = program_.marks;
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end()) {
        fail(fmt::format("it has not declared a mark '{}'{}", name,
                         measure::did_you_mean(name, known)));
    }
    act();
    Reported& reported = probes_[static_cast<std::size_t>(found - known.begin())];
    if (reported.probe != Reported::never) {
        events_.on_mark(around_.index, {now_, reported.probe, 0, value});
    }
    if (std::exchange(reported.stops, false)) {
        until_ = std::min(until_, now_);
    }
}

void ScriptedNode::log(const std::string& text) {
    act();
    console_ << text << '\n' << std::flush;
}

void ScriptedNode::fail(const std::string& why) {
    throw SimulationError(why);
}

// --- The bus -------------------------------------------------------------------------------------

std::uint64_t ScriptedNode::address(std::string_view name) {
    return addresses_.address(name);
}

std::optional<std::uint64_t> ScriptedNode::address_of_bus(std::uint64_t bus_address,
                                                          std::uint64_t size) {
    return addresses_.address_of_bus(bus_address, size);
}

/// Null when an access at this address is a transaction.
const platform::Window* ScriptedNode::direct_window(std::uint64_t address) {
    if (last_direct_ != nullptr && address - last_direct_->node.address < last_direct_->node.size) {
        return last_direct_;
    }
    const platform::Window* window = addresses_.window(address);
    if (window == nullptr || !window->ram) {
        return nullptr;
    }
    last_direct_ = window;
    last_memory_ = &around_.memories.at(window->target);
    return window;
}

unsigned char* ScriptedNode::direct_bytes(const platform::Window& window, std::uint64_t address,
                                          std::uint64_t size) {
    const MappedMemory& memory = *last_memory_;
    const std::uint64_t inside = address - window.node.address;
    if (size > window.node.size - inside || window.offset + inside + size > memory.size) {
        throw BusError(fmt::format("an access of {} bytes at {:#x} goes beyond {}", size, address,
                                   window.target));
    }
    return memory.bytes + window.offset + inside;
}

void ScriptedNode::cover(std::uint64_t address, std::uint64_t size, bool covered, VirtualTime at) {
    cover_changes_.push_back({at, address, size, covered});
}

bool ScriptedNode::is_covered(std::uint64_t address, std::uint64_t size) {
    for (; !cover_changes_.empty() && cover_changes_.front().time <= now_;
         cover_changes_.pop_front()) {
        const remote_port::Cover& change = cover_changes_.front();
        const platform::Range range{change.address, change.size};
        if (change.covered) {
            covers_.push_back(range);
        } else {
            covers_.erase(std::find_if(
                covers_.begin(), covers_.end(), [&range](const platform::Range& cover) {
                    return cover.address == range.address && cover.size == range.size;
                }));
        }
    }
    return std::any_of(covers_.begin(), covers_.end(), [&](const platform::Range& cover) {
        return address < cover.end() && cover.address < address + size;
    });
}

/// One access of a processor.
void ScriptedNode::transfer(std::uint64_t address, unsigned char* data, std::size_t size,
                            bool write) {
    const platform::Window* window = direct_window(address);
    if (window == nullptr) {
        transact(address, data, size, write);
        return;
    }
    unsigned char* bytes = direct_bytes(*window, address, size);
    act();
    if (is_covered(address, size)) {
        transact(address, data, size, write);
        return;
    }
    std::memcpy(write ? bytes : data, write ? data : bytes, size);
    now_ += program_.memory_access;
}

/// One transaction on the interconnect.
void ScriptedNode::transact(std::uint64_t address, unsigned char* data, std::size_t size,
                            bool write) {
    act();
    access_ = {};
    access_.timestamp = now_;
    access_.write = write;
    access_.address = address;
    access_.length = access_.stream_width = static_cast<std::uint32_t>(size);
    if (write) {
        access_.data.assign(data, data + size);
    }
    pause({Stop::Reason::access, now_, now_});
    if (!answer_) {
        fail("it was let run before its access had been answered");
    }
    const BusAccess answer = *std::exchange(answer_, std::nullopt);
    if (answer.status != Status::ok) {
        throw BusError(fmt::format("the {} of {} bytes at {:#x} failed: {}",
                                   write ? "write" : "read", size, address, text(answer.status)));
    }
    if (!write) {
        if (answer.data.size() != size) {
            fail(fmt::format("a read of {} bytes was answered with {}", size, answer.data.size()));
        }
        std::memcpy(data, answer.data.data(), size);
    }
}

std::uint64_t ScriptedNode::read(std::uint64_t address, unsigned bytes) {
    if (bytes == 0 || bytes > widest_access) {
        fail(fmt::format("it reads a number of {} bytes; expected 1 to 8", bytes));
    }
    unsigned char data[widest_access] = {};
    transfer(address, data, bytes, false);
    std::uint64_t value = 0;
    for (unsigned i = bytes; i > 0; --i) {
        value = value << 8U | data[i - 1];
    }
    return value;
}

void ScriptedNode::write(std::uint64_t address, std::uint64_t value, unsigned bytes) {
    if (bytes == 0 || bytes > widest_access) {
        fail(fmt::format("it writes a number of {} bytes; expected 1 to 8", bytes));
    }
    unsigned char data[widest_access];
    for (unsigned char& byte : data) {
        byte = static_cast<unsigned char>(value);
        value >>= 8U;
    }
    transfer(address, data, bytes, true);
}

void ScriptedNode::copy(std::uint64_t address, unsigned char* data, std::size_t size, bool write) {
    while (size > 0) {
        const std::size_t part = aligned_part(address, size);
        transfer(address, data, part, write);
        address += part;
        data += part;
        size -= part;
    }
}

void ScriptedNode::read_block(std::uint64_t address, void* data, std::size_t size) {
    copy(address, static_cast<unsigned char*>(data), size, false);
}

void ScriptedNode::write_block(std::uint64_t address, const void* data, std::size_t size) {
    // It is read from only.
    copy(address, static_cast<unsigned char*>(const_cast<void*>(data)), size, true);
}

void ScriptedNode::read_burst(std::uint64_t address, void* data, std::size_t size) {
    transfer(address, static_cast<unsigned char*>(data), size, false);
}

void ScriptedNode::write_burst(std::uint64_t address, const void* data, std::size_t size) {
    transfer(address, static_cast<unsigned char*>(const_cast<void*>(data)), size, true);
}

} // namespace ampsim::scripted
