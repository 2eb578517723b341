// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/sampler.h"

namespace ampsim::hub {

Sampler::Sampler(sc_core::sc_module_name name, const platform::Platform& platform,
                 sc_core::sc_time period, std::function<void()> sample)
    : sc_module(name), master("master"), platform_(platform), period_(period),
      sample_(std::move(sample)) {
    SC_HAS_PROCESS(Sampler);
    SC_THREAD(run);
}

void Sampler::run() {
    for (;;) {
        if (!master.touch_after(period_, asked_)) {
            while (!master.touch_after(master.least_latency(), asked_)) {
            }
        }
        sample_();
    }
}

bool Sampler::read(std::uint64_t address, void* data, std::size_t size) {
    for (const platform::Memory& memory : platform_.memories) {
        if (address < memory.bus.address || address >= memory.bus.end() ||
            size > memory.bus.end() - address) {
            continue;
        }
        if (memory.access == platform::Access::direct) {
            master.read(address, data, size, "a checker");
            return true;
        }
        tlm::tlm_generic_payload look;
        look.set_command(tlm::TLM_READ_COMMAND);
        look.set_address(address);
        look.set_data_ptr(static_cast<unsigned char*>(data));
        look.set_data_length(static_cast<unsigned>(size));
        return master.socket->transport_dbg(look) == size;
    }
    return false;
}

} // namespace ampsim::hub
