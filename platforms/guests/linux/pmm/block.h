// SPDX-License-Identifier: BSD-3-Clause
//
// The block device [VirtIO 1.2, 5.2] on a file: requests are carried out one after the other, as
// the hub's device does (models/virtio/block_service.h).
#pragma once

#include "models/virtio/block_service.h"
#include "platforms/guests/linux/pmm/device.h"

namespace ampsim::pmm {

class Block final : public Device {
public:
    /// `queue_size`: entries of the ring, which limit what a request may consist of. Throws
    /// std::invalid_argument.
    Block(std::unique_ptr<models::virtio::BlockStore> store, std::uint16_t queue_size);

    std::uint32_t type() const override { return 2; }
    std::uint64_t features() const override { return service_.features(); }
    unsigned queues() const override { return 1; }
    std::string queue_name(unsigned) const override { return "requests"; }
    Bytes configuration() const override { return service_.configuration(); }
    void start(std::uint64_t features) override { service_.agree(features); }
    void reset() override { service_.agree(0); }
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;
    std::map<std::string, std::uint64_t> counters() const override { return service_.counters(); }

private:
    models::virtio::BlockService service_;
};

} // namespace ampsim::pmm
