// SPDX-License-Identifier: BSD-3-Clause
#include "models/interconnect/address_map.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <sstream>
#include <stdexcept>

namespace ampsim::models {

namespace {

std::string range(const Window& window) {
    std::ostringstream text;
    text << std::hex << "0x" << window.address << "..0x" << window.last();
    return text.str();
}

bool begins_behind(std::uint64_t address, const Window& window) {
    return address < window.address;
}

} // namespace

void AddressMap::add(const Window& window) {
    constexpr std::uint64_t last_address = std::numeric_limits<std::uint64_t>::max();
    if (window.size == 0) {
        throw std::logic_error("address map: a window of 0 bytes");
    }
    if (window.size - 1 > last_address - window.address ||
        window.size - 1 > last_address - window.target_offset) {
        throw std::logic_error("address map: a window passes the end of the address space");
    }
    const auto next =
        std::upper_bound(windows_.begin(), windows_.end(), window.address, begins_behind);
    if (next != windows_.end() && next->address <= window.last()) {
        throw std::logic_error("address map: " + range(window) + " overlaps " + range(*next));
    }
    if (next != windows_.begin() && std::prev(next)->last() >= window.address) {
        throw std::logic_error("address map: " + range(window) + " overlaps " +
                               range(*std::prev(next)));
    }
    windows_.insert(next, window);
}

const Window* AddressMap::find(std::uint64_t address, std::uint64_t length) const {
    const auto next = std::upper_bound(windows_.begin(), windows_.end(), address, begins_behind);
    if (next == windows_.begin()) {
        return nullptr;
    }
    const Window& window = *std::prev(next);
    const std::uint64_t inside = address - window.address;
    const bool fits = inside < window.size && length <= window.size - inside;
    return fits ? &window : nullptr;
}

} // namespace ampsim::models
