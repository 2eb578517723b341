// SPDX-License-Identifier: BSD-3-Clause
//
// virtio_net.h without a device: frames that are sent go to the test, and frames of the test arrive
// in a thread, as they do on the target.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

using Frame = std::vector<std::uint8_t>;

struct NetworkDevice {
    bool present = true;
    bool link_up = true;
    unsigned send_buffers = 16;         ///< that are free; each comes back when its frame was sent
    std::function<void(Frame)> on_send; ///< in the sender's thread

    /// Has the frame arrive; from any thread, or from outside.
    void arrive(Frame frame);
    void set_link(bool up);
};

/// The device that net_start() finds; fresh after reset_network_device().
NetworkDevice& network_device();
void reset_network_device();
