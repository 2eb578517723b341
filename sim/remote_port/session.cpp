// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/session.h"

#include "sim/error.h"
#include "sim/remote_port/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace ampsim::remote_port {
namespace {

constexpr std::size_t input_size = std::size_t{64} * 1024;

/// The capability without which neither side may send such a packet, if there is one.
std::optional<Capability> needed_capability(const Body& body) {
    static const auto first_of_extension = Body{Stop{}}.index();
    if (body.index() >= first_of_extension)
        return Capability::ampsim_extension;
    if (std::holds_alternative<AddressTranslation>(body))
        return Capability::address_translation;
    return std::nullopt;
}

bool contains(const std::vector<std::uint32_t>& capabilities, Capability capability) {
    return std::find(capabilities.begin(), capabilities.end(), capability) != capabilities.end();
}

} // namespace

Session::Session(std::string peer, Connection connection, std::vector<std::uint32_t> capabilities,
                 WhileWaiting while_waiting)
    : Session(std::move(peer), std::make_unique<Connection>(std::move(connection)),
              std::move(capabilities), std::move(while_waiting)) {}

Session::Session(std::string peer, std::unique_ptr<Stream> stream,
                 std::vector<std::uint32_t> capabilities, WhileWaiting while_waiting)
    : peer_(std::move(peer)), stream_(std::move(stream)), capabilities_(std::move(capabilities)),
      while_waiting_(std::move(while_waiting)), input_(input_size) {}

void Session::open() {
    const Packet hello{next_id(), 0, 0, Hello{protocol_major, protocol_minor, capabilities_}};
    queue(hello);
    write_queued();
    for (;;) {
        Packet packet = read_packet();
        const auto* theirs = std::get_if<Hello>(&packet.body);
        if (theirs == nullptr) {
            before_hello_.push_back(std::move(packet));
            continue;
        }
        if (theirs->major != protocol_major)
            fail(fmt::format("it speaks Remote-Port {}.{}, ampsim speaks {}.{}", theirs->major,
                             theirs->minor, protocol_major, protocol_minor));
        peer_capabilities_ = theirs->capabilities;
        break;
    }
    if (peer_offers(Capability::extended_bus_access))
        layout_ = BusLayout::extended;
    is_open_ = true;
}

bool Session::agreed(Capability capability) const {
    return peer_offers(capability) && contains(capabilities_, capability);
}

bool Session::peer_offers(Capability capability) const {
    return contains(peer_capabilities_, capability);
}

void Session::send(const Packet& packet) {
    if (!is_open_)
        throw std::logic_error(peer_ + ": the session has not been opened");
    const auto needed = needed_capability(packet.body);
    if (needed && !agreed(*needed))
        throw std::logic_error(
            fmt::format("{}: a {} packet was not agreed on", peer_, name(packet.body)));
    queue(packet);
}

void Session::queue(const Packet& packet) {
    const std::size_t begin = output_.size();
    encode(packet, layout_, output_);
    history_.add(packet, History::sent);
    if (recorder_ && !is_aside_)
        recorder_->add(Direction::sent, peer_clock_, output_.data() + begin,
                       output_.size() - begin);
}

Packet Session::exchange_aside(const Packet& packet) {
    std::vector<std::uint8_t> queued = std::exchange(output_, {});
    is_aside_ = true;
    send(packet);
    Packet answer = receive();
    is_aside_ = false;
    output_ = std::move(queued);
    return answer;
}

void Session::continue_with(Session&& other) {
    if (other.peer_capabilities_ != peer_capabilities_)
        fail("it offers other capabilities than the one that it follows");
    other.flush();
    stream_ = std::move(other.stream_);
    decoder_ = std::move(other.decoder_);
}

void Session::flush() {
    if (!write_queued())
        fail_closed();
}

Packet Session::receive() {
    write_queued();
    if (!before_hello_.empty()) {
        Packet packet = std::move(before_hello_.front());
        before_hello_.pop_front();
        return admitted(std::move(packet));
    }
    return admitted(read_packet());
}

std::optional<Packet> Session::poll() {
    write_queued();
    if (!before_hello_.empty())
        return receive();
    auto packet = decode();
    while (!packet) {
        std::size_t count = 0;
        switch (stream_->try_read(input_.data(), input_.size(), count)) {
        case Stream::Poll::nothing:
            return std::nullopt;
        case Stream::Poll::closed:
            fail_closed();
        case Stream::Poll::data:
            decoder_.feed(input_.data(), count);
            packet = decode();
            break;
        }
    }
    return admitted(*std::move(packet));
}

Packet Session::read_packet() {
    for (;;) {
        if (auto packet = decode())
            return *std::move(packet);
        const std::size_t count = stream_->read(input_.data(), input_.size(), while_waiting_);
        if (count == 0)
            fail_closed();
        decoder_.feed(input_.data(), count);
    }
}

std::optional<Packet> Session::decode() {
    try {
        auto packet = decoder_.next();
        if (packet) {
            history_.add(*packet, History::received);
            peer_clock_ = timestamp(packet->body).value_or(peer_clock_);
            if (recorder_ && !is_aside_) {
                const std::uint8_t* bytes = decoder_.last_packet();
                recorder_->add(Direction::received, peer_clock_, bytes, packet_size(bytes));
            }
        }
        return packet;
    } catch (const SimulationError& error) {
        fail(error.what());
    }
}

Packet Session::admitted(Packet packet) const {
    if (std::holds_alternative<Hello>(packet.body))
        fail("it said hello twice");
    const auto needed = needed_capability(packet.body);
    if (needed && !agreed(*needed))
        fail(fmt::format("it sent a {} packet, which was not agreed on", name(packet.body)));
    const auto* access = std::get_if<BusAccess>(&packet.body);
    if (access != nullptr && layout_ == BusLayout::base && needs_extended_layout(*access))
        fail("it sent an extended access, and did not offer to get its answer");
    return packet;
}

// Only flush() minds that the link is closed: what the peer sent before is still to be read.
bool Session::write_queued() {
    if (output_.empty())
        return true;
    const bool sent = stream_->write(output_.data(), output_.size(), while_waiting_);
    output_.clear();
    return sent;
}

void Session::close() {
    stream_->end();
}

std::string Session::explained(const std::string& what) const {
    return fmt::format("{}: {}\nthe last packets of this link:\n{}", peer_, what, history_.text());
}

void Session::fail(const std::string& what) const {
    throw SimulationError(explained(what));
}

void Session::fail_closed() const {
    if (decoder_.is_partial())
        fail("the peer closed the link in the middle of a packet");
    throw LinkClosed(explained("the peer closed the link"));
}

} // namespace ampsim::remote_port
