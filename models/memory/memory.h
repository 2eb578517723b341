// SPDX-License-Identifier: BSD-3-Clause
//
// A memory: bytes behind a TLM target. It owns its bytes ("timed" memory, reached only over the
// bus), or works on bytes that someone else owns, such as a mapping that processors share ("direct"
// memory). Any address, length, byte enables and streaming width; past the end
// TLM_ADDRESS_ERROR_RESPONSE, and nothing is changed.
#pragma once

#include "models/access_counts.h"
#include "models/latency.h"

#include <cstdint>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_target_socket.h>
#include <vector>

namespace ampsim::models {

/// Defaults: docs/models/memory.md.
struct MemoryParameters {
    Latency read_latency{60, sc_core::SC_NS};  ///< arrival to data
    Latency write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
};

class Memory : public sc_core::sc_module {
public:
    /// Owns `size` bytes, zero at first.
    Memory(sc_core::sc_module_name name, std::uint64_t size,
           const MemoryParameters& parameters = {});
    /// Uses `size` bytes at `bytes`, which must outlive the memory.
    Memory(sc_core::sc_module_name name, unsigned char* bytes, std::uint64_t size,
           const MemoryParameters& parameters = {});

    tlm_utils::simple_target_socket<Memory> socket{"socket"};

    std::uint64_t size() const { return size_; }
    unsigned char* bytes() { return bytes_; }
    const unsigned char* bytes() const { return bytes_; }
    const AccessCounts& counts() const { return counts_; }

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);
    tlm::tlm_response_status access(const tlm::tlm_generic_payload& transaction);
    bool holds(std::uint64_t address, unsigned length) const;
    void copy(bool read, std::uint64_t address, unsigned char* data, unsigned length);

    std::vector<unsigned char> own_;
    unsigned char* bytes_;
    std::uint64_t size_;
    MemoryParameters parameters_;
    AccessCounts counts_;
};

} // namespace ampsim::models
