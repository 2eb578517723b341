// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/omap_mailbox_core.h"

#include <algorithm>

namespace ampsim::models {

OmapMailboxCore::OmapMailboxCore(sc_core::sc_module_name name, std::size_t users, std::size_t fifos,
                                 std::size_t depth, const Latency& signal_latency)
    : sc_module(name), depth_(depth),
      bits_(fifos >= 16 ? ~std::uint32_t{0} : (std::uint32_t{1} << (2 * fifos)) - 1),
      signal_latency_(signal_latency), fifos_(fifos), users_(users) {
    SC_HAS_PROCESS(OmapMailboxCore);
    SC_METHOD(on_arrival);
    sensitive << transit_.arrival();
    dont_initialize();
    mark_conditions();
}

void OmapMailboxCore::settle() {
    transit_.deliver([this](const Signal& signal) { receive(signal); });
}

void OmapMailboxCore::on_arrival() {
    settle();
    transit_.wake();
    // Not at once: what the processors do in the same instant comes first, so that a line has no
    // pulse of zero width that would depend on the order of processes.
    tell();
}

void OmapMailboxCore::receive(const Signal& signal) {
    switch (signal.kind) {
    case Kind::word:
        fifos_[signal.index].words.push_back(signal.value);
        break;
    case Kind::room:
        --fifos_[signal.index].taken;
        break;
    case Kind::change:
        apply(signal.index, signal.change, signal.value);
        break;
    case Kind::reset:
        std::fill(fifos_.begin(), fifos_.end(), Fifo{});
        for (User& user : users_) {
            user.raw = 0;
            user.enables = 0;
        }
        idle_mode_ = smart_idle;
        resetting_ = false;
        break;
    }
    mark_conditions();
}

void OmapMailboxCore::mark_conditions() {
    std::uint32_t conditions = 0;
    for (std::size_t fifo = 0; fifo < fifos_.size(); ++fifo) {
        conditions |= waiting(fifo) != 0 ? new_message(fifo) : 0;
        conditions |= full(fifo) ? 0 : not_full(fifo);
    }
    for (User& user : users_) {
        user.raw |= conditions;
    }
}

std::uint32_t OmapMailboxCore::first_word(std::size_t fifo) const {
    const std::deque<std::uint32_t>& words = fifos_.at(fifo).words;
    return words.empty() ? 0 : words.front();
}

void OmapMailboxCore::write_word(std::size_t face, std::size_t fifo, std::uint32_t word) {
    OmapMailboxCounters& counted = counters(face);
    ++counted.messages;
    if (full(fifo) || resetting_) {
        ++counted.overruns;
        return;
    }
    Fifo& written = fifos_.at(fifo);
    ++written.taken;
    counted.peak = std::max<std::uint64_t>(counted.peak, written.taken);
    transit_.send({Kind::word, fifo, word}, signal_latency_);
}

void OmapMailboxCore::take_word(std::size_t face, std::size_t fifo) {
    Fifo& read = fifos_.at(fifo);
    if (read.words.empty()) {
        ++counters(face).empty_reads;
        return;
    }
    if (!resetting_) {
        read.words.pop_front();
        transit_.send({Kind::room, fifo}, signal_latency_);
    }
}

void OmapMailboxCore::change(std::size_t face, std::size_t user, Change change,
                             std::uint32_t bits) {
    if (resetting_) {
        return;
    }
    if (face == user) {
        apply(user, change, bits);
        tell();
    } else {
        transit_.send({Kind::change, user, bits, change}, signal_latency_);
    }
}

void OmapMailboxCore::apply(std::size_t user, Change change, std::uint32_t bits) {
    User& changed = users_.at(user);
    bits &= bits_;
    switch (change) {
    case Change::set_status:
        changed.raw |= bits;
        break;
    case Change::clear_status:
        changed.raw &= ~bits;
        break;
    case Change::enable:
        changed.enables |= bits;
        break;
    case Change::disable:
        changed.enables &= ~bits;
        break;
    }
    mark_conditions();
}

void OmapMailboxCore::reset() {
    if (!resetting_) {
        resetting_ = true;
        transit_.send({Kind::reset}, signal_latency_);
    }
}

} // namespace ampsim::models
