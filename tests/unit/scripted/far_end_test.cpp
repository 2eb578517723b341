// SPDX-License-Identifier: BSD-3-Clause
//
// The same programs in this process and at the far ends of links: the same story.
#include "sim/scripted/far_end.h"

#include "tests/unit/remote_port/raw_peer.h"
#include "tests/unit/scripted/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace ampsim::scripted {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const std::vector<std::uint32_t> capabilities{remote_port::extended_bus_access,
                                              remote_port::byte_enables, remote_port::posted_wires,
                                              remote_port::ampsim_extension};

/// A bench whose nodes are all at the far ends of links, each in a thread of its own.
class Linked : public Bench {
public:
    ~Linked() override {
        for (const auto& node : nodes) {
            node->shut_down();
        }
        for (std::thread& thread : threads_) {
            thread.join();
        }
    }
    void add_far(Main main) {
        auto [there, here] = remote_port::connected_pair();
        threads_.emplace_back(
            [around = around(nodes.size()), program = program(std::move(main)),
             connection = std::make_shared<remote_port::Connection>(std::move(there))] {
                remote_port::Session session("hub", std::move(*connection), capabilities);
                FarEnd(std::move(session)).serve(around, program);
            });
        const std::size_t index = nodes.size();
        NodeEvents& events = *this;
        auto link = std::make_unique<node::NodeLink>(
            index, platform.nodes[index].name,
            remote_port::Session(platform.nodes[index].name, std::move(here), capabilities), events,
            1s);
        link->greet();
        link->await_start();
        add(std::move(link));
    }

private:
    std::vector<std::thread> threads_;
};

Bench::Main busy(std::uint64_t self) {
    return [self](Core& core) {
        const std::uint64_t mine = 0x10000 + 8 * self;
        const std::uint64_t theirs = 0x10000 + 8 * (1 - self);
        for (std::uint64_t i = 0; i < 100; ++i) {
            core.compute(VirtualTime{static_cast<std::int64_t>(13 + 7 * i * (self + 1) % 301)});
            core.bus().write(mine, i, 8);
            core.mark("a", core.bus().read(theirs, 8));
            core.bus().write("box.OUT", i & 1U);
            if (core.wait_irq(Line{0}, 90ns)) {
                core.mark("a", 1000 + core.rises(0));
            }
        }
    };
}

TEST(FarEnd, IsNoDifferentFromANodeInTheHub) {
    Bench near;
    near.add(busy(0));
    near.add(busy(1));
    near.run();
    Linked far;
    far.add_far(busy(0));
    far.add_far(busy(1));
    far.run();
    EXPECT_GT(near.stories[0].size(), 200U);
    EXPECT_EQ(near.stories, far.stories);
    EXPECT_EQ(near.conductor->grants(), far.conductor->grants());
    EXPECT_EQ(near.conductor->max_skew(), far.conductor->max_skew());
}

TEST(FarEnd, IsResetAsOneInTheHub) {
    const auto main = [](Core& core) {
        core.mark("a", core.level(0) ? 1 : 0);
        core.bus().read("box.IN");
        core.mark("a", core.level(0) ? 3 : 2);
        core.wait_irq(Line{0}, 5us);
        core.compute(1ms);
    };
    const auto story = [](Bench& bench) {
        bench.conduct();
        bench.set_line(0, true, 300ns);
        bench.conductor->hold(0, 500ns);
        bench.hardware.at(2us, [&bench] { bench.conductor->start(0, 2100ns); });
        for (int i = 0; i < 40 && !bench.conductor->is_off(0); ++i) {
            bench.conductor->step();
        }
        EXPECT_TRUE(bench.conductor->is_off(0));
        return bench.stories[0];
    };
    Bench near;
    near.add(main);
    Linked far;
    far.add_far(main);
    const auto expected = story(near);
    EXPECT_THAT(expected, testing::Contains("2100: started"));
    EXPECT_EQ(story(far), expected);
}

TEST(FarEnd, RefusesMemoryAndAnAlienPacket) {
    auto [there, here] = remote_port::connected_pair();
    Bench bench;
    std::string error;
    std::thread thread([&bench, &error, connection = &there] {
        try {
            remote_port::Session session("hub", std::move(*connection), capabilities);
            FarEnd(std::move(session)).serve(bench.around(0), bench.program([](Core&) {}));
        } catch (const SimulationError& caught) {
            error = caught.what();
        }
    });
    remote_port::RawPeer hub(std::move(here));
    hub.hello(capabilities);
    EXPECT_EQ(hub.receive_body<remote_port::Stop>().now, 0ns);
    remote_port::BusAccess write;
    write.write = true;
    write.length = write.stream_width = 1;
    write.data = {1};
    hub.send(remote_port::Packet{5, 0, AMPSIM_CHANNEL_BUS, write});
    const auto answer = hub.receive_body<remote_port::BusAccess>();
    EXPECT_EQ(answer.status, remote_port::Status::address_error);
    hub.send(remote_port::Packet{0, 0, AMPSIM_CHANNEL_CONTROL, remote_port::Stop{}});
    thread.join();
    EXPECT_THAT(error, HasSubstr("hub: sent a packet that does not belong here: stop"));
}

} // namespace
} // namespace ampsim::scripted
