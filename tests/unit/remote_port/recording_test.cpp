// SPDX-License-Identifier: BSD-3-Clause
//
// Recorded links: what is recorded is what was on the wire, and a recording stands in for its peer
// until the hub says something else.
#include "raw_peer.h"

#include "sim/error.h"
#include "sim/remote_port/describe.h"
#include "sim/remote_port/recorded_stream.h"
#include "sim/remote_port/session.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

namespace ampsim::remote_port {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

const std::vector<std::uint32_t> capabilities = {extended_bus_access, ampsim_extension};

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "no error";
}

class RecordingTest : public testing::Test {
protected:
    /// Hello, a stop at 0, a grant, a write at 70 ns, its answer.
    void talk(Session& session, VirtualTime granted = 100ns) {
        session.open();
        session.receive();
        session.send({0, 0, 0, Grant{granted}});
        BusAccess access = std::get<BusAccess>(session.receive().body);
        hub_clock_ = 80ns;
        access.data.clear();
        access.timestamp = 90ns;
        session.send({7, flag_response, 1, access});
        session.flush();
    }

    std::string record() {
        auto [here, there] = connected_pair();
        RawPeer peer(std::move(there));
        peer.hello(capabilities);
        peer.send({0, 0, 0, Stop{0ns, 0ns, 0x40}});
        BusAccess write;
        write.write = true;
        write.timestamp = 70ns;
        write.address = 0x1004;
        write.length = write.stream_width = 2;
        write.data = {0xab, 0xcd};
        peer.send({7, 0, 1, write});
        Session session("linux", std::move(here), capabilities);
        session.record(std::make_unique<Recorder>(file_, "linux", [this] { return hub_clock_; }));
        talk(session);
        session.recorder()->flush();
        return file_;
    }

    Session replay() const {
        auto recording = std::make_shared<const Recording>(read_recording(file_));
        return {"linux", std::make_unique<RecordedStream>(std::move(recording)), capabilities};
    }

    measure::TemporaryDirectory directory_;
    std::string file_ = directory_.file("linux.link");
    VirtualTime hub_clock_{50};
};

TEST_F(RecordingTest, HasEachPacketWithBothClocks) {
    const Recording recording = read_recording(record());
    EXPECT_EQ(recording.peer, "linux");
    std::string story;
    for (std::size_t i = 0; i < recording.entries.size(); ++i) {
        const Recording::Entry& entry = recording.entries[i];
        Decoder decoder;
        decoder.feed(recording.packet(i), entry.size);
        story += static_cast<char>(entry.direction);
        story += " " + std::to_string(entry.hub_clock.count()) + " " +
                 std::to_string(entry.peer_clock.count()) + " " + describe(*decoder.next()) + "\n";
    }
    EXPECT_EQ(story, "s 50 0 hello, id 1, channel 0: Remote-Port 4.3, capabilities 0x1 0x616d7031\n"
                     "r 50 0 hello, id 0, channel 0: Remote-Port 4.3, capabilities 0x1 0x616d7031\n"
                     "r 50 0 stop, id 0, channel 0 at 0 ns: acts next at 0 ns, pc 0x40\n"
                     "s 50 0 grant, id 0, channel 0 until 100 ns\n"
                     "r 50 70 write, id 7, channel 1 at 70 ns: 2 bytes at 0x1004: ab cd\n"
                     "s 80 70 write answer, id 7, channel 1 at 90 ns: 2 bytes at 0x1004\n");
}

TEST_F(RecordingTest, TakesThePlaceOfItsPeer) {
    record();
    Session session = replay();
    talk(session);
    EXPECT_THAT(
        error_of([&] { session.receive(); }),
        AllOf(HasSubstr("linux: its recording ends here, after 6 packets"), HasSubstr(file_)));
}

TEST_F(RecordingTest, TheFirstDifferenceEndsAReplay) {
    record();
    Session session = replay();
    EXPECT_THAT(error_of([&] { talk(session, 101ns); }),
                AllOf(HasSubstr("linux: the hub sends another packet than before: packet 3"),
                      HasSubstr("  - hub sent  grant, id 0, channel 0 until 100 ns\n"
                                "  + hub sends grant, id 0, channel 0 until 101 ns\n")));
}

TEST_F(RecordingTest, AHubThatWaitsWhereItSentBeforeIsADifference) {
    record();
    Session session = replay();
    session.open();
    session.receive();
    EXPECT_THAT(error_of([&] { session.receive(); }),
                HasSubstr("the hub waits for the peer, where it sent a packet before"));
}

TEST_F(RecordingTest, WhatIsAsideIsNotRecorded) {
    auto [here, there] = connected_pair();
    RawPeer peer(std::move(there));
    peer.hello(capabilities);
    peer.send({0, 0, 0, Stop{5ns, 5ns, 0}});
    Session session("linux", std::move(here), capabilities);
    session.record(std::make_unique<Recorder>(file_, "linux", [] { return VirtualTime{0}; }));
    session.open();
    session.send({0, 0, 0, Grant{9ns}}); // queued, and not sent before what is aside
    EXPECT_EQ(std::get<Stop>(session.exchange_aside({0, 0, 0, Save{"file"}}).body).now, 5ns);
    session.flush();
    EXPECT_EQ(peer.receive_body<Save>().file, "file");
    EXPECT_EQ(peer.receive_body<Grant>().until, 9ns);
    session.recorder()->flush();
    EXPECT_EQ(read_recording(file_).entries.size(), 3U); // two hellos and the grant
}

TEST_F(RecordingTest, AnotherPeerTakesOver) {
    auto [here, there] = connected_pair();
    RawPeer first(std::move(there));
    first.hello(capabilities);
    Session session("linux", std::move(here), capabilities);
    session.open();
    session.send({0, 0, 0, Grant{9ns}});

    auto [new_here, new_there] = connected_pair();
    RawPeer second(std::move(new_there));
    second.hello(capabilities);
    Session fresh("linux", std::move(new_here), capabilities);
    fresh.open();
    fresh.send({0, 0, 0, Probe{3, AMPSIM_PROBE_MARK, 0x10}});
    session.continue_with(std::move(fresh));
    session.flush();
    EXPECT_EQ(second.receive_body<Probe>().probe, 3U);
    EXPECT_EQ(second.receive_body<Grant>().until, 9ns);
    second.send({0, 0, 0, Stop{8ns, 8ns, 0}});
    EXPECT_EQ(std::get<Stop>(session.receive().body).now, 8ns);
}

TEST_F(RecordingTest, WhatIsCutOffInTheMiddleEndsBefore) {
    const std::size_t whole = read_recording(record()).entries.size();
    std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 1);
    EXPECT_EQ(read_recording(file_).entries.size(), whole - 1);
}

TEST_F(RecordingTest, AnotherFileIsNoRecording) {
    EXPECT_THAT(error_of([&] { read_recording(file_); }), HasSubstr("cannot be read"));
    std::ofstream(file_) << "ampsim-trace 1 linux\n";
    EXPECT_THAT(error_of([&] { read_recording(file_); }), HasSubstr("is no recording of a link"));
    std::ofstream(file_) << "ampsim-link 1 linux\n" << std::string(60, 'x');
    EXPECT_THAT(error_of([&] { read_recording(file_); }),
                HasSubstr("packet 0 is not where it should be, at byte 20"));
    std::ofstream(file_) << "ampsim-link 1 linux\n" << 's' << std::string(60, '\x7f');
    EXPECT_THAT(error_of([&] { read_recording(file_); }), HasSubstr("is said to have 2139062163"));
}

TEST_F(RecordingTest, ADirectoryThatIsNotThereIsTold) {
    EXPECT_THAT(error_of([] { Recorder("/no/such/x.link", "linux", [] { return 0ns; }); }),
                HasSubstr("/no/such/x.link: cannot write the recording"));
}

} // namespace
} // namespace ampsim::remote_port
