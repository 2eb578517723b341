// SPDX-License-Identifier: BSD-3-Clause
//
// Who the guest talks to over a vsock connection: a service inside of the hub, or a program of the
// host.
#pragma once

#include "models/virtio/wire.h"

#include <functional>
#include <memory>
#include <string>

namespace ampsim::models::virtio {

class VsockEndpoint {
public:
    virtual ~VsockEndpoint() = default;

    /// The guest has accepted the connection that it was asked for.
    virtual void accepted() {}
    /// The guest has sent this. Returns how much of it is taken now; the rest is offered again.
    virtual std::size_t take(const std::uint8_t* data, std::size_t size) = 0;
    /// Bytes for the guest, at most `size`. Empty: none now.
    virtual Bytes give(std::size_t size) = 0;
    /// Whether give() would give something now.
    virtual bool has_more() = 0;
    /// The guest sends no more, and everything has been taken. Called once.
    virtual void end_of_input() = 0;
    /// It has nothing to say any more, has_more() stays false.
    virtual bool finished() = 0;
    /// It can take nothing any more.
    virtual bool broken() { return false; }
};

/// What answers at a port of the host; null: it refuses.
using VsockService = std::function<std::unique_ptr<VsockEndpoint>()>;

/// "echo": sends everything back; "discard": takes everything; "sha256": takes everything, and when
/// the guest has shut down its side, sends the SHA-256 of it as 64 hex digits and a newline. Throws
/// std::invalid_argument on another name.
VsockService vsock_service(const std::string& name);

} // namespace ampsim::models::virtio
