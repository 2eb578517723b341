// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/access.h"

#include "sim/remote_port/status.h"

#include <algorithm>
#include <utility>

namespace ampsim::remote_port {
namespace {

bool is_enabled(const tlm::tlm_generic_payload& payload, std::size_t index) {
    const unsigned char* enables = payload.get_byte_enable_ptr();
    const unsigned period = payload.get_byte_enable_length();
    return enables == nullptr || period == 0 || enables[index % period] != TLM_BYTE_DISABLED;
}

std::size_t streaming_width(const tlm::tlm_generic_payload& payload) {
    const std::size_t width = payload.get_streaming_width();
    const std::size_t length = payload.get_data_length();
    return std::max<std::size_t>(width == 0 ? length : std::min(width, length), 1);
}

Part part(const tlm::tlm_generic_payload& payload, std::size_t offset, std::size_t length) {
    Part part;
    part.offset = offset;
    part.request.write = payload.is_write();
    part.request.address = payload.get_address() + offset % streaming_width(payload);
    part.request.length = static_cast<std::uint32_t>(length);
    part.request.stream_width = part.request.length;
    if (payload.is_write())
        part.request.data.assign(payload.get_data_ptr() + offset,
                                 payload.get_data_ptr() + offset + length);
    return part;
}

} // namespace

void fill(tlm::tlm_generic_payload& payload, BusAccess& access) {
    access.data.resize(access.length); // a read's has none yet
    for (std::uint8_t& enable : access.enables)
        enable = enable != 0 ? TLM_BYTE_ENABLED : TLM_BYTE_DISABLED;
    payload.set_command(access.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    payload.set_address(access.address);
    payload.set_data_ptr(access.data.data());
    payload.set_data_length(access.length);
    payload.set_streaming_width(access.stream_width == 0 ? access.length : access.stream_width);
    payload.set_byte_enable_ptr(access.enables.empty() ? nullptr : access.enables.data());
    payload.set_byte_enable_length(static_cast<unsigned>(access.enables.size()));
    payload.set_dmi_allowed(false);
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

void turn_into_answer(BusAccess& access, const tlm::tlm_generic_payload& payload) {
    access.status = to_status(payload.get_response_status());
    access.end_of_packet = access.secure = access.physical = access.io_space = false;
    access.enables.clear();
    if (access.write)
        access.data.clear();
}

std::vector<Part> parts_of(const tlm::tlm_generic_payload& payload, bool peer_takes_enables) {
    const std::size_t length = payload.get_data_length();
    const bool has_enables =
        payload.get_byte_enable_ptr() != nullptr && payload.get_byte_enable_length() != 0;
    std::vector<Part> parts;
    if (!has_enables || peer_takes_enables) {
        Part whole = part(payload, 0, length);
        whole.request.stream_width = static_cast<std::uint32_t>(streaming_width(payload));
        if (has_enables)
            whole.request.enables.assign(payload.get_byte_enable_ptr(),
                                         payload.get_byte_enable_ptr() +
                                             payload.get_byte_enable_length());
        parts.push_back(std::move(whole));
        return parts;
    }
    for (std::size_t begin = 0; begin < length;) {
        std::size_t end = begin;
        while (end < length && is_enabled(payload, end) &&
               (end == begin || end % streaming_width(payload) != 0))
            ++end;
        if (end > begin)
            parts.push_back(part(payload, begin, end - begin));
        begin = std::max(end, begin + 1);
    }
    return parts;
}

void complete(tlm::tlm_generic_payload& payload, std::size_t offset, const BusAccess& answer) {
    payload.set_response_status(to_response(answer.status));
    if (!payload.is_read() || answer.status != Status::ok)
        return;
    const std::size_t length = payload.get_data_length();
    for (std::size_t i = 0; i < answer.data.size() && offset + i < length; ++i)
        if (is_enabled(payload, offset + i))
            payload.get_data_ptr()[offset + i] = answer.data[i];
}

} // namespace ampsim::remote_port
