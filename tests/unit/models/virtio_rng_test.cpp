// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/rng.h"

#include "tests/unit/models/fake_queue.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Bytes first_bytes(std::uint64_t seed, std::size_t size) {
    std::mt19937_64 generator(seed);
    Bytes result;
    while (result.size() < size) {
        append(result, little_uint64_t{generator()});
    }
    result.resize(size);
    return result;
}

class RngTest : public testing::Test {
protected:
    Rng rng{{42, 100}};
    FakeEvents events{rng};
    FakeQueue queue{"queue", rng, 0};
    Script script{"script"};
};

TEST_F(RngTest, GivesTheBytesOfItsSeed) {
    script.run([&] { EXPECT_EQ(queue.ask({}, 20), first_bytes(42, 20)); });
}

TEST_F(RngTest, GivesOtherBytesEachTime) {
    script.run([&] { EXPECT_NE(queue.ask({}, 20), queue.ask({}, 20)); });
    EXPECT_EQ(rng.counters().at("requests"), 2U);
    EXPECT_EQ(rng.counters().at("bytes"), 40U);
}

TEST_F(RngTest, GivesNoMoreThanItsMaximum) {
    script.run([&] { EXPECT_THAT(queue.ask({}, std::size_t{1} << 40), SizeIs(100)); });
}

TEST_F(RngTest, ABufferWithoutRoomComesBack) {
    script.run([&] { EXPECT_THAT(queue.ask({1, 2, 3}, 0), IsEmpty()); });
}

TEST_F(RngTest, IsReproducible) {
    EXPECT_EQ(rng.not_reproducible(), "");
    EXPECT_EQ(rng.type(), 4U);
}

TEST(RngParametersTest, AMaximumOfZeroIsRefused) {
    EXPECT_THROW(Rng({1, 0}), std::invalid_argument);
}

} // namespace
} // namespace ampsim::models::virtio
