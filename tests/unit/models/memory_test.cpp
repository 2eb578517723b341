// SPDX-License-Identifier: BSD-3-Clause
#include "models/memory/memory.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <array>
#include <numeric>

namespace ampsim::models {
namespace {

using testing::Each;
using testing::ElementsAre;

constexpr std::uint64_t size = 0x100;

struct MemoryTest : testing::Test {
    MemoryTest() { cpu.socket.bind(memory.socket); }

    Memory memory{"memory", size, {ns(60), ns(20)}};
    Stimulus cpu{"cpu"};
    tlm::tlm_generic_payload transaction;
};

TEST_F(MemoryTest, IsZeroAtFirstAndKeepsWhatIsWritten) {
    EXPECT_THAT(std::vector<int>(memory.bytes(), memory.bytes() + memory.size()), Each(0));
    run({{cpu, [&] {
              cpu.write(0x10, 0x11223344);
              EXPECT_EQ(cpu.read(0x10), 0x11223344U);
              EXPECT_EQ(cpu.read(0x12), 0x1122U); // any alignment; little-endian
          }}});
    EXPECT_EQ(memory.bytes()[0x10], 0x44);
}

TEST_F(MemoryTest, TakesItsLatencyAfterTheAccessArrived) {
    run({{cpu, [&] {
              const std::uint32_t word = 9;
              cpu.write(0, &word, 4, ns(5));
              EXPECT_EQ(now(), ns(25));
              EXPECT_EQ(cpu.read(0), 9U);
              EXPECT_EQ(now(), ns(85));
          }}});
}

TEST_F(MemoryTest, AccessesTakeEffectInTheOrderOfArrival) {
    Stimulus other{"other"};
    Memory unused{"unused", 4};
    other.socket.bind(unused.socket);
    run({{cpu,
          [&] {
              const std::uint32_t word = 1;
              cpu.write(0, &word, 4, ns(100)); // issued first, arrives last
          }},
         {other, [&] {
              wait_until(ns(99));
              EXPECT_EQ(memory.bytes()[0], 0);
              wait_until(ns(101));
              EXPECT_EQ(memory.bytes()[0], 1);
          }}});
}

TEST_F(MemoryTest, RefusesWhatPassesTheEndAndChangesNothing) {
    std::array<unsigned char, size + 1> data{};
    data.fill(0xaa);
    run({{cpu, [&] {
              EXPECT_EQ(cpu.write(size - 2, data.data(), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(size, data.data(), 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(0, data.data(), size + 1), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(~std::uint64_t{0}, data.data(), 2),
                        tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(0, data.data(), 0), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(now(), ns(5 * 20)); // an error takes as long
          }}});
    EXPECT_THAT(std::vector<int>(memory.bytes(), memory.bytes() + size), Each(0));
    EXPECT_EQ(memory.counts().errors, 5U);
    EXPECT_EQ(memory.counts().bytes_written, 0U);
}

TEST_F(MemoryTest, LastByteIsThere) {
    const unsigned char byte = 7;
    run({{cpu, [&] {
              EXPECT_EQ(cpu.write(size - 1, &byte, 1), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(memory.bytes()[size - 1], 7);
}

TEST_F(MemoryTest, ByteEnablesRepeat) {
    std::array<unsigned char, 8> data{};
    std::iota(data.begin(), data.end(), 1);
    std::array<unsigned char, 3> enables{TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_ENABLED};
    run({{cpu, [&] {
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, 4, data.data(), 8);
              transaction.set_byte_enable_ptr(enables.data());
              transaction.set_byte_enable_length(3);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
              transaction.set_byte_enable_length(0);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
          }}});
    EXPECT_THAT(std::vector<int>(memory.bytes() + 4, memory.bytes() + 12),
                ElementsAre(1, 0, 3, 4, 0, 6, 7, 0));
}

TEST_F(MemoryTest, DisabledBytesOfAReadAreLeftAlone) {
    memory.bytes()[0] = 1;
    memory.bytes()[1] = 2;
    std::array<unsigned char, 2> data{0xaa, 0xbb};
    std::array<unsigned char, 2> enables{TLM_BYTE_DISABLED, TLM_BYTE_ENABLED};
    run({{cpu, [&] {
              Stimulus::fill(transaction, tlm::TLM_READ_COMMAND, 0, data.data(), 2);
              transaction.set_byte_enable_ptr(enables.data());
              transaction.set_byte_enable_length(2);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_THAT(data, ElementsAre(0xaa, 2));
}

TEST_F(MemoryTest, StreamingGoesRoundInItsWidth) {
    std::array<unsigned char, 6> data{1, 2, 3, 4, 5, 6};
    run({{cpu, [&] {
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, size - 4, data.data(), 6);
              transaction.set_streaming_width(4); // so that it does not pass the end
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
              std::array<unsigned char, 6> read{};
              Stimulus::fill(transaction, tlm::TLM_READ_COMMAND, size - 4, read.data(), 6);
              transaction.set_streaming_width(2);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
              EXPECT_THAT(read, ElementsAre(5, 6, 5, 6, 5, 6));
              transaction.set_streaming_width(0);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_BURST_ERROR_RESPONSE);
          }}});
    EXPECT_THAT(std::vector<int>(memory.bytes() + size - 4, memory.bytes() + size),
                ElementsAre(5, 6, 3, 4));
}

TEST_F(MemoryTest, DebuggerTakesNoTimeAndIsNotCounted) {
    run({{cpu, [&] {
              const std::uint32_t word = 0x55;
              EXPECT_EQ(cpu.poke(8, &word, 4), 4U);
              EXPECT_EQ(cpu.peek(8), 0x55U);
              EXPECT_EQ(cpu.poke(size - 2, &word, 4), 0U);
              EXPECT_EQ(now(), ns(0));
          }}});
    EXPECT_EQ(memory.counts().reads + memory.counts().writes + memory.counts().errors, 0U);
}

TEST_F(MemoryTest, CountsAccessesAndBytes) {
    std::array<unsigned char, 16> data{};
    run({{cpu, [&] {
              cpu.write(0, data.data(), 16);
              cpu.read(0, data.data(), 3);
              cpu.read(0, data.data(), 5);
              cpu.read(size, data.data(), 5);
              Stimulus::fill(transaction, tlm::TLM_IGNORE_COMMAND, 0, data.data(), 4);
              const auto before = now();
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(now(), before);
          }}});
    const AccessCounts& counts = memory.counts();
    EXPECT_EQ(counts.writes, 1U);
    EXPECT_EQ(counts.bytes_written, 16U);
    EXPECT_EQ(counts.reads, 3U);
    EXPECT_EQ(counts.bytes_read, 8U);
    EXPECT_EQ(counts.errors, 1U);
}

TEST(Memory, WorksOnBytesOfSomeoneElse) {
    std::array<unsigned char, 8> bytes{1, 2, 3, 4, 5, 6, 7, 8};
    Memory memory{"memory", bytes.data(), bytes.size()};
    Stimulus cpu{"cpu"};
    cpu.socket.bind(memory.socket);
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0), 0x04030201U);
              bytes[0] = 0xff; // a processor that shares them
              EXPECT_EQ(cpu.read(0), 0x040302ffU);
              cpu.write(4, 0);
              EXPECT_EQ(now(), ns(60 + 60 + 20)); // the defaults
          }}});
    EXPECT_EQ(bytes[7], 0);
    EXPECT_EQ(memory.bytes(), bytes.data());
}

} // namespace
} // namespace ampsim::models
