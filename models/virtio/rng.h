// SPDX-License-Identifier: BSD-3-Clause
//
// The entropy device [VirtIO 1.2, 5.4]: fills buffers with random bytes. They come from a seed, so
// that every run sees the same ones: never use them as a secret.
#pragma once

#include "models/virtio/device.h"

#include <random>

namespace ampsim::models::virtio {

struct RngParameters {
    std::uint64_t seed = 1;
    /// Bytes that one buffer gets at most, at least 1; the driver sees that it got fewer.
    std::size_t max_bytes = 4096;
};

class Rng final : public Device {
public:
    /// Throws std::invalid_argument when a parameter is out of its range.
    explicit Rng(const RngParameters& parameters = {});

    std::uint32_t type() const override { return 4; }
    std::string name() const override { return "rng"; }
    std::size_t queues() const override { return 1; }
    std::string queue_name(std::size_t) const override { return "requests"; }
    /// A reset does not start the sequence again.
    void serve(Queue& queue) override;
    /// requests, bytes
    std::map<std::string, std::uint64_t> counters() const override;

private:
    std::vector<std::uint8_t> random(std::size_t size);

    RngParameters parameters_;
    std::mt19937_64 generator_; // its sequence is the same in all implementations of C++
    std::uint64_t requests_ = 0;
    std::uint64_t bytes_ = 0;
};

} // namespace ampsim::models::virtio
