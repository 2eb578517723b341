// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/wire.h"

#include <algorithm>

namespace ampsim::served {

namespace {

std::uint16_t u16_at(const std::uint8_t* at) {
    return static_cast<std::uint16_t>(at[0] | at[1] << 8);
}

} // namespace

std::optional<Message> parse(const std::uint8_t* data, std::size_t size) {
    if (size < service_header_size ||
        size - service_header_size != u16_at(data + service_at_size) ||
        data[service_at_kind] < service_request || data[service_at_kind] > service_one_way) {
        return std::nullopt;
    }
    Message message;
    message.kind = data[service_at_kind];
    message.service = data[service_at_service];
    message.operation = data[service_at_operation];
    message.status = data[service_at_status];
    message.id = u16_at(data + service_at_id);
    message.body.assign(data + service_header_size, data + size);
    return message;
}

Bytes serialize(const Message& message) {
    BodyWriter writer;
    writer.u8(message.kind).u8(message.service).u8(message.operation).u8(message.status);
    writer.u16(message.id).u16(static_cast<std::uint16_t>(message.body.size()));
    writer.bytes(message.body.data(), message.body.size());
    return writer.take();
}

std::uint64_t BodyReader::number(unsigned size) {
    if (rest() < size) {
        throw Malformed{};
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value |= std::uint64_t{*at_++} << 8 * i;
    }
    return value;
}

std::string BodyReader::text(std::size_t size) {
    if (rest() < size || std::find(at_, at_ + size, 0) != at_ + size) {
        throw Malformed{};
    }
    std::string value(at_, at_ + size);
    at_ += size;
    return value;
}

Bytes BodyReader::rest_as_bytes() {
    Bytes bytes(at_, end_);
    at_ = end_;
    return bytes;
}

BodyWriter& BodyWriter::number(std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i) {
        bytes_.push_back(static_cast<std::uint8_t>(value >> 8 * i));
    }
    return *this;
}

BodyWriter& BodyWriter::text(const std::string& value) {
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    return *this;
}

BodyWriter& BodyWriter::bytes(const std::uint8_t* data, std::size_t size) {
    bytes_.insert(bytes_.end(), data, data + size);
    return *this;
}

bool Deframer::take(std::uint8_t byte) {
    if (bytes_.empty() && byte == 0) {
        return false;
    }
    bytes_.push_back(byte);
    if (bytes_.size() < service_header_size) {
        return false;
    }
    const std::size_t wanted = service_header_size + u16_at(bytes_.data() + service_at_size) + 1U;
    const bool whole = bytes_.size() == wanted && byte == service_end;
    if (wanted > service_message_most + 1 || (bytes_.size() == wanted && !whole)) {
        ++dropped_;
        bytes_.clear();
    }
    return whole;
}

} // namespace ampsim::served
