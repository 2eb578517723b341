// SPDX-License-Identifier: BSD-3-Clause
//
// The entropy device [VirtIO 1.2, 5.4]: fills buffers with random bytes of the kernel's generator,
// as soon as that has gathered enough to be unpredictable.
#pragma once

#include "platforms/guests/linux/pmm/device.h"
#include "platforms/guests/linux/pmm/event_loop.h"

namespace ampsim::pmm {

class Rng final : public Device {
public:
    /// Throws BackEndError: there is no /dev/random.
    explicit Rng(EventLoop& loop);
    ~Rng() override;

    std::uint32_t type() const override { return 4; }
    unsigned queues() const override { return 1; }
    std::string queue_name(unsigned) const override { return "requests"; }
    Left serve(unsigned queue, Queue& buffers, unsigned budget) override;

private:
    static constexpr std::size_t bytes_max = 4096; ///< for one buffer

    bool fill();

    EventLoop& loop_;
    HostFile generator_; ///< is readable when it is ready
    Bytes bytes_;        ///< for the next buffer; empty: none yet
};

} // namespace ampsim::pmm
