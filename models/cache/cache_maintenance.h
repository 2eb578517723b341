// SPDX-License-Identifier: BSD-3-Clause
//
// Registers with which a node maintains its data cache, in the style of Arm's PL310 (technical
// reference manual, 3.3.10): operations on the line of an address, or on all lines. An operation is
// over when the access is; CACHE_SYNC always reads 0. Offsets are in ampsim_cache.h.
#pragma once

#include "models/cache/ampsim_cache.h"
#include "models/cache/data_cache.h"
#include "models/latency.h"
#include "models/registers/register_bank.h"

#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models {

/// Defaults: docs/models/cache.md.
struct CacheMaintenanceParameters {
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< and what is written back
};

class CacheMaintenance : public sc_core::sc_module {
public:
    CacheMaintenance(sc_core::sc_module_name name, DataCache& cache,
                     const CacheMaintenanceParameters& parameters = {});

    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};

    const RegisterBank& registers() const { return registers_; }

private:
    RegisterBank registers_;
    Register control_{registers_, "CTRL", AMPSIM_CACHE_CTRL, Access::read_write, 1};
    Register sync_{registers_, "CACHE_SYNC", AMPSIM_CACHE_SYNC};
    Register invalidate_line_{registers_, "INV_LINE_PA", AMPSIM_CACHE_INV_LINE_PA};
    Register invalidate_all_{registers_, "INV_WAY", AMPSIM_CACHE_INV_WAY};
    Register clean_line_{registers_, "CLEAN_LINE_PA", AMPSIM_CACHE_CLEAN_LINE_PA};
    Register clean_all_{registers_, "CLEAN_WAY", AMPSIM_CACHE_CLEAN_WAY};
    Register clean_invalidate_line_{registers_, "CLEAN_INV_LINE_PA",
                                    AMPSIM_CACHE_CLEAN_INV_LINE_PA};
    Register clean_invalidate_all_{registers_, "CLEAN_INV_WAY", AMPSIM_CACHE_CLEAN_INV_WAY};
};

} // namespace ampsim::models
