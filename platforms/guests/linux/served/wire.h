// SPDX-License-Identifier: BSD-3-Clause
//
// Messages of the services as bytes, and back (ampsim_services.h). What comes is the other side's
// word: nothing here reads behind its end.
#pragma once

#include "platforms/guests/services/ampsim_services.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::served {

using Bytes = std::vector<std::uint8_t>;

struct Message {
    std::uint8_t kind = 0;
    std::uint8_t service = 0;
    std::uint8_t operation = 0;
    std::uint8_t status = 0;
    std::uint16_t id = 0;
    Bytes body;
};

/// Nothing when the bytes are no message, or are more or less than one.
std::optional<Message> parse(const std::uint8_t* data, std::size_t size);
/// The body has to fit into its 16 bits of size.
Bytes serialize(const Message& message);

/// A body is shorter than it has to be, or says what cannot be.
struct Malformed {};

/// Reads a body from its front. Throws Malformed.
class BodyReader {
public:
    explicit BodyReader(const Bytes& body) : at_(body.data()), end_(body.data() + body.size()) {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    std::string text(std::size_t size); ///< without a 0 in it
    std::string rest_as_text() { return text(rest()); }
    Bytes rest_as_bytes();
    std::size_t rest() const { return static_cast<std::size_t>(end_ - at_); }

private:
    std::uint64_t number(unsigned size);

    const std::uint8_t* at_;
    const std::uint8_t* end_;
};

class BodyWriter {
public:
    BodyWriter& u8(std::uint8_t value) { return number(value, 1); }
    BodyWriter& u16(std::uint16_t value) { return number(value, 2); }
    BodyWriter& u32(std::uint32_t value) { return number(value, 4); }
    BodyWriter& u64(std::uint64_t value) { return number(value, 8); }
    BodyWriter& text(const std::string& value);
    BodyWriter& bytes(const std::uint8_t* data, std::size_t size);
    Bytes take() { return std::move(bytes_); }
    std::size_t size() const { return bytes_.size(); }

private:
    BodyWriter& number(std::uint64_t value, unsigned size);

    Bytes bytes_;
};

/// Finds the messages on a carrier of bytes: each is followed by service_end, zeros where one would
/// begin are skipped.
class Deframer {
public:
    /// Calls `message(data, size)` for each whole message.
    template <typename Call>
    void feed(const std::uint8_t* data, std::size_t size, Call message) {
        for (std::size_t i = 0; i < size; ++i) {
            if (take(data[i])) {
                message(bytes_.data(), bytes_.size() - 1);
                bytes_.clear();
            }
        }
    }
    void restart() { bytes_.clear(); }
    std::uint64_t dropped() const { return dropped_; } ///< cut short, or too long

private:
    bool take(std::uint8_t byte);

    Bytes bytes_;
    std::uint64_t dropped_ = 0;
};

} // namespace ampsim::served
