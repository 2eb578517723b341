// SPDX-License-Identifier: BSD-3-Clause
//
// Nodes that are killed, a process each, in every state of the protocol that a link can be in: the
// hub's end says so within a second, with the node's name, and never waits for a dead one.
#include "sim/node/node_link.h"

#include "sim/error.h"
#include "tests/unit/remote_port/raw_peer.h"

#include <gmock/gmock.h>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <ostream>
#include <thread>

namespace ampsim::node {
namespace {

using namespace remote_port;
using namespace std::chrono_literals;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

/// What a node can say.
class FakeNode : public RawPeer {
public:
    using RawPeer::RawPeer;

    void greet() { hello({extended_bus_access, byte_enables, posted_wires, ampsim_extension}); }
    void stop_at(VirtualTime now) {
        send({0, 0, AMPSIM_CHANNEL_CONTROL, remote_port::Stop{now, now, 0}});
    }
    void access_at(VirtualTime now) {
        BusAccess access;
        access.timestamp = now;
        access.length = access.stream_width = 4;
        send({7, 0, AMPSIM_CHANNEL_BUS, access});
    }
    template <typename Type>
    void await() {
        while (!std::holds_alternative<Type>(receive().body)) {
        }
    }
};

/// A process that speaks until its script ends, and then waits to be killed.
class NodeProcess {
public:
    NodeProcess(std::pair<Connection, Connection>& ends,
                const std::function<void(FakeNode&)>& script) {
        if (::pipe(ready_) != 0) {
            throw std::runtime_error("pipe failed");
        }
        id_ = ::fork();
        if (id_ == 0) {
            ::close(ends.second.release());
            FakeNode node(std::move(ends.first));
            script(node);
            const char here = 1;
            if (::write(ready_[1], &here, 1) == 1) {
                ::pause();
            }
            ::_exit(1);
        }
        ::close(ends.first.release());
    }
    NodeProcess(const NodeProcess&) = delete;
    NodeProcess& operator=(const NodeProcess&) = delete;
    ~NodeProcess() {
        kill();
        ::close(ready_[0]);
        ::close(ready_[1]);
    }

    /// Once it is where its script ends.
    void kill() {
        if (id_ > 0) {
            char here = 0;
            EXPECT_EQ(::read(ready_[0], &here, 1), 1);
            ::kill(id_, SIGKILL);
            killed = Clock::now();
            ::waitpid(id_, nullptr, 0);
            id_ = -1;
        }
    }

    Clock::time_point killed;

private:
    int ready_[2] = {-1, -1};
    pid_t id_ = -1;
};

class NoEvents : public NodeEvents {
    void on_mark(std::size_t, const Mark&) override {}
    std::vector<measure::Probe> on_module(std::size_t, const Module&) override { return {}; }
    void on_access(std::size_t, const BusAccess&) override {}
    void on_started(std::size_t, VirtualTime) override {}
    void on_off(std::size_t, VirtualTime, ampsim_off_cause) override {}
};

struct State {
    const char* name;
    std::function<void(FakeNode&)> node; ///< brings the node into it
    std::function<void(NodeLink&)> hub;  ///< brings the hub's end into it, before the kill
    std::function<void(NodeLink&)> next; ///< what the hub does then: it fails
    const char* says = "the peer closed the link";
};
std::ostream& operator<<(std::ostream& out, const State& state) {
    return out << state.name;
}

void nothing(NodeLink& /*link*/) {}
void greet(NodeLink& link) {
    link.greet();
    link.await_start();
}
void run(NodeLink& link) {
    link.run(100ns);
}
void start(FakeNode& node) {
    node.greet();
    node.stop_at(0ns);
}
void run_to_grant(FakeNode& node) {
    start(node);
    node.await<Grant>();
}

const std::vector<State> states = {
    {"BeforeItsHello", [](FakeNode&) {}, nothing, greet},
    {"AfterItsHello", [](FakeNode& node) { node.greet(); }, nothing, greet},
    {"BeforeItsFirstGrant", start, greet, run},
    {"WhileItRuns", run_to_grant, greet, run},
    {"InTheMiddleOfAPacket",
     [](FakeNode& node) {
         run_to_grant(node);
         node.send(std::vector<std::uint8_t>{0, 0, 1, 0, 0});
     },
     greet, run, "the peer closed the link in the middle of a packet"},
    {"WhileItsAccessWaitsForTheAnswer",
     [](FakeNode& node) {
         run_to_grant(node);
         node.access_at(50ns);
     },
     [](NodeLink& link) {
         greet(link);
         link.run(100ns);
         link.begin_access();
     },
     [](NodeLink& link) {
         BusAccess answer;
         answer.length = answer.stream_width = 4;
         answer.data = {0, 0, 0, 0};
         link.answer(answer, 60ns);
         link.run(100ns);
     }},
    {"WhileItIsStopped",
     [](FakeNode& node) {
         run_to_grant(node);
         node.stop_at(100ns);
     },
     [](NodeLink& link) {
         greet(link);
         link.run(100ns);
     },
     [](NodeLink& link) {
         link.change_line(0, true, 150ns);
         link.run(200ns);
     }},
    {"DuringItsReset",
     [](FakeNode& node) {
         run_to_grant(node);
         node.stop_at(100ns);
         node.await<Reset>();
     },
     [](NodeLink& link) {
         greet(link);
         link.run(100ns);
     },
     [](NodeLink& link) {
         link.restart(200ns, 300ns);
     }},
    {"AfterItHasSwitchedItselfOff",
     [](FakeNode& node) {
         run_to_grant(node);
         node.send({0, 0, AMPSIM_CHANNEL_CONTROL, GuestOff{90ns, AMPSIM_OFF_POWER}});
     },
     [](NodeLink& link) {
         greet(link);
         link.run(100ns);
     },
     [](NodeLink& link) {
         link.restart(200ns, 300ns);
     }},
};

class KilledNode : public testing::TestWithParam<State> {};

TEST_P(KilledNode, IsNamedWithinASecond) {
    auto ends = connected_pair();
    NodeProcess process(ends, GetParam().node);
    NoEvents events;
    NodeLink link(1, "rtos",
                  Session("rtos", std::move(ends.second),
                          {extended_bus_access, byte_enables, posted_wires, ampsim_extension}),
                  events, 1s);
    GetParam().hub(link);
    // It may be in that state only once the hub has gone on, or waits for it.
    std::thread killer([&process] { process.kill(); });
    try {
        GetParam().next(link);
        ADD_FAILURE() << "no error";
    } catch (const SimulationError& error) {
        EXPECT_THAT(error.what(), HasSubstr(std::string("rtos: ") + GetParam().says));
    }
    const auto noticed = Clock::now();
    killer.join();
    EXPECT_LT(noticed - process.killed, 1s);
    try {
        link.shut_down(); // as a simulation does in any case: it does not hang
    } catch (const std::exception&) {
        SUCCEED();
    }
    EXPECT_LT(Clock::now() - process.killed, 1s);
}

INSTANTIATE_TEST_SUITE_P(States, KilledNode, testing::ValuesIn(states),
                         [](const auto& state) { return state.param.name; });

} // namespace
} // namespace ampsim::node
