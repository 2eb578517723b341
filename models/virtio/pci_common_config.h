// SPDX-License-Identifier: BSD-3-Clause
//
// The common configuration of a VirtIO-PCI device [VirtIO 1.2, 4.1.4.3]: its registers, each of one
// size, accessed by that size alone; 64 bits are two registers of 32.
#pragma once

#include "models/virtio/engine.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ampsim::models::virtio {

class PciCommonConfig {
public:
    static constexpr std::uint32_t size = 0x3c;
    static constexpr std::uint16_t no_vector = 0xffff;

    /// `vectors`: of MSI-X. `on_reset`: the driver has reset the device.
    PciCommonConfig(Engine& engine, std::size_t vectors, std::function<void()> on_reset);

    /// Little-endian; another size than the register's reads as zero, and writes nothing.
    std::uint32_t read(std::uint32_t offset, unsigned bytes) const;
    void write(std::uint32_t offset, unsigned bytes, std::uint32_t value);
    static std::string name_of(std::uint32_t offset);
    static std::vector<std::string> names();

    /// no_vector: nothing is to be sent.
    std::uint16_t configuration_vector() const { return configuration_vector_; }
    std::uint16_t queue_vector(std::size_t queue) const { return queue_vectors_.at(queue); }

private:
    bool has_queue() const { return queue_select_ < engine_.queues(); }
    std::uint16_t vector(std::uint32_t written) const;
    std::uint32_t read_queue(std::uint32_t offset) const;
    void write_queue(std::uint32_t offset, std::uint32_t value);
    void reset();

    Engine& engine_;
    std::size_t vectors_;
    std::function<void()> on_reset_;
    std::uint32_t device_feature_select_ = 0;
    std::uint32_t driver_feature_select_ = 0;
    std::uint64_t wanted_features_ = 0;
    std::uint16_t queue_select_ = 0;
    std::uint16_t configuration_vector_ = no_vector;
    std::vector<std::uint16_t> queue_vectors_;
};

} // namespace ampsim::models::virtio
