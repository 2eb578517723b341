// SPDX-License-Identifier: BSD-3-Clause
//
// Messages over a stream of bytes: the terminal of the remote's VirtIO console, or the UNIX socket
// to which its vsock connections lead.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/served/address.h"
#include "platforms/guests/linux/served/carrier.h"

#include <string>

namespace ampsim::served {

class StreamCarrier : public Carrier {
public:
    static constexpr std::size_t most_kept = 1U << 20U; ///< bytes for a remote that takes none

    using Open = std::function<HostFile()>; ///< empty: not now

    /// `open` is called until it gives a stream, and again when that has ended.
    StreamCarrier(pmm::EventLoop& loop, Open open);
    ~StreamCarrier() override;

    std::size_t message_size() const override { return service_message_most; }
    void send(const Bytes& message) override;
    bool congested() const override { return waiting_.size() >= most_waiting; }
    std::chrono::nanoseconds work() override;

private:
    static constexpr std::size_t most_waiting = 16384; ///< bytes

    void happened();
    void flush();
    void close();

    pmm::EventLoop& loop_;
    Open open_;
    HostFile file_;
    Deframer deframer_;
    Bytes waiting_;
};

/// Opens a terminal as it is, without echo or editing.
StreamCarrier::Open terminal_at(const std::string& path);
/// Whoever connects there, one at a time. Throws BackEndError.
StreamCarrier::Open listening_at(const Address& address);
StreamCarrier::Open connecting_to(const Address& address);

} // namespace ampsim::served
