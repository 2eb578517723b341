// SPDX-License-Identifier: BSD-3-Clause
#include "models/cache/cache_maintenance.h"

namespace ampsim::models {

CacheMaintenance::CacheMaintenance(sc_core::sc_module_name name, DataCache& cache,
                                   const CacheMaintenanceParameters& parameters)
    : sc_module(name),
      registers_(this->name(), AMPSIM_CACHE_SIZE, {},
                 {parameters.register_read_latency, parameters.register_write_latency}) {
    registers_.serve(socket);
    // What is written is an address, not a value that stays.
    for (Register* each : {&sync_, &invalidate_line_, &invalidate_all_, &clean_line_, &clean_all_,
                           &clean_invalidate_line_, &clean_invalidate_all_}) {
        each->shows([]() -> std::uint32_t { return 0; });
    }
    control_.writable(1).on_write(
        [&cache](std::uint32_t written) { cache.enable((written & 1U) != 0); });
    invalidate_line_.on_write([&cache](std::uint32_t address) { cache.invalidate(address); });
    invalidate_all_.on_write([&cache](std::uint32_t) { cache.invalidate_all(); });
    clean_line_.on_write([&cache](std::uint32_t address) { cache.clean(address); });
    clean_all_.on_write([&cache](std::uint32_t) { cache.clean_all(); });
    clean_invalidate_line_.on_write([&cache](std::uint32_t address) {
        cache.clean(address);
        cache.invalidate(address);
    });
    clean_invalidate_all_.on_write([&cache](std::uint32_t) {
        cache.clean_all();
        cache.invalidate_all();
    });
}

} // namespace ampsim::models
