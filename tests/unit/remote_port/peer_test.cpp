// SPDX-License-Identifier: BSD-3-Clause
//
// A plain peer in a small platform: a memory that it reads and writes, a master that reads and
// writes it, two wires each way. The peer is a script in a thread of its own; each packet it waits
// for is one that the platform must send, so no test depends on timing.
#include "raw_peer.h"

#include "models/memory/memory.h"
#include "sim/error.h"
#include "sim/remote_port/peer.h"
#include "sim/remote_port/systemc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace ampsim::remote_port {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Bytes = std::vector<std::uint8_t>;
using Capabilities = std::vector<std::uint32_t>;

constexpr std::uint32_t memory_channel = 9;
constexpr std::uint32_t dma_channel = 0;
constexpr std::uint32_t wire_channel = 12;
constexpr std::uint64_t base = 0x4000;
constexpr VirtualTime read_latency = 60ns;
constexpr VirtualTime write_latency = 20ns;

const Capabilities qemu = {1, 2, 3, 4};
const Capabilities tlm_library = {1, 3, 4};

/// What a peer may do, in a few words.
class Peer : public RawPeer {
public:
    using RawPeer::RawPeer;

    static BusAccess access(bool write, VirtualTime at, std::uint64_t address,
                            std::uint32_t length) {
        BusAccess access;
        access.write = write;
        access.timestamp = at;
        access.address = address;
        access.length = access.stream_width = length;
        return access;
    }
    std::uint32_t request(std::uint32_t channel, Body body, std::uint32_t flags = 0) {
        send({++last_id, flags, channel, std::move(body)}, layout);
        return last_id;
    }
    std::uint32_t read(VirtualTime at, std::uint64_t address, std::uint32_t length = 4) {
        return request(memory_channel, access(false, at, address, length));
    }
    std::uint32_t write(VirtualTime at, std::uint64_t address, const Bytes& data,
                        std::uint32_t flags = 0) {
        auto body = access(true, at, address, static_cast<std::uint32_t>(data.size()));
        body.data = data;
        return request(memory_channel, std::move(body), flags);
    }
    std::uint32_t sync(VirtualTime at) { return request(0, Sync{at}); }

    /// The next packet must answer this request.
    Packet answer_of(std::uint32_t id) {
        Packet packet = receive();
        EXPECT_TRUE(packet.is_response()) << name(packet.body) << " came instead";
        EXPECT_EQ(packet.id, id);
        return packet;
    }
    BusAccess access_answer(std::uint32_t id) { return std::get<BusAccess>(answer_of(id).body); }
    /// The next packet must be an interrupt, and is acknowledged if that is wanted.
    Interrupt take_interrupt() {
        Packet packet = receive();
        const auto interrupt = std::get<Interrupt>(packet.body);
        if (!packet.is_posted()) {
            packet.flags |= flag_response;
            send(packet);
        }
        return interrupt;
    }
    void answer(Packet request, const Bytes& data = {}, Status status = Status::ok) {
        request.flags |= flag_response;
        auto& body = std::get<BusAccess>(request.body);
        body.data = data;
        body.enables.clear();
        body.status = status;
        send(request);
    }

    BusLayout layout = BusLayout::extended;
    std::uint32_t last_id = 1000;
};

using Script = std::function<void(Peer&)>;

/// The script runs until it ends or the link is cut.
class ScriptThread {
public:
    ScriptThread(Connection connection, const Capabilities& capabilities, Script script)
        : thread_([peer = std::make_shared<Peer>(std::move(connection)), capabilities,
                   script = std::move(script)] {
              try {
                  peer->hello(capabilities);
                  script(*peer);
                  for (;;)
                      peer->receive(); // stays until the link is cut
              } catch (const std::runtime_error&) {
                  return;
              }
          }) {}
    ScriptThread(const ScriptThread&) = delete;
    ScriptThread& operator=(const ScriptThread&) = delete;
    ~ScriptThread() { thread_.join(); }

private:
    std::thread thread_;
};

class Kernel : public time::Hardware {
public:
    VirtualTime now() const override { return to_virtual_time(sc_core::sc_time_stamp()); }
    VirtualTime next_event() const override {
        return sc_core::sc_pending_activity()
                   ? to_virtual_time(sc_core::sc_time_stamp() +
                                     sc_core::sc_time_to_pending_activity())
                   : never;
    }
    void advance(VirtualTime until) override {
        if (until > now())
            sc_core::sc_start(to_sc_time(until) - sc_core::sc_time_stamp());
        while (sc_core::sc_pending_activity_at_current_time())
            sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
};

struct Line {
    std::string what;
    VirtualTime at;
    bool operator==(const Line& other) const { return what == other.what && at == other.at; }
};
std::ostream& operator<<(std::ostream& out, const Line& line) {
    return out << line.what << "@" << line.at.count();
}

/// One peer and what is around it.
class Side : public sc_core::sc_module {
public:
    Side(const sc_core::sc_module_name& name, const Capabilities& capabilities, Script script,
         bool clock_follows_answers = false)
        : sc_module(name), ends_(connected_pair()), cut_(::dup(ends_.first.native_handle())),
          script_(std::move(ends_.second), capabilities, std::move(script)),
          peer("peer", opened(std::move(ends_.first), std::string(sc_module::name())),
               parameters(clock_follows_answers)) {
        peer.masters[0].bind(memory.socket);
        dma.bind(peer.slaves[0]);
        for (std::size_t wire = 0; wire < 2; ++wire) {
            peer.wires_from_peer[wire](from_peer[wire]);
            peer.wires_to_peer[wire](to_peer[wire]);
            sc_core::sc_spawn_options options;
            options.spawn_method();
            options.dont_initialize();
            options.set_sensitivity(&from_peer[wire]);
            sc_core::sc_spawn(
                [this, wire] {
                    const bool high = from_peer[wire].read();
                    seen.push_back({(high ? "rise " : "fall ") + std::to_string(wire),
                                    to_virtual_time(sc_core::sc_time_stamp())});
                },
                sc_core::sc_gen_unique_name("watch"), &options);
        }
    }
    ~Side() override {
        ::shutdown(cut_, SHUT_RDWR);
        ::close(cut_);
    }

    /// In the platform, at an instant.
    void at(VirtualTime when, std::function<void()> action) {
        sc_core::sc_spawn([when, action = std::move(action)] {
            sc_core::wait(to_sc_time(when));
            action();
        });
    }
    tlm::tlm_response_status transfer(bool write, std::uint64_t address, Bytes& data,
                                      Bytes enables = {}) {
        tlm::tlm_generic_payload payload;
        payload.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        payload.set_address(address);
        payload.set_data_ptr(data.data());
        payload.set_data_length(static_cast<unsigned>(data.size()));
        payload.set_streaming_width(static_cast<unsigned>(data.size()));
        payload.set_byte_enable_ptr(enables.empty() ? nullptr : enables.data());
        payload.set_byte_enable_length(static_cast<unsigned>(enables.size()));
        sc_core::sc_time delay;
        dma->b_transport(payload, delay);
        sc_core::wait(delay);
        return payload.get_response_status();
    }

private:
    static Session opened(Connection connection, std::string name) {
        Session session(std::move(name), std::move(connection), RemotePortPeer::capabilities());
        session.open();
        return session;
    }
    static PeerParameters parameters(bool clock_follows_answers) {
        PeerParameters parameters;
        parameters.masters = {{memory_channel, base}};
        parameters.slaves = {dma_channel};
        parameters.wires_from_peer = {{wire_channel, 0}, {wire_channel, 5}};
        parameters.wires_to_peer = {{wire_channel, 0}, {wire_channel, 3}};
        parameters.clock_follows_answers = clock_follows_answers;
        return parameters;
    }

    std::pair<Connection, Connection> ends_;
    int cut_;
    ScriptThread script_;

public:
    RemotePortPeer peer;
    models::Memory memory{
        "memory", base + 0x1000, {to_sc_time(read_latency), to_sc_time(write_latency)}};
    tlm_utils::simple_initiator_socket<Side> dma{"dma"};
    sc_core::sc_vector<sc_core::sc_signal<bool>> from_peer{"from_peer", 2};
    sc_core::sc_vector<sc_core::sc_signal<bool, sc_core::SC_MANY_WRITERS>> to_peer{"to_peer", 2};
    std::vector<Line> seen; ///< changes of the wires from the peer
};

class PeerTest : public testing::Test {
protected:
    Side& add(const Capabilities& capabilities, Script script, bool clock_follows_answers = false) {
        sides.push_back(std::make_unique<Side>(sides.empty() ? "linux" : "rtos", capabilities,
                                               std::move(script), clock_follows_answers));
        return *sides.back();
    }
    /// Until everything before `end` has happened. Scripts end with a SYNC at or after it.
    void run_to(VirtualTime end, VirtualTime lookahead = 1ns) {
        std::vector<time::Processor*> nodes;
        for (const auto& side : sides)
            nodes.push_back(&side->peer);
        conductor = std::make_unique<time::Conductor>(
            kernel, nodes, [lookahead](std::size_t, std::size_t) { return lookahead; },
            [](std::size_t) { return 0ns; });
        for (std::size_t node = 0; node < sides.size(); ++node)
            sides[node]->peer.attach(*conductor, node);
        sc_core::sc_spawn([end] { sc_core::wait(to_sc_time(end)); });
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
        while (conductor->now() < end)
            conductor->step();
    }
    std::string failure(VirtualTime end = 1s) {
        try {
            run_to(end);
        } catch (const SimulationError& error) {
            return error.what();
        }
        return "no error";
    }

    Kernel kernel;
    std::vector<std::unique_ptr<Side>> sides;
    std::unique_ptr<time::Conductor> conductor;
};

// ---- accesses of the peer ----

TEST_F(PeerTest, ReadsAndWritesInBothLayouts) {
    for (const bool extended : {true, false})
        add(extended ? qemu : Capabilities{}, [extended](Peer& peer) {
            peer.layout = extended ? BusLayout::extended : BusLayout::base;
            const auto written = peer.access_answer(peer.write(1000ns, 0x10, {1, 2, 3, 4}));
            EXPECT_EQ(written.status, Status::ok);
            EXPECT_EQ(written.address, 0x10U);
            EXPECT_THAT(written.data, IsEmpty());
            EXPECT_EQ(written.timestamp, 1000ns + write_latency);
            const auto read = peer.access_answer(peer.read(2000ns, 0x12, 2));
            EXPECT_THAT(read.data, ElementsAre(3, 4));
            EXPECT_EQ(read.timestamp, 2000ns + read_latency);
            peer.sync(3000ns);
        });
    run_to(3000ns);
    EXPECT_EQ(sides[0]->memory.bytes()[base + 0x10], 1);
}

TEST_F(PeerTest, ByteEnablesAndStreamsReachTheTarget) {
    Side& side = add(qemu, [](Peer& peer) {
        auto write = Peer::access(true, 1000ns, 0, 4);
        write.data = {1, 2, 3, 4};
        write.enables = {0xff, 0};
        peer.access_answer(peer.request(memory_channel, write));
        auto stream = Peer::access(true, 2000ns, 8, 4);
        stream.data = {1, 2, 3, 4};
        stream.stream_width = 2;
        peer.access_answer(peer.request(memory_channel, stream));
        peer.sync(3000ns);
    });
    run_to(3000ns);
    const auto* bytes = side.memory.bytes() + base;
    EXPECT_THAT(Bytes(bytes, bytes + 12), ElementsAre(1, 0, 3, 0, 0, 0, 0, 0, 3, 4, 0, 0));
}

TEST_F(PeerTest, StatusesReachThePeer) {
    add(qemu, [](Peer& peer) {
        EXPECT_EQ(peer.access_answer(peer.read(1000ns, 0x2000)).status, Status::address_error);
        EXPECT_EQ(peer.access_answer(peer.read(2000ns, 0, 0)).status, Status::bus_error);
        const auto elsewhere = peer.request(77, Peer::access(false, 3000ns, 0, 4));
        EXPECT_EQ(peer.access_answer(elsewhere).status, Status::address_error);
        peer.sync(4000ns);
    });
    run_to(4000ns);
}

TEST_F(PeerTest, APostedWriteIsDoneInOrderAndNotAnswered) {
    Side& side = add(qemu, [](Peer& peer) {
        peer.write(1000ns, 0, {1, 1, 1, 1}, flag_posted);
        peer.write(1001ns, 0, {2, 2, 2, 2}, flag_posted);
        const auto answer = peer.access_answer(peer.read(1002ns, 0)); // the next answer of all
        EXPECT_THAT(answer.data, ElementsAre(2, 2, 2, 2));
        EXPECT_EQ(answer.timestamp, 1000ns + 2 * write_latency + read_latency);
        peer.sync(3000ns);
    });
    run_to(3000ns);
    EXPECT_EQ(side.peer.clock().stalls(), 98ns); // of the read alone, which waited for the writes
}

TEST_F(PeerTest, AnAccessBeforeTheHelloIsServed) {
    auto [ours, theirs] = connected_pair();
    Peer peer(std::move(theirs));
    peer.layout = BusLayout::base;
    const auto id = peer.read(0ns, 0);
    peer.hello(qemu);
    Session session("linux", std::move(ours), RemotePortPeer::capabilities());
    session.open();
    const Packet packet = session.receive();
    EXPECT_EQ(packet.id, id);
    EXPECT_EQ(packet.device, memory_channel);
}

// ---- time ----

TEST_F(PeerTest, TheClockOfAStockPeerStandsStillDuringAnAccess) {
    Side& side = add(qemu, [](Peer& peer) {
        EXPECT_EQ(peer.access_answer(peer.read(1000ns, 0)).timestamp, 1060ns);
        // It goes on from 1000, which is 1060 in the platform.
        EXPECT_EQ(peer.access_answer(peer.read(1010ns, 0)).timestamp, 1070ns);
        peer.request(wire_channel, Interrupt{1500ns, 0, 0, true}, flag_posted);
        peer.sync(2000ns);
    });
    run_to(2120ns);
    EXPECT_EQ(side.peer.clock().stalls(), 2 * read_latency);
    EXPECT_THAT(side.seen, ElementsAre(Line{"rise 0", 1500ns + 2 * read_latency}));
}

TEST_F(PeerTest, AClockThatFollowsAnswersIsThePlatforms) {
    Side& side = add(
        qemu,
        [](Peer& peer) {
            EXPECT_EQ(peer.access_answer(peer.read(1000ns, 0)).timestamp, 1060ns);
            EXPECT_EQ(peer.access_answer(peer.read(1065ns, 0)).timestamp, 1125ns);
            peer.sync(2000ns);
        },
        true);
    run_to(2000ns);
    EXPECT_EQ(side.peer.clock().stalls(), 0ns);
}

TEST_F(PeerTest, ASyncIsAnsweredAfterTheHardwareHasExecutedUpToIt) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        const Interrupt interrupt = peer.take_interrupt();
        EXPECT_EQ(interrupt.timestamp, 500ns);
        EXPECT_EQ(interrupt.line, 3U);
        EXPECT_TRUE(interrupt.level);
        EXPECT_EQ(std::get<Sync>(peer.answer_of(sync).body).timestamp, 1000ns);
        peer.sync(2000ns);
    });
    side.at(500ns, [&side] { side.to_peer[1].write(true); });
    run_to(2000ns);
    EXPECT_EQ(side.peer.max_skew(), 500ns); // the wire was seen at 1000
}

TEST_F(PeerTest, SyncsThatNothingCanReachAreAnsweredAtOnce) {
    Side& side = add(qemu, [](Peer& peer) {
        for (int i = 0; i <= 100; ++i) // equal stamps are no harm
            peer.answer_of(peer.sync(i / 2 * 10ns));
        peer.sync(1000ns);
    });
    side.at(1000ns, [] {});
    run_to(1000ns);
    EXPECT_LE(conductor->grants(), 4U);
    EXPECT_EQ(side.peer.max_skew(), 0ns);
}

TEST_F(PeerTest, APeerFarAheadIsWaitedForAndReported) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000000ns); // in spite of any quantum
        EXPECT_EQ(peer.take_interrupt().timestamp, 500ns);
        peer.answer_of(sync);
        peer.sync(2000000ns);
    });
    side.at(500ns, [&side] { side.to_peer[0].write(true); });
    run_to(2000000ns);
    EXPECT_EQ(side.peer.max_skew(), 999500ns);
}

TEST_F(PeerTest, TimeThatGoesBackIsAnError) {
    add(qemu, [](Peer& peer) {
        peer.answer_of(peer.sync(1000ns));
        peer.sync(999ns);
    });
    EXPECT_THAT(failure(), HasSubstr("linux: its clock went from 1000 to 999 ns"));
}

TEST_F(PeerTest, AbsurdTimesAreErrors) {
    add(qemu, [](Peer& peer) { peer.sync(never); });
    EXPECT_THAT(failure(), HasSubstr("its clock went from 0 to"));
}

TEST_F(PeerTest, AQuantumOfZeroIsFoundOut) {
    add(qemu, [](Peer& peer) {
        for (;;)
            peer.answer_of(peer.sync(1000ns));
    });
    EXPECT_THAT(failure(), HasSubstr("its quantum must not be 0"));
}

TEST_F(PeerTest, ASyncDuringAReadIsAnsweredAfterIt) {
    add(qemu, [](Peer& peer) {
        const auto read = peer.read(1000ns, 0);
        const auto sync = peer.sync(1000ns);
        peer.answer_of(read);
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    run_to(2000ns);
}

// ---- wires ----

TEST_F(PeerTest, WiresOfThePeerChangeAtTheirInstant) {
    Side& side = add(qemu, [](Peer& peer) {
        peer.request(wire_channel, Interrupt{700ns, 0, 0, true}, flag_posted);
        peer.request(wire_channel, Interrupt{700ns, 0, 0, true}, flag_posted); // no change
        const auto awaited = peer.request(wire_channel, Interrupt{800ns, 0, 5, true});
        EXPECT_EQ(std::get<Interrupt>(peer.answer_of(awaited).body).line, 5U);
        peer.answer_of(peer.request(wire_channel, Interrupt{900ns, 0, 17, true})); // unconnected
        peer.request(wire_channel, Interrupt{900ns, 0, 0, false}, flag_posted);
        peer.request(wire_channel, Interrupt{900ns, 0, 0, true}, flag_posted); // a pulse
        peer.sync(2000ns);
    });
    run_to(2000ns);
    EXPECT_THAT(side.seen, ElementsAre(Line{"rise 0", 700ns}, Line{"rise 1", 800ns},
                                       Line{"fall 0", 900ns}, Line{"rise 0", 900ns}));
}

TEST_F(PeerTest, WithoutTheCapabilityNoWireIsAcknowledged) {
    Side& side = add({1}, [](Peer& peer) {
        peer.request(wire_channel, Interrupt{700ns, 0, 0, true}); // no flag, and yet posted
        const auto sync = peer.sync(1000ns);
        const Packet packet = peer.receive();
        EXPECT_TRUE(packet.is_posted());
        EXPECT_EQ(std::get<Interrupt>(packet.body).line, 0U);
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    side.at(900ns, [&side] { side.to_peer[0].write(true); });
    run_to(2000ns);
    EXPECT_THAT(side.seen, ElementsAre(Line{"rise 0", 700ns}));
}

TEST_F(PeerTest, OfABurstTheLastIsAcknowledgedForAll) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        const Packet first = peer.receive();
        Packet last = peer.receive();
        EXPECT_TRUE(first.is_posted());
        EXPECT_FALSE(last.is_posted());
        EXPECT_EQ(std::get<Interrupt>(first.body).line + std::get<Interrupt>(last.body).line, 3U);
        last.flags |= flag_response;
        peer.send(last);
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    side.at(500ns, [&side] {
        side.to_peer[0].write(true);
        side.to_peer[1].write(true);
        side.to_peer[1].write(true);
    });
    run_to(2000ns);
}

TEST_F(PeerTest, ALineThatAReadClearsFallsBeforeTheReadIsAnswered) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(500ns);
        EXPECT_TRUE(peer.take_interrupt().level);
        peer.answer_of(sync);
        const auto read = peer.read(1000ns, 0);
        EXPECT_FALSE(peer.take_interrupt().level);
        peer.answer_of(read);
        peer.sync(2000ns);
    });
    side.at(400ns, [&side] { side.to_peer[0].write(true); });
    side.at(1000ns + read_latency, [&side] { side.to_peer[0].write(false); });
    run_to(2000ns);
}

// ---- accesses to the peer ----

TEST_F(PeerTest, DmaTakesNoTimeAndReachesThePeerWhileItIsStopped) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        Packet read = peer.receive();
        EXPECT_EQ(read.device, dma_channel);
        EXPECT_EQ(std::get<BusAccess>(read.body).timestamp, 500ns);
        EXPECT_EQ(std::get<BusAccess>(read.body).address, 0x80U);
        peer.answer(read, {7, 8});
        Packet write = peer.receive();
        EXPECT_THAT(std::get<BusAccess>(write.body).data, ElementsAre(9, 10));
        peer.answer(write);
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    Bytes data(2);
    side.at(500ns, [&] {
        EXPECT_EQ(side.transfer(false, 0x80, data), tlm::TLM_OK_RESPONSE);
        EXPECT_THAT(data, ElementsAre(7, 8));
        Bytes out = {9, 10};
        EXPECT_EQ(side.transfer(true, 0x90, out), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(to_virtual_time(sc_core::sc_time_stamp()), 500ns);
    });
    run_to(2000ns);
    EXPECT_THAT(data, ElementsAre(7, 8));
}

TEST_F(PeerTest, DmaWithByteEnablesIsSplitForAPeerThatTakesNone) {
    Side& side = add(tlm_library, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        for (const std::uint64_t address : {0x80, 0x82}) {
            const Packet read = peer.receive();
            EXPECT_EQ(std::get<BusAccess>(read.body).address, address);
            EXPECT_EQ(std::get<BusAccess>(read.body).length, 1U);
            peer.answer(read, {7});
        }
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    Bytes data(4, 0xaa);
    side.at(500ns, [&] { side.transfer(false, 0x80, data, {0xff, 0}); });
    run_to(2000ns);
    EXPECT_THAT(data, ElementsAre(7, 0xaa, 7, 0xaa));
}

TEST_F(PeerTest, StatusesOfThePeerReachTheMaster) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        peer.answer(peer.receive(), {0, 0}, Status::address_error);
        peer.answer(peer.receive(), {0, 0}, Status::bus_error);
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    side.at(500ns, [&] {
        Bytes data(2);
        EXPECT_EQ(side.transfer(false, 0, data), tlm::TLM_ADDRESS_ERROR_RESPONSE);
        EXPECT_EQ(side.transfer(false, 0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
        Bytes none;
        EXPECT_EQ(side.transfer(false, 0, none), tlm::TLM_BURST_ERROR_RESPONSE);
        Bytes huge(longest_access + 1);
        EXPECT_EQ(side.transfer(false, 0, huge), tlm::TLM_BURST_ERROR_RESPONSE);
    });
    run_to(2000ns);
}

TEST_F(PeerTest, AReadOfThePeerWithinDmaIsServedAtOnce) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto sync = peer.sync(1000ns);
        const Packet dma = peer.receive();
        const auto nested = peer.read(1000ns, 0x20);
        peer.request(wire_channel, Interrupt{1000ns, 0, 0, true}, flag_posted);
        EXPECT_THAT(peer.access_answer(nested).data, ElementsAre(5, 0, 0, 0));
        peer.answer(dma, {7});
        peer.answer_of(sync);
        peer.sync(2000ns);
    });
    side.memory.bytes()[base + 0x20] = 5;
    Bytes data(1);
    side.at(500ns, [&] { side.transfer(false, 0, data); });
    run_to(2000ns);
    EXPECT_THAT(data, ElementsAre(7));
    EXPECT_THAT(side.seen, ElementsAre(Line{"rise 0", 500ns + read_latency}));
}

TEST_F(PeerTest, DmaWithinAReadOfThePeerIsServedBeforeItsAnswer) {
    Side& side = add(qemu, [](Peer& peer) {
        const auto read = peer.read(1000ns, 0);
        peer.answer(peer.receive(), {7});
        peer.answer_of(read);
        peer.sync(2000ns);
    });
    Bytes data(1);
    side.at(1000ns + read_latency / 2, [&] { side.transfer(false, 0, data); });
    run_to(2000ns);
    EXPECT_THAT(data, ElementsAre(7));
}

TEST_F(PeerTest, DmaTowardAPeerThatHasNotStoppedYetWaitsForItsStop) {
    Side& side = add(qemu, [](Peer& peer) {
        const Packet dma = peer.receive(); // while it runs
        const auto read = peer.read(1000ns, 0);
        peer.answer(dma, {7});
        EXPECT_EQ(peer.access_answer(read).timestamp, 1000ns + read_latency); // at its own time
        peer.sync(2000ns);
    });
    Bytes data(1);
    side.at(0ns, [&] { side.transfer(false, 0, data); });
    run_to(2000ns);
    EXPECT_THAT(data, ElementsAre(7));
}

// ---- errors, and the end of a peer ----

TEST_F(PeerTest, WrongAnswersEndTheRunWithTheHistory) {
    Side& side = add(qemu, [](Peer& peer) {
        peer.sync(1000ns);
        Packet dma = peer.receive();
        dma.id += 7;
        peer.answer(dma, {7});
    });
    side.at(500ns, [&] {
        Bytes data(1);
        EXPECT_EQ(side.transfer(false, 0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
    });
    EXPECT_THAT(failure(),
                testing::AllOf(HasSubstr("linux: it answered request"),
                               HasSubstr("which does not wait"), HasSubstr("received sync")));
}

TEST_F(PeerTest, APacketThatNoPlainPeerSendsIsAnError) {
    add(qemu, [](Peer& peer) { peer.send({0, 0, 0, Stop{5ns, 5ns}}); });
    EXPECT_THAT(failure(), HasSubstr("it sent a stop packet"));
}

TEST_F(PeerTest, ItCannotBeRestarted) {
    Side& side = add(qemu, [](Peer&) {});
    EXPECT_THROW(side.peer.restart(0ns, 10ns), SimulationError);
}

TEST_F(PeerTest, APeerThatEndsWhileItRuns) {
    add(qemu, [](Peer& peer) {
        peer.answer_of(peer.sync(1000ns));
        peer.close();
    });
    EXPECT_THAT(failure(), HasSubstr("linux: the peer closed the link"));
}

TEST_F(PeerTest, APeerThatEndsWithinItsAccess) {
    add(qemu, [](Peer& peer) {
        peer.read(1000ns, 0);
        peer.close();
    });
    EXPECT_THAT(failure(), HasSubstr("linux: the peer closed the link"));
}

TEST_F(PeerTest, APeerThatEndsWithinDma) {
    Side& side = add(qemu, [](Peer& peer) {
        peer.sync(1000ns);
        peer.receive();
        peer.close();
    });
    side.at(500ns, [&] {
        Bytes data(1);
        EXPECT_EQ(side.transfer(false, 0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
    });
    EXPECT_THAT(failure(), HasSubstr("linux: the peer closed the link"));
}

TEST_F(PeerTest, APeerThatEndsBeforeItAcknowledgesAWire) {
    Side& side = add(qemu, [](Peer& peer) {
        peer.sync(1000ns);
        peer.receive();
        peer.close();
    });
    side.at(500ns, [&] { side.to_peer[0].write(true); });
    EXPECT_THAT(failure(), HasSubstr("linux: the peer closed the link"));
}

// ---- two peers, each with a quantum of its own ----

/// A peer that rings once and syncs at each quantum.
Script ringing(VirtualTime quantum, VirtualTime at) {
    return [=](Peer& peer) {
        for (VirtualTime now{}; now < 10000ns; now += quantum) {
            if (now <= at && at < now + quantum)
                peer.request(wire_channel, Interrupt{at, 0, 0, true}, flag_posted);
            peer.answer_of(peer.sync(now + quantum));
        }
        peer.sync(10000ns + quantum);
    };
}

/// A peer that notes when, in its own time, it sees the ring.
Script listening(VirtualTime quantum, VirtualTime& seen) {
    return [quantum, &seen](Peer& peer) {
        for (VirtualTime now{}; now < 10000ns; now += quantum) {
            const auto sync = peer.sync(now + quantum);
            Packet packet = peer.receive();
            if (!packet.is_response()) {
                seen = now + quantum;
                packet.flags |= flag_response;
                peer.send(packet);
                packet = peer.receive();
            }
            EXPECT_EQ(packet.id, sync);
        }
        peer.sync(10000ns + quantum);
    };
}

class TwoPeers : public PeerTest {
protected:
    /// Line 0 of the first is line 0 to the second, `latency` later.
    void run(VirtualTime quantum, VirtualTime other_quantum, VirtualTime latency) {
        Side& ringer = add(qemu, ringing(quantum, 4321ns));
        Side& listener = add(qemu, listening(other_quantum, seen));
        sc_core::sc_spawn([&ringer, &listener, latency] {
            for (;;) {
                sc_core::wait(ringer.from_peer[0].value_changed_event());
                sc_core::wait(to_sc_time(latency));
                listener.to_peer[0].write(ringer.from_peer[0].read());
            }
        });
        run_to(10000ns, latency);
    }
    VirtualTime seen{};
};

TEST_F(TwoPeers, WhatOneDoesIsExactAndTheOtherSeesItAtItsNextSync) {
    run(1000ns, 250ns, 100ns);
    EXPECT_THAT(sides[0]->seen, ElementsAre(Line{"rise 0", 4321ns}));
    EXPECT_GE(seen, 4421ns);
    EXPECT_LE(seen, 4421ns + 250ns);
    EXPECT_LE(sides[0]->peer.max_skew(), 1000ns);
    EXPECT_LE(sides[1]->peer.max_skew(), 250ns);
}

TEST_F(TwoPeers, AShortQuantumIsASmallError) {
    run(100ns, 10ns, 100ns);
    EXPECT_EQ(seen, 4430ns);
    EXPECT_LT(sides[1]->peer.max_skew(), 10ns);
}

} // namespace
} // namespace ampsim::remote_port
