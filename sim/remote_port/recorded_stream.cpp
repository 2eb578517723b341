// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/recorded_stream.h"

#include "sim/error.h"
#include "sim/remote_port/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace ampsim::remote_port {
namespace {

constexpr std::size_t packets_before = 5;

std::string text_of(const std::uint8_t* packet) {
    Decoder decoder;
    decoder.feed(packet, packet_size(packet));
    try {
        const std::optional<Packet> decoded = decoder.next();
        return decoded ? describe(*decoded) : "half a packet";
    } catch (const SimulationError& error) {
        return error.what();
    }
}

std::string line_of(const Recording& recording, std::size_t entry) {
    const Recording::Entry& recorded = recording.entries[entry];
    return fmt::format("{} {}", recorded.direction == Direction::sent ? "hub sent " : "peer sent",
                       text_of(recording.packet(entry)));
}

} // namespace

RecordedStream::RecordedStream(std::shared_ptr<const Recording> recording)
    : recording_(std::move(recording)) {}

std::size_t RecordedStream::read(std::uint8_t* bytes, std::size_t size,
                                 const WhileWaiting& while_waiting) {
    (void)while_waiting; // nothing is waited for
    if (next_ == recording_->entries.size()) {
        throw SimulationError(fmt::format("{}: its recording ends here, after {} packets: {}",
                                          recording_->peer, next_, recording_->file));
    }
    const Recording::Entry& entry = recording_->entries[next_];
    if (entry.direction == Direction::sent) {
        fail("the hub waits for the peer, where it sent a packet before", nullptr);
    }
    const std::size_t count = std::min(size, entry.size - already_);
    std::memcpy(bytes, recording_->packet(next_) + already_, count);
    already_ += count;
    if (already_ == entry.size) {
        already_ = 0;
        ++next_;
    }
    return count;
}

Stream::Poll RecordedStream::try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) {
    const bool peer_is_next = next_ < recording_->entries.size() &&
                              recording_->entries[next_].direction == Direction::received;
    count = peer_is_next ? read(bytes, size, {}) : 0;
    return peer_is_next ? Poll::data : Poll::nothing;
}

bool RecordedStream::write(const std::uint8_t* bytes, std::size_t size,
                           const WhileWaiting& while_waiting) {
    (void)while_waiting;
    unchecked_.insert(unchecked_.end(), bytes, bytes + size);
    std::size_t checked = 0;
    while (unchecked_.size() - checked >= header_size) {
        const std::uint8_t* packet = unchecked_.data() + checked;
        const std::size_t length = packet_size(packet);
        if (unchecked_.size() - checked < length) {
            break;
        }
        if (next_ == recording_->entries.size()) {
            return false; // as a peer that has gone
        }
        const Recording::Entry& entry = recording_->entries[next_];
        if (entry.direction != Direction::sent || entry.size != length ||
            std::memcmp(packet, recording_->packet(next_), length) != 0) {
            fail("the hub sends another packet than before", packet);
        }
        ++next_;
        checked += length;
    }
    unchecked_.erase(unchecked_.begin(), unchecked_.begin() + static_cast<std::ptrdiff_t>(checked));
    return true;
}

void RecordedStream::fail(const std::string& what, const std::uint8_t* packet) const {
    const Recording::Entry& entry = recording_->entries[next_];
    std::string text = fmt::format(
        "{}: {}: packet {} of {}, hub at {} ns, {} at {} ns\n", recording_->peer, what, next_,
        recording_->file, entry.hub_clock.count(), recording_->peer, entry.peer_clock.count());
    for (std::size_t before = next_ - std::min(next_, packets_before); before < next_; ++before) {
        text += fmt::format("    {}\n", line_of(*recording_, before));
    }
    text += fmt::format("  - {}\n", line_of(*recording_, next_));
    text +=
        packet == nullptr ? "  + nothing\n" : fmt::format("  + hub sends {}\n", text_of(packet));
    throw SimulationError(text);
}

} // namespace ampsim::remote_port
