// SPDX-License-Identifier: BSD-3-Clause
//
// Sessions: hellos in all variants, what may pass afterwards, and how the end of a peer is told.
#include "raw_peer.h"

#include "sim/error.h"
#include "sim/remote_port/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace ampsim::remote_port {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::uint32_t> our_capabilities = {extended_bus_access, byte_enables,
                                                     posted_wires, ampsim_extension};

struct Link {
    explicit Link(std::pair<Connection, Connection> pair = connected_pair(),
                  WhileWaiting while_waiting = {})
        : session("linux", std::move(pair.first), our_capabilities, std::move(while_waiting)),
          peer(std::move(pair.second)) {}

    Session session;
    RawPeer peer;
};

std::string simulation_error(const std::function<void()>& action) {
    try {
        action();
    } catch (const SimulationError& error) {
        return error.what();
    }
    return "no error";
}

Packet read_at(std::uint64_t address, std::uint32_t id = 5) {
    BusAccess access;
    access.timestamp = 1000ns;
    access.address = address;
    access.length = access.stream_width = 4;
    return {id, 0, 1, access};
}

// ---- hello ----

TEST(SessionHello, IsTheReferenceVector) {
    Link link;
    link.peer.hello();
    link.session.open();
    EXPECT_THAT(link.peer.receive_bytes(),
                ElementsAre(0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, //
                            0, 4, 0, 3, 0, 0, 0, 32, 0, 4, 0, 0,                         //
                            0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x61, 0x6d, 0x70, 0x31));
}

TEST(SessionHello, WhatBothOfferIsAgreed) {
    Link link;
    link.peer.hello({1, 3, 4, 77});
    link.session.open();
    EXPECT_TRUE(link.session.agreed(extended_bus_access));
    EXPECT_TRUE(link.session.agreed(posted_wires));
    EXPECT_FALSE(link.session.agreed(byte_enables));        // only we
    EXPECT_FALSE(link.session.agreed(address_translation)); // only the peer
    EXPECT_TRUE(link.session.peer_offers(address_translation));
}

TEST(SessionHello, WithoutCapabilitiesNothingIsAgreed) {
    Link link;
    link.peer.hello({});
    link.session.open();
    for (const auto capability :
         {extended_bus_access, byte_enables, posted_wires, address_translation, ampsim_extension})
        EXPECT_FALSE(link.session.agreed(capability));
}

TEST(SessionHello, OtherMinorVersionsAreWelcome) {
    for (const std::uint16_t minor : std::vector<std::uint16_t>{0, 9}) {
        Link link;
        link.peer.send({0, 0, 0, Hello{4, minor, {1}}});
        EXPECT_NO_THROW(link.session.open());
    }
}

TEST(SessionHello, OtherMajorVersionsAreRefused) {
    for (const std::uint16_t major : std::vector<std::uint16_t>{3, 5}) {
        Link link;
        link.peer.send({0, 0, 0, Hello{major, 1, {1}}});
        EXPECT_THAT(simulation_error([&] { link.session.open(); }),
                    HasSubstr("linux: it speaks Remote-Port " + std::to_string(major) +
                              ".1, ampsim speaks 4.3"));
    }
}

TEST(SessionHello, TrailingBytesAndAnOddOffsetAreAccepted) {
    Link link;
    std::vector<std::uint8_t> bytes;
    encode({0, 0, 0, Hello{4, 3, {1, 2}}}, BusLayout::base, bytes);
    bytes.insert(bytes.begin() + 32, 0); // the capabilities move to offset 33
    bytes[27] = 33;
    bytes.insert(bytes.end(), {9, 9, 9});
    bytes[7] = static_cast<std::uint8_t>(bytes.size() - 20);
    link.peer.send(bytes);
    link.session.open();
    EXPECT_TRUE(link.session.agreed(byte_enables));
}

TEST(SessionHello, ASecondOneIsAnError) {
    Link link;
    link.peer.hello();
    link.peer.hello();
    link.session.open();
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                HasSubstr("linux: it said hello twice"));
}

TEST(SessionHello, PacketsBeforeItAreKeptInOrder) {
    Link link;
    link.peer.send(read_at(0x10), BusLayout::base);
    link.peer.send(read_at(0x20), BusLayout::base);
    link.peer.hello();
    link.peer.send(read_at(0x30));
    link.session.open();
    EXPECT_EQ(std::get<BusAccess>(link.session.receive().body).address, 0x10U);
    EXPECT_EQ(std::get<BusAccess>(link.session.poll()->body).address, 0x20U);
    EXPECT_EQ(std::get<BusAccess>(link.session.receive().body).address, 0x30U);
    EXPECT_FALSE(link.session.poll());
}

TEST(SessionHello, NothingIsSentBeforeIt) {
    Link link;
    EXPECT_THROW(link.session.send(read_at(0)), std::logic_error);
}

// ---- what may pass ----

std::size_t size_on_the_wire(std::vector<std::uint32_t> peer_capabilities) {
    Link link;
    link.peer.hello(std::move(peer_capabilities));
    link.session.open();
    link.peer.receive_bytes(); // our hello
    link.session.send(read_at(0));
    link.session.flush();
    return link.peer.receive_bytes().size();
}

TEST(SessionRules, TheExtendedLayoutGoesToThoseWhoOfferedIt) {
    EXPECT_EQ(size_on_the_wire({1}), 80U);
    EXPECT_EQ(size_on_the_wire({2, 3}), 58U);
}

TEST(SessionRules, AnAccessThatCannotBeAnsweredIsRefused) {
    for (const bool with_enables : {true, false}) {
        Link link;
        link.peer.hello({});
        link.session.open();
        Packet packet = read_at(0x10);
        auto& access = std::get<BusAccess>(packet.body);
        access.master = with_enables ? 1 : 0x10000;
        access.enables.assign(with_enables ? 4 : 0, 0xff);
        link.peer.send(packet, BusLayout::extended);
        EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                    HasSubstr("linux: it sent an extended access, and did not offer to get its "
                              "answer"));
    }
}

TEST(SessionRules, TheExtensionNeverReachesAPeerThatDidNotOfferIt) {
    Link link;
    link.peer.hello();
    link.session.open();
    EXPECT_THROW(link.session.send({0, 0, 0, Grant{5ns}}), std::logic_error);
    link.peer.send({0, 0, 0, Stop{5ns, 5ns}});
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                HasSubstr("linux: it sent a stop packet, which was not agreed on"));
}

TEST(SessionRules, TheExtensionPassesOnceAgreed) {
    Link link;
    link.peer.hello(our_capabilities);
    link.session.open();
    link.session.send({0, 0, 0, Grant{5ns}});
    link.session.flush();
    EXPECT_EQ(link.peer.receive_body<Grant>().until, 5ns);
    link.peer.send({0, 0, 0, Stop{5ns, never}});
    EXPECT_EQ(std::get<Stop>(link.session.receive().body).earliest, never);
}

TEST(SessionRules, AddressTranslationIsRefused) {
    Link link;
    link.peer.hello();
    link.session.open();
    link.peer.send({1, 0, 0, AddressTranslation{}});
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                HasSubstr("address translation packet, which was not agreed on"));
    EXPECT_THROW(link.session.send({1, 0, 0, AddressTranslation{}}), std::logic_error);
}

TEST(SessionRules, QueuedPacketsLeaveTogetherAndInOrder) {
    Link link;
    link.peer.hello();
    link.session.open();
    for (std::uint32_t line = 0; line < 3; ++line)
        link.session.send({line, flag_posted, 2, Interrupt{7ns, 0, line, true}});
    link.session.flush();
    for (std::uint32_t line = 0; line < 3; ++line)
        EXPECT_EQ(link.peer.receive_body<Interrupt>().line, line);
}

TEST(SessionRules, IdsAreUnique) {
    Link link;
    const auto first = link.session.next_id();
    EXPECT_NE(link.session.next_id(), first);
}

// ---- framing ----

TEST(SessionFraming, APacketInPiecesIsPutTogether) {
    Link link;
    link.peer.hello();
    link.session.open();
    std::vector<std::uint8_t> bytes;
    encode(read_at(0x10), BusLayout::extended, bytes);
    std::thread sender([&] {
        for (const std::uint8_t byte : bytes)
            link.peer.send(std::vector<std::uint8_t>{byte});
    });
    EXPECT_EQ(std::get<BusAccess>(link.session.receive().body).address, 0x10U);
    sender.join();
}

TEST(SessionFraming, PollTakesWhatIsThereAndWaitsForNothing) {
    Link link;
    link.peer.hello();
    link.session.open();
    EXPECT_FALSE(link.session.poll());
    std::vector<std::uint8_t> bytes;
    encode(read_at(0x10), BusLayout::extended, bytes);
    link.peer.send(std::vector<std::uint8_t>(bytes.begin(), bytes.begin() + 30));
    EXPECT_FALSE(link.session.poll());
    link.peer.send(std::vector<std::uint8_t>(bytes.begin() + 30, bytes.end()));
    EXPECT_TRUE(link.session.poll());
}

TEST(SessionFraming, GarbageNamesThePeerAndTellsTheHistory) {
    Link link;
    link.peer.hello();
    link.session.open();
    link.peer.send(read_at(0x28000000));
    link.session.receive();
    Packet answer = read_at(0x28000000);
    answer.flags = flag_response;
    std::get<BusAccess>(answer.body).data = {1, 2, 3, 4};
    link.session.send(answer);
    link.session.send({9, flag_posted, 2, Interrupt{1500ns, 0, 3, true}});
    link.peer.send(std::vector<std::uint8_t>(20, 0xff));
    EXPECT_THAT(
        simulation_error([&] { link.session.receive(); }),
        AllOf(HasSubstr("linux: packet of 4294967295 bytes announced"),
              HasSubstr("  sent hello, id 1, channel 0\n"
                        "  received hello, id 0, channel 0\n"
                        "  received read, id 5, channel 1 at 1000 ns: 4 bytes at 0x28000000\n"
                        "  sent read answer, id 5, channel 1 at 1000 ns: 4 bytes at 0x28000000\n"
                        "  sent posted interrupt, id 9, channel 2 at 1500 ns: line 3 high\n")));
}

TEST(SessionFraming, TheHistoryKeepsTheLastPacketsOnly) {
    Link link;
    link.peer.hello();
    link.session.open();
    for (std::uint32_t i = 0; i < 40; ++i)
        link.session.send({100 + i, flag_posted, 2, Interrupt{}});
    EXPECT_THAT(link.session.history(), AllOf(HasSubstr("id 139"), HasSubstr("id 120"),
                                              Not(HasSubstr("id 119")), Not(HasSubstr("hello"))));
}

// ---- the end of a peer ----

TEST(SessionEnd, AClosedLinkNamesThePeer) {
    Link link;
    link.peer.hello();
    link.session.open();
    link.peer.close();
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                AllOf(HasSubstr("linux: the peer closed the link\n"), HasSubstr("received hello")));
    EXPECT_THAT(simulation_error([&] { link.session.poll(); }), HasSubstr("closed the link"));
    link.session.send(read_at(0));
    EXPECT_THAT(simulation_error([&] { link.session.flush(); }), HasSubstr("closed the link"));
}

TEST(SessionEnd, BeforeItsHello) {
    Link link;
    link.peer.close();
    EXPECT_THAT(simulation_error([&] { link.session.open(); }), HasSubstr("closed the link"));
}

TEST(SessionEnd, WithinAPacket) {
    Link link;
    link.peer.hello();
    link.session.open();
    link.peer.send(std::vector<std::uint8_t>(19, 0));
    link.peer.close();
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }),
                HasSubstr("closed the link in the middle of a packet"));
}

TEST(SessionEnd, WhatThePeerSentBeforeIsStillReceived) {
    Link link;
    link.peer.hello();
    link.session.open();
    link.peer.send(read_at(0x10));
    link.peer.close();
    link.session.send(read_at(0x20)); // cannot be delivered any more
    EXPECT_EQ(std::get<BusAccess>(link.session.receive().body).address, 0x10U);
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }), HasSubstr("closed the link"));
}

TEST(SessionEnd, AKilledPeerIsAClosedLink) {
    auto pair = connected_pair();
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(pair.first.release());
        RawPeer peer(std::move(pair.second));
        peer.hello();
        for (;;)
            ::pause();
    }
    ::close(pair.second.release());
    Session session("rtos", std::move(pair.first), our_capabilities);
    session.open();
    ::kill(child, SIGKILL);
    EXPECT_THAT(simulation_error([&] { session.receive(); }),
                HasSubstr("rtos: the peer closed the link"));
    ::waitpid(child, nullptr, 0);
}

TEST(SessionEnd, WaitingEndsWhenTheOwnerSaysSo) {
    Link link(connected_pair(), [] { throw std::runtime_error("the wall time is over"); });
    EXPECT_THROW(link.session.open(), std::runtime_error);
}

TEST(SessionEnd, OverTcp) {
    Listener listener(Endpoint::parse("tcpd:127.0.0.1:0"));
    Endpoint endpoint = listener.endpoint();
    endpoint.kind = Endpoint::Kind::tcp;
    Connection theirs = connect(endpoint);
    Link link({listener.accept(), std::move(theirs)});
    link.peer.hello();
    link.session.open();
    for (std::uint64_t address = 0; address < 1000; ++address) { // 40 s if ACKs were waited for
        link.session.send(read_at(address));
        link.session.flush();
        EXPECT_EQ(link.peer.receive_body<BusAccess>().address, address);
        link.peer.send(read_at(address + 1));
        EXPECT_EQ(std::get<BusAccess>(link.session.receive().body).address, address + 1);
    }
    link.peer.close();
    EXPECT_THAT(simulation_error([&] { link.session.receive(); }), HasSubstr("closed the link"));
}

} // namespace
} // namespace ampsim::remote_port
