// SPDX-License-Identifier: BSD-3-Clause
//
// Accesses between Remote-Port and TLM: nothing of their meaning is lost on the way.
#include "sim/remote_port/access.h"
#include "sim/remote_port/peer_clock.h"
#include "sim/remote_port/status.h"
#include "sim/remote_port/systemc_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ampsim::remote_port {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using Bytes = std::vector<std::uint8_t>;

BusAccess request(bool write, std::uint32_t length) {
    BusAccess access;
    access.write = write;
    access.secure = access.end_of_packet = true;
    access.address = 0x1000;
    access.length = access.stream_width = length;
    access.master = 7;
    if (write)
        for (std::uint32_t i = 0; i < length; ++i)
            access.data.push_back(static_cast<std::uint8_t>(i + 1));
    return access;
}

struct Payload {
    Payload(bool write, Bytes with_data, Bytes with_enables = {})
        : data(std::move(with_data)), enables(std::move(with_enables)) {
        transaction.set_command(write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        transaction.set_address(0x1000);
        transaction.set_data_ptr(data.data());
        transaction.set_data_length(static_cast<unsigned>(data.size()));
        transaction.set_streaming_width(static_cast<unsigned>(data.size()));
        transaction.set_byte_enable_ptr(enables.empty() ? nullptr : enables.data());
        transaction.set_byte_enable_length(static_cast<unsigned>(enables.size()));
    }
    Bytes data;
    Bytes enables;
    tlm::tlm_generic_payload transaction;
};

// ---- statuses ----

TEST(Statuses, BothWays) {
    EXPECT_EQ(to_status(tlm::TLM_OK_RESPONSE), Status::ok);
    EXPECT_EQ(to_status(tlm::TLM_ADDRESS_ERROR_RESPONSE), Status::address_error);
    for (const auto error : {tlm::TLM_INCOMPLETE_RESPONSE, tlm::TLM_GENERIC_ERROR_RESPONSE,
                             tlm::TLM_COMMAND_ERROR_RESPONSE, tlm::TLM_BURST_ERROR_RESPONSE,
                             tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE})
        EXPECT_EQ(to_status(error), Status::bus_error);
    EXPECT_EQ(to_response(Status::ok), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(to_response(Status::bus_error), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(to_response(Status::address_error), tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

// ---- a peer's request ----

TEST(Fill, AReadGetsRoomForItsData) {
    BusAccess access = request(false, 4);
    tlm::tlm_generic_payload payload;
    payload.set_response_status(tlm::TLM_OK_RESPONSE); // of a former use
    payload.set_dmi_allowed(true);
    fill(payload, access);
    EXPECT_TRUE(payload.is_read());
    EXPECT_EQ(payload.get_address(), 0x1000U);
    EXPECT_EQ(payload.get_data_length(), 4U);
    EXPECT_EQ(payload.get_streaming_width(), 4U);
    EXPECT_EQ(payload.get_byte_enable_ptr(), nullptr);
    EXPECT_FALSE(payload.is_dmi_allowed());
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
    ASSERT_THAT(access.data, SizeIs(4));
    EXPECT_EQ(payload.get_data_ptr(), access.data.data());
}

TEST(Fill, EnablesAndStreamsKeepTheirMeaning) {
    BusAccess access = request(true, 8);
    access.enables = {1, 0, 0x80, 0};
    access.stream_width = 4;
    tlm::tlm_generic_payload payload;
    fill(payload, access);
    EXPECT_TRUE(payload.is_write());
    EXPECT_EQ(payload.get_streaming_width(), 4U);
    ASSERT_EQ(payload.get_byte_enable_length(), 4U);
    EXPECT_THAT(Bytes(payload.get_byte_enable_ptr(), payload.get_byte_enable_ptr() + 4),
                ElementsAre(0xff, 0, 0xff, 0)); // any value but 0 enables, as in QEMU
}

TEST(Fill, AStreamWidthOfZeroIsTheLength) {
    BusAccess access = request(false, 8);
    access.stream_width = 0;
    tlm::tlm_generic_payload payload;
    fill(payload, access);
    EXPECT_EQ(payload.get_streaming_width(), 8U);
}

TEST(TurnIntoAnswer, OfARead) {
    BusAccess access = request(false, 2);
    access.enables = {0xff};
    tlm::tlm_generic_payload payload;
    fill(payload, access);
    payload.get_data_ptr()[1] = 9;
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    turn_into_answer(access, payload);
    EXPECT_EQ(access.status, Status::address_error);
    EXPECT_THAT(access.data, ElementsAre(0, 9));
    EXPECT_THAT(access.enables, IsEmpty());
    EXPECT_FALSE(access.secure || access.end_of_packet); // attributes start from 0
    EXPECT_EQ(access.master, 7U);
}

TEST(TurnIntoAnswer, OfAWriteCarriesNoData) {
    BusAccess access = request(true, 2);
    tlm::tlm_generic_payload payload;
    fill(payload, access);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    turn_into_answer(access, payload);
    EXPECT_EQ(access.status, Status::ok);
    EXPECT_THAT(access.data, IsEmpty());
    EXPECT_EQ(access.length, 2U);
}

// ---- requests toward a peer ----

TEST(PartsOf, AnOrdinaryAccessIsOne) {
    const Payload write(true, {1, 2, 3, 4});
    const auto parts = parts_of(write.transaction, false);
    ASSERT_THAT(parts, SizeIs(1));
    EXPECT_TRUE(parts[0].request.write);
    EXPECT_EQ(parts[0].request.address, 0x1000U);
    EXPECT_EQ(parts[0].request.stream_width, 4U);
    EXPECT_EQ(parts[0].request.width, 0U); // both reference peers end themselves otherwise
    EXPECT_THAT(parts[0].request.data, ElementsAre(1, 2, 3, 4));
    EXPECT_THAT(parts_of(Payload(false, {0, 0}).transaction, false)[0].request.data, IsEmpty());
}

TEST(PartsOf, EnablesGoToAPeerThatTakesThem) {
    const Payload write(true, {1, 2, 3, 4}, {0xff, 0});
    const auto parts = parts_of(write.transaction, true);
    ASSERT_THAT(parts, SizeIs(1));
    EXPECT_THAT(parts[0].request.enables, ElementsAre(0xff, 0));
}

TEST(PartsOf, OtherwiseRunsOfEnabledBytesGo) {
    const Payload write(true, {1, 2, 3, 4, 5, 6, 7, 8}, {0, 0xff, 0xff, 0});
    const auto parts = parts_of(write.transaction, false);
    ASSERT_THAT(parts, SizeIs(2));
    EXPECT_EQ(parts[0].request.address, 0x1001U);
    EXPECT_THAT(parts[0].request.data, ElementsAre(2, 3));
    EXPECT_EQ(parts[1].offset, 5U);
    EXPECT_EQ(parts[1].request.address, 0x1005U);
    EXPECT_THAT(parts[1].request.data, ElementsAre(6, 7));
    EXPECT_THAT(parts[1].request.enables, IsEmpty());
}

TEST(PartsOf, RunsEndWhereAStreamWraps) {
    Payload write(true, {1, 2, 3, 4}, {0xff});
    write.transaction.set_streaming_width(2);
    const auto parts = parts_of(write.transaction, false);
    ASSERT_THAT(parts, SizeIs(2));
    EXPECT_EQ(parts[0].request.address, 0x1000U);
    EXPECT_EQ(parts[1].request.address, 0x1000U);
    EXPECT_THAT(parts[1].request.data, ElementsAre(3, 4));
}

TEST(PartsOf, WithoutAnEnabledByteThereIsNone) {
    EXPECT_THAT(parts_of(Payload(true, {1, 2}, {0}).transaction, false), IsEmpty());
}

TEST(Complete, DisabledBytesStayAsTheyAre) {
    Payload read(false, {0xaa, 0xaa, 0xaa, 0xaa}, {0xff, 0});
    BusAccess answer = request(false, 4);
    answer.data = {1, 2, 3, 4};
    complete(read.transaction, 0, answer);
    EXPECT_THAT(read.data, ElementsAre(1, 0xaa, 3, 0xaa));
    EXPECT_TRUE(read.transaction.is_response_ok());
}

TEST(Complete, AnErrorBringsNoData) {
    Payload read(false, {0xaa});
    BusAccess answer = request(false, 1);
    answer.data = {1};
    answer.status = Status::bus_error;
    complete(read.transaction, 0, answer);
    EXPECT_THAT(read.data, ElementsAre(0xaa));
    EXPECT_EQ(read.transaction.get_response_status(), tlm::TLM_GENERIC_ERROR_RESPONSE);
}

// ---- time ----

TEST(Time, FractionsOfANanosecondCountAsAWholeOne) {
    EXPECT_EQ(to_sc_time(1500ns), sc_core::sc_time(1500, sc_core::SC_NS));
    EXPECT_EQ(to_virtual_time(sc_core::sc_time(1500, sc_core::SC_NS)), 1500ns);
    EXPECT_EQ(to_virtual_time(sc_core::sc_time(1500.001, sc_core::SC_NS)), 1501ns);
}

TEST(Time, APeersClockStandsStillWhileItIsStalled) {
    PeerClock clock;
    EXPECT_EQ(clock.show(1000ns), 1000ns);
    clock.stall(60ns);
    EXPECT_EQ(clock.show(1010ns), 1070ns);
    EXPECT_EQ(clock.stamp_of(1070ns), 1010ns);
    EXPECT_FALSE(clock.is_plausible(1009ns));
    EXPECT_TRUE(clock.is_plausible(1010ns));
    EXPECT_FALSE(clock.is_plausible(never));
    EXPECT_FALSE(clock.is_plausible(-1ns));
}

TEST(Time, SkewIsTheFurthestRunPastAGrant) {
    PeerClock clock;
    clock.show(1000ns);
    clock.stop(900ns);
    clock.stop(never);
    EXPECT_EQ(clock.max_skew(), 100ns);
}

} // namespace
} // namespace ampsim::remote_port

int sc_main(int, char*[]) {
    return 0;
}
