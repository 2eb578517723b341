// SPDX-License-Identifier: BSD-3-Clause
//
// The host bridge, configuration spaces and MSI-X.
#include "models/pci/msix.h"
#include "models/pci/pci_host.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models::pci {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t memory_base = 0x4000'0000;

Identity identity() {
    return {0x1234, 0x5678, 9, 0x0a0b0c, 0x1111, 0x2222};
}

/// Remembers what was written to its registers, and shows it again.
class FakeFunction : public sc_core::sc_module, public Function {
public:
    explicit FakeFunction(sc_core::sc_module_name name) : sc_module(name), Function(identity()) {
        config().add_base_address(0x1000);
        config().add_base_address(0x100);
        socket.register_b_transport(this, &FakeFunction::access);
        socket.register_transport_dbg(this, &FakeFunction::debug);
    }
    tlm_utils::simple_target_socket<FakeFunction> socket{"socket"};

    std::string name_of(const ConfigSpace::Place& place) const override {
        return place.offset < 0x10 ? "R" + std::to_string(place.base_address) : "";
    }

    std::vector<std::pair<std::uint64_t, std::uint32_t>> written; ///< socket address, word

private:
    void access(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
        if (transaction.is_write()) {
            std::uint32_t word = 0;
            std::memcpy(&word, transaction.get_data_ptr(), 4);
            written.emplace_back(transaction.get_address(), word);
        } else {
            debug(transaction);
        }
        delay += ns(33);
        transaction.set_response_status(tlm::TLM_OK_RESPONSE);
    }
    unsigned debug(tlm::tlm_generic_payload& transaction) {
        const auto word = static_cast<std::uint32_t>(transaction.get_address());
        std::memcpy(transaction.get_data_ptr(), &word, 4);
        return 4;
    }
};

class PciHostTest : public testing::Test {
protected:
    PciHostTest() {
        config.socket.bind(host.config);
        memory.socket.bind(host.memory);
        host.attach(1, 0, first, first.socket, "first");
        host.attach(2, 0, second, second.socket, "second");
        host.attach(2, 3, third, third.socket, "third");
    }

    static PciHostParameters parameters() {
        PciHostParameters result;
        result.memory_base = memory_base;
        result.config_read_latency = ns(100);
        result.config_write_latency = ns(50);
        result.request_latency = ns(300);
        result.response_latency = ns(200);
        return result;
    }
    static std::uint64_t at(unsigned slot, unsigned function, unsigned offset) {
        return slot << 15U | function << 12U | offset;
    }

    PciHost host{"pcie", parameters()};
    FakeFunction first{"first"};
    FakeFunction second{"second"};
    FakeFunction third{"third"};
    Stimulus config{"config_port"};
    Stimulus memory{"memory_port"};
};

TEST_F(PciHostTest, FunctionsAreFoundAndNobodyElse) {
    run({{config,
          [&] {
              EXPECT_EQ(config.read(at(1, 0, 0)), 0x56781234U);
              EXPECT_EQ(now(), ns(100));
              EXPECT_EQ(config.read(at(2, 0, 0)), 0x56781234U);
              EXPECT_EQ(config.read(at(2, 3, 0)), 0x56781234U);
              EXPECT_EQ(config.read(at(0, 0, 0)), 0xffffffffU);
              EXPECT_EQ(config.read(at(1, 1, 0)), 0xffffffffU);
              EXPECT_EQ(config.read(at(31, 7, 0)), 0xffffffffU);
              EXPECT_EQ(config.read(std::uint64_t{1} << 20 | at(1, 0, 0)), 0xffffffffU); // bus 1
              config.write(at(1, 1, 4), 7);                                              // lost
          }},
         {memory, [] {
          }}});
    EXPECT_EQ(host.counters().config_reads, 7U);
    EXPECT_EQ(host.counters().config_writes, 1U);
}

TEST_F(PciHostTest, TheHeaderSaysWhoItIs) {
    run({{config,
          [&] {
              EXPECT_EQ(config.read(at(1, 0, 8)), 0x0a0b0c09U);
              EXPECT_EQ(config.read(at(1, 0, 0x2c)), 0x22221111U);
              EXPECT_EQ(config.read(at(1, 0, 0x3c)) >> 8 & 0xff, 1U); // INTA#
              EXPECT_EQ(config.read(at(1, 0, 0xc)) >> 16 & 0xff, 0U);
              EXPECT_EQ(config.read(at(2, 0, 0xc)) >> 16 & 0xff, 0x80U); // several functions
              EXPECT_EQ(config.read(at(1, 0, 0x100)), 0U);               // no extended capabilities
              EXPECT_EQ(config.read(at(1, 0, 0xffc)), 0U);
              config.write(at(1, 0, 0x100), ~0U);
              config.write(at(1, 0, 0), 0);
              EXPECT_EQ(config.read(at(1, 0, 0)), 0x56781234U);
          }},
         {memory, [] {
          }}});
}

TEST_F(PciHostTest, OnlySomeBitsOfTheCommandExist) {
    run({{config,
          [&] {
              config.write(at(1, 0, 4), ~0U);
              EXPECT_EQ(config.read(at(1, 0, 4)), 0x0406U); // status is read-only
              const std::uint8_t zero = 0;
              EXPECT_EQ(config.write(at(1, 0, 5), &zero, 1), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(config.read(at(1, 0, 4)), 0x0006U);
              std::uint16_t half = 0;
              EXPECT_EQ(config.read(at(1, 0, 2), &half, 2), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(half, 0x5678);
              EXPECT_EQ(config.read(at(1, 0, 1), &half, 2), tlm::TLM_BURST_ERROR_RESPONSE);
              std::uint64_t two = 0;
              EXPECT_EQ(config.read(at(1, 0, 0), &two, 8), tlm::TLM_BURST_ERROR_RESPONSE);
          }},
         {memory, [] {
          }}});
}

TEST_F(PciHostTest, BaseAddressesAreSizedAndPlaced) {
    run({{config,
          [&] {
              for (unsigned bar = 0; bar < 6; ++bar) {
                  config.write(at(1, 0, 0x10 + 4 * bar), ~0U);
              }
              EXPECT_EQ(config.read(at(1, 0, 0x10)), 0xfffff000U); // 4 KiB, 32 bits, memory
              EXPECT_EQ(config.read(at(1, 0, 0x14)), 0xffffff00U);
              EXPECT_EQ(config.read(at(1, 0, 0x18)), 0U);
              EXPECT_EQ(config.read(at(1, 0, 0x24)), 0U);
              config.write(at(1, 0, 0x10), 0x40001234);
              EXPECT_EQ(config.read(at(1, 0, 0x10)), 0x40001000U);
          }},
         {memory, [] {
          }}});
}

TEST_F(PciHostTest, MemoryLeadsToWhereItWasPlaced) {
    run({{config,
          [&] {
              config.write(at(1, 0, 0x10), 0x40001000);
              config.write(at(1, 0, 0x14), 0x40000100);
              config.write(at(1, 0, 4), 2);
              config.write(at(2, 0, 0x10), 0x40002000);
          }},
         {memory, [&] {
              wait_until(ns(1000));
              memory.write(0x1008, 0xaa);
              EXPECT_EQ(now(), ns(1000 + 300 + 33 + 200));
              memory.write(0x100, 0xbb);
              memory.write(0x1fc, 0xcc);
              EXPECT_EQ(memory.read(0x1ffc), 0xffcU);
              EXPECT_EQ(memory.read(0x104), 0x10000004U);
              EXPECT_EQ(memory.peek(0x104), 0x10000004U);
              EXPECT_EQ(memory.read(0x200), 0xffffffffU);  // behind the second
              EXPECT_EQ(memory.read(0x2000), 0xffffffffU); // its memory is not enabled
              memory.write(0x2000, 1);
              EXPECT_EQ(host.name_of_memory(0x1008), "first.R0");
              EXPECT_EQ(host.name_of_memory(0x100), "first.R1");
              EXPECT_EQ(host.name_of_memory(0x1100), "");
              EXPECT_EQ(host.name_of_memory(0x2000), "");
              EXPECT_EQ(host.name_of_config(at(1, 0, 4)), "first.Config");
              EXPECT_EQ(host.name_of_config(at(1, 1, 4)), "");
          }}});
    EXPECT_THAT(first.written,
                ElementsAre(Pair(0x8U, 0xaaU), Pair(0x10000000U, 0xbbU), Pair(0x100000fcU, 0xccU)));
    EXPECT_THAT(second.written, IsEmpty());
    EXPECT_EQ(host.counters().unclaimed, 3U);
}

TEST_F(PciHostTest, APlaceIsTakenOnce) {
    EXPECT_THROW(host.attach(1, 0, first, first.socket), std::invalid_argument);
    EXPECT_THROW(host.attach(32, 0, first, first.socket), std::invalid_argument);
    EXPECT_THROW(host.attach(3, 8, first, first.socket), std::invalid_argument);
}

// --- Configuration space and MSI-X, without a bus ---

struct Messages : MessageSink {
    void send(std::uint64_t address, std::uint32_t data) override {
        sent.emplace_back(address, data);
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sent;
};

TEST(ConfigSpaceTest, CapabilitiesAreAList) {
    ConfigSpace config(identity());
    EXPECT_EQ(config.value(header::status, 2), 0U);
    EXPECT_EQ(config.add_capability(0x09, {3}), 0x40U);
    EXPECT_EQ(config.add_capability(0x11, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), 0x44U);
    EXPECT_EQ(config.value(header::status, 2), status::capabilities);
    EXPECT_EQ(config.value(header::capabilities, 1), 0x40U);
    EXPECT_EQ(config.value(0x40, 4), 0x00034409U);
    EXPECT_EQ(config.value(0x44, 4), 0x02010011U);
    EXPECT_THROW(config.add_capability(9, std::vector<std::uint8_t>(200)), std::logic_error);
    EXPECT_THROW(config.add_base_address(3000), std::logic_error);
    EXPECT_THROW(config.add_base_address(8), std::logic_error);
}

class MsixTest : public testing::Test {
protected:
    MsixTest() {
        config.write(header::command, 2, command::bus_master);
        for (std::uint32_t n = 0; n < 3; ++n) {
            msix.write_table(16 * n, 0x1000 + 4 * n);
            msix.write_table(16 * n + 4, 0x80);
            msix.write_table(16 * n + 8, 50 + n);
        }
    }
    void control(std::uint16_t value) {
        config.write(0x42, 2, value);
        msix.config_written();
    }
    void mask(std::uint32_t vector, bool on) { msix.write_table(16 * vector + 12, on ? 1 : 0); }

    static constexpr std::uint16_t enable = 0x8000;
    static constexpr std::uint16_t mask_all = 0x4000;
    ConfigSpace config{identity()};
    Messages messages;
    Msix msix{config, 3, {1, 0, 0x800}, messages};
};

TEST_F(MsixTest, SaysWhereItIs) {
    EXPECT_EQ(config.value(0x40, 4), 0x00020011U); // table of three, not enabled
    EXPECT_EQ(config.value(0x44, 4), 0x00000001U);
    EXPECT_EQ(config.value(0x48, 4), 0x00000801U);
    control(0xffff);
    EXPECT_EQ(config.value(0x42, 2), 0xc002U);
}

TEST_F(MsixTest, TheTableIsStored) {
    EXPECT_EQ(msix.read_table(16), 0x1004U);
    EXPECT_EQ(msix.read_table(20), 0x80U);
    EXPECT_EQ(msix.read_table(24), 51U);
    EXPECT_EQ(msix.read_table(28), 1U); // masked from reset on
    msix.write_table(16, 0xfff7);
    EXPECT_EQ(msix.read_table(16), 0xfff4U); // words
    msix.write_table(28, 0xfffffffe);
    EXPECT_EQ(msix.read_table(28), 0U); // the other bits are reserved
    msix.write_table(48, 7);
    EXPECT_EQ(msix.read_table(48), 0U); // there is no fourth
    EXPECT_EQ(msix.table_size(), 48U);
    EXPECT_EQ(msix.pending_size(), 8U);
}

TEST_F(MsixTest, AMessageIsSent) {
    control(enable);
    mask(1, false);
    msix.interrupt(1);
    EXPECT_THAT(messages.sent, ElementsAre(Pair(0x80'0000'1004ULL, 51U)));
    EXPECT_EQ(msix.read_pending(0), 0U);
    EXPECT_EQ(msix.sent(), 1U);
    msix.interrupt(7); // there is none
    EXPECT_EQ(msix.sent(), 1U);
}

TEST_F(MsixTest, WhatIsMaskedIsSentOnceLater) {
    control(enable);
    msix.interrupt(2);
    msix.interrupt(2);
    EXPECT_THAT(messages.sent, IsEmpty());
    EXPECT_EQ(msix.read_pending(0), 4U);
    mask(2, false);
    EXPECT_THAT(messages.sent, ElementsAre(Pair(0x80'0000'1008ULL, 52U)));
    EXPECT_EQ(msix.read_pending(0), 0U);
    EXPECT_EQ(msix.held_back(), 2U);
}

TEST_F(MsixTest, TheWholeFunctionCanBeMasked) {
    control(enable | mask_all);
    mask(0, false);
    msix.interrupt(0);
    EXPECT_EQ(msix.read_pending(0), 1U);
    mask(0, false);
    EXPECT_THAT(messages.sent, IsEmpty());
    control(enable);
    EXPECT_THAT(messages.sent, ElementsAre(Pair(0x80'0000'1000ULL, 50U)));
}

TEST_F(MsixTest, ItNeedsTheBus) {
    control(enable);
    mask(0, false);
    config.write(header::command, 2, 0);
    msix.interrupt(0);
    EXPECT_THAT(messages.sent, IsEmpty());
    config.write(header::command, 2, command::bus_master);
    msix.config_written();
    EXPECT_THAT(messages.sent, testing::SizeIs(1));
}

TEST_F(MsixTest, NothingHappensWhileItIsOff) {
    mask(0, false);
    msix.interrupt(0);
    EXPECT_EQ(msix.read_pending(0), 0U);
    control(enable);
    EXPECT_THAT(messages.sent, IsEmpty());
}

TEST(MsixVectorsTest, TheNumberOfVectorsIsChecked) {
    ConfigSpace config(identity());
    Messages messages;
    EXPECT_THROW(Msix(config, 0, {}, messages), std::logic_error);
    EXPECT_THROW(Msix(config, 2049, {}, messages), std::logic_error);
    const Msix many(config, 65, {1, 0, 0x800}, messages);
    EXPECT_EQ(many.pending_size(), 16U);
}

} // namespace
} // namespace ampsim::models::pci
