// SPDX-License-Identifier: BSD-3-Clause
//
// How an access ended, in the words of Remote-Port and of TLM. Remote-Port has three: all of TLM's
// errors but a wrong address become bus errors.
#pragma once

#include "sim/remote_port/packet.h"

#include <tlm>

namespace ampsim::remote_port {

inline Status to_status(tlm::tlm_response_status response) {
    switch (response) {
    case tlm::TLM_OK_RESPONSE:
        return Status::ok;
    case tlm::TLM_ADDRESS_ERROR_RESPONSE:
        return Status::address_error;
    default:
        return Status::bus_error;
    }
}

inline tlm::tlm_response_status to_response(Status status) {
    switch (status) {
    case Status::ok:
        return tlm::TLM_OK_RESPONSE;
    case Status::address_error:
        return tlm::TLM_ADDRESS_ERROR_RESPONSE;
    case Status::bus_error:
        break;
    }
    return tlm::TLM_GENERIC_ERROR_RESPONSE;
}

} // namespace ampsim::remote_port
