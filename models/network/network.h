// SPDX-License-Identifier: BSD-3-Clause
//
// Ethernet in the hub: ports that send frames to each other. A frame is delivered in the instant in
// which it arrives; how long it was on its way is the business of what lies between two ports, a
// switch (switch.h) for instance. Frames have no checksum at their end.
#pragma once

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace ampsim::models::network {

using MacAddress = std::array<std::uint8_t, 6>;
using Frame = std::vector<std::uint8_t>; ///< destination, source, type, payload

/// What takes frames. Called from SystemC processes; it must not wait.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    virtual void receive(Frame frame) = 0;
};

/// One end of a cable: what is sent goes to the other end's sink.
class Port {
public:
    void connect(FrameSink& other_end) { other_end_ = &other_end; }
    void disconnect() { other_end_ = nullptr; }
    bool is_connected() const { return other_end_ != nullptr; }
    /// A port that leads nowhere drops the frame.
    void send(Frame frame) {
        if (other_end_ != nullptr) {
            other_end_->receive(std::move(frame));
        }
    }

private:
    FrameSink* other_end_ = nullptr;
};

} // namespace ampsim::models::network
