// SPDX-License-Identifier: BSD-3-Clause
//
// What a service says to what it is told, without any network or time: bytes in, bytes out. A
// connection has a conversation of its own, and a datagram is a whole conversation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ampsim::models::network {

using Bytes = std::vector<std::uint8_t>;

/// What comes of the bytes at hand.
struct Step {
    enum class Next {
        listen, ///< wants more bytes
        speak,  ///< has more to say, whatever comes
        close,  ///< has said everything
        refuse, ///< what it was told makes no sense
    };
    std::size_t consumed = 0; ///< of the bytes at hand; the rest is there at the next step
    Bytes reply;
    bool is_answer = false; ///< the end of a request was consumed: this is what takes time
    Next next = Next::listen;
};

class Conversation {
public:
    virtual ~Conversation() = default;
    /// `size` may be 0, after Next::speak.
    virtual Step hear(const std::uint8_t* data, std::size_t size) = 0;
    /// The other side has said everything; what remains to be said.
    virtual Bytes farewell() { return {}; }
};

using ConversationFactory = std::function<std::unique_ptr<Conversation>()>;

} // namespace ampsim::models::network
