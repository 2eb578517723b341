// SPDX-License-Identifier: BSD-3-Clause
//
// The PCI transport, driven as Linux' virtio_pci does it.
#include "models/virtio/pci_transport.h"

#include "models/pci/pci_host.h"
#include "models/virtio/wire.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::uint32_t registers = 0x4000; ///< first base address
constexpr std::uint32_t isr = registers + 0x1000;
constexpr std::uint32_t device_config = registers + 0x2000;
constexpr std::uint32_t notify = registers + 0x3000;
constexpr std::uint32_t table = 0x8000; ///< second base address
constexpr std::uint32_t pending = table + 0x800;

constexpr std::uint32_t rings = 0x100; ///< of queue 1: 0x100 further
constexpr std::uint16_t no_vector = 0xffff;

/// Answers each buffer with its request's size.
class FakeDevice : public Device {
public:
    std::uint32_t type() const override { return 4; }
    std::string name() const override { return "fake"; }
    std::uint64_t features() const override { return 1ULL << 3 | 1ULL << 50; }
    std::size_t queues() const override { return 2; }
    std::string queue_name(std::size_t queue) const override { return "q" + std::to_string(queue); }
    std::vector<std::uint8_t> configuration() const override { return config; }
    void write_configuration(std::size_t offset, const std::uint8_t* data,
                             std::size_t size) override {
        std::copy_n(data, size, config.begin() + static_cast<std::ptrdiff_t>(offset));
    }
    void start(std::uint64_t agreed) override { started = agreed; }
    void reset() override { ++resets; }
    void serve(Queue& queue) override {
        for (;;) {
            Buffer buffer = queue.take();
            buffer.reply = {static_cast<std::uint8_t>(buffer.request.size())};
            queue.give_back(std::move(buffer));
        }
    }
    void change() {
        ++config[0];
        events().configuration_changed();
    }

    Bytes config = {1, 2, 3, 4, 5, 6, 7, 8};
    std::uint64_t started = 0;
    unsigned resets = 0;
};

class FakeMemory : public MemoryAccess {
public:
    bool touch_after(sc_core::sc_time delay, const sc_core::sc_event&) override {
        sc_core::wait(delay);
        return true;
    }
    sc_core::sc_time least_latency() const override { return sc_core::SC_ZERO_TIME; }
    void read(std::uint64_t address, void* data, std::size_t size, const std::string&) override {
        std::memcpy(data, &bytes.at(address), size);
    }
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string&) override {
        std::memcpy(&bytes.at(address), data, size);
    }
    template <typename Number>
    void put(std::size_t address, Number value) {
        std::memcpy(&bytes.at(address), &value, sizeof value);
    }
    template <typename Number>
    Number get(std::size_t address) {
        Number value;
        std::memcpy(&value, &bytes.at(address), sizeof value);
        return value;
    }
    Bytes bytes = Bytes(4096);
};

struct Messages : MessageSink {
    void send(std::uint64_t address, std::uint32_t data) override {
        sent.emplace_back(address, data);
    }
    std::vector<std::pair<std::uint64_t, std::uint32_t>> sent;
};

class VirtioPciTest : public testing::Test {
protected:
    VirtioPciTest() {
        config.socket.bind(host.config);
        cpu.socket.bind(host.memory);
        host.attach(0, 0, transport, transport.socket, "dev");
        transport.interrupt(line.line);
    }

    static EngineParameters engine_parameters() {
        EngineParameters result;
        result.features |= feature::ring_reset;
        result.queue_size_max = 8;
        return result;
    }

    template <typename Number>
    Number read(std::uint32_t address) {
        Number value{};
        EXPECT_EQ(cpu.read(address, &value, sizeof value), tlm::TLM_OK_RESPONSE);
        return value;
    }
    template <typename Number>
    void write(std::uint32_t address, Number value) {
        EXPECT_EQ(cpu.write(address, &value, sizeof value), tlm::TLM_OK_RESPONSE);
    }
    std::uint8_t status() { return read<std::uint8_t>(registers + 0x14); }
    void set_status(std::uint8_t value) { write<std::uint8_t>(registers + 0x14, value); }

    void place() {
        config.write(0x10, registers);
        config.write(0x14, table);
        config.write(0x04, pci::command::memory | pci::command::bus_master);
    }
    void enable_msix() {
        for (std::uint32_t n = 0; n < 3; ++n) {
            cpu.write(table + 16 * n, 0x08020040);
            cpu.write(table + 16 * n + 4, 0U);
            cpu.write(table + 16 * n + 8, 80 + n);
            cpu.write(table + 16 * n + 12, 0U);
        }
        const std::uint16_t enabled = 0x8000;
        config.write(msix_capability() + 2, &enabled, 2);
    }
    /// What Linux does before it uses queues.
    void negotiate(std::uint32_t low = 0, std::uint32_t high = 1) {
        set_status(0);
        set_status(1);
        set_status(3);
        cpu.write(registers + 0x08, 0U);
        cpu.write(registers + 0x0c, low);
        cpu.write(registers + 0x08, 1U);
        cpu.write(registers + 0x0c, high);
        set_status(11);
    }
    void set_up_queue(std::uint16_t queue, std::uint16_t vector = no_vector) {
        const std::uint32_t base = rings + 0x100U * queue;
        write<std::uint16_t>(registers + 0x16, queue);
        write<std::uint16_t>(registers + 0x18, 4);
        cpu.write(registers + 0x20, base);
        cpu.write(registers + 0x24, 0U);
        cpu.write(registers + 0x28, base + 0x40);
        cpu.write(registers + 0x2c, 0U);
        cpu.write(registers + 0x30, base + 0x80);
        cpu.write(registers + 0x34, 0U);
        write<std::uint16_t>(registers + 0x1a, vector);
        write<std::uint16_t>(registers + 0x1c, 1);
    }
    /// A byte for the device to read, and one for it to write.
    void offer(std::uint16_t queue) {
        const std::uint32_t base = rings + 0x100U * queue;
        memory.put<std::uint64_t>(base, 0x800);
        memory.put<std::uint32_t>(base + 8, 5);
        memory.put<std::uint16_t>(base + 12, 1);
        memory.put<std::uint16_t>(base + 14, 1);
        memory.put<std::uint64_t>(base + 16, 0x900);
        memory.put<std::uint32_t>(base + 24, 1);
        memory.put<std::uint16_t>(base + 28, 2);
        const auto index = memory.get<std::uint16_t>(base + 0x42);
        memory.put<std::uint16_t>(base + 0x44 + 2U * (index % 4), 0);
        memory.put<std::uint16_t>(base + 0x42, static_cast<std::uint16_t>(index + 1));
        write<std::uint16_t>(notify + 4U * queue, queue);
        sc_core::wait(ns(5000));
    }
    std::uint16_t used(std::uint16_t queue) {
        return memory.get<std::uint16_t>(rings + 0x100U * queue + 0x82);
    }

    /// Offset of the capability of this identity, and of this type when it is VirtIO's.
    std::uint32_t capability(std::uint8_t identity, std::uint8_t type = 0) {
        std::uint32_t at = transport.config().value(pci::header::capabilities, 1);
        while (at != 0 && (transport.config().value(at, 1) != identity ||
                           (type != 0 && transport.config().value(at + 3, 1) != type))) {
            at = transport.config().value(at + 1, 1);
        }
        EXPECT_NE(at, 0U);
        return at;
    }
    std::uint32_t msix_capability() { return capability(0x11); }

    void drive(const std::function<void()>& body) {
        run({{cpu,
              [&] {
                  place();
                  body();
              }},
             {config, [] {
              }}});
    }

    FakeDevice device;
    FakeMemory memory;
    PciMemoryAccess function_memory{memory};
    Messages messages;
    Engine engine{"engine", device, function_memory, engine_parameters()};
    PciTransport transport{"transport", engine, function_memory, messages};
    pci::PciHost host{"host"};
    Stimulus config{"config_port"};
    Stimulus cpu{"cpu"};
    Probe line{"line"};
};

// --- What it is [4.1.2, 4.1.4] ---

TEST_F(VirtioPciTest, IsAModernDevice) {
    const pci::ConfigSpace& space = transport.config();
    EXPECT_EQ(space.value(0, 4), 0x10441af4U);
    EXPECT_GE(space.value(8, 1), 1U);
    EXPECT_GE(space.value(0x2e, 2), 0x40U);
}

TEST_F(VirtioPciTest, HasAllStructures) {
    const pci::ConfigSpace& space = transport.config();
    const auto structure = [&](std::uint8_t type) {
        const std::uint32_t at = capability(9, type);
        EXPECT_EQ(space.value(at + 4, 1), 0U); // first base address
        return std::pair(space.value(at + 8, 4), space.value(at + 12, 4));
    };
    EXPECT_THAT(structure(1), Pair(0U, 0x3cU));
    EXPECT_THAT(structure(2), Pair(0x3000U, 8U));
    EXPECT_THAT(structure(3), Pair(0x1000U, 1U));
    EXPECT_THAT(structure(4), Pair(0x2000U, 0x1000U));
    EXPECT_EQ(space.value(capability(9, 2) + 2, 1), 20U); // with the multiplier
    EXPECT_EQ(space.value(capability(9, 2) + 16, 4), 4U);
    EXPECT_EQ(space.value(capability(9, 5) + 2, 1), 20U);
    EXPECT_EQ(space.value(msix_capability() + 2, 2), 2U); // three vectors
}

// --- Common configuration [4.1.4.3] ---

TEST_F(VirtioPciTest, FeaturesComeInWindows) {
    drive([&] {
        cpu.write(registers, 0U);
        EXPECT_EQ(cpu.read(registers + 4), 1U << 3 | 1U << 28);
        cpu.write(registers, 1U);
        EXPECT_EQ(cpu.read(registers + 4), 1U << (50 - 32) | 1U << (40 - 32) | 1U);
        cpu.write(registers, 2U);
        EXPECT_EQ(cpu.read(registers + 4), 0U);
        EXPECT_EQ(cpu.read(registers), 2U);
        cpu.write(registers + 8, 1U);
        cpu.write(registers + 12, 0x101U);
        EXPECT_EQ(cpu.read(registers + 12), 0x101U);
        cpu.write(registers + 8, 0U);
        EXPECT_EQ(cpu.read(registers + 12), 0U);
        cpu.write(registers + 8, 7U);
        cpu.write(registers + 12, ~0U);
        EXPECT_EQ(cpu.read(registers + 12), 0U);
        EXPECT_EQ(engine.driver_features(), 0x101ULL << 32);
    });
}

TEST_F(VirtioPciTest, FeaturesThatWereNotOfferedAreNotAccepted) {
    drive([&] {
        negotiate(1U << 7);
        EXPECT_EQ(status(), 3);
        negotiate(0, 0); // without VERSION_1
        EXPECT_EQ(status(), 3);
        negotiate();
        EXPECT_EQ(status(), 11);
    });
}

TEST_F(VirtioPciTest, QueuesAreDescribed) {
    drive([&] {
        EXPECT_EQ(read<std::uint16_t>(registers + 0x12), 2); // num_queues
        write<std::uint16_t>(registers + 0x16, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x16), 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x18), 8);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1a), no_vector);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 0);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1e), 1); // notify_off
        write<std::uint16_t>(registers + 0x16, 2);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x18), 0); // there is none
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1a), 0);
        write<std::uint16_t>(registers + 0x18, 4);
        write<std::uint16_t>(registers + 0x1c, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 0);
    });
}

TEST_F(VirtioPciTest, QueuesReadBack) {
    drive([&] {
        negotiate();
        write<std::uint16_t>(registers + 0x16, 0);
        write<std::uint16_t>(registers + 0x18, 4);
        cpu.write(registers + 0x20, 0x11223340);
        cpu.write(registers + 0x24, 0x1);
        cpu.write(registers + 0x28, 0x2222);
        cpu.write(registers + 0x2c, 0x2);
        cpu.write(registers + 0x30, 0x3334);
        cpu.write(registers + 0x34, 0x3);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x18), 4);
        EXPECT_EQ(cpu.read(registers + 0x20), 0x11223340U);
        EXPECT_EQ(cpu.read(registers + 0x24), 1U);
        EXPECT_EQ(cpu.read(registers + 0x28), 0x2222U);
        EXPECT_EQ(cpu.read(registers + 0x2c), 2U);
        EXPECT_EQ(cpu.read(registers + 0x30), 0x3334U);
        EXPECT_EQ(cpu.read(registers + 0x34), 3U);
        EXPECT_EQ(engine.queue(0).place.descriptors, 0x1'1122'3340U);
        EXPECT_EQ(engine.queue(0).place.driver_area, 0x2'0000'2222U);
        EXPECT_EQ(engine.queue(0).place.device_area, 0x3'0000'3334U);
        std::uint64_t both = 0; // two registers at once
        EXPECT_EQ(cpu.read(registers + 0x20, &both, 8), tlm::TLM_OK_RESPONSE);
        EXPECT_EQ(both, 0x1'1122'3340U);
        write<std::uint16_t>(registers + 0x1c, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 1);
        write<std::uint16_t>(registers + 0x1c, 0); // does not disable
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 1);
        set_status(0);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 0);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x18), 8);
        EXPECT_EQ(cpu.read(registers + 0x20), 0U);
    });
}

TEST_F(VirtioPciTest, RegistersHaveOneSize) {
    drive([&] {
        EXPECT_EQ(read<std::uint8_t>(registers + 0x12), 0);
        EXPECT_EQ(cpu.read(registers + 0x10), 0U);
        write<std::uint8_t>(registers + 0x16, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x16), 0);
        cpu.write(registers + 0x14, 0x0101'0101U);
        EXPECT_EQ(status(), 0);
        std::uint32_t word = 0;
        EXPECT_EQ(cpu.read(registers + 0x11, &word, 2), tlm::TLM_BURST_ERROR_RESPONSE);
        EXPECT_EQ(cpu.read(registers + 0x10, &word, 3), tlm::TLM_BURST_ERROR_RESPONSE);
        EXPECT_EQ(cpu.read(registers + 0x800), 0U); // behind them
    });
}

TEST_F(VirtioPciTest, AQueueCanBeResetAlone) {
    drive([&] {
        negotiate(0, 1U << 8 | 1U); // RING_RESET
        set_up_queue(1);
        set_status(15);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x3a), 0);
        write<std::uint16_t>(registers + 0x3a, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x3a), 0);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 0);
        EXPECT_EQ(device.resets, 1U);
        negotiate(); // not agreed on
        set_up_queue(1);
        write<std::uint16_t>(registers + 0x3a, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1c), 1);
    });
}

TEST_F(VirtioPciTest, VectorsReadBack) {
    drive([&] {
        write<std::uint16_t>(registers + 0x10, 2);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x10), 2);
        write<std::uint16_t>(registers + 0x10, 3); // there is none
        EXPECT_EQ(read<std::uint16_t>(registers + 0x10), no_vector);
        write<std::uint16_t>(registers + 0x1a, 1);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1a), 1);
        set_status(0);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x1a), no_vector);
        EXPECT_EQ(read<std::uint16_t>(registers + 0x10), no_vector);
    });
}

// --- The device's configuration [4.1.4.6] ---

TEST_F(VirtioPciTest, TheConfigurationHasAnySize) {
    drive([&] {
        EXPECT_EQ(cpu.read(device_config), 0x04030201U);
        EXPECT_EQ(read<std::uint16_t>(device_config + 4), 0x0605);
        EXPECT_EQ(read<std::uint8_t>(device_config + 7), 8);
        EXPECT_EQ(cpu.read(device_config + 8), 0U);
        write<std::uint8_t>(device_config + 1, 0xee);
        write<std::uint16_t>(device_config + 2, 0xaabb);
        EXPECT_EQ(cpu.read(device_config), 0xaabbee01U);
        const auto before = read<std::uint8_t>(registers + 0x15);
        device.change();
        EXPECT_NE(read<std::uint8_t>(registers + 0x15), before);
    });
}

// --- Buffers and interrupts [4.1.4.5, 4.1.5] ---

TEST_F(VirtioPciTest, ALineTellsOfBuffersUntilTheIsrIsRead) {
    drive([&] {
        negotiate();
        set_up_queue(0);
        set_status(15);
        EXPECT_EQ(device.started, 1ULL << 32);
        offer(0);
        EXPECT_EQ(used(0), 1);
        EXPECT_EQ(memory.bytes[0x900], 5);
        EXPECT_TRUE(line.line.read());
        EXPECT_EQ(config.peek(4) >> 16 & pci::status::interrupt, 0U); // a debugger sees the last
        std::uint16_t pci_status = 0;
        config.read(6, &pci_status, 2);
        EXPECT_EQ(pci_status & pci::status::interrupt, pci::status::interrupt);
        EXPECT_EQ(cpu.peek(isr) & 0xff, 1U);
        EXPECT_EQ(read<std::uint8_t>(isr), 1);
        sc_core::wait(ns(1));
        EXPECT_FALSE(line.line.read());
        EXPECT_EQ(read<std::uint8_t>(isr), 0);
        config.read(6, &pci_status, 2);
        EXPECT_EQ(pci_status & pci::status::interrupt, 0);
    });
    EXPECT_EQ(transport.interrupts().asserted, 1U);
    EXPECT_EQ(transport.interrupts().acknowledged, 1U);
    EXPECT_EQ(transport.notifications(), 1U);
    EXPECT_EQ(transport.accesses().at("QueueNotify"), 1U);
    EXPECT_EQ(transport.accesses().at("Isr"), 2U);
    EXPECT_THAT(messages.sent, IsEmpty());
}

TEST_F(VirtioPciTest, TheLineCanBeDisabled) {
    drive([&] {
        negotiate();
        set_up_queue(0);
        set_status(15);
        config.write(4, pci::command::memory | pci::command::bus_master |
                            pci::command::interrupt_disable);
        offer(0);
        EXPECT_FALSE(line.line.read());
        std::uint16_t pci_status = 0;
        config.read(6, &pci_status, 2);
        EXPECT_NE(pci_status & pci::status::interrupt, 0); // it is pending nevertheless
        config.write(4, pci::command::memory | pci::command::bus_master);
        sc_core::wait(ns(1));
        EXPECT_TRUE(line.line.read());
    });
}

TEST_F(VirtioPciTest, AChangeOfTheConfigurationIsTold) {
    drive([&] {
        negotiate();
        set_status(15);
        device.change();
        sc_core::wait(ns(1));
        EXPECT_TRUE(line.line.read());
        EXPECT_EQ(read<std::uint8_t>(isr), 2);
    });
}

TEST_F(VirtioPciTest, EachQueueHasItsMessage) {
    drive([&] {
        enable_msix();
        negotiate();
        write<std::uint16_t>(registers + 0x10, 0);
        set_up_queue(0, 1);
        set_up_queue(1, 2);
        set_status(15);
        offer(1);
        offer(0);
        device.change();
        EXPECT_EQ(read<std::uint8_t>(isr), 2); // of the configuration alone
    });
    EXPECT_THAT(messages.sent, ElementsAre(Pair(0x08020040U, 82U), Pair(0x08020040U, 81U),
                                           Pair(0x08020040U, 80U)));
    EXPECT_THAT(line.changes(), IsEmpty());
    EXPECT_EQ(transport.interrupts().messages, 3U);
    EXPECT_EQ(transport.interrupts().asserted, 0U);
}

TEST_F(VirtioPciTest, WithoutAVectorNothingIsSent) {
    drive([&] {
        enable_msix();
        negotiate();
        set_up_queue(0);
        set_status(15);
        offer(0);
        device.change();
        EXPECT_EQ(used(0), 1);
    });
    EXPECT_THAT(messages.sent, IsEmpty());
    EXPECT_THAT(line.changes(), IsEmpty());
}

TEST_F(VirtioPciTest, AMaskedMessageIsPending) {
    drive([&] {
        enable_msix();
        cpu.write(table + 16 + 12, 1U);
        negotiate();
        set_up_queue(0, 1);
        set_status(15);
        offer(0);
        EXPECT_EQ(cpu.read(pending), 2U);
        cpu.write(pending, 0U); // read-only
        EXPECT_EQ(cpu.read(pending), 2U);
        EXPECT_THAT(messages.sent, IsEmpty());
        cpu.write(table + 16 + 12, 0U);
        EXPECT_EQ(cpu.read(pending), 0U);
        EXPECT_THAT(messages.sent, SizeIs(1));
        std::uint64_t address = 0x1'0802'0080;
        EXPECT_EQ(cpu.write(table + 16, &address, 8), tlm::TLM_OK_RESPONSE); // a quadword
        EXPECT_EQ(cpu.read(table + 16), 0x08020080U);
        EXPECT_EQ(cpu.read(table + 20), 1U);
    });
}

TEST_F(VirtioPciTest, AResetForgetsInterrupts) {
    drive([&] {
        negotiate();
        set_up_queue(0);
        set_status(15);
        offer(0);
        EXPECT_TRUE(line.line.read());
        set_status(0);
        EXPECT_EQ(status(), 0);
        EXPECT_FALSE(line.line.read());
        EXPECT_EQ(read<std::uint8_t>(isr), 0);
    });
    EXPECT_EQ(device.resets, 2U);
}

TEST_F(VirtioPciTest, NotificationsOfNobodyAreIgnored) {
    drive([&] {
        negotiate();
        set_up_queue(0);
        write<std::uint16_t>(notify, 0); // before DRIVER_OK
        set_status(15);
        write<std::uint16_t>(notify + 8, 2);
        write<std::uint16_t>(notify + 4, 1); // is not enabled
        write<std::uint16_t>(notify + 2, 0); // between
        write<std::uint8_t>(notify, 0);
        sc_core::wait(ns(5000));
        EXPECT_EQ(cpu.read(notify), 0U);
    });
    EXPECT_EQ(engine.counters().notifications, 0U);
    EXPECT_EQ(status::driver_ok, engine.status() & status::driver_ok);
}

TEST_F(VirtioPciTest, ItIsNoMasterOfTheBusWithoutItsDriversWill) {
    drive([&] {
        config.write(4, pci::command::memory);
        negotiate();
        set_up_queue(0);
        set_status(15);
        offer(0);
        EXPECT_EQ(used(0), 0);
        EXPECT_NE(status() & status::needs_reset, 0U);
    });
    EXPECT_THAT(engine.diagnosis(), HasSubstr("bus master"));
}

// --- Access by configuration [4.1.4.9] ---

TEST_F(VirtioPciTest, RegistersAreReachedByConfiguration) {
    drive([&] {
        const std::uint32_t window = capability(9, 5);
        const auto aim = [&](std::uint32_t bar, std::uint32_t offset, std::uint32_t length) {
            const auto number = static_cast<std::uint8_t>(bar);
            config.write(window + 4, &number, 1);
            config.write(window + 8, offset);
            config.write(window + 12, length);
        };
        aim(0, 0x2004, 2);
        EXPECT_EQ(config.read(window + 16) & 0xffff, 0x0605U);
        aim(0, 0x14, 1);
        config.write(window + 16, 3U);
        EXPECT_EQ(status(), 3);
        EXPECT_EQ(config.read(window + 16) & 0xff, 3U);
        for (const auto& [bar, offset, length] :
             std::vector<std::array<std::uint32_t, 3>>{{1, 0, 4},
                                                       {6, 0, 1},
                                                       {0, 0x4000, 1},
                                                       {0, 0xfffffffc, 4},
                                                       {0, 0x14, 3},
                                                       {0, 0x14, 0},
                                                       {0, 0x15, 2},
                                                       {0, 0x14, 0x80000000}}) {
            aim(bar, offset, length);
            config.write(window + 16, 0U);
            config.read(window + 16);
            EXPECT_EQ(status(), 3);
        }
    });
}

TEST_F(VirtioPciTest, ItCanHaveALineOnly) {
    PciParameters without;
    without.msix = false;
    PciMemoryAccess its_memory(memory);
    Engine its_engine("its_engine", device, its_memory);
    PciTransport plain("plain", its_engine, its_memory, messages, without);
    sc_core::sc_signal<bool> its_line("its_line");
    plain.interrupt(its_line);
    host.attach(1, 0, plain, plain.socket);
    std::uint32_t at = plain.config().value(pci::header::capabilities, 1);
    for (; at != 0; at = plain.config().value(at + 1, 1)) {
        EXPECT_NE(plain.config().value(at, 1), 0x11U);
    }
    drive([&] {
        config.write(1U << 15U | 0x14, ~0U);
        EXPECT_EQ(config.read(1U << 15U | 0x14), 0U); // no second base address
        config.write(1U << 15U | 0x10, 0x10000U);
        config.write(1U << 15U | 0x04, pci::command::memory);
        write<std::uint16_t>(0x10000 + 0x10, 0);
        EXPECT_EQ(read<std::uint16_t>(0x10000 + 0x10), no_vector);
    });
}

TEST_F(VirtioPciTest, AccessesTakeTheirTime) {
    drive([&] {
        sc_core::sc_time before = now();
        status();
        EXPECT_EQ(now() - before, ns(70));
        before = now();
        set_status(1);
        EXPECT_EQ(now() - before, ns(20));
    });
}

TEST_F(VirtioPciTest, RegistersHaveNames) {
    const auto name = [&](std::uint32_t offset) {
        return transport.name_of({0, offset});
    };
    EXPECT_EQ(name(0x14), "DeviceStatus");
    EXPECT_EQ(name(0x25), "QueueDescHigh");
    EXPECT_EQ(name(0x100), "");
    EXPECT_EQ(name(0x1000), "Isr");
    EXPECT_EQ(name(0x2004), "Config");
    EXPECT_EQ(name(0x3004), "QueueNotify");
    EXPECT_EQ(transport.name_of({1, 0}), "MsixTable");
    EXPECT_EQ(transport.name_of({1, 0x800}), "MsixPending");
}

} // namespace
} // namespace ampsim::models::virtio
