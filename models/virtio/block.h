// SPDX-License-Identifier: BSD-3-Clause
//
// The block device [VirtIO 1.2, 5.2]: one queue of requests, served one after the other.
#pragma once

#include "models/virtio/block_service.h"
#include "models/virtio/device.h"

namespace ampsim::models::virtio {

struct BlockParameters : BlockLimits {
    /// What each request takes beside the queue's processing time: say, a medium's access time.
    sc_core::sc_time access_time = sc_core::SC_ZERO_TIME;
    /// What a byte read from or written to the medium takes.
    sc_core::sc_time time_per_byte = sc_core::SC_ZERO_TIME;
};

class Block final : public Device {
public:
    /// Throws std::invalid_argument when a parameter is out of its range.
    explicit Block(std::unique_ptr<BlockStore> store, const BlockParameters& parameters = {});

    std::uint32_t type() const override { return 2; }
    std::string name() const override { return "block"; }
    std::uint64_t features() const override { return service_.features(); }
    std::size_t queues() const override { return 1; }
    std::string queue_name(std::size_t) const override { return "requests"; }
    std::vector<std::uint8_t> configuration() const override { return service_.configuration(); }
    void start(std::uint64_t features) override { service_.agree(features); }
    void reset() override { service_.agree(0); }
    void serve(Queue& queue) override;
    /// See BlockService.
    std::map<std::string, std::uint64_t> counters() const override { return service_.counters(); }

private:
    BlockService service_;
    sc_core::sc_time access_time_;
    sc_core::sc_time time_per_byte_;
};

} // namespace ampsim::models::virtio
