// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/doorbell_window.h"

#include "models/time_contract.h"
#include "models/virtio/descriptor.h"

#include <algorithm>

namespace ampsim::models::virtio {

DoorbellWindow::DoorbellWindow(sc_core::sc_module_name name, MmioTransport& transport,
                               RegisterLatency latency)
    : sc_module(name), transport_(transport), latency_(latency) {
    socket.register_b_transport(this, &DoorbellWindow::b_transport);
}

void DoorbellWindow::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    const std::uint64_t address = transaction.get_address();
    if (transaction.get_data_length() != 4 || address % 4 != 0 ||
        transaction.get_byte_enable_ptr() != nullptr) {
        transaction.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    wait_for_arrival(delay);
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
    if (transaction.is_read()) {
        std::fill_n(transaction.get_data_ptr(), 4, std::uint8_t{0});
        delay += latency_.read;
        return;
    }
    delay += latency_.write;
    transport_.ring_doorbell(address, load_little_u32(transaction.get_data_ptr()));
}

} // namespace ampsim::models::virtio
