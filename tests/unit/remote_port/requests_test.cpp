// SPDX-License-Identifier: BSD-3-Clause
//
// Answers find their requests, and only theirs.
#include "raw_peer.h"

#include "sim/error.h"
#include "sim/remote_port/requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace ampsim::remote_port {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RequestsTest : public testing::Test {
protected:
    RequestsTest() {
        peer.hello();
        session.open();
    }

    static BusAccess read() {
        BusAccess access;
        access.length = access.stream_width = 4;
        return access;
    }
    static Packet answer(std::uint32_t id, std::uint32_t channel = 1, std::uint8_t byte = 0) {
        BusAccess access = read();
        access.data.assign(4, byte);
        return {id, flag_response, channel, access};
    }
    std::string refusal(Packet packet) {
        try {
            requests.settle(std::move(packet));
        } catch (const SimulationError& error) {
            return error.what();
        }
        return "accepted";
    }

    std::pair<Connection, Connection> pair = connected_pair();
    Session session{"linux", std::move(pair.first), {extended_bus_access}};
    RawPeer peer{std::move(pair.second)};
    Requests requests{session};
};

TEST_F(RequestsTest, AnswersMayComeInAnyOrder) {
    const auto first = requests.send(1, read());
    const auto second = requests.send(1, read());
    EXPECT_FALSE(requests.take(first));
    requests.settle(answer(second, 1, 2));
    EXPECT_FALSE(requests.take(first));
    requests.settle(answer(first, 1, 1));
    EXPECT_EQ(std::get<BusAccess>(requests.take(second)->body).data[0], 2);
    EXPECT_EQ(std::get<BusAccess>(requests.take(first)->body).data[0], 1);
    EXPECT_FALSE(requests.take(first));
}

TEST_F(RequestsTest, AnUnknownIdIsAnErrorWithTheHistory) {
    const auto id = requests.send(1, read());
    EXPECT_THAT(refusal(answer(id + 7)),
                AllOf(HasSubstr("linux: it answered request " + std::to_string(id + 7) +
                                ", which does not wait"),
                      HasSubstr("sent read, id " + std::to_string(id))));
}

TEST_F(RequestsTest, ADuplicateIsAnErrorWhetherTakenOrNot) {
    const auto id = requests.send(1, read());
    requests.settle(answer(id));
    EXPECT_THAT(refusal(answer(id)), HasSubstr("twice"));
    requests.take(id);
    EXPECT_THAT(refusal(answer(id)), HasSubstr("which does not wait"));
}

TEST_F(RequestsTest, AnAnswerOnAnotherChannelIsAnError) {
    EXPECT_THAT(refusal(answer(requests.send(1, read()), 2)),
                HasSubstr("on channel 2 instead of 1"));
}

TEST_F(RequestsTest, AnAnswerOfAnotherKindOrSizeIsAnError) {
    const auto id = requests.send(1, read());
    EXPECT_THAT(refusal({id, flag_response, 1, Sync{}}), HasSubstr("a read, with a sync"));
    Packet write = answer(id);
    std::get<BusAccess>(write.body).write = true;
    EXPECT_THAT(refusal(write), HasSubstr("a read, with a write"));
    Packet longer = answer(id);
    std::get<BusAccess>(longer.body).length = 8;
    EXPECT_THAT(refusal(longer), HasSubstr("of 4 bytes, with 8 bytes"));
}

TEST_F(RequestsTest, AnUnwantedAnswerOfAPostedRequestIsDropped) {
    Packet unwanted = answer(1234);
    unwanted.flags |= flag_posted;
    EXPECT_EQ(refusal(unwanted), "accepted");
}

TEST_F(RequestsTest, TheThirtyThirdOnAChannelIsRefusedHere) {
    for (int i = 0; i < 32; ++i)
        requests.send(1, read());
    EXPECT_THROW(requests.send(1, read()), SimulationError);
    EXPECT_NO_THROW(requests.send(2, read()));
}

} // namespace
} // namespace ampsim::remote_port
