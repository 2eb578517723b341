// SPDX-License-Identifier: BSD-3-Clause
//
// The window of a VirtIO device's doorbells (ampsim_virtio_mmio.h): storing a word there notifies
// the device as writing QueueNotify does, and it has nothing else, so that a hypervisor can give it
// to its guest without trapping. Reads give zero.
#pragma once

#include "models/virtio/mmio_transport.h"

namespace ampsim::models::virtio {

class DoorbellWindow : public sc_core::sc_module {
public:
    DoorbellWindow(sc_core::sc_module_name name, MmioTransport& transport, RegisterLatency latency);

    tlm_utils::simple_target_socket<DoorbellWindow> socket{"socket"};

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);

    MmioTransport& transport_;
    RegisterLatency latency_;
};

} // namespace ampsim::models::virtio
