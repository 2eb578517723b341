// SPDX-License-Identifier: BSD-3-Clause
//
// A session: packets over one connection, after both sides have said hello. It knows what the two
// agreed on and lets nothing else pass, in either direction. When something goes wrong, its error
// tells the last packets of the link.
#pragma once

#include "sim/error.h"
#include "sim/remote_port/codec.h"
#include "sim/remote_port/history.h"
#include "sim/remote_port/recording.h"
#include "sim/remote_port/transport.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::remote_port {

/// The peer has closed the link, between two packets: it has ended, one way or another.
class LinkClosed : public SimulationError {
public:
    using SimulationError::SimulationError;
};

class Session {
public:
    /// `peer` names the other side in messages, `capabilities` is what we offer.
    Session(std::string peer, std::unique_ptr<Stream> stream,
            std::vector<std::uint32_t> capabilities, WhileWaiting while_waiting = {});
    Session(std::string peer, Connection connection, std::vector<std::uint32_t> capabilities,
            WhileWaiting while_waiting = {});

    /// Every packet from now on is recorded; to be called before open().
    void record(std::unique_ptr<Recorder> recorder) { recorder_ = std::move(recorder); }
    Recorder* recorder() const { return recorder_.get(); }

    // All of the following throw SimulationError, naming the peer, when it closes the link or
    // breaks the protocol, and pass on what while_waiting throws.

    /// Exchanges hellos. Packets that the peer sends before its own hello are kept for receive().
    void open();

    bool is_open() const { return is_open_; }

    /// Both sides have offered it.
    bool agreed(Capability capability) const;
    /// The peer has offered it, whatever we did.
    bool peer_offers(Capability capability) const;

    /// Number for a new request, unique on this side.
    std::uint32_t next_id() { return next_id_++; }

    /// Queues a packet; it leaves with flush(), receive() or poll(). std::logic_error for one that
    /// the peer has not agreed to get, or before open().
    void send(const Packet& packet);
    void flush();

    /// Sends what is queued and waits for the next packet.
    Packet receive();
    /// Sends what is queued; the next packet if one is there.
    std::optional<Packet> poll();

    /// Sends a packet ahead of what is queued, and waits for the next one. Neither is recorded.
    Packet exchange_aside(const Packet& packet);
    /// What is queued here goes to the other session's peer, which has agreed on the same, and so
    /// does everything from then on.
    void continue_with(Session&& other);
    /// Ends the link; the peer notices.
    void close();

    /// Asks the owner whether to go on, as while the peer is waited for.
    void ask_owner() const {
        if (while_waiting_)
            while_waiting_();
    }

    const std::string& peer() const { return peer_; }
    /// The last packets in both directions, oldest first, one line each.
    std::string history() const { return history_.text(); }
    /// Throws a SimulationError: the peer's name, `what`, and the history.
    [[noreturn]] void fail(const std::string& what) const;

private:
    /// The next packet of what has been read.
    std::optional<Packet> decode();
    /// Queues a packet.
    void queue(const Packet& packet);
    /// Waits for a packet of any kind.
    Packet read_packet();
    Packet admitted(Packet packet) const;
    bool write_queued();
    [[noreturn]] void fail_closed() const;
    std::string explained(const std::string& what) const;

    std::string peer_;
    std::unique_ptr<Stream> stream_;
    std::vector<std::uint32_t> capabilities_;
    WhileWaiting while_waiting_;

    bool is_open_ = false;
    std::vector<std::uint32_t> peer_capabilities_;
    BusLayout layout_ = BusLayout::base;
    std::uint32_t next_id_ = 1;

    std::vector<std::uint8_t> input_;
    Decoder decoder_;
    std::deque<Packet> before_hello_;
    std::vector<std::uint8_t> output_;
    History history_;
    std::unique_ptr<Recorder> recorder_;
    bool is_aside_ = false;
    VirtualTime peer_clock_{}; ///< as the peer last said
};

} // namespace ampsim::remote_port
