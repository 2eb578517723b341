// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes are either packets or an error; the pieces in which they come make no difference; and
// what has been understood can be said again in the same words.
#include "sim/error.h"
#include "sim/remote_port/codec.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace ampsim;
using namespace ampsim::remote_port;
using ampsim::fuzz::require;

struct Decoded {
    std::vector<Packet> packets;
    bool failed = false;
};

Decoded decode(const std::uint8_t* bytes, std::size_t size, std::size_t piece) {
    Decoded decoded;
    Decoder decoder;
    try {
        for (std::size_t at = 0; at < size; at += piece) {
            decoder.feed(bytes + at, std::min(piece, size - at));
            while (auto packet = decoder.next())
                decoded.packets.push_back(*std::move(packet));
        }
    } catch (const SimulationError&) {
        decoded.failed = true;
    }
    return decoded;
}

std::vector<std::uint8_t> encoded(const std::vector<Packet>& packets) {
    std::vector<std::uint8_t> bytes;
    for (const Packet& packet : packets)
        encode(packet, BusLayout::extended, bytes);
    return bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const Decoded whole = decode(bytes, size, std::max<std::size_t>(size, 1));
    const Decoded pieces = decode(bytes, size, size % 23 + 1);
    require(whole.failed == pieces.failed && whole.packets.size() == pieces.packets.size(),
            "the pieces in which bytes come make no difference");
    const auto first = encoded(whole.packets);
    const Decoded again =
        decode(first.data(), first.size(), std::max<std::size_t>(first.size(), 1));
    require(!again.failed && again.packets.size() == whole.packets.size(),
            "what was decoded can be encoded and decoded again");
    require(encoded(again.packets) == first, "and says the same then");
    return 0;
}
