// SPDX-License-Identifier: BSD-3-Clause
#include "models/msi/gicv2m.h"

#include <fmt/format.h>

#include <numeric>
#include <stdexcept>

namespace ampsim::models {

namespace {

constexpr std::uint64_t bank_size = 0x1000;
constexpr unsigned narrowest = 2; // MSI_SETSPI_NS takes halves too
constexpr unsigned first_shift = 16;
constexpr std::uint32_t interrupt_mask = 0x3ff;
// Product 'A'. Linux looks here for two makes whose numbers mean something else.
constexpr std::uint32_t identification = 0x41U << 20U;

} // namespace

GicV2mFrame::GicV2mFrame(sc_core::sc_module_name name, std::uint32_t first, std::uint32_t count,
                         const GicV2mParameters& parameters)
    : sc_module(name), first_(first), parameters_(parameters),
      registers_(this->name(), bank_size, {narrowest},
                 {parameters.register_read_latency, parameters.register_write_latency}),
      typer_(registers_, "MSI_TYPER", 0x008, Access::read_only, first << first_shift | count),
      identification_(registers_, "MSI_IIDR", 0xfcc, Access::read_only, identification) {
    if (count == 0 || first < first_spi || first > last_spi || count > last_spi + 1 - first) {
        throw std::logic_error(
            fmt::format("{}: interrupts {} to {} + {}: shared interrupts of a GIC are {} to {}",
                        this->name(), first, first, count, first_spi, last_spi));
    }
    registers_.serve(socket);
    set_spi_.on_write([this](std::uint32_t written) { set(written & interrupt_mask); });
    spis_.init(count, [this](const char* spi, std::size_t) {
        return new Pulse(spi, parameters_.pulse); // sc_vector owns it
    });
}

void GicV2mFrame::set(std::uint32_t interrupt) {
    if (interrupt < first_ || interrupt - first_ >= spis_.size()) {
        ++ignored_;
        return;
    }
    ++messages_;
    last_due_ = in_order(parameters_.signal_latency, last_due_);
    spis_[interrupt - first_].trigger(last_due_ - sc_core::sc_time_stamp());
}

std::uint64_t GicV2mFrame::interrupts() const {
    return std::accumulate(spis_.begin(), spis_.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Pulse& spi) { return sum + spi.pulses(); });
}

std::uint64_t GicV2mFrame::coalesced() const {
    return std::accumulate(
        spis_.begin(), spis_.end(), std::uint64_t{0},
        [](std::uint64_t sum, const Pulse& spi) { return sum + spi.coalesced(); });
}

} // namespace ampsim::models
