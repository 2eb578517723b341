// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/block.h"

#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

using models::virtio::append;
using models::virtio::little_uint32_t;
using models::virtio::little_uint64_t;
using testing::HasSubstr;

constexpr std::uint32_t in = 0;
constexpr std::uint32_t out = 1;
constexpr std::uint32_t flush = 4;
constexpr std::uint32_t get_id = 8;

Bytes request(std::uint32_t type, std::uint64_t sector, const std::string& data = "") {
    Bytes all;
    append(all, little_uint32_t{type});
    append(all, little_uint32_t{0});
    append(all, little_uint64_t{sector});
    all.insert(all.end(), data.begin(), data.end());
    return all;
}

struct BlockTest : testing::TestWithParam<Way> {
    BlockTest() {
        directory.write("image", std::string(512, 'a') + std::string(512, 'b'));
        begin(false);
    }
    void begin(bool read_only) {
        bench = std::make_unique<Bench>(GetParam());
        bench->add("block", [this, read_only](EventLoop&) {
            return std::make_unique<Block>(
                std::make_unique<models::virtio::FileStore>(directory.path("image"), read_only),
                64);
        });
        bench->start();
        driver = std::make_unique<Driver>(bench->driver(0));
        driver->start(1ULL << 9); // FLUSH
    }
    Bytes answer(const Bytes& to, std::uint32_t writable) {
        driver->add(0, to, writable);
        driver->kick(0);
        return driver->take(0);
    }

    Directory directory;
    std::unique_ptr<Bench> bench;
    std::unique_ptr<Driver> driver;
};

TEST_P(BlockTest, Reads) {
    EXPECT_EQ(text(answer(request(in, 1), 513)), std::string(512, 'b') + '\0');
}

TEST_P(BlockTest, Writes) {
    EXPECT_EQ(answer(request(out, 0, std::string(1024, 'x')), 1), Bytes{0});
    EXPECT_EQ(answer(request(flush, 0), 1), Bytes{0});
    EXPECT_EQ(directory.read("image"), std::string(1024, 'x'));
}

TEST_P(BlockTest, WhatLiesBehindTheEndIsAnError) {
    EXPECT_EQ(answer(request(in, 2), 513).back(), 1);
    EXPECT_EQ(answer(request(out, 1, std::string(1024, 'x')), 1), Bytes{1});
    EXPECT_EQ(directory.read("image").size(), 1024);
}

TEST_P(BlockTest, SaysWhatItIs) {
    EXPECT_EQ(driver->configuration(8), (Bytes{2, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_THAT(text(answer(request(get_id, 0), 21)), HasSubstr("ampsim"));
}

TEST_P(BlockTest, ReadOnlyIsReadOnly) {
    begin(true);
    EXPECT_EQ(answer(request(out, 0, std::string(512, 'x')), 1), Bytes{1});
    EXPECT_THAT(directory.read("image"), HasSubstr("aaa"));
}

TEST_P(BlockTest, ARequestThatIsNoneIsTheEndUntilAReset) {
    driver->add(0, bytes("short"), 1);
    driver->kick(0);
    EXPECT_THAT(bench->said(), HasSubstr("hvl0, block: a block request's header has 16 bytes"));
    EXPECT_TRUE(bench->server(0).is_broken());
}

TEST_P(BlockTest, AnotherMonitorGoesOn) {
    answer(request(in, 0), 513);
    bench->kill();
    bench->start();
    EXPECT_EQ(text(answer(request(in, 1), 513)), std::string(512, 'b') + '\0');
}

INSTANTIATE_TEST_SUITE_P(, BlockTest, testing::ValuesIn(two_ways), name_of);

} // namespace
} // namespace ampsim::pmm::test
