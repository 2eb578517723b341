// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/net.h"

#include "models/virtio/engine.h"
#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using network::Frame;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::size_t modern_header = 12;
constexpr std::size_t legacy_header = 10;

/// A frame of `size` bytes; the last one says which.
Frame frame(std::size_t size, std::uint8_t mark = 0) {
    Frame result(size, 0x5a);
    result.back() = mark;
    return result;
}

using At = FakeQueue::Used;
constexpr double processing = FakeQueue::processing;

class Sink : public network::FrameSink {
public:
    void receive(Frame frame) override { frames.push_back({now() / ns(1), std::move(frame)}); }
    std::vector<At> frames;
};

struct VirtioNetTest : testing::Test {
    explicit VirtioNetTest(const NetParameters& parameters = {}) : net(parameters) {
        net.port.connect(sink);
    }
    void start(std::uint64_t more = 0) { net.start(feature::version_1 | more); }
    /// As a driver sends it.
    static std::vector<std::uint8_t> request(const Frame& frame, std::size_t header) {
        std::vector<std::uint8_t> bytes(header, 0);
        bytes.insert(bytes.end(), frame.begin(), frame.end());
        return bytes;
    }

    Net net;
    FakeEvents transport{net};
    Sink sink;
    FakeQueue rx{"rx", net, Net::rx};
    FakeQueue tx{"tx", net, Net::tx};
    Script driver{"driver"};
};

TEST_F(VirtioNetTest, SaysWhatItIs) {
    EXPECT_EQ(net.type(), 1U);
    EXPECT_EQ(net.queues(), 2U);
    EXPECT_EQ(net.queue_name(0), "rx");
    EXPECT_EQ(net.queue_name(1), "tx");
    EXPECT_EQ(net.features(), (1ULL << 5) | (1ULL << 16));
    EXPECT_THAT(net.configuration(), ElementsAre(2, 0, 0, 0, 1, 1, /*status*/ 1, 0, /*pairs*/ 1, 0,
                                                 /*mtu*/ 0, 0));
}

TEST_F(VirtioNetTest, SendsWhenTheBufferIsProcessed) {
    start();
    driver.run([&] {
        wait_until(ns(1000));
        tx.make_available(request(frame(60, 1), modern_header));
        tx.make_available(request(frame(61, 2), modern_header));
    });
    ASSERT_THAT(sink.frames, SizeIs(2));
    EXPECT_EQ(sink.frames[0].time, 1000 + processing);
    EXPECT_EQ(sink.frames[0].bytes, frame(60, 1));
    EXPECT_EQ(sink.frames[1].time, 1000 + 2 * processing);
    EXPECT_EQ(sink.frames[1].bytes, frame(61, 2));
    EXPECT_EQ(net.count().sent_frames, 2U);
    EXPECT_EQ(net.count().sent_bytes, 121U);
}

TEST_F(VirtioNetTest, TheLegacyHeaderHasNoBufferCount) {
    net.start(0);
    driver.run([&] {
        tx.make_available(request(frame(60, 1), legacy_header));
        rx.make_available({}, 1526);
        net.receive(frame(70, 2));
    });
    ASSERT_THAT(sink.frames, SizeIs(1));
    EXPECT_EQ(sink.frames[0].bytes, frame(60, 1));
    ASSERT_THAT(rx.used, SizeIs(1));
    EXPECT_EQ(rx.used[0].bytes, request(frame(70, 2), legacy_header));
}

TEST_F(VirtioNetTest, DropsWhatIsNoFrameAndWhatAsksForOffloads) {
    start();
    auto with_checksum = request(frame(60), modern_header);
    with_checksum[0] = 1; // NEEDS_CSUM
    auto with_segmentation = request(frame(60), modern_header);
    with_segmentation[1] = 1; // GSO_TCPV4
    driver.run([&] {
        tx.make_available({});
        tx.make_available(std::vector<std::uint8_t>(modern_header + 13, 0));
        tx.make_available(with_checksum);
        tx.make_available(with_segmentation);
    });
    EXPECT_THAT(tx.used, SizeIs(4)); // given back nevertheless
    EXPECT_THAT(sink.frames, IsEmpty());
    EXPECT_EQ(net.count().malformed_frames, 4U);
}

TEST_F(VirtioNetTest, DeliversBehindAHeaderWithOneBuffer) {
    start();
    driver.run([&] {
        wait_until(ns(100));
        net.receive(frame(60, 1));
        wait_until(ns(3000)); // the frame waits for a buffer
        rx.make_available({}, 1526);
        rx.make_available({}, 1526);
        wait_until(ns(5000)); // a buffer waits for the frame
        net.receive(frame(1514, 2));
    });
    ASSERT_THAT(rx.used, SizeIs(2));
    EXPECT_EQ(rx.used[0].time, 3000 + processing);
    std::vector<std::uint8_t> first = request(frame(60, 1), modern_header);
    first[10] = 1; // num_buffers
    EXPECT_EQ(rx.used[0].bytes, first);
    EXPECT_EQ(rx.used[1].time, 5000 + processing);
    EXPECT_EQ(net.count().received_frames, 2U);
    EXPECT_EQ(net.count().received_bytes, 1574U);
}

TEST_F(VirtioNetTest, ABufferThatIsTooShortStaysForTheNextFrame) {
    start();
    driver.run([&] {
        rx.make_available({}, modern_header + 100);
        net.receive(frame(101, 1));
        net.receive(frame(100, 2));
    });
    ASSERT_THAT(rx.used, SizeIs(1));
    EXPECT_EQ(rx.used[0].bytes.back(), 2);
    EXPECT_EQ(net.count().dropped_too_long, 1U);
}

TEST_F(VirtioNetTest, DropsWhatItReceivesWhenItIsNotStarted) {
    driver.run([&] {
        net.receive(frame(60));
        start();
        net.receive(frame(60));
        wait_until(ns(10));
        net.reset(); // the second is still waiting
        net.receive(frame(60));
        rx.make_available({}, 1526);
    });
    EXPECT_THAT(rx.used, IsEmpty());
    EXPECT_EQ(net.count().dropped_not_started, 3U);
}

TEST_F(VirtioNetTest, GoesOnAfterAReset) {
    start();
    driver.run([&] {
        net.receive(frame(60, 1));
        wait_until(ns(10)); // waits in take()
        net.reset();
        rx.reset();
        wait_until(ns(20));
        start();
        net.receive(frame(60, 2));
        rx.make_available({}, 1526);
    });
    ASSERT_THAT(rx.used, SizeIs(1));
    EXPECT_EQ(rx.used[0].bytes.back(), 2);
}

TEST_F(VirtioNetTest, TheDriverIsToldOfACableThatIsPulled) {
    start();
    net.set_link(true);
    EXPECT_EQ(transport.changes, 0U);
    net.set_link(false);
    EXPECT_EQ(transport.changes, 1U);
    EXPECT_EQ(net.configuration()[6], 0);
    net.receive(frame(60));
    driver.run([&] { tx.make_available(request(frame(60), modern_header)); });
    EXPECT_THAT(sink.frames, IsEmpty());
    EXPECT_EQ(net.count().dropped_link_down, 2U);
}

TEST_F(VirtioNetTest, OnlyALegacyDriverSetsTheMacAddress) {
    const std::vector<std::uint8_t> bytes{0x06, 0x07};
    start();
    net.write_configuration(4, bytes.data(), 2);
    EXPECT_EQ(net.configuration()[4], 1);
    net.reset();
    net.start(0);
    net.write_configuration(4, bytes.data(), 2);
    EXPECT_THAT(net.configuration(), ElementsAre(2, 0, 0, 0, 6, 7, 1, 0, 1, 0, 0, 0));
    net.write_configuration(6, bytes.data(), 2); // status
    EXPECT_EQ(net.configuration()[6], 1);
    net.reset();
    EXPECT_EQ(net.configuration()[4], 1);
}

TEST_F(VirtioNetTest, CountersHaveNames) {
    net.receive(frame(60));
    EXPECT_EQ(net.counters().at("dropped_not_started"), 1U);
    EXPECT_EQ(net.counters().at("sent_frames"), 0U);
}

TEST(VirtioNetParametersTest, AreChecked) {
    NetParameters parameters;
    parameters.mtu = 67;
    EXPECT_THROW(Net{parameters}, std::invalid_argument);
    parameters.mtu = 68;
    EXPECT_NO_THROW(Net{parameters});
    parameters.mac[0] = 1;
    EXPECT_THROW(Net{parameters}, std::invalid_argument);
    parameters.mac[0] = 2;
    parameters.inbox_frames = 0;
    EXPECT_THROW(Net{parameters}, std::invalid_argument);
}

NetParameters small_parameters() {
    NetParameters parameters;
    parameters.mtu = 1000;
    parameters.mergeable_buffers = true;
    parameters.inbox_frames = 2;
    return parameters;
}

struct SmallVirtioNetTest : VirtioNetTest {
    SmallVirtioNetTest() : VirtioNetTest(small_parameters()) {}
};

TEST_F(SmallVirtioNetTest, TheInboxIsBounded) {
    start();
    driver.run([&] {
        for (std::uint8_t i = 1; i <= 4; ++i) {
            net.receive(frame(60, i));
        }
        wait_until(ns(10));
        for (int i = 0; i < 4; ++i) {
            rx.make_available({}, 1526);
        }
    });
    ASSERT_THAT(rx.used, SizeIs(2));
    EXPECT_EQ(rx.used[1].bytes.back(), 2); // the oldest are kept
    EXPECT_EQ(net.count().dropped_inbox_full, 2U);
    EXPECT_EQ(net.count().inbox_high_water, 2U);
}

TEST_F(SmallVirtioNetTest, TheMtuHoldsWhenItWasAgreedOn) {
    EXPECT_EQ(net.features() & net_feature::mtu, net_feature::mtu);
    EXPECT_THAT(net.configuration(), ElementsAre(2, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0xe8, 0x03));
    start(net_feature::mtu);
    net.receive(frame(1000 + 14 + 4)); // with a VLAN tag
    net.receive(frame(1000 + 14 + 5));
    EXPECT_EQ(net.count().dropped_too_long, 1U);
    net.reset();
    start();
    net.receive(frame(1000 + 14 + 5));
    EXPECT_EQ(net.count().dropped_too_long, 1U);
}

TEST_F(SmallVirtioNetTest, AFrameMayTakeSeveralMergeableBuffers) {
    start(net_feature::mergeable_buffers);
    driver.run([&] {
        rx.make_available({}, 50);
        rx.make_available({}, 40);
        net.receive(frame(100, 7)); // 112 bytes with the header
        wait_until(ns(1000));       // the third buffer is missing
        EXPECT_THAT(rx.used, IsEmpty());
        rx.make_available({}, 40);
        rx.make_available({}, 40);
    });
    ASSERT_THAT(rx.used, SizeIs(3));
    EXPECT_EQ(rx.used[0].bytes.size(), 50U);
    EXPECT_EQ(rx.used[0].bytes[10], 3); // num_buffers
    EXPECT_EQ(rx.used[1].bytes.size(), 40U);
    EXPECT_EQ(rx.used[2].bytes.size(), 22U);
    EXPECT_EQ(rx.used[2].bytes.back(), 7);
    EXPECT_EQ(net.count().received_frames, 1U);
}

} // namespace
} // namespace ampsim::models::virtio
