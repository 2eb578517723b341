// SPDX-License-Identifier: BSD-3-Clause
//
// The hub's end of a link against a node of which every packet is written down here.
#include "sim/node/node_link.h"

#include "sim/error.h"
#include "tests/unit/remote_port/raw_peer.h"

#include <gmock/gmock.h>

#include <functional>

namespace ampsim::node {
namespace {

using namespace remote_port;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using Reason = time::Stop::Reason;

constexpr VirtualTime last = 1s;

class NodeLinkTest : public testing::Test, public NodeEvents {
protected:
    NodeLinkTest() : NodeLinkTest(connected_pair()) {}

    void tell(Body body, std::uint32_t channel = AMPSIM_CHANNEL_CONTROL, std::uint32_t id = 0,
              std::uint32_t flags = 0) {
        node_.send(Packet{id, flags, channel, std::move(body)});
    }
    void hello() {
        node_.hello({extended_bus_access, byte_enables, posted_wires, ampsim_extension});
    }
    void greet() {
        hello();
        tell(remote_port::Stop{0ns, 0ns, 0});
        meet(link_);
    }
    static void meet(NodeLink& link) {
        link.greet();
        link.await_start();
    }
    template <typename Type>
    Type heard() {
        return node_.receive_body<Type>();
    }
    static BusAccess read_of(std::uint64_t address, VirtualTime issued) {
        BusAccess access;
        access.timestamp = issued;
        access.address = address;
        access.length = access.stream_width = 4;
        return access;
    }
    /// Not with ThrowsMessage(), which repeats the action to explain a mismatch.
    static void expect_failure(const std::function<void()>& action, const std::string& what) {
        try {
            action();
            ADD_FAILURE() << "no error";
        } catch (const SimulationError& error) {
            EXPECT_THAT(error.what(), HasSubstr(what));
        }
    }

    void on_mark(std::size_t node, const Mark& mark) override {
        story_ += "mark " + std::to_string(mark.probe) + " of " + std::to_string(node) + " at " +
                  std::to_string(mark.time.count()) + "; ";
    }
    std::vector<measure::Probe> on_module(std::size_t, const Module& module) override {
        story_ += "module " + module.name + "; ";
        measure::Probe probe{};
        probe.id = 9;
        probe.address = module.section_addresses.at(1) + 0x10;
        return {probe};
    }
    void on_access(std::size_t, const BusAccess& access) override {
        story_ += "access at " + std::to_string(access.timestamp.count()) + "; ";
    }
    void on_started(std::size_t, VirtualTime at) override {
        story_ += "started at " + std::to_string(at.count()) + "; ";
    }
    void on_off(std::size_t, VirtualTime at, ampsim_off_cause cause) override {
        story_ += "off at " + std::to_string(at.count()) + " by " + std::to_string(cause) + "; ";
    }

    RawPeer node_;
    NodeLink link_;
    std::string story_;

private:
    explicit NodeLinkTest(std::pair<Connection, Connection> ends)
        : node_(std::move(ends.first)),
          link_(1, "rtos",
                Session("rtos", std::move(ends.second),
                        {extended_bus_access, byte_enables, posted_wires, ampsim_extension}),
                *this, last) {}
};

// --- Meeting ----------------------------------------------------------------------------------

TEST_F(NodeLinkTest, GreetingEndsWhenTheNodeStandsAtTimeZero) {
    greet();
    EXPECT_EQ(link_.name(), "rtos");
}

TEST_F(NodeLinkTest, APlainPeerIsNoNode) {
    node_.hello({extended_bus_access});
    expect_failure([this] { link_.greet(); }, "rtos: is no node of ampsim");
}

TEST_F(NodeLinkTest, ANodeThatHasRunAlreadyIsRefused) {
    hello();
    tell(remote_port::Stop{5ns, 5ns, 0});
    expect_failure([this] { meet(link_); }, "rtos: did not stop at time 0");
}

/// A debugger may hold the node from there on: other nodes are greeted meanwhile.
TEST_F(NodeLinkTest, ANodeIsGreetedBeforeItIsReady) {
    hello();
    link_.greet();
    tell(remote_port::Stop{0ns, 0ns, 0});
    link_.await_start();
}

TEST_F(NodeLinkTest, ANodeThatGoesAwayIsNamed) {
    node_.close();
    expect_failure([this] { link_.greet(); }, "rtos: ");
}

// --- Snapshots --------------------------------------------------------------------------------

TEST_F(NodeLinkTest, ItsStateIsSavedWhenItIsAtRestAndNotInAnAccess) {
    EXPECT_FALSE(link_.is_at_rest());
    greet();
    EXPECT_TRUE(link_.is_at_rest());
    tell(remote_port::Stop{0ns, 0ns, 0});
    link_.save("/tmp/rtos.machine");
    EXPECT_EQ(heard<Save>().file, "/tmp/rtos.machine");
    tell(read_of(0x1000, 5ns), AMPSIM_CHANNEL_BUS, 1);
    link_.run(10ns);
    EXPECT_FALSE(link_.is_at_rest());
    EXPECT_THROW(link_.save("/tmp/rtos.machine"), std::logic_error);
}

TEST_F(NodeLinkTest, ANodeThatMovedWhileItWasSavedIsFound) {
    greet();
    tell(remote_port::Stop{1ns, 1ns, 0});
    expect_failure([this] { link_.save("/tmp/rtos.machine"); },
                   "it is at 1 ns, pc 0x0, acts next at 1 ns, and was at 0 ns, pc 0x0");
}

TEST_F(NodeLinkTest, ARestoredNodeGetsTheProbesThenWhatIsQueued) {
    greet();
    measure::Probe probe{};
    probe.id = 3;
    link_.set_probe(probe);
    tell(remote_port::Stop{7ns, 9ns, 0x44});
    link_.run(7ns);
    link_.change_line(0, true, 8ns);

    auto [hub, there] = connected_pair();
    RawPeer restored(std::move(there));
    const std::vector<std::uint32_t> capabilities{extended_bus_access, byte_enables, posted_wires,
                                                  ampsim_extension};
    restored.hello(capabilities);
    restored.send(Packet{0, 0, AMPSIM_CHANNEL_CONTROL, remote_port::Stop{7ns, 9ns, 0x44}});
    link_.continue_with(Session("rtos", std::move(hub), capabilities));
    restored.send(Packet{0, 0, AMPSIM_CHANNEL_CONTROL, remote_port::Stop{20ns, 20ns, 0}});
    EXPECT_EQ(link_.run(20ns).now, 20ns);
    EXPECT_EQ(restored.receive_body<remote_port::Probe>().probe, 3U);
    EXPECT_EQ(restored.receive_body<Interrupt>().timestamp, 8ns);
    EXPECT_EQ(restored.receive_body<Grant>().until, 20ns);
}

TEST_F(NodeLinkTest, AStateOfAnotherInstantIsRefused) {
    greet();
    auto [hub, there] = connected_pair();
    RawPeer restored(std::move(there));
    restored.hello({ampsim_extension});
    restored.send(Packet{0, 0, AMPSIM_CHANNEL_CONTROL, remote_port::Stop{7ns, 7ns, 0}});
    expect_failure(
        [&] { link_.continue_with(Session("rtos", std::move(hub), {ampsim_extension})); },
        "its state is not the one that was saved");
}

// --- Before time 0 ----------------------------------------------------------------------------

TEST_F(NodeLinkTest, ProbesAreSet) {
    greet();
    measure::Probe probe{};
    probe.id = 3;
    probe.address = 0x1000;
    link_.set_probe(probe);
    link_.shut_down();
    const auto heard_probe = heard<remote_port::Probe>();
    EXPECT_EQ(heard_probe.probe, 3U);
    EXPECT_EQ(heard_probe.kind, AMPSIM_PROBE_MARK);
    EXPECT_EQ(heard_probe.address, 0x1000U);
    heard<Shutdown>();
}

TEST_F(NodeLinkTest, MemoryIsWrittenInChunksUntilOneIsRefused) {
    greet();
    BusAccess taken;
    taken.write = true;
    constexpr std::uint32_t first_id = 2; // the hello was 1
    tell(taken, AMPSIM_CHANNEL_BUS, first_id, flag_response);
    tell(taken, AMPSIM_CHANNEL_BUS, first_id + 1, flag_response);
    std::vector<std::uint8_t> bytes(5000);
    bytes[4096] = 0xa5;
    EXPECT_TRUE(link_.write_memory(0x2000, bytes));
    const auto first = heard<BusAccess>();
    EXPECT_EQ(first.address, 0x2000U);
    EXPECT_EQ(first.data.size(), 4096U);
    const auto second = heard<BusAccess>();
    EXPECT_EQ(second.address, 0x3000U);
    EXPECT_EQ(second.data.size(), 904U);
    EXPECT_EQ(second.data.front(), 0xa5);

    BusAccess refused = taken;
    refused.status = Status::address_error;
    tell(refused, AMPSIM_CHANNEL_BUS, first_id + 2, flag_response);
    EXPECT_FALSE(link_.write_memory(0x2000, bytes));
}

TEST_F(NodeLinkTest, AnAnswerToSomethingElseIsNone) {
    greet();
    BusAccess answer;
    answer.write = true;
    tell(answer, AMPSIM_CHANNEL_BUS, 77, flag_response);
    expect_failure([this] { link_.write_memory(0, {1}); },
                   "rtos: did not answer an access to its memory");
}

// --- Running ----------------------------------------------------------------------------------

TEST_F(NodeLinkTest, AGrantIsFollowedByAStop) {
    greet();
    tell(remote_port::Stop{100ns, 250ns, 0x1234});
    const time::Stop stop = link_.run(100ns);
    EXPECT_EQ(stop.reason, Reason::granted);
    EXPECT_EQ(stop.now, 100ns);
    EXPECT_EQ(stop.earliest, 250ns);
    EXPECT_EQ(link_.program_counter(), 0x1234U);
    EXPECT_EQ(heard<Grant>().until, 100ns);
}

TEST_F(NodeLinkTest, NoGrantGoesBeyondTheEndOfTheSimulation) {
    greet();
    tell(remote_port::Stop{last, last, 0});
    link_.run(never);
    EXPECT_EQ(heard<Grant>().until, last);
}

TEST_F(NodeLinkTest, MarksAreHandedOnInOrder) {
    greet();
    for (const std::uint32_t id : {4U, 5U}) {
        measure::Probe probe{};
        probe.id = id;
        link_.set_probe(probe);
    }
    tell(Mark{10ns, 4, 0, 0});
    tell(Mark{20ns, 5, 0, 0});
    tell(remote_port::Stop{100ns, 100ns, 0});
    link_.run(100ns);
    EXPECT_EQ(story_, "mark 4 of 1 at 10; mark 5 of 1 at 20; ");
}

TEST_F(NodeLinkTest, AModuleGetsItsProbesAndTheGrantAgain) {
    greet();
    tell(Module{50ns, "imx_rproc", {0, 0xffff0000}});
    tell(remote_port::Stop{100ns, 100ns, 0});
    EXPECT_EQ(link_.run(100ns).now, 100ns);
    EXPECT_EQ(story_, "module imx_rproc; ");
    EXPECT_EQ(heard<Grant>().until, 100ns);
    EXPECT_EQ(heard<remote_port::Probe>().address, 0xffff0010U);
    EXPECT_EQ(heard<Grant>().until, 100ns);
}

TEST_F(NodeLinkTest, AnAccessIsAnsweredWithTheNextGrant) {
    greet();
    tell(read_of(0x30ab0020, 40ns), AMPSIM_CHANNEL_BUS, 17);
    const time::Stop stop = link_.run(100ns);
    EXPECT_EQ(stop.reason, Reason::access);
    EXPECT_EQ(stop.now, 40ns);
    EXPECT_EQ(story_, "");
    link_.begin_access();
    EXPECT_EQ(story_, "access at 40; ");

    BusAccess answer = read_of(0x30ab0020, 0ns);
    answer.data = {1, 2, 3, 4};
    link_.answer(answer, 230ns);
    tell(remote_port::Stop{300ns, 300ns, 0});
    link_.run(300ns);
    heard<Grant>();
    const Packet packet = node_.receive();
    EXPECT_EQ(packet.id, 17U);
    EXPECT_TRUE(packet.is_response());
    EXPECT_EQ(std::get<BusAccess>(packet.body).timestamp, 230ns);
    EXPECT_THAT(std::get<BusAccess>(packet.body).data, ElementsAre(1, 2, 3, 4));
    EXPECT_EQ(heard<Grant>().until, 300ns);
}

TEST_F(NodeLinkTest, LineChangesArriveBeforeTheGrant) {
    greet();
    link_.change_line(2, true, 70ns);
    tell(remote_port::Stop{100ns, 100ns, 0});
    link_.run(100ns);
    const Packet packet = node_.receive();
    EXPECT_TRUE(packet.is_posted());
    const auto change = std::get<Interrupt>(packet.body);
    EXPECT_EQ(change.line, 2U);
    EXPECT_TRUE(change.level);
    EXPECT_EQ(change.timestamp, 70ns);
    heard<Grant>();
}

TEST_F(NodeLinkTest, ARestartedNodeFindsTheLinesAsTheyAre) {
    greet();
    link_.change_line(0, true, 10ns);
    link_.change_line(1, true, 10ns);
    link_.change_line(1, false, 20ns);
    tell(remote_port::Stop{600ns, 600ns, 0});
    link_.restart(500ns, 600ns);
    for (int change = 0; change < 3; ++change) {
        heard<Interrupt>();
    }
    EXPECT_EQ(heard<Reset>().time, 500ns);
    const auto line = heard<Interrupt>();
    EXPECT_EQ(line.line, 0U);
    EXPECT_EQ(line.timestamp, 500ns);
    EXPECT_EQ(heard<Grant>().until, 600ns);
    EXPECT_EQ(story_, "started at 500; ");
}

TEST_F(NodeLinkTest, ANodeIsLetOutOfItsAccessBeforeItIsReset) {
    greet();
    tell(read_of(0x30ab0020, 40ns), AMPSIM_CHANNEL_BUS, 17);
    link_.run(100ns);
    link_.begin_access();
    BusAccess answer = read_of(0x30ab0020, 0ns);
    answer.data = {1, 2, 3, 4};
    link_.answer(answer, 230ns);
    tell(remote_port::Stop{230ns, 230ns, 0});
    tell(remote_port::Stop{600ns, 600ns, 0});
    EXPECT_EQ(link_.restart(500ns, 600ns).now, 600ns);
    heard<Grant>();
    heard<BusAccess>();
    heard<Grant>();
    EXPECT_EQ(heard<Reset>().time, 500ns);
    EXPECT_EQ(heard<Grant>().until, 600ns);
}

TEST_F(NodeLinkTest, AGuestThatSwitchesOffNeverActsAgain) {
    greet();
    tell(GuestOff{80ns, AMPSIM_OFF_PANIC});
    const time::Stop stop = link_.run(100ns);
    EXPECT_EQ(stop.reason, Reason::off);
    EXPECT_EQ(stop.now, 80ns);
    EXPECT_EQ(stop.earliest, never);
    EXPECT_EQ(story_, "off at 80 by 2; ");
}

TEST_F(NodeLinkTest, APacketThatOnlyTheHubSendsIsNamed) {
    greet();
    tell(Grant{10ns});
    expect_failure([this] { link_.run(100ns); },
                   "rtos: sent a packet that does not belong here: grant");
}

TEST_F(NodeLinkTest, ATimeThatGoesBackIsRefused) {
    greet();
    tell(remote_port::Stop{100ns, 100ns, 0});
    link_.run(100ns);
    tell(remote_port::Stop{99ns, 200ns, 0});
    expect_failure([this] { link_.run(200ns); }, "rtos: its clock went back from 100 to 99 ns");
    tell(read_of(0x10, 60ns), AMPSIM_CHANNEL_BUS);
    expect_failure([this] { link_.run(200ns); }, "rtos: its clock went back from 100 to 60 ns");
    tell(GuestOff{-1ns, AMPSIM_OFF_POWER});
    expect_failure([this] { link_.run(200ns); }, "rtos: its clock went back from 0 to -1 ns");
}

TEST_F(NodeLinkTest, ItsTimeGoesOnFromAnAnswerAndFromAReset) {
    greet();
    tell(read_of(0x10, 40ns), AMPSIM_CHANNEL_BUS);
    link_.run(100ns);
    link_.answer(read_of(0x10, 0ns), 230ns);
    tell(remote_port::Stop{229ns, 300ns, 0});
    expect_failure([this] { link_.run(300ns); }, "rtos: its clock went back from 230 to 229 ns");
    tell(remote_port::Stop{499ns, 600ns, 0});
    expect_failure([this] { link_.restart(500ns, 600ns); },
                   "rtos: its clock went back from 500 to 499 ns");
}

TEST_F(NodeLinkTest, AMarkOfNoProbeIsRefused) {
    greet();
    tell(Mark{10ns, 4, 0, 0});
    expect_failure([this] { link_.run(100ns); }, "rtos: marked probe 4, which it does not have");
}

TEST_F(NodeLinkTest, AnAnswerThatNobodyAskedForIsNoAccess) {
    greet();
    BusAccess answer = read_of(0x10, 40ns);
    answer.write = true;
    tell(answer, AMPSIM_CHANNEL_BUS, 3, flag_response);
    expect_failure([this] { link_.run(100ns); }, "rtos: sent a packet that does not belong here");
}

TEST_F(NodeLinkTest, ADeathWhileRunningIsNamed) {
    greet();
    node_.close();
    expect_failure([this] { link_.run(100ns); }, "rtos: the peer closed the link");
}

} // namespace
} // namespace ampsim::node
