// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/trace.h"

#include "sim/measure/hash.h"

#include <algorithm>
#include <tuple>

namespace ampsim::measure {

namespace {

auto order(const Event& event) {
    return std::tie(event.time, event.track, event.sequence);
}

bool earlier(const Event& a, const Event& b) {
    return order(a) < order(b);
}

} // namespace

/// Bytes on their way to the hash: integers little-endian, texts with their length in front.
class Trace::CanonicalForm {
public:
    void number(std::uint64_t value, unsigned bytes) {
        for (unsigned i = 0; i < bytes; ++i) {
            buffer_ += static_cast<char>(value >> (8 * i) & 0xff);
        }
    }
    void text(const std::string& value) {
        number(value.size(), 4);
        buffer_ += value;
    }
    /// Between two events: keeps the buffer small.
    void flush_when_full() {
        if (buffer_.size() >= block) {
            flush();
        }
    }
    std::string hex() {
        flush();
        return hash_.hex();
    }

private:
    static constexpr std::size_t block = 1 << 16;

    void flush() {
        hash_.update(buffer_.data(), buffer_.size());
        buffer_.clear();
    }

    Sha256 hash_;
    std::string buffer_;
};

std::uint32_t Trace::name(std::string_view text) {
    const auto known = indices_.find(text);
    if (known != indices_.end()) {
        return known->second;
    }
    const auto index = static_cast<std::uint32_t>(names_.size());
    names_.emplace_back(text);
    indices_.emplace(text, index);
    return index;
}

void Trace::add(Event event) {
    if (event.track >= sequences_.size()) {
        sequences_.resize(event.track + 1);
    }
    event.sequence = sequences_[event.track]++;
    sorted_ = sorted_ && (events_.empty() || earlier(events_.back(), event));
    events_.push_back(event);
}

const std::vector<Event>& Trace::sorted() {
    if (!sorted_) {
        std::sort(events_.begin(), events_.end(), earlier);
        sorted_ = true;
    }
    return events_;
}

std::vector<Event> Trace::end_at(VirtualTime last) {
    sorted();
    const auto end = std::partition_point(
        events_.begin(), events_.end(), [last](const Event& event) { return event.time <= last; });
    const std::vector<Event> later(end, events_.end());
    events_.erase(end, events_.end());
    return later;
}

std::string Trace::event_name(const Event& event) const {
    const std::string& source = names_.at(event.source);
    const std::string& what = names_.at(event.what);
    switch (event.kind) {
    case EventKind::mark:
        return source + ":" + what;
    case EventKind::write:
        return "write:" + source + ":" + what;
    case EventKind::read:
        return "read:" + source + ":" + what;
    case EventKind::arrival:
        return "arrival:" + source + ":" + what;
    case EventKind::wire:
        return (event.value != 0 ? "rise:" : "fall:") + source + (what.empty() ? "" : ".") + what;
    case EventKind::lifecycle:
        return what + ":" + source;
    }
    return {};
}

void Trace::put(CanonicalForm& form, const Event& event) const {
    form.number(static_cast<std::uint64_t>(event.time.count()), 8);
    form.number(static_cast<std::uint64_t>(event.duration.count()), 8);
    form.number(event.value, 8);
    form.number(event.track, 4);
    form.number(static_cast<std::uint64_t>(event.kind), 1);
    form.text(names_.at(event.source));
    form.text(names_.at(event.what));
    form.flush_when_full();
}

void Trace::settle(VirtualTime time) {
    sorted();
    if (!settled_) {
        settled_ = std::make_shared<CanonicalForm>();
    }
    const auto end = std::partition_point(events_.begin(), events_.end(),
                                          [time](const Event& event) { return event.time < time; });
    for (auto event = events_.begin(); event != end; ++event) {
        put(*settled_, *event);
    }
    events_.erase(events_.begin(), end);
}

std::string Trace::sha256() {
    CanonicalForm form = settled_ ? *settled_ : CanonicalForm();
    for (const Event& event : sorted()) {
        put(form, event);
    }
    return form.hex();
}

} // namespace ampsim::measure
