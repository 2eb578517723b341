// SPDX-License-Identifier: BSD-3-Clause
//
// Looks at memory at regular instants, up to which every node that sees it has run: for checkers.
// It takes no time, counts no access, and changes nothing.
#pragma once

#include "models/bus_master/bus_master.h"
#include "sim/check/checker.h"

#include <functional>

namespace ampsim::hub {

class Sampler : public sc_core::sc_module, public check::MemoryView {
public:
    Sampler(sc_core::sc_module_name name, const platform::Platform& platform,
            sc_core::sc_time period, std::function<void()> sample);

    models::BusMaster master;

    /// Looks once more, as soon as it can.
    void look_soon() { asked_.notify(sc_core::SC_ZERO_TIME); }

    /// From `sample`.
    bool read(std::uint64_t address, void* data, std::size_t size) override;

private:
    void run();

    const platform::Platform& platform_;
    sc_core::sc_time period_;
    std::function<void()> sample_;
    sc_core::sc_event asked_;
};

} // namespace ampsim::hub
