// SPDX-License-Identifier: BSD-3-Clause
//
// With a real diod behind it.
#include "platforms/guests/linux/pmm/ninep.h"

#include "models/virtio/ninep_message.h"
#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

namespace ninep = models::virtio::ninep;
using models::virtio::append;
using models::virtio::little_uint16_t;
using models::virtio::little_uint32_t;
using testing::HasSubstr;

Bytes message(std::uint8_t type, const Bytes& fields) {
    ninep::Header header{};
    header.size = std::uint32_t(sizeof header + fields.size());
    header.type = type;
    header.tag = type == ninep::tversion ? ninep::no_tag : std::uint16_t{1};
    Bytes all = models::virtio::bytes_of(header);
    all.insert(all.end(), fields.begin(), fields.end());
    return all;
}

Bytes version() {
    Bytes fields;
    append(fields, little_uint32_t{8192});
    append(fields, little_uint16_t{8});
    for (const char letter : std::string("9P2000.L"))
        fields.push_back(std::uint8_t(letter));
    return message(ninep::tversion, fields);
}

struct NinePTest : testing::TestWithParam<Way> {
    NinePTest() {
        bench.add("9p", [this](EventLoop&) {
            models::virtio::NinePParameters parameters;
            parameters.server.directory = directory.path();
            return std::make_unique<NineP>(parameters);
        });
        bench.start();
        driver = std::make_unique<Driver>(bench.driver(0));
        driver->start(1);
    }
    Bytes answer(const Bytes& request) {
        driver->add(0, request, 8192);
        driver->kick(0);
        return driver->take(0);
    }

    Directory directory;
    Bench bench{GetParam()};
    std::unique_ptr<Driver> driver;
};

TEST_P(NinePTest, Answers) {
    const Bytes reply = answer(version());
    ASSERT_GT(reply.size(), sizeof(ninep::Header));
    EXPECT_EQ(models::virtio::parse<ninep::Header>(reply)->type, ninep::rversion);
    EXPECT_THAT(text(reply), HasSubstr("9P2000.L"));
}

TEST_P(NinePTest, SaysWhatToMount) {
    EXPECT_EQ(driver->configuration(8), (Bytes{6, 0, 'a', 'm', 'p', 's', 'i', 'm'}));
}

TEST_P(NinePTest, WhatIsNoMessageIsRefused) {
    EXPECT_EQ(models::virtio::parse<ninep::Header>(answer(bytes("nonsense")))->type,
              ninep::rlerror);
    EXPECT_FALSE(bench.server(0).is_broken());
}

TEST_P(NinePTest, AnotherMonitorMakesTheDriverBeginAnew) {
    answer(version());
    bench.kill();
    bench.start();
    EXPECT_THAT(bench.said(), HasSubstr("hvl0, 9p: what it had open went with the monitor"));
    EXPECT_EQ(driver->status() & status::needs_reset, status::needs_reset);
    driver->reset();
    std::memset(driver->at(driver->ring_address(0)), 0, 0x1000);
    driver->start(1);
    EXPECT_THAT(text(answer(version())), HasSubstr("9P2000.L"));
}

INSTANTIATE_TEST_SUITE_P(, NinePTest, testing::ValuesIn(two_ways), name_of);

} // namespace
} // namespace ampsim::pmm::test
