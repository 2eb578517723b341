// SPDX-License-Identifier: BSD-3-Clause
#include "models/trap/trapped_window.h"

namespace ampsim::models {

using sc_core::sc_time;

TrappedWindow::TrappedWindow(sc_core::sc_module_name name, const TrapParameters& parameters,
                             std::function<std::string(std::uint64_t)> register_name)
    : sc_module(name), parameters_(parameters), register_name_(std::move(register_name)) {
    socket.register_b_transport(this, &TrappedWindow::b_transport);
    socket.register_transport_dbg(this, &TrappedWindow::transport_dbg);
}

void TrappedWindow::b_transport(tlm::tlm_generic_payload& transaction, sc_time& delay) {
    const std::string name = register_name_(transaction.get_address());
    const sc_time cost = name == parameters_.notify_register && transaction.is_write()
                             ? parameters_.notify
                             : parameters_.access;
    if (cost == sc_core::SC_ZERO_TIME) {
        device->b_transport(transaction, delay);
        return;
    }
    const std::string& place = name.empty() ? std::string("other") : name;
    ++traps_[place];
    costs_[place] += cost;
    const std::uint64_t nanosecond = sc_time{1, sc_core::SC_NS}.value();
    const sc_time way_in = sc_time::from_value(cost.value() / nanosecond / 2 * nanosecond);
    delay += way_in;
    device->b_transport(transaction, delay);
    delay += cost - way_in;
}

unsigned TrappedWindow::transport_dbg(tlm::tlm_generic_payload& transaction) {
    return device->transport_dbg(transaction);
}

} // namespace ampsim::models
