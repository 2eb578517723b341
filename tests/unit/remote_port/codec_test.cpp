// SPDX-License-Identifier: BSD-3-Clause
//
// The wire form of every packet: vectors dumped from the reference implementation, and what peers
// may get wrong.
#include "sim/error.h"
#include "sim/remote_port/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>
#include <string>

namespace ampsim::remote_port {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Bytes = std::vector<std::uint8_t>;

Bytes bytes(const std::string& hex) {
    Bytes result;
    std::string digits;
    for (const char c : hex) {
        if (c == ' ')
            continue;
        digits += c;
        if (digits.size() == 2) {
            result.push_back(static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return result;
}

Bytes encoded(const Packet& packet, BusLayout layout = BusLayout::extended) {
    Bytes out;
    encode(packet, layout, out);
    return out;
}

Packet decoded(const Bytes& wire) {
    Decoder decoder;
    decoder.feed(wire.data(), wire.size());
    auto packet = decoder.next();
    if (!packet)
        throw std::runtime_error("no complete packet");
    EXPECT_FALSE(decoder.is_partial());
    return *packet;
}

std::string refusal(const Bytes& wire) {
    try {
        decoded(wire);
    } catch (const SimulationError& error) {
        return error.what();
    }
    return "accepted";
}

// ---- vectors of the reference implementation ----

const Bytes golden_hello = bytes(
    "00000001 0000001c 00000000 00000000 00000000 00040003 00000020 00040000 00000001 00000002 "
    "00000003 00000004");
const Bytes golden_read_base = bytes(
    "00000003 00000026 00000005 00000000 00000009 00000000 000003e8 00000000 00000002 00000000 "
    "28000000 00000004 00000000 00000004 0000");
const Bytes golden_read_extended = bytes(
    "00000003 0000003c 00000005 00000000 00000009 00000000 000003e8 00000000 00000006 00000000 "
    "28000000 00000004 00000000 00000004 00000000 00000000 00000050 00000000 00000050 00000000");
const Bytes golden_read_answer = bytes(
    "00000003 00000040 00000005 00000002 00000009 00000000 000003fc 00000000 00000004 00000000 "
    "28000000 00000004 00000000 00000004 00000000 00000000 00000050 00000000 00000054 00000000 "
    "78563412");
const Bytes golden_interrupt = bytes(
    "00000005 00000015 00000007 00000004 0000000c 00000000 000005dc 00000000 00000000 00000003 "
    "01");

Packet golden_read() {
    BusAccess access;
    access.timestamp = 1000ns;
    access.secure = true;
    access.address = 0x28000000;
    access.length = access.stream_width = 4;
    return {5, 0, 9, access};
}

TEST(GoldenVectors, Hello) {
    const Hello hello{4, 3, {1, 2, 3, 4}};
    EXPECT_EQ(encoded({0, 0, 0, hello}), golden_hello);
    const auto packet = decoded(golden_hello);
    EXPECT_THAT(std::get<Hello>(packet.body).capabilities, ElementsAre(1, 2, 3, 4));
}

TEST(GoldenVectors, ReadInBothLayouts) {
    EXPECT_EQ(encoded(golden_read(), BusLayout::base), golden_read_base);
    EXPECT_EQ(encoded(golden_read(), BusLayout::extended), golden_read_extended);
    for (const Bytes& wire : {golden_read_base, golden_read_extended}) {
        const auto packet = decoded(wire);
        EXPECT_EQ(packet.id, 5);
        EXPECT_EQ(packet.device, 9);
        const auto& access = std::get<BusAccess>(packet.body);
        EXPECT_FALSE(access.write);
        EXPECT_TRUE(access.secure);
        EXPECT_EQ(access.timestamp, 1000ns);
        EXPECT_EQ(access.address, 0x28000000);
        EXPECT_EQ(access.length, 4);
        EXPECT_THAT(access.data, IsEmpty());
    }
}

TEST(GoldenVectors, AnswerOfARead) {
    Packet answer = golden_read();
    answer.flags = flag_response;
    auto& access = std::get<BusAccess>(answer.body);
    access.secure = false;
    access.timestamp = 1020ns;
    access.data = {0x78, 0x56, 0x34, 0x12};
    EXPECT_EQ(encoded(answer), golden_read_answer);
    EXPECT_EQ(std::get<BusAccess>(decoded(golden_read_answer).body).data, access.data);
}

TEST(GoldenVectors, Interrupt) {
    EXPECT_EQ(encoded({7, flag_posted, 12, Interrupt{1500ns, 0, 3, true}}), golden_interrupt);
    const auto packet = decoded(golden_interrupt);
    EXPECT_TRUE(packet.is_posted());
    EXPECT_EQ(std::get<Interrupt>(packet.body).line, 3);
    EXPECT_TRUE(std::get<Interrupt>(packet.body).level);
}

// ---- every packet comes back as it was ----

TEST(RoundTrip, WriteWithByteEnablesAndAWideMaster) {
    BusAccess access;
    access.write = true;
    access.end_of_packet = access.physical = access.io_space = true;
    access.address = 0x123456789abcdef0;
    access.length = 4;
    access.stream_width = 2;
    access.master = 0xfedcba9876543210;
    access.data = {1, 2, 3, 4};
    access.enables = {0xff, 0};
    const auto back = std::get<BusAccess>(decoded(encoded({1, 0, 2, access})).body);
    EXPECT_EQ(back.master, access.master);
    EXPECT_EQ(back.data, access.data);
    EXPECT_EQ(back.enables, access.enables);
    EXPECT_EQ(back.stream_width, 2);
    EXPECT_TRUE(back.end_of_packet && back.physical && back.io_space && back.write);
}

TEST(RoundTrip, Extension) {
    const auto stop =
        std::get<Stop>(decoded(encoded({0, 0, 0, Stop{5ns, never, 0x1ffe0440}})).body);
    EXPECT_EQ(stop.earliest, never);
    EXPECT_EQ(stop.pc, 0x1ffe0440);
    EXPECT_EQ(std::get<Grant>(decoded(encoded({0, 0, 0, Grant{7ns}})).body).until, 7ns);
    EXPECT_EQ(std::get<Mark>(decoded(encoded({0, 0, 0, Mark{9ns, 3, 1, 42}})).body).argument, 42);
    EXPECT_EQ(std::get<Reset>(decoded(encoded({0, 0, 0, Reset{11ns}})).body).time, 11ns);
    const Probe probe{4, AMPSIM_PROBE_MODULE_LOAD, 0xffff800008000000};
    EXPECT_EQ(std::get<Probe>(decoded(encoded({0, 0, 0, probe})).body).address, probe.address);
    const Module module{1ns, "imx_rproc", {0, 0xffff800000d00000}};
    const auto back = std::get<Module>(decoded(encoded({0, 0, 0, module})).body);
    EXPECT_EQ(back.name, module.name);
    EXPECT_EQ(back.section_addresses, module.section_addresses);
    EXPECT_EQ(std::string(name(decoded(encoded({0, 0, 0, Shutdown{}})).body)), "shutdown");
    EXPECT_EQ(std::get<Save>(decoded(encoded({0, 0, 0, Save{"a/b"}})).body).file, "a/b");
    const auto written = std::get<Written>(decoded(encoded({0, 0, 0, Written{0x1000, 64}})).body);
    EXPECT_EQ(written.address, 0x1000U);
    EXPECT_EQ(written.size, 64U);
    const auto cover =
        std::get<Cover>(decoded(encoded({0, 0, 0, Cover{5ns, 0xb8000000, 0x1000, true}})).body);
    EXPECT_EQ(cover.time, 5ns);
    EXPECT_EQ(cover.address, 0xb8000000U);
    EXPECT_EQ(cover.size, 0x1000U);
    EXPECT_TRUE(cover.covered);
    const GuestOff off{3ns, AMPSIM_OFF_PANIC};
    EXPECT_EQ(std::get<GuestOff>(decoded(encoded({0, 0, 0, off})).body).cause, AMPSIM_OFF_PANIC);
}

TEST(RoundTrip, PayloadSizesAroundAPage) {
    for (const std::uint32_t size : {0U, 1U, 4095U, 4096U, 4097U}) {
        BusAccess access;
        access.write = true;
        access.length = access.stream_width = size;
        access.data.assign(size, 0x5a);
        EXPECT_EQ(std::get<BusAccess>(decoded(encoded({0, 0, 0, access})).body).data, access.data);
    }
}

TEST(Encoding, TheBaseLayoutRefusesWhatItCannotCarry) {
    BusAccess access;
    access.enables = {0xff};
    EXPECT_THROW(encoded({0, 0, 0, access}, BusLayout::base), std::invalid_argument);
    access.enables.clear();
    access.master = 0x10000;
    EXPECT_THROW(encoded({0, 0, 0, access}, BusLayout::base), std::invalid_argument);
}

// ---- framing ----

TEST(Framing, PacketsComeInAnyPieces) {
    Bytes stream = golden_hello;
    stream.insert(stream.end(), golden_read_answer.begin(), golden_read_answer.end());
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        Decoder decoder;
        int packets = 0;
        for (std::size_t at = 0; at < stream.size(); at += piece) {
            decoder.feed(stream.data() + at, std::min(piece, stream.size() - at));
            while (decoder.next())
                ++packets;
        }
        EXPECT_EQ(packets, 2) << "in pieces of " << piece;
        EXPECT_FALSE(decoder.is_partial());
    }
}

TEST(Framing, AStreamThatNeverPausesIsDecodedToo) {
    Decoder decoder;
    Bytes half(golden_hello.begin(), golden_hello.begin() + 24);
    decoder.feed(half.data(), half.size());
    Bytes rest(golden_hello.begin() + 24, golden_hello.end());
    rest.insert(rest.end(), half.begin(), half.end());
    for (int i = 0; i < 10000; ++i) {
        decoder.feed(rest.data(), rest.size());
        ASSERT_TRUE(decoder.next());
        ASSERT_FALSE(decoder.next());
        ASSERT_TRUE(decoder.is_partial());
    }
}

TEST(Framing, AStreamThatEndsWithinAPacketIsPartial) {
    Decoder decoder;
    decoder.feed(golden_hello.data(), golden_hello.size() - 1);
    EXPECT_FALSE(decoder.next());
    EXPECT_TRUE(decoder.is_partial());
}

TEST(Framing, AHugeLengthIsRefusedAndNeverAllocated) {
    EXPECT_THAT(refusal(bytes("00000004 ffffffff 00000000 00000000 00000000")),
                HasSubstr("packet of 4294967295 bytes announced"));
}

TEST(Framing, ACommandWithoutItsFieldsIsRefused) {
    for (const char* command : {"01", "03", "04", "05", "06", "07"})
        EXPECT_THAT(refusal(bytes(std::string("000000") + command +
                                  " 00000000 00000000 00000000 00000000")),
                    HasSubstr("malformed"))
            << command;
}

TEST(Framing, AnUnknownCommandIsNamed) {
    EXPECT_THAT(refusal(bytes("000000ff 00000000 00000000 00000000 00000000")),
                HasSubstr("unknown Remote-Port command 0xff"));
}

// ---- hello ----

Bytes hello_with(std::size_t at, std::uint8_t value) {
    Bytes wire = golden_hello;
    wire[at] = value;
    return wire;
}

TEST(HelloRules, NoCapabilitiesAtAll) {
    const Bytes wire =
        bytes("00000001 0000000c 00000000 00000000 00000000 00040003 00000020 00000000");
    EXPECT_THAT(std::get<Hello>(decoded(wire).body).capabilities, IsEmpty());
}

TEST(HelloRules, UnknownCapabilitiesAndTrailingBytesAreAllowed) {
    Bytes wire = golden_hello;
    wire.insert(wire.end(), {9, 9, 9});
    wire[7] = static_cast<std::uint8_t>(wire[7] + 3);
    wire[35] = 0x77;
    EXPECT_THAT(std::get<Hello>(decoded(wire).body).capabilities, ElementsAre(0x77, 2, 3, 4));
}

TEST(HelloRules, OtherVersionsAreReportedAsTheyAre) {
    EXPECT_EQ(std::get<Hello>(decoded(hello_with(21, 5)).body).major, 5);
    EXPECT_EQ(std::get<Hello>(decoded(hello_with(23, 9)).body).minor, 9);
}

TEST(HelloRules, CapabilitiesBehindTheEndAreRefused) {
    EXPECT_THAT(refusal(hello_with(27, 0xff)), HasSubstr("malformed hello"));
    EXPECT_THAT(refusal(hello_with(29, 0x05)), HasSubstr("malformed hello"));
}

TEST(HelloRules, CapabilitiesMayLieAtAnOddOffset) {
    Bytes wire = golden_hello;
    wire.insert(wire.begin() + 32, 0);
    wire[7] = static_cast<std::uint8_t>(wire[7] + 1);
    wire[27] = 33;
    EXPECT_THAT(std::get<Hello>(decoded(wire).body).capabilities, ElementsAre(1, 2, 3, 4));
}

// ---- bus accesses ----

Bytes answer_with(std::size_t at, std::uint8_t value) {
    Bytes wire = golden_read_answer;
    wire[at] = value;
    return wire;
}

TEST(BusRules, AnEnableOffsetWithoutEnablesMeansNothing) {
    EXPECT_THAT(std::get<BusAccess>(decoded(answer_with(72, 0xff)).body).enables, IsEmpty());
}

TEST(BusRules, EnablesBehindTheEndAreRefused) {
    EXPECT_THAT(refusal(answer_with(79, 1)), HasSubstr("malformed read"));
}

TEST(BusRules, DataBehindTheEndAreRefused) {
    EXPECT_THAT(refusal(answer_with(64, 0xff)), HasSubstr("malformed read"));
    EXPECT_THAT(refusal(answer_with(46, 0xff)), HasSubstr("malformed read"));
}

TEST(BusRules, AHugeReadIsRefusedAlthoughItCarriesNoData) {
    Bytes wire = golden_read_extended;
    wire[44] = 0xff;
    EXPECT_THAT(refusal(wire), HasSubstr("read of 4278190084 bytes, at most 262144 are accepted"));
}

TEST(BusRules, StatusesAreMappedAndUnknownOnesAreBusErrors) {
    const auto status = [](std::uint8_t value) {
        return std::get<BusAccess>(decoded(answer_with(34, value)).body).status;
    };
    EXPECT_EQ(status(0), Status::ok);
    EXPECT_EQ(status(1), Status::bus_error);
    EXPECT_EQ(status(2), Status::address_error);
    for (std::uint8_t value = 3; value < 16; ++value)
        EXPECT_EQ(status(value), Status::bus_error);
}

// ---- the extension ----

TEST(ExtensionRules, UnknownProbeKindsAndCausesAreRefused) {
    Bytes probe = encoded({0, 0, 0, Probe{1, AMPSIM_PROBE_MARK, 2}});
    probe[27] = 9;
    EXPECT_THAT(refusal(probe), HasSubstr("kind of probe 9 is unknown"));
    Bytes off = encoded({0, 0, 0, GuestOff{}});
    off[31] = 9;
    EXPECT_THAT(refusal(off), HasSubstr("cause of guest-off 9 is unknown"));
}

TEST(ExtensionRules, TooManySectionsAreRefused) {
    Bytes module = encoded({0, 0, 0, Module{0ns, "x", {}}});
    module[30] = 0xff;
    EXPECT_THAT(refusal(module), HasSubstr("sections, at most 512 expected"));
}

TEST(ExtensionRules, ANameWithoutItsEndIsRefused) {
    Bytes module = encoded({0, 0, 0, Module{0ns, "x", {}}});
    std::fill(module.end() - AMPSIM_MODULE_NAME_SIZE, module.end(), 'x');
    EXPECT_THAT(refusal(module), HasSubstr("its name has no end"));
}

// ---- hostile bytes ----

TEST(Hostile, MutatedPacketsNeverDoMoreThanThrow) {
    std::mt19937 random(42);
    const std::vector<Bytes> seeds = {
        golden_hello,       golden_read_base, golden_read_extended,
        golden_read_answer, golden_interrupt, encoded({0, 0, 0, Module{0ns, "m", {1, 2, 3}}})};
    int accepted = 0;
    int refused = 0;
    for (int run = 0; run < 200000; ++run) {
        Bytes wire = seeds[random() % seeds.size()];
        for (unsigned changes = random() % 4; changes > 0; --changes)
            wire[random() % wire.size()] = static_cast<std::uint8_t>(random());
        Decoder decoder;
        try {
            decoder.feed(wire.data(), wire.size());
            while (decoder.next())
                ++accepted;
        } catch (const SimulationError&) {
            ++refused;
        }
    }
    EXPECT_GT(accepted, 1000);
    EXPECT_GT(refused, 1000);
}

} // namespace
} // namespace ampsim::remote_port
