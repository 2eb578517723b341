// SPDX-License-Identifier: BSD-3-Clause
//
// A node's data cache in front of memory that is not coherent with it: write-back, lines of 32 or
// 64 bytes that stay until they are cleaned, invalidated or evicted. It is between the node and the
// interconnect; accesses elsewhere pass through. What it holds may be stale, and what it has not
// written back nobody else sees: it tells a checker (cache_checker.h).
#pragma once

#include "models/cache/cache_checker.h"
#include "models/latency.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::models {

/// Where the node sees the memory, or a part of it.
struct CachedRange {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0; ///< in the memory
};

/// Defaults: docs/models/cache.md.
struct DataCacheParameters {
    std::size_t line_size = 32;             ///< bytes: 32 or 64
    std::size_t lines = 0;                  ///< 0: it is never full
    Latency hit_latency{8, sc_core::SC_NS}; ///< of an access that finds its line
    bool enabled = true;                    ///< else everything passes through
};

struct DataCacheCounters {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t evictions = 0;
    std::uint64_t write_backs = 0;
    std::uint64_t cleaned = 0;     ///< lines, by maintenance
    std::uint64_t invalidated = 0; ///< alike
    std::uint64_t discarded = 0;   ///< of them, dirty: what the node wrote is lost
};

class DataCache : public sc_core::sc_module {
public:
    /// A dirty byte, and when its line became so.
    struct Dirty {
        std::uint64_t offset; ///< in the memory
        CacheLineTimes line;
    };

    /// Throws std::logic_error for a line size that it cannot have.
    DataCache(sc_core::sc_module_name name, const DataCacheParameters& parameters,
              CacheChecker& checker);

    tlm_utils::simple_target_socket<DataCache> in{"in"};
    tlm_utils::simple_initiator_socket<DataCache> out{"out"};

    /// Before the simulation starts.
    void cache(const CachedRange& range) { ranges_.push_back(range); }

    // Maintenance, of the line that holds the address, or of all: from an SC_THREAD, which it
    // holds for as long as lines are written back. Addresses are the node's; others are ignored.
    void clean(std::uint64_t address);
    void invalidate(std::uint64_t address);
    void clean_all();
    void invalidate_all();
    void enable(bool enabled) { parameters_.enabled = enabled; }

    /// The first byte that has to be written back, of all or of those parts of the memory; none: it
    /// has everything.
    std::optional<Dirty> first_dirty(const std::vector<CachedRange>& within = {}) const;
    const DataCacheCounters& counters() const { return counters_; }

private:
    static constexpr std::size_t largest_line = 64;
    struct Line {
        std::uint64_t address; ///< the node's
        std::array<unsigned char, largest_line> bytes{};
        std::uint64_t dirty = 0; ///< bit n: byte n
        CacheLineTimes times;
        std::list<std::uint64_t>::iterator age;
    };
    using Lines = std::map<std::uint64_t, Line>; ///< by offset in the memory

    std::optional<std::uint64_t> offset_of(std::uint64_t address, std::uint64_t size) const;
    bool serves(const tlm::tlm_generic_payload& transaction) const;
    Line* line_of(std::uint64_t offset, std::uint64_t address, tlm::tlm_response_status& status);
    Line* fill(std::uint64_t start, std::uint64_t address, tlm::tlm_response_status& status);
    void read(Line& line, std::uint64_t offset, unsigned char* data, std::uint64_t size);
    void write(Line& line, std::uint64_t offset, const unsigned char* data, std::uint64_t size);
    void write_back(std::uint64_t start, Line& line);
    void drop(Lines::iterator line);
    void look_for_others(std::uint64_t start, const Line& line, std::uint64_t first,
                         std::uint64_t size, std::uint64_t ignored, bool is_read);
    std::array<unsigned char, largest_line> memory_of(const Line& line);
    tlm::tlm_response_status transport(tlm::tlm_command command, std::uint64_t address,
                                       unsigned char* data);
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);

    DataCacheParameters parameters_;
    CacheChecker& checker_;
    std::vector<CachedRange> ranges_;
    Lines lines_;
    std::list<std::uint64_t> ages_; ///< offsets of lines, the one that was used last at the end
    DataCacheCounters counters_;
};

} // namespace ampsim::models
