// SPDX-License-Identifier: BSD-3-Clause
//
// A diod, the 9P server of Debian's package of that name, as a child process that serves one
// connection: ours. It cannot outlive the hub.
#pragma once

#include "models/virtio/host_file.h"
#include "models/virtio/wire.h"

#include <sys/types.h>

#include <chrono>

namespace ampsim::models::virtio {

struct DiodParameters {
    std::string directory; ///< that is exported
    bool read_only = true; ///< NineP sees to it besides: diod overlooks a truncating open
    std::string program = "/usr/sbin/diod";
    /// Receives what it has to say; empty: nobody does.
    std::string log;
    /// Host time for an answer. A server that takes longer is as good as dead.
    std::chrono::milliseconds deadline{10000};
};

class Diod {
public:
    /// Throws BackEndError: no such directory, no such program.
    explicit Diod(const DiodParameters& parameters);
    Diod(const Diod&) = delete;
    Diod& operator=(const Diod&) = delete;
    ~Diod(); ///< kills it

    /// The exported directory, as clients have to name it when they attach.
    const std::string& export_name() const { return export_; }
    /// Sends a message and waits for the answer. Nothing: it has died, or takes too long, or its
    /// answer makes no sense. Then it is of no use any more; failure() says why.
    std::optional<Bytes> exchange(const Bytes& message);
    const std::string& failure() const { return failure_; }
    pid_t id() const { return process_; }

private:
    using Instant = std::chrono::steady_clock::time_point;

    void start();
    bool wait_for(short events, Instant deadline);
    bool write_all(const Bytes& message, Instant deadline);
    bool read_all(std::uint8_t* data, std::size_t size, Instant deadline);
    std::string fate();

    DiodParameters parameters_;
    std::string export_;
    HostFile connection_;
    pid_t process_ = -1;
    std::string failure_;
};

} // namespace ampsim::models::virtio
