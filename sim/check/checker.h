// SPDX-License-Identifier: BSD-3-Clause
//
// Checkers watch a run for the faults that people of this field report: they hear of accesses and
// of processors that start and stop, and look at shared memory in instants up to which every
// processor has run. A finding names both sides and the fix. Nothing they do changes the run.
#pragma once

#include "sim/platform/platform.h"
#include "sim/time/virtual_time.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ampsim::check {

/// How long software may take.
struct Patience {
    VirtualTime notification{1'000'000}; ///< from an index in a ring to the notification
    VirtualTime answer{10'000'000};      ///< from an interrupt to the first access of its handler
};

/// Memories on the bus as they are in this instant.
class MemoryView {
public:
    virtual ~MemoryView() = default;
    /// False when not all bytes are memory.
    virtual bool read(std::uint64_t address, void* data, std::size_t size) = 0;
};

class Checker {
public:
    virtual ~Checker() = default;
    /// An access of a node takes effect at `place`: "mu.a.TR1". True when memory should be looked
    /// at soon after.
    virtual bool on_access(const std::string& /*node*/, const std::string& /*place*/,
                           VirtualTime /*at*/) {
        return false;
    }
    /// An output of a device, wired to that node, has changed.
    virtual void on_line(const std::string& /*node*/, const std::string& /*device*/, bool /*level*/,
                         VirtualTime /*at*/) {}
    /// `state`: "start", "stop", "off", "reset", "panic".
    virtual void on_lifecycle(const std::string& /*node*/, const std::string& /*state*/,
                              VirtualTime /*at*/) {}
    virtual void sample(MemoryView& /*memory*/, VirtualTime /*at*/) {}

    /// The first few.
    const std::vector<std::string>& findings() const { return findings_; }
    std::uint64_t count() const { return count_; } ///< of all

protected:
    void found(std::string finding) {
        ++count_;
        if (findings_.size() < findings_kept) {
            findings_.push_back(std::move(finding));
        }
    }

private:
    static constexpr std::size_t findings_kept = 10;

    std::uint64_t count_ = 0;
    std::vector<std::string> findings_;
};

/// Those that have something to do on this platform. `firmware[n]` is the ELF file of node n, or
/// "".
std::vector<std::unique_ptr<Checker>> make_checkers(const platform::Platform& platform,
                                                    const std::vector<std::string>& firmware,
                                                    const Patience& patience);

} // namespace ampsim::check
