// SPDX-License-Identifier: BSD-3-Clause
//
// Plain Remote-Port peers in scenarios: real processes, written from the protocol's text only
// (peers/remote_port_peer.cpp), at the ends of real sockets. No guests, no QEMU.
#include "tests/integration/run_ampsim.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <thread>

namespace ampsim::integration {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Clock = std::chrono::steady_clock;

constexpr int bad_input = 2;
constexpr int simulation_failed = 3;

/// Below those that the system gives to connections: one that looks for a peer at a port that the
/// system may give it can meet itself.
std::string free_port() {
    for (int port = 20000 + ::getpid() % 5000; port < 32000; ++port) {
        const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        const bool is_free = ::bind(listener, generic, sizeof address) == 0;
        ::close(listener);
        if (is_free) {
            return std::to_string(port);
        }
    }
    ADD_FAILURE() << "there is no free port";
    return "0";
}

/// How a peer and ampsim meet.
struct Meeting {
    std::string link;              ///< in the scenario
    std::vector<std::string> peer; ///< arguments of the peer, before its script
};

/// A doorbell from apu to rpu, and what comes of it.
constexpr const char* rings = "sync 900\n"
                              "write 9 1000 0x4 01020304\n" // relative to the channel's base
                              "quanta 100000 10000\n"
                              "hang\n";
constexpr const char* listens_to_the_bell = "write 9 500 0x30ab0024 00000004\n"
                                            "quanta 10000 10000\n"
                                            "read 9 15000 0x30ab0014 4\n"
                                            "quanta 50000 10000\n";
constexpr const char* bell = R"(
[[spans]]
name = "bell"
start = "write:apu:mu.a.TR1"
points = [
    { hop = "request", event = "arrival:apu:mu.a.TR1" },
    { hop = "mailbox", event = "rise:mu.b" },
    { hop = "rpu", event = "read:rpu:mu.b.RR1" },
    { hop = "answer", event = "fall:mu.b" },
]
)";

class Peers : public testing::Test {
protected:
    Meeting unix_connecting(const std::string& node) const {
        const std::string path = directory_.file(node + ".socket");
        return {"unix:" + path, {"connect", "unix", "{path}"}};
    }

    std::string node(const std::string& name, const Meeting& meeting, const std::string& script,
                     bool started_by_us = true) const {
        const std::string file = directory_.write(name + ".script", script);
        std::string text =
            fmt::format("[nodes.{}]\nkind = \"remote-port\"\nlink = \"{}\"\n", name, meeting.link);
        if (started_by_us) {
            text += fmt::format("command = [\"{}\", \"{}\", \"{}\"]\n", AMPSIM_TEST_PEER,
                                fmt::join(meeting.peer, "\", \""), file);
        }
        return text;
    }
    /// `more` comes after the tables: spans.
    std::string scenario(const std::string& nodes, const std::string& more = "",
                         const std::string& top = "") const {
        return directory_.write(
            "peers.toml",
            fmt::format("platform = \"{}\"\n{}\n[end]\nwhen = \"off:rpu\"\nwall_timeout = \"5 s\"\n"
                        "{}{}",
                        source_file("tests/integration/peers/peers.dts"), top, nodes, more));
    }
    /// Both peers meet ampsim over UNIX sockets that ampsim listens on.
    std::string scenario_of(const std::string& apu, const std::string& rpu,
                            const std::string& more = "", const std::string& top = "") const {
        return scenario(node("apu", unix_connecting("apu"), apu) +
                            node("rpu", unix_connecting("rpu"), rpu),
                        more, top);
    }
    Finished run(const std::string& scenario_file,
                 const std::vector<std::string>& sets = {}) const {
        return Process(ampsim_run(scenario_file, sets, directory_), directory_).wait();
    }
    std::string log(const std::string& node) const {
        return content_of(directory_.file("out/" + node + ".log"));
    }
    json result() const { return json::parse(content_of(directory_.file("out/result.json"))); }
    std::vector<pid_t> left_behind() const {
        return processes_with({AMPSIM_TEST_PEER, directory_.path().string()});
    }

    Directory directory_;
};

json hop(const json& result, const std::string& name) {
    for (const json& each : result.at("spans").at(0).at("hops")) {
        if (each.at("name") == name) {
            return each.at("max_ns");
        }
    }
    return nullptr;
}

json skew(const json& result, const std::string& node) {
    for (const json& link : result.at("links")) {
        if (link.at("node") == node) {
            return link.at("max_skew_ns");
        }
    }
    return nullptr;
}

// --- Exact instants -----------------------------------------------------------------------------

TEST_F(Peers, AccessesAreExactWhoeverListens) {
    std::string trace;
    const std::vector<Meeting> meetings = {
        unix_connecting("apu"),
        {"unix:" + directory_.file("theirs"), {"listen", "unix", "{path}"}},
        {"tcpd://127.0.0.1:0", {"connect", "tcp", "{host}", "{port}"}},
        {"tcp://127.0.0.1:" + free_port(), {"listen", "tcp", "{host}", "{port}"}},
    };
    for (const Meeting& meeting : meetings) {
        SCOPED_TRACE(meeting.link);
        const Finished finished = run(scenario(
            node("apu", meeting, rings) + node("rpu", unix_connecting("rpu"), listens_to_the_bell),
            bell));
        ASSERT_EQ(finished.exit_status, 0) << finished.err;
        const json found = result();
        EXPECT_EQ(hop(found, "request"), 60);
        EXPECT_EQ(hop(found, "mailbox"), 25);
        // rpu's clock stood still for the 60 + 20 + 40 ns of its own write.
        EXPECT_EQ(hop(found, "rpu"), 15000 + 120 - 1085);
        EXPECT_EQ(hop(found, "answer"), 60);
        EXPECT_THAT(log("apu"), HasSubstr("write 0x4: status 0, until 1120, data -\n"));
        EXPECT_THAT(log("rpu"), HasSubstr("write 0x30ab0024: status 0, until 620, data -\n"));
        EXPECT_THAT(log("rpu"), HasSubstr("read 0x30ab0014: status 0, until 15170, data 01020304"));
        EXPECT_THAT(left_behind(), IsEmpty());
        trace = trace.empty() ? found.at("trace_sha256").get<std::string>() : trace;
        EXPECT_EQ(found.at("trace_sha256"), trace);
    }
}

TEST_F(Peers, WhatReachesAPeerIsLateByItsQuantumAtMostAndTheReportSaysSo) {
    const Finished finished = run(scenario_of(rings, listens_to_the_bell));
    ASSERT_EQ(finished.exit_status, 0) << finished.err;
    // The line, 48 ns after it rose at 1085, in rpu's own time; it was told at its SYNC of 10000.
    EXPECT_THAT(log("rpu"), HasSubstr("line 0 of channel 12 is 1, at 1013\n"));
    EXPECT_EQ(skew(result(), "rpu"), 10000 + 120 - (1085 + 48));
    EXPECT_EQ(skew(result(), "apu"), 0); // nothing reached it
}

TEST_F(Peers, APeerThatHasEndedIsOffAndTheOthersGoOn) {
    const Finished finished = run(scenario_of("sync 1000\n", "quanta 50000 10000\n"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    EXPECT_EQ(result().at("time").at("simulated_ns"), 50000);
}

// --- Habits of the reference implementations ----------------------------------------------------

TEST_F(Peers, AnAccessMayComeBeforeTheHelloInTheOldLayout) {
    for (const std::string capabilities : {"caps 1 2 3 4", "caps 1 3 4", "caps"}) {
        const Finished finished = run(scenario_of(
            capabilities + "\nearly\npost 10 400 0x80000000 11223344\nread 10 1000 0x80000000 4\n"
                           "quanta 30000 10000\nhang\n",
            "quanta 20000 10000\n"));
        EXPECT_EQ(finished.exit_status, 0) << finished.err;
        EXPECT_THAT(log("apu"), HasSubstr("read 0x80000000: status 0, until 1150, data 11223344\n"))
            << capabilities;
    }
}

TEST_F(Peers, ThirtyTwoRequestsMayWaitForTheirAnswers) {
    const Finished finished =
        run(scenario_of("write 10 100 0x80000000 aabbccdd\nburst 10 1000 0x80000000 32\n"
                        "quanta 30000 10000\nhang\n",
                        "quanta 20000 10000\n"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    const std::string said = log("apu");
    std::size_t answers = 0;
    for (std::size_t at = 0; (at = said.find("data aabbccdd", at)) != std::string::npos; ++at) {
        ++answers;
    }
    EXPECT_EQ(answers, 32U);
    EXPECT_EQ(result().at("counters").at("apu.ddr.reads"), 32);
}

TEST_F(Peers, AnAddressWhereNothingIsIsAnAddressError) {
    const Finished finished =
        run(scenario_of("read 10 1000 0x70000000 4\nread 77 2000 0 4\nquanta 30000 10000\nhang\n",
                        "quanta 20000 10000\n"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    EXPECT_THAT(log("apu"), HasSubstr("read 0x70000000: status 2, until 1100"));
    EXPECT_THAT(log("apu"), HasSubstr("read 0: status 2"));
}

// --- From peer to peer --------------------------------------------------------------------------

TEST_F(Peers, APeersMemoryOnTheBusIsReachedByTheOther) {
    const Finished finished =
        run(scenario_of("write 10 1000 0x90000010 cafef00d\nread 10 12000 0x90000010 4\n"
                        "quanta 60000 10000\nhang\n",
                        "quanta 50000 10000\n"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    EXPECT_THAT(log("rpu"), AllOf(HasSubstr("memory takes 4 bytes at 0x10, at 1060\n"),
                                  HasSubstr("memory gives 4 bytes at 0x10, at 12160\n")));
    // 60 there, 5 for the memory, 40 back, after 100 of the write.
    EXPECT_THAT(log("apu"), HasSubstr("read 0x90000010: status 0, until 12105, data cafef00d\n"));
    // It took effect when rpu had come to its SYNC.
    EXPECT_EQ(skew(result(), "rpu"), 10000 - 1060);
}

TEST_F(Peers, APeersWiresAreInterruptsOfTheOther) {
    const Finished finished = run(
        scenario_of("wire 14 0 1 1000\nwire-ack 14 1 1 2000\nwire 14 7 1 2500\nwire 14 0 0 3000\n"
                    "quanta 60000 10000\nhang\n",
                    "quanta 50000 10000\n",
                    "[[spans]]\nname = \"done\"\nstart = \"rise:apu_out.done\"\n"
                    "points = [{ hop = \"error\", event = \"rise:apu_out.error\" },"
                    "          { hop = \"end\", event = \"fall:apu_out.done\" }]\n"));
    EXPECT_EQ(finished.exit_status, 0) << finished.err;
    EXPECT_EQ(hop(result(), "error"), 1000);
    EXPECT_EQ(hop(result(), "end"), 1000);
    EXPECT_THAT(log("apu"), HasSubstr("acknowledged\n"));
    EXPECT_THAT(log("rpu"), AllOf(HasSubstr("line 1 of channel 12 is 1, at 1048"),
                                  HasSubstr("line 2 of channel 12 is 1, at 2048"),
                                  HasSubstr("line 1 of channel 12 is 0, at 3048")));
}

// --- Programs -----------------------------------------------------------------------------------

TEST_F(Peers, APeerMayBeStartedBySomebodyElseBeforeOrAfter) {
    for (const bool before : {true, false}) {
        SCOPED_TRACE(before);
        const std::string path = directory_.file(before ? "before" : "after");
        const std::string file = scenario(node("apu", {"unix:" + path, {}}, rings, false) +
                                          node("rpu", unix_connecting("rpu"), listens_to_the_bell));
        const std::vector<std::string> command = {AMPSIM_TEST_PEER, before ? "listen" : "connect",
                                                  "unix", path, directory_.file("apu.script")};
        const Directory peers_own;
        std::unique_ptr<Process> peer;
        const auto exists = [&path] {
            for (int i = 0; i < 1000 && !std::filesystem::exists(path); ++i) {
                std::this_thread::sleep_for(std::chrono::milliseconds{5});
            }
            return std::filesystem::exists(path);
        };
        if (before) {
            peer = std::make_unique<Process>(command, peers_own);
            ASSERT_TRUE(exists());
        }
        Process process(ampsim_run(file, {}, directory_), directory_);
        if (!before) {
            ASSERT_TRUE(exists());
            peer = std::make_unique<Process>(command, peers_own);
        }
        const Finished finished = process.wait();
        EXPECT_EQ(finished.exit_status, 0) << finished.err;
        peer->send(SIGKILL); // it hangs; it is not ours to end
    }
}

TEST_F(Peers, AProgramThatFailsIsNamedWithItsLastWords) {
    struct Case {
        std::string script;
        std::string fate;
    };
    for (const Case& each : {Case{"sync 1000\nexit 7\n", "exited with status 7"},
                             Case{"sync 1000\ndie\n", "was killed by signal 9 (Killed)"},
                             Case{"nonsense\n", "exited with status 4"}}) {
        SCOPED_TRACE(each.script);
        const Finished finished = run(scenario_of(each.script, "quanta 9000000 1000\n"));
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, AllOf(HasSubstr("the simulation failed: apu: "),
                                        HasSubstr("program of apu " + each.fate)));
        EXPECT_THAT(left_behind(), IsEmpty());
    }
    EXPECT_THAT(run(scenario_of("nonsense\n", "quanta 9000000 1000\n")).err,
                HasSubstr("error: unknown step: nonsense"));
}

TEST_F(Peers, AProgramThatDoesNotConnectIsNamed) {
    const Finished finished = run(scenario(
        node("apu", {"unix:" + directory_.file("x"), {"connect", "unix", "/nowhere"}}, "") +
        node("rpu", unix_connecting("rpu"), "")));
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err, AllOf(HasSubstr("apu: its program exited with status 4 before it had "
                                              "connected"),
                                    HasSubstr("error: cannot connect")));
}

TEST_F(Peers, TimeThatGoesBackIsTheirFault) {
    const Finished finished = run(scenario_of("sync 2000\nsync 1000\n", "quanta 9000000 1000\n"));
    EXPECT_EQ(finished.exit_status, simulation_failed);
    EXPECT_THAT(finished.err, HasSubstr("apu: its clock went from 2000 to 1000 ns"));
    EXPECT_THAT(left_behind(), IsEmpty());
}

// --- Kill -9, in every state --------------------------------------------------------------------

struct DeathState {
    std::string name;
    std::string apu;   ///< what it does until it dies by its own hand, or waits to be killed
    bool kills_itself; ///< else when its log says `sign`
    std::string sign;
};

TEST_F(Peers, AKilledPeerIsNamedWithinASecondInEveryState) {
    const std::vector<DeathState> states = {
        {"before its hello", "mute\n", true, ""},
        {"after its hello", "die\n", true, ""},
        {"before the other's hello", "early\ndie\n", true, ""},
        {"while it runs", "sync 1000\ntell running\nhang\n", false, "running"},
        {"while its access waits for the answer", "ask 10 1000 0x80000000 4\ndie\n", true, ""},
        {"with thirty-two accesses that wait", "ask 10 1000 0x80000000 128\ndie\n", true, ""},
        {"while its SYNC waits and the other runs", "ask-sync 500000000000\ntell stopped\nhang\n",
         false, "stopped"},
        {"in the middle of a packet", "sync 1000\nhalf\ndie\n", true, ""},
        {"after a posted write", "sync 1000\npost 10 1500 0x80000000 11223344\ndie\n", true, ""},
        {"in DMA toward it", "sync 1000\nmortal\nquanta 9000000 1000\n", true, ""},
    };
    for (const DeathState& state : states) {
        SCOPED_TRACE(state.name);
        const bool dma = state.name == "in DMA toward it";
        // The other one goes on for ever; for DMA it is the victim that owns the memory.
        const std::string ever = "quanta 900000000000 1000\n";
        const std::string victim = dma ? "rpu" : "apu";
        const std::string file =
            dma ? scenario_of("sync 500\nwrite 10 2000 0x90000000 11223344\n" + ever, state.apu)
                : scenario_of(state.apu, ever);
        std::filesystem::remove_all(directory_.file("out"));
        Process process(ampsim_run(file, {}, directory_), directory_);
        Clock::time_point killed = Clock::now();
        if (!state.kills_itself) {
            ASSERT_TRUE(wait_for_text(directory_.file("out/apu.log"), state.sign));
            for (const pid_t id :
                 processes_with({AMPSIM_TEST_PEER, directory_.file("apu.script")})) {
                kill(id, SIGKILL);
            }
            killed = Clock::now();
        }
        const Finished finished = process.wait();
        EXPECT_LT(Clock::now() - killed, std::chrono::seconds{state.kills_itself ? 2 : 1});
        EXPECT_EQ(finished.exit_status, simulation_failed);
        EXPECT_THAT(finished.err, AllOf(HasSubstr("the simulation failed: " + victim + ": "),
                                        HasSubstr("was killed by signal 9 (Killed)")));
        EXPECT_THAT(left_behind(), IsEmpty());
    }
}

TEST_F(Peers, NoPeerOutlivesAKilledHub) {
    for (const std::string script :
         {"sync 1000\ntell here\nhang\n", "tell here\nquanta 9000000000000 1000\n"}) {
        std::filesystem::remove_all(directory_.file("out"));
        Process process(
            ampsim_run(scenario_of(script, "quanta 9000000000000 1000\n"), {}, directory_),
            directory_);
        ASSERT_TRUE(wait_for_text(directory_.file("out/apu.log"), "here"));
        process.send(SIGKILL);
        const auto killed = Clock::now();
        process.wait();
        while (!left_behind().empty() && Clock::now() - killed < std::chrono::seconds{1}) {
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
        EXPECT_THAT(left_behind(), IsEmpty());
    }
}

// --- A limit for the skew -----------------------------------------------------------------------

TEST_F(Peers, ASkewBeyondTheLimitIsAFailedExpectation) {
    const std::string file = scenario_of(rings, listens_to_the_bell, bell);
    EXPECT_EQ(run(file, {"time.skew_limit=10 us"}).exit_status, 0);
    EXPECT_EQ(result().at("spans").at(0).at("touched"), 1);
    const Finished finished = run(file, {"time.skew_limit_ns=8986"});
    EXPECT_EQ(finished.exit_status, 1);
    EXPECT_THAT(finished.err,
                HasSubstr("what reached rpu took effect up to 8.987 us late, more than "
                          "time.skew_limit"));
}

// --- Scenarios that cannot be -------------------------------------------------------------------

TEST_F(Peers, MistakesAreExplained) {
    const auto refusal = [&](const std::string& text) {
        const Finished finished = run(scenario(text));
        EXPECT_EQ(finished.exit_status, bad_input) << finished.err;
        return finished.err;
    };
    EXPECT_THAT(
        refusal("[nodes.apu]\n"),
        HasSubstr("key 'nodes.apu.link': missing; expected where the Remote-Port peer 'apu' "
                  "is found"));
    EXPECT_THAT(refusal("[nodes.apu]\nkind = \"remote-prt\"\n"),
                HasSubstr("got \"remote-prt\"; did you mean 'remote-port'?"));
    EXPECT_THAT(refusal("[nodes.apu]\nkind = \"qemu\"\n"),
                HasSubstr("key 'nodes.apu.kind': the platform says that it is a Remote-Port peer"));
    EXPECT_THAT(refusal("[nodes.apu]\nlink = \"unix:a\"\nfirmware = \"a.elf\"\n"),
                HasSubstr("key 'nodes.apu.firmware': is for a node that is run by QEMU; 'apu' is a "
                          "Remote-Port peer"));
    EXPECT_THAT(refusal("[nodes.apu]\nlink = \"udp://a:1\"\n"), HasSubstr("got \"udp://a:1\""));
    EXPECT_THAT(refusal("[nodes.apu]\nlink = \"unix:a\"\ncommand = [\"no-such-program\"]\n"
                        "[nodes.rpu]\nlink = \"unix:b\"\n"),
                HasSubstr("nodes.apu.command: there is no program 'no-such-program' in $PATH"));
}

} // namespace
} // namespace ampsim::integration
