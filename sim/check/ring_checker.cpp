// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/ring_checker.h"

#include "sim/measure/units.h"

#include <fmt/format.h>

namespace ampsim::check {

namespace {

constexpr std::uint16_t suppressed = 1; // VRING_AVAIL_F_NO_INTERRUPT and VRING_USED_F_NO_NOTIFY
constexpr std::size_t most_bad_buffers = 8;

std::string ms(VirtualTime time) {
    return measure::human_duration(time, 6);
}

} // namespace

void RingChecker::begin(const RingLayout& layout, VirtualTime before) {
    layout_ = layout;
    state_ = RingState{};
    driver_ = {names_.driver, names_.device, "avail", "VRING_USED_F_NO_NOTIFY", {}, 0, before};
    device_ = {names_.device, names_.driver, "used", "VRING_AVAIL_F_NO_INTERRUPT", {}, 0, before};
    sampled_ = before;
    buffers_checked_ = 0;
    bad_buffers_.clear();
    elsewhere_told_ = false;
    indices_told_ = false;
}

void RingChecker::notified(bool by_driver, const std::string& place, VirtualTime at) {
    (by_driver ? from_driver_ : from_device_) = {at, never, place};
}

void RingChecker::taken(bool by_driver, VirtualTime at) {
    Notification& taken = by_driver ? from_device_ : from_driver_;
    if (taken.taken == never) {
        taken.taken = at;
    }
}

std::optional<std::string> RingChecker::silence(Side& side, const Notification& last,
                                                const RingHalf& now, const RingHalf& other,
                                                bool other_has_followed, VirtualTime at) {
    if (now.index != side.seen.index) {
        side.seen = now;
        side.moved_after = sampled_;
        side.spared = false;
        side.told = false;
    }
    side.spared = side.spared || (other.flags & suppressed) != 0;
    // Who takes a notification looks at the ring after that.
    const bool is_on_its_way = last.taken == never;
    if (!is_on_its_way && last.taken > sampled_) {
        side.covered = now.index;
    }
    if (side.told || side.spared || is_on_its_way || now.index == side.covered ||
        other_has_followed || at - side.moved_after < patience_.notification) {
        return std::nullopt;
    }
    side.told = true;
    const std::string before =
        last.at < VirtualTime{0}
            ? side.notifier + " has never notified it"
            : fmt::format("Its last notification was {} at {}", last.place, ms(last.at));
    return fmt::format(
        "{}: {} moved its {} index to {} at {} or soon after, and has not notified {} within {}, "
        "which had not asked to be spared ({} is clear). {}. {} sleeps until something else "
        "happens. Fix in {}: notify after the index is published, and look again for {} behind a "
        "barrier before deciding not to; or check that the mailbox channel is the one that {} "
        "listens to",
        names_.ring, side.notifier, side.index, now.index, ms(side.moved_after), side.notified,
        ms(patience_.notification), side.suppression, before, side.notified, side.notifier,
        side.suppression, side.notified);
}

/// Where the used ring would be with another alignment or number of entries.
std::optional<std::string> RingChecker::elsewhere(MemoryView& memory, const RingState& now) {
    if (elsewhere_told_ || now.used.index != 0 || now.available.index == 0) {
        return std::nullopt;
    }
    for (std::uint32_t entries = layout_.entries; entries >= 2; entries /= 2) {
        for (std::uint32_t alignment = 4; alignment <= 65536; alignment *= 2) {
            const RingLayout other{layout_.address, entries, alignment};
            const bool overlaps_driver = other.used() < layout_.end_of_available();
            if (other.used() == layout_.used() || overlaps_driver) {
                continue;
            }
            const auto half = read_half(memory, other.used());
            const auto first = read_half(memory, other.used() + 4); // id of the first element
            if (half && first && half->flags <= suppressed && half->index != 0 &&
                half->index <= now.available.index && first->flags < layout_.entries) {
                elsewhere_told_ = true;
                return fmt::format(
                    "{}: {} writes its used ring at {:#x}, {} looks at {:#x}: they do not agree "
                    "on the layout. The resource table says {} entries aligned to {}, {:#x} is "
                    "where it would be with {} entries aligned to {}. Neither side notices. Fix "
                    "in {}: build it with the alignment and number of entries that the table "
                    "announces",
                    names_.ring, names_.device, other.used(), names_.driver, layout_.used(),
                    layout_.entries, layout_.alignment, other.used(), entries, alignment,
                    names_.device);
            }
        }
    }
    return std::nullopt;
}

std::vector<std::string> RingChecker::buffers(MemoryView& memory, const RingState& now) {
    std::vector<std::string> found;
    const auto fresh = static_cast<std::uint16_t>(now.available.index - buffers_checked_);
    if (fresh > layout_.entries) {
        buffers_checked_ = static_cast<std::uint16_t>(now.available.index - layout_.entries);
    }
    for (; buffers_checked_ != now.available.index; ++buffers_checked_) {
        const auto number = read_available(memory, layout_, buffers_checked_);
        if (!number) {
            continue;
        }
        if (*number >= layout_.entries) {
            found.push_back(fmt::format("{}: entry {} of {}'s avail ring names descriptor {}, the "
                                        "ring has {}",
                                        names_.ring, buffers_checked_, names_.driver, *number,
                                        layout_.entries));
            continue;
        }
        const auto buffer = read_descriptor(memory, layout_, *number);
        if (!buffer) {
            continue;
        }
        const bool inside = buffer->address >= pool_.address && buffer->length <= pool_.size &&
                            buffer->address - pool_.address <= pool_.size - buffer->length;
        if (!inside && bad_buffers_.size() < most_bad_buffers &&
            bad_buffers_.insert(buffer->address).second) {
            found.push_back(fmt::format(
                "{}: descriptor {} of {} is {} bytes at {:#x}, outside of {} at {:#x}-{:#x}, "
                "which is all that {} may touch. Fix: let {} take buffers from the pool "
                "(memory-region of the remote processor, its first one)",
                names_.ring, *number, names_.driver, buffer->length, buffer->address, names_.pool,
                pool_.address, pool_.end() - 1, names_.device, names_.driver));
        }
    }
    return found;
}

std::vector<std::string> RingChecker::sample(MemoryView& memory, VirtualTime at) {
    std::vector<std::string> found;
    const auto now = state_ ? read_ring(memory, layout_) : std::nullopt;
    if (!now) {
        return found;
    }
    const auto add = [&found](std::optional<std::string> finding) {
        if (finding) {
            found.push_back(*std::move(finding));
        }
    };
    const auto waiting = static_cast<std::uint16_t>(now->available.index - now->used.index);
    if (waiting > layout_.entries) {
        if (!indices_told_) {
            indices_told_ = true;
            found.push_back(fmt::format(
                "{}: the avail index of {} is {}, the used index of {} is {}: more on the way "
                "than the {} entries of the ring. One side has started anew without the other. "
                "Fix: start both at the index in memory, or reset the device",
                names_.ring, names_.driver, now->available.index, names_.device, now->used.index,
                layout_.entries));
        }
    } else {
        add(elsewhere(memory, *now));
        add(silence(driver_, from_driver_, now->available, now->used, waiting == 0, at));
        add(silence(device_, from_device_, now->used, now->available, false, at));
        for (std::string& finding : buffers(memory, *now)) {
            found.push_back(std::move(finding));
        }
    }
    state_ = now;
    sampled_ = at;
    return found;
}

} // namespace ampsim::check
