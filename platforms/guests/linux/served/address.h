// SPDX-License-Identifier: BSD-3-Clause
//
// Where streams come from and go to on Linux: "tcp:HOST:PORT", HOST a number or "localhost", or
// "unix:PATH". No names are looked up: nothing here waits.
#pragma once

#include "models/virtio/host_file.h"

#include <sys/socket.h>

#include <optional>
#include <string>

namespace ampsim::served {

using models::virtio::accept_from;
using models::virtio::HostFile;

class Address {
public:
    /// Nothing when it is no address.
    static std::optional<Address> parse(const std::string& text);

    const std::string& text() const { return text_; }
    /// Not connected yet, perhaps: it becomes writable, and SO_ERROR says. Empty: errno.
    HostFile connect() const;
    /// A socket that an earlier run has left at a path is replaced, and nothing else that is there.
    /// Throws BackEndError.
    HostFile listen() const;

private:
    const sockaddr* raw() const { return reinterpret_cast<const sockaddr*>(&storage_); }

    std::string text_;
    sockaddr_storage storage_{};
    socklen_t size_ = 0;
};

} // namespace ampsim::served
