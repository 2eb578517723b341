// SPDX-License-Identifier: BSD-3-Clause
#include "models/registers/register_bank.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <array>
#include <stdexcept>
#include <vector>

namespace ampsim::models {
namespace {

using testing::ElementsAre;

/// A device with a register of every kind, whose effects are written down.
class Device : public sc_core::sc_module {
public:
    Device(sc_core::sc_module_name name, AccessRules rules, RegisterLatency latency = {})
        : sc_module(name), registers{"DEVICE", 0x100, rules, latency} {
        registers.serve(socket);
        registers.before_each_access([this] { ++looks; });
        plain.on_write([this](std::uint32_t word) { written.push_back(word); });
        status.on_write([this](std::uint32_t word) { written.push_back(word); });
        computed.shows([this] { return shown; }).on_write([this](std::uint32_t word) {
            written.push_back(word);
        });
        fifo.shows([this] { return shown; }).after_read([this] { ++shown; });
        words.shows([](std::size_t number) { return static_cast<std::uint32_t>(number * 0x11); });
        words.after_read([this](std::size_t number) { numbers.push_back(number); });
        words.on_write([this](std::size_t number, std::uint32_t word) {
            numbers.push_back(number);
            written.push_back(word);
        });
    }

    RegisterBank registers;
    tlm_utils::simple_target_socket<RegisterBank> socket{"socket"};

    Register plain{registers, "PLAIN", 0x00, Access::read_write, 0x12345678};
    Register fixed{registers, "FIXED", 0x04, Access::read_only, 0xcafe};
    Register secret{registers, "SECRET", 0x08, Access::write_only, 0x77};
    Register status{registers, "STATUS", 0x0c, Access::write_one_to_clear, 0xff};
    Register computed{registers, "COMPUTED", 0x10};
    Register fifo{registers, "FIFO", 0x14, Access::read_only};
    RegisterArray words{registers, "W", {1, 3}, 0x20, Access::read_write, 0, 8};

    unsigned looks = 0;
    std::uint32_t shown = 100;
    std::vector<std::uint32_t> written;
    std::vector<std::size_t> numbers;
};

struct RegisterTest : testing::Test {
    explicit RegisterTest(AccessRules rules = {}, RegisterLatency latency = {})
        : device{"device", rules, latency} {
        cpu.socket.bind(device.socket);
    }

    Device device;
    Stimulus cpu{"cpu"};
};

TEST_F(RegisterTest, StoresWhatIsWritten) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x00), 0x12345678U);
              cpu.write(0x00, 0xa5a5a5a5);
              EXPECT_EQ(cpu.read(0x00), 0xa5a5a5a5U);
              EXPECT_EQ(device.plain.value(), 0xa5a5a5a5U);
          }}});
    EXPECT_EQ(device.plain.reads(), 2U);
    EXPECT_EQ(device.plain.writes(), 1U);
    EXPECT_THAT(device.written, ElementsAre(0xa5a5a5a5U));
}

TEST_F(RegisterTest, ForbiddenAccessesReadZeroOrAreIgnored) {
    run({{cpu, [&] {
              cpu.write(0x04, 1);
              EXPECT_EQ(cpu.read(0x04), 0xcafeU);
              EXPECT_EQ(cpu.read(0x08), 0U);
              cpu.write(0x08, 5);
              EXPECT_EQ(cpu.read(0x08), 0U);
          }}});
    EXPECT_EQ(device.secret.value(), 5U);
    EXPECT_EQ(device.fixed.writes(), 1U); // it was tried
}

TEST_F(RegisterTest, OnesClear) {
    run({{cpu, [&] {
              cpu.write(0x0c, 0x0f);
              EXPECT_EQ(cpu.read(0x0c), 0xf0U);
              cpu.write(0x0c, 0);
              EXPECT_EQ(cpu.read(0x0c), 0xf0U);
          }}});
    EXPECT_THAT(device.written, ElementsAre(0x0fU, 0U));
}

TEST_F(RegisterTest, OnlyWritableBitsChange) {
    device.plain.writable(0x0000ffff);
    device.status.writable(0x0000000f);
    run({{cpu, [&] {
              cpu.write(0x00, 0xaaaaaaaa);
              EXPECT_EQ(cpu.read(0x00), 0x1234aaaaU);
              cpu.write(0x0c, 0xff);
              EXPECT_EQ(cpu.read(0x0c), 0xf0U);
          }}});
}

TEST_F(RegisterTest, ComputedValueIsShownAndReadsHaveEffects) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x14), 100U); // the effect comes after the value
              EXPECT_EQ(cpu.read(0x14), 101U);
              cpu.write(0x10, 7);
              EXPECT_EQ(cpu.read(0x10), 102U);
          }}});
    EXPECT_THAT(device.written, ElementsAre(7U));
}

TEST_F(RegisterTest, ArraysKnowWhichOneItWas) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x20), 0x11U);
              EXPECT_EQ(cpu.read(0x30), 0x33U);
              cpu.write(0x28, 9);
          }}});
    EXPECT_THAT(device.numbers, ElementsAre(1U, 3U, 2U));
    EXPECT_EQ(device.words[2].name(), "W2");
    EXPECT_EQ(device.words[3].offset(), 0x30U);
    EXPECT_THROW(device.words[0], std::out_of_range);
    EXPECT_THROW(device.words[4], std::out_of_range);
}

TEST_F(RegisterTest, OffsetsWithoutARegisterReadZeroAndAreCounted) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x24), 0U); // between two of an array
              cpu.write(0xfc, 1);
          }}});
    EXPECT_EQ(device.registers.unmapped_accesses(), 2U);
    EXPECT_EQ(device.registers.name_of(0x22), "W1");
    EXPECT_EQ(device.registers.name_of(0x24), "");
    EXPECT_EQ(device.registers.find(0x100), nullptr);
}

TEST_F(RegisterTest, RefusesWhatIsNoAlignedWord) {
    std::array<unsigned char, 16> data{};
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x00, data.data(), 1), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(0x00, data.data(), 2), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(0x00, data.data(), 8), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(0x00, data.data(), 0), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(0x02, data.data(), 4), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(0x01, data.data(), 4), tlm::TLM_BURST_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(0x100, data.data(), 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.read(~std::uint64_t{3}, data.data(), 4),
                        tlm::TLM_ADDRESS_ERROR_RESPONSE);
          }}});
    EXPECT_EQ(device.plain.reads() + device.plain.writes(), 0U);
    EXPECT_EQ(device.looks, 0U);
}

TEST_F(RegisterTest, RefusesByteEnablesAndStreaming) {
    std::uint32_t word = 0;
    unsigned char enables = TLM_BYTE_ENABLED;
    tlm::tlm_generic_payload transaction;
    run({{cpu, [&] {
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, 0, &word, 4);
              transaction.set_byte_enable_ptr(&enables);
              transaction.set_byte_enable_length(1);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
              transaction.set_byte_enable_ptr(nullptr);
              transaction.set_streaming_width(2);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_BURST_ERROR_RESPONSE);
          }}});
    EXPECT_EQ(device.plain.value(), 0x12345678U);
}

TEST_F(RegisterTest, IgnoreCommandDoesNothing) {
    std::uint32_t word = 5;
    tlm::tlm_generic_payload transaction;
    run({{cpu, [&] {
              Stimulus::fill(transaction, tlm::TLM_IGNORE_COMMAND, 0x14, &word, 4);
              EXPECT_EQ(cpu.access(transaction), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(word, 5U);
    EXPECT_EQ(device.shown, 100U);
}

TEST_F(RegisterTest, DebuggerLooksWithoutTouching) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.peek(0x14), 100U);
              EXPECT_EQ(cpu.peek(0x14), 100U);
              EXPECT_EQ(cpu.peek(0x08), 0x77U); // even what a processor cannot read
              EXPECT_EQ(cpu.peek(0x20), 0x11U);
              unsigned char byte = 0;
              EXPECT_EQ(cpu.peek(0x01, &byte, 1), 1U); // any size, any place
              EXPECT_EQ(byte, 0x56);
          }}});
    EXPECT_EQ(device.fifo.reads(), 0U);
    EXPECT_TRUE(device.numbers.empty());
    EXPECT_EQ(now(), ns(0));
    EXPECT_EQ(device.looks, 5U);
}

TEST_F(RegisterTest, DebuggerSetsStoredBitsWithoutEffect) {
    run({{cpu, [&] {
              const std::uint32_t word = 0xbeef;
              EXPECT_EQ(cpu.poke(0x04, &word, 4), 4U);
              EXPECT_EQ(cpu.poke(0x0c, &word, 1), 1U);
              EXPECT_EQ(cpu.poke(0x10, &word, 4), 4U);
              EXPECT_EQ(cpu.poke(0xfe, &word, 4), 0U); // past the end
          }}});
    EXPECT_EQ(device.fixed.value(), 0xbeefU);
    EXPECT_EQ(device.status.value(), 0xefU);
    EXPECT_EQ(device.computed.value(), 0U);
    EXPECT_TRUE(device.written.empty());
}

TEST_F(RegisterTest, ResetBringsBackValuesWithoutEffect) {
    device.plain.set(1);
    device.status.set(2);
    device.registers.reset();
    EXPECT_EQ(device.plain.value(), 0x12345678U);
    EXPECT_EQ(device.status.value(), 0xffU);
    EXPECT_TRUE(device.written.empty());
}

struct NarrowAndWide : RegisterTest {
    NarrowAndWide() : RegisterTest({1, 16, AccessRules::Unmapped::address_error}) {}
};

TEST_F(NarrowAndWide, PartOfAWordIsReadAndWritten) {
    run({{cpu, [&] {
              std::uint16_t half = 0;
              EXPECT_EQ(cpu.read(0x02, &half, 2), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(half, 0x1234);
              const unsigned char byte = 0xee;
              EXPECT_EQ(cpu.write(0x01, &byte, 1), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(cpu.read(0x00), 0x1234ee78U);
              EXPECT_EQ(cpu.read(0x01, &half, 2), tlm::TLM_BURST_ERROR_RESPONSE); // misaligned
          }}});
    EXPECT_THAT(device.written, ElementsAre(0x1234ee78U)); // the whole word
}

TEST_F(NarrowAndWide, PartOfAComputedWordIsCompletedByWhatItShows) {
    device.shown = 0xaabbccdd;
    run({{cpu, [&] {
              const unsigned char byte = 0x11;
              EXPECT_EQ(cpu.write(0x12, &byte, 1), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_THAT(device.written, ElementsAre(0xaa11ccddU));
}

TEST_F(NarrowAndWide, PartOfAOnesClearWordClearsNothingElse) {
    device.status.set(0xffffffff);
    run({{cpu, [&] {
              const unsigned char byte = 0xff;
              EXPECT_EQ(cpu.write(0x0d, &byte, 1), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(device.status.value(), 0xffff00ffU);
    EXPECT_THAT(device.written, ElementsAre(0xff00U));
}

TEST_F(NarrowAndWide, WideAccessIsWordAfterWord) {
    run({{cpu, [&] {
              std::array<std::uint32_t, 4> read{};
              EXPECT_EQ(cpu.read(0x00, read.data(), 16), tlm::TLM_OK_RESPONSE);
              EXPECT_THAT(read, ElementsAre(0x12345678U, 0xcafeU, 0U, 0xffU));
              const std::array<std::uint32_t, 2> words{1, 2};
              EXPECT_EQ(cpu.write(0x08, words.data(), 8), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_EQ(device.secret.value(), 1U);
    EXPECT_EQ(device.status.value(), 0xfdU);
    EXPECT_EQ(device.looks, 2U); // once per access
}

TEST_F(NarrowAndWide, AWordThatIsNotThereSpoilsTheWholeAccess) {
    run({{cpu, [&] {
              const std::array<std::uint32_t, 2> words{1, 2};
              EXPECT_EQ(cpu.write(0x14, words.data(), 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(cpu.write(0x20, words.data(), 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
          }}});
    EXPECT_TRUE(device.written.empty());
    EXPECT_EQ(device.registers.unmapped_accesses(), 0U);
}

struct TakesTime : RegisterTest {
    TakesTime() : RegisterTest({}, {ns(70), ns(20)}) {}
};

TEST_F(TakesTime, EffectsHappenOnArrivalAndThenTheLatencyPasses) {
    std::vector<sc_core::sc_time> instants;
    device.plain.on_write([&](std::uint32_t) { instants.push_back(now()); });
    device.fifo.after_read([&] { instants.push_back(now()); });
    run({{cpu, [&] {
              const std::uint32_t word = 1;
              cpu.write(0x00, &word, 4, ns(33));
              EXPECT_EQ(now(), ns(53));
              std::uint32_t read = 0;
              cpu.read(0x14, &read, 4, ns(7));
              EXPECT_EQ(now(), ns(130));
              cpu.read(0x14, &read, 1); // refused accesses take as long
              EXPECT_EQ(now(), ns(200));
          }}});
    EXPECT_THAT(instants, ElementsAre(ns(33), ns(60)));
}

TEST(RegisterBank, RefusesSenselessBanksAndRegisters) {
    EXPECT_THROW(RegisterBank("R", 0), std::logic_error);
    EXPECT_THROW(RegisterBank("R", 6), std::logic_error);
    EXPECT_THROW(RegisterBank("R", 16, {3, 4}), std::logic_error);
    EXPECT_THROW(RegisterBank("R", 16, {4, 2}), std::logic_error);
    RegisterBank bank{"R", 16};
    const Register first{bank, "FIRST", 4};
    EXPECT_THROW(Register(bank, "TAKEN", 4), std::logic_error);
    EXPECT_THROW(Register(bank, "MISALIGNED", 2), std::logic_error);
    EXPECT_THROW(Register(bank, "OUTSIDE", 16), std::logic_error);
    EXPECT_EQ(bank.find(6), &first);
    EXPECT_EQ(bank.registers().size(), 1U);
}

} // namespace
} // namespace ampsim::models
