// SPDX-License-Identifier: BSD-3-Clause
//
// The 9P transport: a directory of the host, for the guest to mount (ninep_service.h). The hub
// waits for answers in the host's time, during which virtual time stands still: what the guest sees
// depends on the files only.
//
// [VirtIO 1.2, 5] names the device type 9; its registers are those of Linux' linux/virtio_9p.h.
#pragma once

#include "models/virtio/device.h"
#include "models/virtio/ninep_service.h"

namespace ampsim::models::virtio {

class NineP final : public Device {
public:
    /// Starts the server. Throws BackEndError, and std::invalid_argument when a parameter is out
    /// of its range.
    explicit NineP(const NinePParameters& parameters);

    std::uint32_t type() const override { return 9; }
    std::string name() const override { return "9p"; }
    std::uint64_t features() const override { return 1; } ///< MOUNT_TAG
    std::size_t queues() const override { return 1; }
    std::string queue_name(std::size_t) const override { return "requests"; }
    std::vector<std::uint8_t> configuration() const override { return service_.configuration(); }
    /// Also ends the server: what was open is no longer.
    void reset() override { service_.reset(); }
    void serve(Queue& queue) override;
    /// See NinePService.
    std::map<std::string, std::uint64_t> counters() const override { return service_.counters(); }

    /// Of the server, for tests; 0: it does not run.
    pid_t server_process() const { return service_.server_process(); }

private:
    NinePService service_;
};

} // namespace ampsim::models::virtio
