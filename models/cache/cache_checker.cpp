// SPDX-License-Identifier: BSD-3-Clause
#include "models/cache/cache_checker.h"

#include <fmt/format.h>

#include <utility>

namespace ampsim::models {

using sc_core::sc_time;

namespace {

constexpr std::size_t findings_kept = 10;

std::string ns(sc_time time) {
    return fmt::format("{} ns", time.value() / sc_time{1, sc_core::SC_NS}.value());
}

} // namespace

CacheChecker::CacheChecker(CacheCheckerParameters parameters)
    : parameters_(std::move(parameters)) {}

std::string CacheChecker::place(std::uint64_t offset) const {
    return fmt::format("{}+{:#x}", parameters_.memory, offset);
}

void CacheChecker::written(const std::string& initiator, std::uint64_t offset, std::uint64_t size) {
    for (std::uint64_t line = offset / parameters_.line_size;
         line * parameters_.line_size < offset + size; ++line) {
        writes_[line] = {initiator, sc_core::sc_time_stamp()};
    }
}

const CacheChecker::Write* CacheChecker::later_write(std::uint64_t offset,
                                                     const CacheLineTimes& line) const {
    const auto found = writes_.find(offset / parameters_.line_size);
    return found == writes_.end() || found->second.at < line.filled ? nullptr : &found->second;
}

void CacheChecker::report(std::uint64_t& counter, const std::string& finding) {
    ++counter;
    if (findings_.size() < findings_kept) {
        findings_.push_back(finding);
    }
}

void CacheChecker::stale_read(std::uint64_t offset, CacheLineTimes& line) {
    const Write* write = later_write(offset, line);
    const sc_time now = sc_core::sc_time_stamp();
    if (write == nullptr || line.reported) {
        return;
    }
    const bool knows = notified_ >= write->at && notified_ != sc_core::SC_ZERO_TIME;
    if (!knows && now - write->at <= parameters_.patience) {
        return; // it may not have been meant to see that yet
    }
    line.reported = true;
    report(stale_,
           fmt::format("{} reads a stale line of {} at {}: {} wrote it at {}, {} cached it at {}: "
                       "invalidate it after the doorbell, before reading",
                       parameters_.node, place(offset), ns(now), write->initiator, ns(write->at),
                       parameters_.node, ns(line.filled)));
}

void CacheChecker::overwritten(std::uint64_t offset, CacheLineTimes& line) {
    const Write* write = later_write(offset, line);
    if (write == nullptr || line.reported) {
        return;
    }
    line.reported = true;
    report(overwrites_,
           fmt::format("{} writes back a line of {} at {}, over what {} wrote there at {}; {} "
                       "cached it at {}: give each side lines of {} bytes of its own",
                       parameters_.node, place(offset), ns(sc_core::sc_time_stamp()),
                       write->initiator, ns(write->at), parameters_.node, ns(line.filled),
                       parameters_.line_size));
}

void CacheChecker::rang_dirty(const std::string& other, const std::string& device,
                              std::uint64_t offset, sc_time at, CacheLineTimes line) {
    report(dirty_,
           fmt::format("{} rings {} through {} at {}, but what it wrote to {} at {} is in its "
                       "cache only: missing clean before the notification",
                       parameters_.node, other, device, ns(at), place(offset),
                       ns(line.dirty_since)));
}

} // namespace ampsim::models
