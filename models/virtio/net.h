// SPDX-License-Identifier: BSD-3-Clause
//
// The network device [VirtIO 1.2, 5.1]: a network card with one pair of queues. What the driver
// sends leaves through `port` when the device has processed it; frames that arrive wait in the
// device's inbox until the driver has a buffer for them. It has no offloads: every frame is whole,
// with its checksums. It passes every frame that reaches it, whatever its destination.
#pragma once

#include "models/network/network.h"
#include "models/virtio/device.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::models::virtio {

namespace net_feature {
constexpr std::uint64_t mtu = 1ULL << 3;
constexpr std::uint64_t mac = 1ULL << 5;
constexpr std::uint64_t mergeable_buffers = 1ULL << 15; ///< MRG_RXBUF
constexpr std::uint64_t status = 1ULL << 16;
} // namespace net_feature

/// Defaults: docs/models/virtio-net.md.
struct NetParameters {
    network::MacAddress mac{0x02, 0x00, 0x00, 0x00, 0x01, 0x01};
    /// Largest payload of a frame, bytes, 68 to 65535; longer frames for the driver are dropped. 0:
    /// not offered, and the driver's buffers are the limit.
    std::uint16_t mtu = 0;
    /// Offers MRG_RXBUF: a frame may take several buffers of the driver.
    bool mergeable_buffers = false;
    /// Frames that wait for a buffer of the driver, at least 1; what comes then is dropped.
    std::size_t inbox_frames = 256;
};

struct NetCounters {
    std::uint64_t sent_frames = 0;
    std::uint64_t sent_bytes = 0; ///< of frames, without the device's header
    std::uint64_t received_frames = 0;
    std::uint64_t received_bytes = 0;
    std::uint64_t malformed_frames = 0;    ///< of the driver: too short, or with offloads; dropped
    std::uint64_t dropped_inbox_full = 0;  ///< the driver had no buffers for too long
    std::uint64_t dropped_too_long = 0;    ///< longer than the MTU, or than the driver's buffer
    std::uint64_t dropped_not_started = 0; ///< came before DRIVER_OK, or were waiting at a reset
    std::uint64_t dropped_link_down = 0;   ///< in both directions
    std::uint64_t inbox_high_water = 0;    ///< most frames that ever waited
};

class Net : public Device, public network::FrameSink {
public:
    static constexpr std::size_t rx = 0;
    static constexpr std::size_t tx = 1;

    /// Throws std::invalid_argument for a parameter outside of its range.
    explicit Net(const NetParameters& parameters = {});

    network::Port port; ///< what the driver sends

    /// A frame arrives at the device.
    void receive(network::Frame frame) override;
    /// Plugs the cable in or out; the driver is told. In, unless said.
    void set_link(bool up);

    std::uint32_t type() const override { return 1; }
    std::string name() const override { return "net"; }
    std::uint64_t features() const override;
    std::size_t queues() const override { return 2; }
    std::string queue_name(std::size_t queue) const override { return queue == rx ? "rx" : "tx"; }
    std::vector<std::uint8_t> configuration() const override;
    /// A legacy driver may set the MAC address; everything else is read-only.
    void write_configuration(std::size_t offset, const std::uint8_t* data,
                             std::size_t size) override;
    void start(std::uint64_t features) override;
    void reset() override;
    void serve(Queue& queue) override;
    std::map<std::string, std::uint64_t> counters() const override;
    const NetCounters& count() const { return counters_; }

private:
    bool agreed(std::uint64_t feature) const { return (features_ & feature) != 0; }
    std::size_t header_size() const;
    std::size_t longest_frame() const;
    void serve_rx(Queue& queue);
    bool wants_another(std::size_t needed) const;
    void serve_tx(Queue& queue);
    std::optional<network::Frame> frame_in(const std::vector<std::uint8_t>& request) const;
    void deliver(Queue& queue, const network::Frame& frame, std::vector<Buffer> buffers);

    NetParameters parameters_;
    network::MacAddress mac_;
    bool link_up_ = true;
    bool started_ = false;
    std::uint64_t features_ = 0;
    std::deque<network::Frame> inbox_;
    std::vector<Buffer> held_; ///< of rx: what has no use for one frame stays for the next
    sc_core::sc_event arrived_;
    NetCounters counters_;
};

} // namespace ampsim::models::virtio
