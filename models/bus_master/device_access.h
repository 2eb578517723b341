// SPDX-License-Identifier: BSD-3-Clause
//
// Marks an access that a device makes by itself, on its way with the transaction. A target that
// makes an initiator wait for a device must not do so to a device: two could wait for each other.
#pragma once

#include <tlm>

namespace ampsim::models {

struct DeviceAccess : tlm::tlm_extension<DeviceAccess> {
    tlm_extension_base* clone() const override { return new DeviceAccess; }
    void copy_from(const tlm_extension_base&) override {}

    static bool is(const tlm::tlm_generic_payload& transaction) {
        return transaction.get_extension<DeviceAccess>() != nullptr;
    }
};

} // namespace ampsim::models
