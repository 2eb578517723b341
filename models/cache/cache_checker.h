// SPDX-License-Identifier: BSD-3-Clause
//
// Finds missing cache maintenance, where a node caches memory that others write without its cache
// knowing:
//
//   stale       the node reads from a line what another initiator has written since the line was
//               filled, though it has been notified in between: it should have invalidated
//   dirty       the node notifies another one while what it wrote is still in its cache only: it
//               should have cleaned
//   overwritten a line that is written back has bytes that another initiator wrote meanwhile: two
//               owners share a line
//
// A notification is an interrupt line that rises; who only polls should not read the same stale
// bytes for longer than `patience`. Each line that was filled is reported once.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <systemc>
#include <vector>

namespace ampsim::models {

/// What a cache tells of one of its lines.
struct CacheLineTimes {
    sc_core::sc_time filled;
    sc_core::sc_time dirty_since; ///< when there is something dirty in it
    bool reported = false;
};

struct CacheCheckerParameters {
    std::string node;        ///< whose cache it is
    std::string memory;      ///< label
    std::uint64_t line_size; ///< bytes
    sc_core::sc_time patience{100, sc_core::SC_US};
};

class CacheChecker {
public:
    explicit CacheChecker(CacheCheckerParameters parameters);

    // Of others; offsets are those in the memory.
    void written(const std::string& initiator, std::uint64_t offset, std::uint64_t size);
    /// A line rises that interrupts the node.
    void notified() { notified_ = sc_core::sc_time_stamp(); }

    // Of the cache; `offset` is that of a byte which is not the same in the memory.
    void stale_read(std::uint64_t offset, CacheLineTimes& line);
    void overwritten(std::uint64_t offset, CacheLineTimes& line);
    /// The node has notified `other` through `device`, while this byte was dirty.
    void rang_dirty(const std::string& other, const std::string& device, std::uint64_t offset,
                    sc_core::sc_time at, CacheLineTimes line);

    std::uint64_t stale() const { return stale_; }
    std::uint64_t dirty() const { return dirty_; }
    std::uint64_t overwrites() const { return overwrites_; }
    /// The first few.
    const std::vector<std::string>& findings() const { return findings_; }

private:
    struct Write {
        std::string initiator;
        sc_core::sc_time at;
    };

    /// Of the line, by others, after it was filled; null when there was none.
    const Write* later_write(std::uint64_t offset, const CacheLineTimes& line) const;
    void report(std::uint64_t& counter, const std::string& finding);
    std::string place(std::uint64_t offset) const;

    CacheCheckerParameters parameters_;
    std::map<std::uint64_t, Write> writes_; ///< the last one of each line, by its number
    sc_core::sc_time notified_;
    std::uint64_t stale_ = 0;
    std::uint64_t dirty_ = 0;
    std::uint64_t overwrites_ = 0;
    std::vector<std::string> findings_;
};

} // namespace ampsim::models
