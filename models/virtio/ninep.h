// SPDX-License-Identifier: BSD-3-Clause
//
// The 9P transport: a directory of the host, for the guest to mount. Each message of the protocol
// 9P2000.L is handed to a diod (diod.h), and its answer given back. The hub waits for it in the
// host's time, during which virtual time stands still: what the guest sees depends on the files
// only. Of a hub that root runs, the guest's users are the users of the same number; else all are
// the user who runs the hub.
//
// [VirtIO 1.2, 5] names the device type 9; its registers are those of Linux' linux/virtio_9p.h.
#pragma once

#include "models/virtio/device.h"
#include "models/virtio/diod.h"

#include <memory>

namespace ampsim::models::virtio {

struct NinePParameters {
    std::string tag = "ampsim"; ///< what the guest mounts, 1 to 255 bytes
    DiodParameters server;
    /// Longest message in bytes that is agreed on, 4096 to 65536, which is the most that diod can.
    std::uint32_t message_max = 65536;
};

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
    std::vector<std::uint8_t> configuration() const override;
    /// Also ends the server: what was open is no longer.
    void reset() override;
    void serve(Queue& queue) override;
    /// requests, request_bytes, reply_bytes, errors (answers of the server), refused (messages that
    /// did not get there)
    std::map<std::string, std::uint64_t> counters() const override;

    /// Of the server, for tests; 0: it does not run.
    pid_t server_process() const { return server_ ? server_->id() : 0; }

private:
    Bytes answer(const Bytes& request, std::size_t writable);
    Bytes forward(const Bytes& message);
    Bytes refusal(std::uint16_t tag, int error);

    NinePParameters parameters_;
    std::uint32_t agreed_max_; ///< longest message
    std::unique_ptr<Diod> server_;
    std::map<std::string, std::uint64_t> counters_;
};

} // namespace ampsim::models::virtio
