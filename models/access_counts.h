// SPDX-License-Identifier: BSD-3-Clause
//
// What passed a point of the bus: counted when an access completes.
#pragma once

#include <cstdint>
#include <tlm>

namespace ampsim::models {

struct AccessCounts {
    std::uint64_t reads = 0;         ///< read accesses, failed ones too
    std::uint64_t writes = 0;        ///< write accesses, failed ones too
    std::uint64_t bytes_read = 0;    ///< by reads that did not fail
    std::uint64_t bytes_written = 0; ///< by writes that did not fail
    std::uint64_t errors = 0;        ///< accesses whose response is not OK

    /// Counts a completed access.
    void count(const tlm::tlm_generic_payload& transaction) {
        const bool failed = !transaction.is_response_ok();
        const std::uint64_t bytes = failed ? 0 : transaction.get_data_length();
        errors += failed ? 1 : 0;
        if (transaction.is_read()) {
            ++reads;
            bytes_read += bytes;
        } else if (transaction.is_write()) {
            ++writes;
            bytes_written += bytes;
        }
    }

    AccessCounts& operator+=(const AccessCounts& other) {
        reads += other.reads;
        writes += other.writes;
        bytes_read += other.bytes_read;
        bytes_written += other.bytes_written;
        errors += other.errors;
        return *this;
    }
};

} // namespace ampsim::models
