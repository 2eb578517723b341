// SPDX-License-Identifier: BSD-3-Clause
//
// Programs of the host at the other end of vsock connections, over UNIX sockets, the way that
// Firecracker does it: a connection of the guest to port P goes to whoever listens at PATH_P; a
// program that connects to PATH and writes "CONNECT P\n" is connected to the guest's port P, and
// then reads "OK N\n", N being the port at the host's side.
#pragma once

#include "models/virtio/host_file.h"
#include "models/virtio/vsock_endpoint.h"

#include <functional>
#include <list>
#include <optional>

namespace ampsim::models::virtio {

class UnixEndpoint final : public VsockEndpoint {
public:
    /// `greeting` is written first, when the connection is there.
    explicit UnixEndpoint(HostFile socket, std::string greeting = "");

    void accepted() override;
    std::size_t take(const std::uint8_t* data, std::size_t size) override;
    Bytes give(std::size_t size) override;
    bool has_more() override;
    void end_of_input() override;
    bool finished() override;
    bool broken() override { return broken_; }

private:
    HostFile socket_;
    std::string greeting_;
    Bytes read_; ///< from the program, not given yet
    bool ended_ = false;
    bool broken_ = false;
};

/// Is told of sockets, each when it is new.
using SocketObserver = std::function<void(const HostFile&)>;

/// Programs of the host that want to be connected to the guest.
class VsockGate {
public:
    struct Caller {
        HostFile socket;
        std::uint32_t port; ///< of the guest
    };

    /// Throws BackEndError.
    explicit VsockGate(const std::string& path, SocketObserver opened = nullptr);

    /// The next that has said where it wants to go.
    std::optional<Caller> next();
    /// To whoever listens for connections of the guest to `port`; empty when nobody does.
    HostFile call(std::uint32_t port) const;

private:
    struct Visitor {
        HostFile socket;
        std::string line;
    };
    enum class Progress { reading, complete, failed };
    static Progress read_line(Visitor& visitor);

    void tell(const HostFile& socket) const;

    UnixListener listener_;
    SocketObserver opened_;
    std::list<Visitor> visitors_;
};

} // namespace ampsim::models::virtio
