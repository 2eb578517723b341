// SPDX-License-Identifier: BSD-3-Clause
//
// A device that the system refuses something: it waits for a reset, and all else goes on.
#include "platforms/guests/linux/pmm/problem.h"
#include "platforms/guests/linux/pmm/rng.h"
#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

/// Gives back whatever comes, unless it is refused what it needs for that.
class Refused final : public Device {
public:
    explicit Refused(bool& refused) : refused_(refused) {}
    std::uint32_t type() const override { return 4; }
    unsigned queues() const override { return 1; }
    std::string queue_name(unsigned) const override { return "requests"; }
    void start(std::uint64_t) override {
        if (refused_) {
            throw SystemRefused("no file to begin with");
        }
    }
    Left serve(unsigned, Queue& buffers, unsigned) override {
        if (refused_) {
            throw SystemRefused("no more files");
        }
        if (const auto buffer = buffers.take()) {
            buffers.give_back(*buffer, bytes("done"));
        }
        return Left::waiting_for_driver;
    }

private:
    bool& refused_;
};

struct RefusalTest : testing::TestWithParam<Way> {
    RefusalTest() {
        bench.add("rng", [this](EventLoop&) { return std::make_unique<Refused>(refused); });
        bench.add("rng", [](EventLoop& loop) { return std::make_unique<Rng>(loop); });
        bench.start();
    }
    void expect_broken(Driver& driver, const std::string& message) {
        EXPECT_THAT(bench.said(), HasSubstr(message));
        EXPECT_TRUE(bench.server(0).is_broken());
        EXPECT_EQ(driver.status() & status::needs_reset, status::needs_reset);
        Driver neighbour{bench.driver(1)};
        neighbour.start();
        neighbour.add(0, {}, 16);
        neighbour.kick(0);
        EXPECT_THAT(neighbour.take(0), SizeIs(16));

        refused = false;
        driver.reset();
        std::memset(driver.at(driver.ring_address(0)), 0, 0x1000);
        driver.start();
        driver.add(0, {}, 16);
        driver.kick(0);
        EXPECT_EQ(text(driver.take(0)), "done");
    }

    bool refused = false;
    Bench bench{GetParam()};
};

TEST_P(RefusalTest, OfABuffer) {
    Driver driver{bench.driver(0)};
    driver.start();
    refused = true;
    driver.add(0, {}, 16);
    driver.kick(0);
    expect_broken(driver, "hvl0, rng: queue 0 (requests): no more files; its driver has to reset");
}

TEST_P(RefusalTest, OfTheStart) {
    Driver driver{bench.driver(0)};
    refused = true;
    driver.start();
    expect_broken(driver, "hvl0, rng: no file to begin with; its driver has to reset");
}

INSTANTIATE_TEST_SUITE_P(, RefusalTest, testing::ValuesIn(two_ways), name_of);

} // namespace
} // namespace ampsim::pmm::test
