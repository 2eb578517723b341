// SPDX-License-Identifier: BSD-3-Clause
#include "models/serial/uart_link.h"

namespace ampsim::models {

UartFace::UartFace(sc_core::sc_module_name name, const UartLinkParameters& parameters,
                   unsigned index)
    : sc_module(name),
      side_("side", {parameters.bit_rate, parameters.fifo_depth, parameters.bit_errors_ppm,
                     std::uint64_t{parameters.seed} << 1 | index}),
      registers_(this->name(), side_,
                 {parameters.register_read_latency, parameters.register_write_latency}) {
    registers_.bank.serve(socket);
    side_.interrupt(interrupt);
}

UartLink::UartLink(sc_core::sc_module_name name, const UartLinkParameters& parameters)
    : sc_module(name), a("a", parameters, 0), b("b", parameters, 1),
      bit_rate_(parameters.bit_rate) {
    a.side_.connect(b.side_);
    b.side_.connect(a.side_);
}

sc_core::sc_time UartLink::least_latency() const {
    constexpr std::uint64_t shortest_character_ns = 7 * std::uint64_t{1'000'000'000}; // times Hz
    return {static_cast<double>(shortest_character_ns / bit_rate_), sc_core::SC_NS};
}

} // namespace ampsim::models
