// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/ethernet.h"

#include <charconv>
#include <string_view>

namespace ampsim::models::network {

namespace {

/// Takes a number off the front of the text: digits only, at most `max`. Nothing: there is none.
std::optional<unsigned> take_number(std::string_view& text, int base, unsigned max) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc() || value > max) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<std::array<std::uint8_t, 4>> take_ipv4_address(std::string_view& text) {
    std::array<std::uint8_t, 4> address{};
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (i > 0 && !take(text, '.')) {
            return std::nullopt;
        }
        const auto number = take_number(text, 10, 255);
        if (!number) {
            return std::nullopt;
        }
        address[i] = static_cast<std::uint8_t>(*number);
    }
    return address;
}

} // namespace

std::optional<MacAddress> parse_mac_address(const std::string& text) {
    std::string_view rest = text;
    MacAddress address{};
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (i > 0 && !take(rest, ':')) {
            return std::nullopt;
        }
        const std::size_t before = rest.size();
        const auto number = take_number(rest, 16, 0xff);
        if (!number || before - rest.size() != 2) {
            return std::nullopt;
        }
        address[i] = static_cast<std::uint8_t>(*number);
    }
    return rest.empty() ? std::optional(address) : std::nullopt;
}

std::optional<std::array<std::uint8_t, 4>> parse_ipv4_address(const std::string& text) {
    std::string_view rest = text;
    const auto address = take_ipv4_address(rest);
    return rest.empty() ? address : std::nullopt;
}

std::optional<Ipv4Interface> parse_ipv4_interface(const std::string& text) {
    std::string_view rest = text;
    const auto address = take_ipv4_address(rest);
    if (!address || !take(rest, '/')) {
        return std::nullopt;
    }
    const auto prefix = take_number(rest, 10, 32);
    return prefix && rest.empty() ? std::optional(Ipv4Interface{*address, *prefix}) : std::nullopt;
}

} // namespace ampsim::models::network
