// SPDX-License-Identifier: BSD-3-Clause
#include "models/interconnect/address_map.h"
#include "models/interconnect/interconnect.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>
#include <tlm_utils/simple_target_socket.h>

#include <stdexcept>
#include <vector>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(AddressMap, FindsTheWindowThatHoldsAllOfAnAccess) {
    AddressMap map;
    map.add({0x2000, 0x100, 1, 0x40});
    map.add({0x1000, 0x100, 0, 0});
    map.add({0x1100, 0x10, 2, 0}); // no gap
    ASSERT_NE(map.find(0x10ff, 1), nullptr);
    EXPECT_EQ(map.find(0x10ff, 1)->target, 0U);
    EXPECT_EQ(map.find(0x10ff, 2), nullptr); // two windows
    EXPECT_EQ(map.find(0x1100, 16)->target, 2U);
    EXPECT_EQ(map.find(0xfff, 1), nullptr);
    EXPECT_EQ(map.find(0x1110, 1), nullptr);
    EXPECT_EQ(map.find(0x2080, 4)->offset_of(0x2080), 0xc0U);
    EXPECT_EQ(AddressMap{}.find(0, 1), nullptr);
}

TEST(AddressMap, TakesTheLastAddress) {
    AddressMap map;
    map.add({0xffff'ffff'ffff'f000, 0x1000, 3, 0});
    EXPECT_EQ(map.find(0xffff'ffff'ffff'ffff, 1)->target, 3U);
    EXPECT_EQ(map.find(0xffff'ffff'ffff'ffff, 2), nullptr);
}

TEST(AddressMap, RefusesOverlapsAndSaysOfWhat) {
    AddressMap map;
    map.add({0x1000, 0x100, 0, 0});
    for (const Window& overlapping : std::vector<Window>{{0x1000, 0x100, 0, 0},
                                                         {0x10ff, 1, 0, 0},
                                                         {0xfff, 2, 0, 0},
                                                         {0x0, 0x10000, 0, 0},
                                                         {0x1010, 0x10, 0, 0}}) {
        try {
            map.add(overlapping);
            ADD_FAILURE() << std::hex << overlapping.address;
        } catch (const std::logic_error& error) {
            EXPECT_THAT(error.what(), HasSubstr("overlaps 0x1000..0x10ff"));
        }
    }
    EXPECT_THROW(map.add({0x3000, 0, 0, 0}), std::logic_error);
    EXPECT_THROW(map.add({0xffff'ffff'ffff'ffff, 2, 0, 0}), std::logic_error);
    EXPECT_THROW(map.add({0x3000, 0x10, 0, 0xffff'ffff'ffff'fff8}), std::logic_error);
}

/// Notes what arrives, and answers after 7 ns.
class Target : public sc_core::sc_module {
public:
    explicit Target(sc_core::sc_module_name name) : sc_module(name) {
        socket.register_b_transport(this, &Target::b_transport);
        socket.register_transport_dbg(this, &Target::transport_dbg);
    }

    struct Arrival {
        std::uint64_t address;
        double at; // ns
        bool operator==(const Arrival& other) const {
            return address == other.address && at == other.at;
        }
    };

    tlm_utils::simple_target_socket<Target> socket{"socket"};
    std::vector<Arrival> arrivals;
    std::vector<std::uint64_t> debug_addresses;
    tlm::tlm_response_status answer = tlm::TLM_OK_RESPONSE;

private:
    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
        sc_core::wait(delay);
        delay = ns(7);
        arrivals.push_back({transaction.get_address(), now() / ns(1)});
        transaction.set_dmi_allowed(true);
        transaction.set_response_status(answer);
    }

    unsigned transport_dbg(tlm::tlm_generic_payload& transaction) {
        debug_addresses.push_back(transaction.get_address());
        return transaction.get_data_length();
    }
};

struct InterconnectTest : testing::Test {
    InterconnectTest() {
        a.socket.bind(bus.initiator(from_a));
        b.socket.bind(bus.initiator(from_b));
    }

    Target memory{"memory"};
    Target device{"device"};
    Interconnect bus{"bus"};
    const std::size_t to_memory = bus.add_target("memory", memory.socket);
    const std::size_t to_device = bus.add_target("device", device.socket);
    const std::size_t from_a = bus.add_initiator("a", ns(60), ns(40));
    const std::size_t from_b = bus.add_initiator("b", ns(10), ns(5));
    Stimulus a{"cpu_a"};
    Stimulus b{"cpu_b"};
    std::uint32_t word = 0;
};

TEST_F(InterconnectTest, EachInitiatorHasItsOwnViewOfTheTargets) {
    bus.map(from_a, 0x8000'0000, 0x1000, to_memory);
    bus.map(from_b, 0x1000, 0x1000, to_memory, 0x800);
    bus.map(from_b, 0x2000, 0x10, to_device);
    run({{a,
          [&] {
              EXPECT_EQ(a.write(0x8000'0010, &word, 4), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(a.write(0x1000, &word, 4), tlm::TLM_ADDRESS_ERROR_RESPONSE);
          }},
         {b, [&] {
              EXPECT_EQ(b.write(0x1010, &word, 4), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(b.read(0x200c, &word, 4), tlm::TLM_OK_RESPONSE);
          }}});
    EXPECT_THAT(memory.arrivals,
                ElementsAre(Target::Arrival{0x810, 10}, Target::Arrival{0x10, 60}));
    EXPECT_THAT(device.arrivals, ElementsAre(Target::Arrival{0xc, 10 + 7 + 5 + 10}));
}

TEST_F(InterconnectTest, AnAccessTakesTheTimeOfItsPath) {
    bus.map(from_a, 0, 0x1000, to_memory);
    bus.map(from_a, 0x1000, 0x1000, to_device);
    bus.set_extra_latency(from_a, to_device, ns(100), ns(1));
    run({{a, [&] {
              a.read(0, &word, 4);
              EXPECT_EQ(now(), ns(60 + 7 + 40));
              a.read(0x1000, &word, 4);
              EXPECT_EQ(now(), ns(107 + 60 + 100 + 7 + 40 + 1));
              a.read(0x5000, &word, 4); // leads nowhere
              EXPECT_EQ(now(), ns(315 + 60 + 40));
          }}});
    EXPECT_EQ(bus.least_latency(from_a, to_memory), ns(60));
    EXPECT_EQ(bus.least_latency(from_a, to_device), ns(160));
    EXPECT_EQ(bus.least_latency(from_b, to_device), ns(10)); // even where nothing is mapped yet
}

TEST_F(InterconnectTest, PathsDoNotContend) {
    bus.map(from_a, 0, 0x1000, to_memory);
    bus.map(from_b, 0, 0x1000, to_memory);
    run({{a,
          [&] {
              a.read(0, &word, 4);
              EXPECT_EQ(now(), ns(107));
          }},
         {b, [&] {
              wait_until(ns(50)); // both arrive at 60 ns
              b.read(4, &word, 4);
              EXPECT_EQ(now(), ns(50 + 10 + 7 + 5));
          }}});
}

TEST_F(InterconnectTest, AnAccessOverTheEndOfAWindowIsRefused) {
    bus.map(from_a, 0, 0x10, to_memory);
    bus.map(from_a, 0x10, 0x10, to_memory, 0x10);
    std::uint64_t data = 0;
    tlm::tlm_generic_payload transaction;
    run({{a, [&] {
              EXPECT_EQ(a.read(0xc, &data, 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
              EXPECT_EQ(a.peek(0xc, &data, 8), 0U);
              Stimulus::fill(transaction, tlm::TLM_READ_COMMAND, 0xc, &data, 8);
              transaction.set_streaming_width(4); // streaming stays inside
              EXPECT_EQ(a.access(transaction), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(transaction.get_address(), 0xcU); // as it was
          }}});
    EXPECT_EQ(memory.arrivals.size(), 1U);
}

TEST_F(InterconnectTest, CountsByInitiatorTargetAndPath) {
    bus.map(from_a, 0, 0x1000, to_memory);
    bus.map(from_a, 0x1000, 0x1000, to_device);
    bus.map(from_b, 0, 0x1000, to_memory);
    run({{a,
          [&] {
              a.write(0, &word, 4);
              a.read(0, &word, 2);
              a.read(0x1000, &word, 4);
              a.read(0x9000, &word, 4);
              device.answer = tlm::TLM_GENERIC_ERROR_RESPONSE;
              a.write(0x1000, &word, 4);
          }},
         {b, [&] {
              b.read(8, &word, 1);
          }}});
    EXPECT_EQ(bus.path_counts(from_a, to_memory).writes, 1U);
    EXPECT_EQ(bus.path_counts(from_a, to_memory).bytes_read, 2U);
    EXPECT_EQ(bus.path_counts(from_b, to_device).reads, 0U);
    EXPECT_EQ(bus.target_counts(to_memory).reads, 2U);
    EXPECT_EQ(bus.target_counts(to_memory).bytes_read, 3U);
    EXPECT_EQ(bus.target_counts(to_device).errors, 1U);
    EXPECT_EQ(bus.target_counts(to_device).bytes_written, 0U);
    EXPECT_EQ(bus.unmapped_counts(from_a).errors, 1U);
    EXPECT_EQ(bus.unmapped_counts(from_b).errors, 0U);
    EXPECT_EQ(bus.initiator_counts(from_a).reads, 3U);
    EXPECT_EQ(bus.initiator_counts(from_a).writes, 2U);
    EXPECT_EQ(bus.initiator_counts(from_a).errors, 2U);
    EXPECT_EQ(bus.initiator_counts(from_b).bytes_read, 1U);
}

TEST_F(InterconnectTest, DebuggerReachesTheTargetUncounted) {
    bus.map(from_a, 0x100, 0x10, to_memory, 0x20);
    run({{a, [&] {
              EXPECT_EQ(a.peek(0x104, &word, 4), 4U);
              EXPECT_EQ(a.peek(0x200, &word, 4), 0U);
              EXPECT_EQ(now(), ns(0));
          }}});
    EXPECT_THAT(memory.debug_addresses, ElementsAre(0x24U));
    EXPECT_EQ(bus.initiator_counts(from_a).reads, 0U);
}

TEST_F(InterconnectTest, GrantsNoDirectMemoryAccess) {
    bus.map(from_a, 0, 0x10, to_memory);
    tlm::tlm_generic_payload transaction;
    run({{a, [&] {
              Stimulus::fill(transaction, tlm::TLM_READ_COMMAND, 0, &word, 4);
              EXPECT_EQ(a.access(transaction), tlm::TLM_OK_RESPONSE);
              EXPECT_FALSE(transaction.is_dmi_allowed());
              tlm::tlm_dmi dmi;
              EXPECT_FALSE(a.socket->get_direct_mem_ptr(transaction, dmi));
          }}});
}

TEST_F(InterconnectTest, KnowsItsPartsByIndexAndRefusesOthers) {
    EXPECT_EQ(bus.name(), "bus");
    EXPECT_EQ(bus.initiators(), 2U);
    EXPECT_EQ(bus.targets(), 2U);
    EXPECT_EQ(bus.initiator_name(from_b), "b");
    EXPECT_EQ(bus.target_name(to_device), "device");
    EXPECT_STREQ(bus.initiator(from_a).name(), "bus_from_a.socket");
    EXPECT_THROW(bus.map(0, 0, 1, 2), std::out_of_range);
    EXPECT_THROW(bus.map(2, 0, 1, 0), std::out_of_range);
    EXPECT_THROW(bus.least_latency(0, 2), std::out_of_range);
    EXPECT_THROW(bus.path_counts(2, 0), std::out_of_range);
    EXPECT_THROW(bus.set_extra_latency(0, 2, ns(1)), std::out_of_range);
    bus.map(0, 0, 8, 0);
    EXPECT_THROW(bus.map(0, 4, 8, 1), std::logic_error);
}

TEST(Interconnect, TakesSixtyNanosecondsEachWayUnlessToldOtherwise) {
    Target target{"target"};
    Interconnect bus{"bus"};
    const std::size_t to = bus.add_target("target", target.socket);
    const std::size_t from = bus.add_initiator("cpu");
    bus.map(from, 0, 0x10, to);
    Stimulus cpu{"cpu"};
    cpu.socket.bind(bus.initiator(from));
    run({{cpu, [&] {
              cpu.read(0);
              EXPECT_EQ(now(), ns(60 + 7 + 60));
          }}});
}

} // namespace
} // namespace ampsim::models
