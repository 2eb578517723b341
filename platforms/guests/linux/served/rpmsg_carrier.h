// SPDX-License-Identifier: BSD-3-Clause
//
// Messages over an RPMsg endpoint: the character device that Linux makes for the remote's
// "rpmsg-raw" service at an address. It goes when the remote goes, and another one comes.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/served/carrier.h"

#include <deque>
#include <string>

namespace ampsim::served {

class RpmsgCarrier : public Carrier {
public:
    static constexpr std::uint32_t usual_address = 0x403;
    static constexpr std::size_t most_kept = 1024; ///< messages for a remote that takes none

    /// `devices`, `nodes`: "/sys/class/rpmsg" and "/dev".
    RpmsgCarrier(pmm::EventLoop& loop, std::uint32_t address,
                 std::string devices = "/sys/class/rpmsg", std::string nodes = "/dev");
    ~RpmsgCarrier() override;

    std::size_t message_size() const override { return 496; }
    void send(const Bytes& message) override;
    bool congested() const override { return waiting_.size() >= most_waiting; }
    std::chrono::nanoseconds work() override;

private:
    static constexpr std::size_t most_waiting = 16;

    bool open();
    void close();
    void receive();

    pmm::EventLoop& loop_;
    std::uint32_t address_;
    std::string devices_, nodes_;
    pmm::HostFile file_;
    std::deque<Bytes> waiting_; ///< for a buffer: the device cannot tell when there is one
};

} // namespace ampsim::served
