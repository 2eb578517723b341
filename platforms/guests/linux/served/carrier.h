// SPDX-License-Identifier: BSD-3-Clause
//
// What carries the messages to the remote and back.
#pragma once

#include "platforms/guests/linux/served/wire.h"

#include <chrono>
#include <functional>

namespace ampsim::served {

class Carrier {
public:
    struct Receiver {
        std::function<void()> connected; ///< there is somebody, perhaps
        std::function<void(const std::uint8_t* data, std::size_t size)> message;
        std::function<void()> lost;
        std::function<void()> room; ///< it is congested no more
    };

    virtual ~Carrier() = default;
    void tell(Receiver receiver) { receiver_ = std::move(receiver); }

    virtual std::size_t message_size() const = 0; ///< bytes, header and all
    /// Sends, or keeps for later. Without a connection it is dropped, and so it is when a remote
    /// that asks and asks takes no answers: what is kept for it has a limit.
    virtual void send(const Bytes& message) = 0;
    virtual bool congested() const = 0;

    /// Tries again what could not be done. How long until it wants to be called; negative: not.
    virtual std::chrono::nanoseconds work() = 0;

protected:
    /// How often it looks for a remote that is not there.
    static constexpr std::chrono::milliseconds search_period{10};

    Receiver receiver_;
};

} // namespace ampsim::served
