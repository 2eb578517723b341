// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/ethernet_switch.h"

#include "models/network/ethernet.h"
#include "tests/unit/models/script.h"

#include <gmock/gmock.h>

#include <deque>
#include <stdexcept>

namespace ampsim::models::network {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr MacAddress broadcast{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

/// Host `number`.
MacAddress host(std::uint8_t number) {
    return {0x02, 0, 0, 0, 0, number};
}

Frame frame(const MacAddress& to, const MacAddress& from, std::size_t size = 60,
            std::uint8_t mark = 0) {
    Frame result(size, 0);
    std::copy(to.begin(), to.end(), result.begin());
    std::copy(from.begin(), from.end(), result.begin() + 6);
    result.back() = mark;
    return result;
}

/// Time in ns, and the last byte of what arrived.
class Receiver : public FrameSink {
public:
    void receive(Frame frame) override { frames.emplace_back(now() / ns(1), frame.back()); }
    std::vector<std::pair<double, int>> frames;
};

// 1 Gbit/s: 8 ns for a byte.
constexpr double latency = 1000;
constexpr double shortest = (8 + 60 + 4) * 8;
constexpr double gap = 12 * 8;

struct EthernetSwitchTest : testing::Test {
    explicit EthernetSwitchTest(const SwitchParameters& parameters = four_ports())
        : ethernet_switch("switch", parameters) {
        for (std::size_t i = 0; i < parameters.ports; ++i) {
            ethernet_switch.port(i).connect(at.emplace_back());
        }
    }
    static SwitchParameters four_ports() {
        SwitchParameters parameters;
        parameters.ports = 4;
        return parameters;
    }
    void send(std::size_t port, Frame frame) {
        ethernet_switch.sink(port).receive(std::move(frame));
    }

    EthernetSwitch ethernet_switch;
    std::deque<Receiver> at;
    Script script{"script"};
};

TEST_F(EthernetSwitchTest, FloodsWhatItDoesNotKnowAndLearnsWhereItCameFrom) {
    script.run([&] {
        send(0, frame(host(2), host(1), 60, 1));
        wait_until(ns(10000));
        send(2, frame(host(1), host(2), 60, 2));
    });
    const double delivery = latency + shortest;
    EXPECT_THAT(at[0].frames, ElementsAre(Pair(10000 + delivery, 2)));
    EXPECT_THAT(at[1].frames, ElementsAre(Pair(delivery, 1)));
    EXPECT_THAT(at[2].frames, ElementsAre(Pair(delivery, 1)));
    EXPECT_THAT(at[3].frames, ElementsAre(Pair(delivery, 1)));
    EXPECT_EQ(ethernet_switch.counters().received_frames, 2U);
    EXPECT_EQ(ethernet_switch.counters().flooded_frames, 1U);
    EXPECT_EQ(ethernet_switch.counters().forwarded_frames, 4U);
    EXPECT_EQ(ethernet_switch.least_latency(), ns(delivery));
}

TEST_F(EthernetSwitchTest, AFrameTakesItsTimeOnTheWire) {
    script.run([&] {
        send(0, frame(broadcast, host(1), 1514, 1));
        wait_until(ns(100000));
        send(0, frame(broadcast, host(1), 14, 2)); // padded on the wire
    });
    EXPECT_THAT(at[1].frames, ElementsAre(Pair(latency + (8 + 1514 + 4) * 8, 1),
                                          Pair(100000 + latency + shortest, 2)));
}

TEST_F(EthernetSwitchTest, FramesForOneOutputQueueUp) {
    script.run([&] {
        send(1, frame(host(9), host(1)));
        wait_until(ns(100000));
        send(0, frame(host(1), host(0), 60, 1));
        send(2, frame(host(1), host(2), 100, 2));
        wait_until(ns(100500));
        send(3, frame(host(1), host(3), 60, 3));
        send(3, frame(host(2), host(3), 60, 4)); // another output is free
    });
    const double first = 100000 + latency + shortest;
    const double second = first + gap + (8 + 100 + 4) * 8;
    EXPECT_THAT(at[1].frames,
                ElementsAre(Pair(first, 1), Pair(second, 2), Pair(second + gap + shortest, 3)));
    ASSERT_EQ(at[2].frames.size(), 2U);
    EXPECT_THAT(at[2].frames[1], Pair(100500 + latency + shortest, 4));
    EXPECT_EQ(ethernet_switch.counters().queue_high_water, 3U);
}

TEST_F(EthernetSwitchTest, KeepsWhatIsNotForOthers) {
    script.run([&] {
        send(0, frame(broadcast, host(1)));
        wait_until(ns(10000));
        for (Receiver& receiver : at) {
            receiver.frames.clear();
        }
        send(0, frame(host(1), host(2)));                                 // same side
        send(1, frame({0x01, 0x80, 0xc2, 0, 0, 0x0e}, host(3)));          // LLDP
        send(1, frame(host(1), {0x03, 0, 0, 0, 0, 1}));                   // from a group
        send(1, Frame(13));                                               // no header
        send(1, frame(broadcast, host(3), ethernet::frame_size_max + 1)); // no frame
    });
    for (const Receiver& receiver : at) {
        EXPECT_THAT(receiver.frames, IsEmpty());
    }
    EXPECT_EQ(ethernet_switch.counters().filtered_frames, 2U);
    EXPECT_EQ(ethernet_switch.counters().malformed_frames, 3U);
}

TEST_F(EthernetSwitchTest, MulticastGoesEverywhere) {
    script.run([&] { send(3, frame({0x33, 0x33, 0, 0, 0, 1}, host(1), 60, 7)); });
    EXPECT_THAT(at[0].frames, ElementsAre(Pair(latency + shortest, 7)));
    EXPECT_THAT(at[3].frames, IsEmpty());
}

TEST_F(EthernetSwitchTest, AHostMayMove) {
    script.run([&] {
        send(0, frame(broadcast, host(1)));
        send(1, frame(broadcast, host(1)));
        wait_until(ns(100000));
        at[0].frames.clear();
        at[1].frames.clear();
        send(2, frame(host(1), host(2), 60, 1));
    });
    EXPECT_THAT(at[0].frames, IsEmpty());
    EXPECT_THAT(at[1].frames, ElementsAre(Pair(100000 + latency + shortest, 1)));
}

SwitchParameters tight() {
    SwitchParameters parameters;
    parameters.ports = 3;
    parameters.latency = sc_core::SC_ZERO_TIME;
    parameters.bits_per_second = 3'000'000'000;
    parameters.queue_frames = 2;
    parameters.addresses = 2;
    parameters.address_age = sc_core::sc_time(1, sc_core::SC_SEC);
    return parameters;
}

struct TightEthernetSwitchTest : EthernetSwitchTest {
    TightEthernetSwitchTest() : EthernetSwitchTest(tight()) {}
};

TEST_F(TightEthernetSwitchTest, ItsQueuesAreBounded) {
    // 60 bytes: 576 bits in 192 ns, the gap's 96 bits in 32 ns.
    script.run([&] {
        for (std::uint8_t i = 1; i <= 3; ++i) {
            send(0, frame(broadcast, host(1), 60, i));
        }
        wait_until(ns(192)); // the first has left
        send(0, frame(broadcast, host(1), 60, 4));
        send(0, frame(broadcast, host(1), 60, 5));
    });
    EXPECT_THAT(at[1].frames, ElementsAre(Pair(192, 1), Pair(416, 2), Pair(640, 4)));
    EXPECT_EQ(ethernet_switch.counters().dropped_queue_full, 4U); // of both outputs
}

TEST_F(TightEthernetSwitchTest, TimesAreRoundedUpToNanoseconds) {
    // (8 + 61 + 4) * 8 = 584 bits / 3
    EXPECT_EQ(ethernet_switch.time_on_the_wire(61), ns(195));
    EXPECT_EQ(ethernet_switch.time_on_the_wire(60), ns(192));
}

TEST_F(TightEthernetSwitchTest, AddressesAreBoundedAndForgotten) {
    script.run([&] {
        send(0, frame(broadcast, host(1)));
        send(0, frame(broadcast, host(2)));
        send(0, frame(broadcast, host(3))); // no room
        wait_until(ns(10000));
        at[1].frames.clear();
        at[2].frames.clear();
        send(1, frame(host(3), host(1), 60, 1)); // flooded; host 1 moves
        wait_until(ns(1e9 + 9000));              // host 1 is remembered, host 2 forgotten
        send(2, frame(host(1), host(3), 60, 2)); // learned in place of host 2
        wait_until(ns(1e9 + 20000));
        send(1, frame(host(3), host(1), 60, 3));
        send(2, frame(host(2), host(3), 60, 4)); // flooded
    });
    EXPECT_THAT(at[0].frames, ElementsAre(Pair(10192, 1), Pair(1e9 + 20192, 4)));
    EXPECT_THAT(at[1].frames, ElementsAre(Pair(1e9 + 9192, 2), Pair(1e9 + 20192, 4)));
    EXPECT_THAT(at[2].frames, ElementsAre(Pair(10192, 1), Pair(1e9 + 20192, 3)));
    EXPECT_EQ(ethernet_switch.counters().unlearned_addresses, 1U);
}

TEST(SwitchParametersTest, AreChecked) {
    const auto with = [](auto change) {
        SwitchParameters parameters;
        change(parameters);
        EthernetSwitch ethernet_switch(sc_core::sc_gen_unique_name("switch"), parameters);
    };
    EXPECT_NO_THROW(with([](SwitchParameters&) {}));
    EXPECT_THROW(with([](SwitchParameters& p) { p.ports = 1; }), std::invalid_argument);
    EXPECT_THROW(with([](SwitchParameters& p) { p.ports = 257; }), std::invalid_argument);
    EXPECT_THROW(with([](SwitchParameters& p) { p.bits_per_second = 0; }), std::invalid_argument);
    EXPECT_THROW(with([](SwitchParameters& p) { p.bits_per_second = 1'000'000'000'001; }),
                 std::invalid_argument);
    EXPECT_THROW(with([](SwitchParameters& p) { p.queue_frames = 0; }), std::invalid_argument);
}

TEST(AddressTest, IsReadAsPeopleWriteIt) {
    EXPECT_EQ(parse_mac_address("02:00:aB:00:01:ff"), (MacAddress{2, 0, 0xab, 0, 1, 0xff}));
    for (const char* wrong :
         {"", "02:00:00:00:01", "02:00:00:00:01:01:", "2:00:00:00:01:011", "02-00-00-00-01-01",
          "0x:00:00:00:01:01", "02:00:00:00:01:g1", "2:0:0:0:1:1"}) {
        EXPECT_EQ(parse_mac_address(wrong), std::nullopt) << wrong;
    }
    EXPECT_EQ(parse_ipv4_address("10.0.2.255"), (std::array<std::uint8_t, 4>{10, 0, 2, 255}));
    EXPECT_EQ(parse_ipv4_interface("10.0.2.1/24"), (Ipv4Interface{{10, 0, 2, 1}, 24}));
    for (const char* wrong : {"", "10.0.2", "10.0.2.1", "10.0.2.1/", "10.0.2.1/33", "10.0.2.256/8",
                              "10.0.2.1/8 ", "-1.0.2.1/8"}) {
        EXPECT_EQ(parse_ipv4_interface(wrong), std::nullopt) << wrong;
    }
}

} // namespace
} // namespace ampsim::models::network
