// SPDX-License-Identifier: BSD-3-Clause
//
// The 9P transport: a directory for the remote to mount, through a diod
// (models/virtio/ninep_service.h). The monitor waits for diod's answers, and does nothing else
// meanwhile.
#pragma once

#include "models/virtio/ninep_service.h"
#include "platforms/guests/linux/pmm/device.h"

namespace ampsim::pmm {

class NineP final : public Device {
public:
    /// diod starts with the first message, as the user whom the monitor is then. Throws
    /// std::invalid_argument.
    explicit NineP(const models::virtio::NinePParameters& parameters) : service_(parameters) {}

    std::uint32_t type() const override { return 9; }
    std::uint64_t features() const override { return 1; } ///< MOUNT_TAG
    unsigned queues() const override { return 1; }
    std::string queue_name(unsigned) const override { return "requests"; }
    Bytes configuration() const override { return service_.configuration(); }
    void reset() override { service_.reset(); }
    /// What the driver has open went with the diod of the monitor that is gone.
    bool take_over(std::uint64_t) override { return false; }
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;
    std::map<std::string, std::uint64_t> counters() const override { return service_.counters(); }

private:
    models::virtio::NinePService service_;
};

} // namespace ampsim::pmm
