// SPDX-License-Identifier: BSD-3-Clause
//
// Remote-Port packets to bytes and back.
#include "sim/remote_port/codec.h"

#include <benchmark/benchmark.h>

namespace ampsim::remote_port {
namespace {

void encode_and_decode(benchmark::State& state, const Packet& packet) {
    std::vector<std::uint8_t> bytes;
    Decoder decoder;
    for (auto _ : state) {
        bytes.clear();
        encode(packet, BusLayout::base, bytes);
        decoder.feed(bytes.data(), bytes.size());
        benchmark::DoNotOptimize(decoder.next());
    }
    state.SetItemsProcessed(state.iterations());
}

void grant(benchmark::State& state) {
    encode_and_decode(state, {0, 0, AMPSIM_CHANNEL_CONTROL, Grant{VirtualTime{1000}}});
}
BENCHMARK(grant);

void write_of_a_word(benchmark::State& state) {
    BusAccess access;
    access.write = true;
    access.address = 0x30aa0004;
    access.length = access.stream_width = 4;
    access.data = {1, 2, 3, 4};
    encode_and_decode(state, {1, 0, AMPSIM_CHANNEL_BUS, access});
}
BENCHMARK(write_of_a_word);

} // namespace
} // namespace ampsim::remote_port
