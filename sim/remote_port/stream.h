// SPDX-License-Identifier: BSD-3-Clause
//
// The bytes of a link, in both directions: a connected socket, or a recording that answers as the
// peer once did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace ampsim::remote_port {

/// Called about ten times per second of host time while a peer is waited for. Throws to give up
/// waiting (time-out, interrupted, the peer's process died). May be empty.
using WhileWaiting = std::function<void()>;

class Stream {
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    /// Waits for bytes and puts up to `size` of them at `bytes`. Returns their number; 0 when the
    /// peer has closed the stream, also when it was killed.
    virtual std::size_t read(std::uint8_t* bytes, std::size_t size,
                             const WhileWaiting& while_waiting) = 0;

    enum class Poll { data, nothing, closed };
    /// Takes what is there; `count` is set with Poll::data.
    virtual Poll try_read(std::uint8_t* bytes, std::size_t size, std::size_t& count) = 0;

    /// Sends all of it. False when the peer has closed the stream.
    virtual bool write(const std::uint8_t* bytes, std::size_t size,
                       const WhileWaiting& while_waiting) = 0;

    /// Nothing more comes or goes; the peer notices.
    virtual void end() {}
};

} // namespace ampsim::remote_port
