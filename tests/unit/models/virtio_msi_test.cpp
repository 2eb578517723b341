// SPDX-License-Identifier: BSD-3-Clause
//
// What ampsim_virtio_mmio.h adds to a VirtIO-MMIO device: a message for each queue, and doorbells.
#include "tests/unit/models/virtio_device_bench.h"

#include <gmock/gmock.h>

namespace ampsim::models::virtio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint64_t frame = 0x1'0802'0040;

BenchParameters with_additions(bool msi, bool doorbell, std::uint32_t stride = 4) {
    BenchParameters parameters;
    parameters.mmio.msi = msi;
    parameters.mmio.doorbell = doorbell;
    parameters.mmio.doorbell_stride = stride;
    return parameters;
}

struct MsiTest : testing::Test, DeviceBench {
    explicit MsiTest(const BenchParameters& parameters = with_additions(true, false))
        : DeviceBench(parameters) {}

    void command(std::uint32_t what) { set(AMPSIM_VIRTIO_MSI_COMMAND, what); }
    void select(std::uint32_t vector) { set(AMPSIM_VIRTIO_MSI_SELECT, vector); }
    void configure(std::uint32_t vector, std::uint64_t address, std::uint32_t word) {
        select(vector);
        set(AMPSIM_VIRTIO_MSI_ADDRESS_LOW, static_cast<std::uint32_t>(address));
        set(AMPSIM_VIRTIO_MSI_ADDRESS_HIGH, static_cast<std::uint32_t>(address >> 32U));
        set(AMPSIM_VIRTIO_MSI_DATA, word);
        command(AMPSIM_VIRTIO_MSI_CONFIGURE);
    }
    /// Both queues work; vector n sends 100 + n.
    void start_with_messages() {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        enable(1, second_queue.place());
        for (std::uint32_t vector = 0; vector < 3; ++vector) {
            configure(vector, frame, 100 + vector);
        }
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        driver_ok();
        sc_core::wait(ns(1000));
    }
    void use(SplitQueue& of, std::uint32_t index) {
        of.describe(0, {data, 0});
        of.offer(0);
        notify(index);
        sc_core::wait(ns(1000));
    }
    std::vector<std::uint32_t> sent() {
        std::vector<std::uint32_t> words;
        for (const Message& message : messages.sent) {
            EXPECT_EQ(message.address, frame);
            words.push_back(message.data);
        }
        return words;
    }
};

TEST_F(MsiTest, TheBlockSaysWhatThereIs) {
    run([&] {
        EXPECT_EQ(get(AMPSIM_VIRTIO_BLOCK_MAGIC), 0x69736d61U);
        EXPECT_EQ(get(AMPSIM_VIRTIO_CAPABILITIES), AMPSIM_VIRTIO_HAS_MSI);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_VECTORS), 3U);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_STATE), 0U);
        EXPECT_EQ(get(mmio::config), 0x0403'0201U); // what is before it is as ever
        EXPECT_EQ(get(0x7fc), 0U);
    });
}

TEST_F(MsiTest, NothingOfItIsWhereAStockDriverLooks) {
    run([&] {
        EXPECT_EQ(get(mmio::queue_reset), 0U);
        set(mmio::device_features_select, 1);
        EXPECT_EQ(get(mmio::device_features), 1U);
        EXPECT_EQ(get(mmio::version), 2U);
    });
}

TEST_F(MsiTest, UntilItIsEnabledThereIsOneInterrupt) {
    run([&] {
        start();
        configure(1, frame, 1);
        use(queue, 0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
    });
    EXPECT_THAT(messages.sent, IsEmpty());
}

TEST_F(MsiTest, EachQueueHasItsVectorAndTheConfigurationToo) {
    run([&] {
        start_with_messages();
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_STATE), AMPSIM_VIRTIO_MSI_ENABLED);
        use(second_queue, 1);
        use(queue, 0);
        device.events().configuration_changed();
        EXPECT_THAT(sent(), ElementsAre(102, 101, 100));
        EXPECT_EQ(get(mmio::interrupt_status), 0U);
    });
    EXPECT_THAT(probe.changes(), IsEmpty());
    EXPECT_EQ(transport.interrupts().messages, 3U);
    EXPECT_EQ(transport.interrupts().asserted, 0U);
}

TEST_F(MsiTest, AMessageIsSentWhenTheInterruptIsDue) {
    run([&] {
        start_with_messages();
        const double notified = now() / ns(1);
        use(queue, 0);
        EXPECT_THAT(messages.sent, ElementsAre(Message{notified + 200 + 50 + 30, frame, 101}));
    });
}

TEST_F(MsiTest, DeviceNeedsResetIsAMessageOfTheConfiguration) {
    run([&] {
        start_with_messages();
        queue.set_available(100);
        notify(0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(sent(), ElementsAre(100));
        EXPECT_TRUE(needs_reset());
    });
}

TEST_F(MsiTest, SelectReadsBackWhetherThereIsTheVector) {
    run([&] {
        for (const std::uint32_t vector : {0U, 1U, 2U}) {
            select(vector);
            EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_SELECT), vector);
        }
        for (const std::uint32_t vector : {3U, 0x1'0000U, AMPSIM_VIRTIO_MSI_NO_VECTOR}) {
            select(vector);
            EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_SELECT), AMPSIM_VIRTIO_MSI_NO_VECTOR);
            command(AMPSIM_VIRTIO_MSI_MASK); // of none
            command(AMPSIM_VIRTIO_MSI_CONFIGURE);
            command(AMPSIM_VIRTIO_MSI_MAP_QUEUE);
            command(AMPSIM_VIRTIO_MSI_MAP_CONFIG);
        }
        command(0); // no commands
        command(8);
        start_with_messages();
        use(queue, 0);
        EXPECT_THAT(sent(), ElementsAre(101));
    });
}

TEST_F(MsiTest, WhatHappensWhileMaskedIsSentOnceWhenItIsUnmasked) {
    run([&] {
        start_with_messages();
        select(1);
        command(AMPSIM_VIRTIO_MSI_MASK);
        use(queue, 0);
        use(queue, 0);
        use(second_queue, 1); // not masked
        EXPECT_THAT(sent(), ElementsAre(102));
        select(1);
        command(AMPSIM_VIRTIO_MSI_UNMASK);
        EXPECT_THAT(sent(), ElementsAre(102, 101));
        command(AMPSIM_VIRTIO_MSI_UNMASK);
        EXPECT_THAT(sent(), SizeIs(2));
    });
    EXPECT_EQ(transport.interrupts().messages, 2U);
    EXPECT_EQ(transport.interrupts().held_back, 2U);
}

TEST_F(MsiTest, AVectorWithoutAnAddressWaitsForIt) {
    run([&] {
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        driver_ok();
        use(queue, 0);
        EXPECT_THAT(messages.sent, IsEmpty());
        configure(1, frame, 7);
        EXPECT_THAT(sent(), ElementsAre(7));
    });
}

TEST_F(MsiTest, AddressAndDataAreTakenOverByConfigure) {
    run([&] {
        start_with_messages();
        set(AMPSIM_VIRTIO_MSI_DATA, 55);
        select(1);
        use(queue, 0);
        EXPECT_THAT(sent(), ElementsAre(101));
        configure(1, frame, 55);
        use(queue, 0);
        EXPECT_THAT(sent(), ElementsAre(101, 55));
    });
}

TEST_F(MsiTest, QueuesAndConfigurationAreMapped) {
    run([&] {
        start_with_messages();
        set(mmio::queue_select, 1);
        select(1);
        command(AMPSIM_VIRTIO_MSI_MAP_QUEUE); // both queues share it
        command(AMPSIM_VIRTIO_MSI_MAP_CONFIG);
        use(queue, 0);
        use(second_queue, 1);
        device.events().configuration_changed();
        EXPECT_THAT(sent(), ElementsAre(101, 101, 101));
        set(mmio::queue_select, 2); // there is no such queue
        select(0);
        command(AMPSIM_VIRTIO_MSI_MAP_QUEUE);
        use(second_queue, 1);
        EXPECT_THAT(sent(), SizeIs(4));
        EXPECT_EQ(messages.sent.back().data, 101U);
    });
}

TEST_F(MsiTest, DisabledItIsOneInterruptAgain) {
    run([&] {
        start_with_messages();
        use(queue, 0);
        command(AMPSIM_VIRTIO_MSI_DISABLE);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_STATE), 0U);
        use(queue, 0);
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_THAT(sent(), ElementsAre(101));
    });
}

TEST_F(MsiTest, WhatWasMaskedWaitsWhileItIsDisabled) {
    run([&] {
        start_with_messages();
        select(1);
        command(AMPSIM_VIRTIO_MSI_MASK);
        use(queue, 0);
        command(AMPSIM_VIRTIO_MSI_DISABLE);
        command(AMPSIM_VIRTIO_MSI_UNMASK);
        EXPECT_THAT(messages.sent, IsEmpty());
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        EXPECT_THAT(sent(), ElementsAre(101));
    });
}

TEST_F(MsiTest, WhileEnabledTheLineIsLowAndAcknowledgingIsIgnored) {
    run([&] {
        start_with_messages();
        command(AMPSIM_VIRTIO_MSI_DISABLE);
        use(queue, 0);
        EXPECT_TRUE(probe.line.read());
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        EXPECT_FALSE(probe.line.read());
        set(mmio::interrupt_acknowledge, 1);
        EXPECT_EQ(get(mmio::interrupt_status), 1U);
        command(AMPSIM_VIRTIO_MSI_DISABLE);
        EXPECT_TRUE(probe.line.read());
        EXPECT_EQ(wait_for_interrupt(), 1U);
        EXPECT_FALSE(probe.line.read());
    });
}

TEST_F(MsiTest, AResetForgetsAddressesMappingsAndMasks) {
    run([&] {
        start_with_messages();
        select(1);
        command(AMPSIM_VIRTIO_MSI_MASK);
        use(queue, 0); // pending
        set(mmio::status, 0);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_STATE), 0U);
        queue.set_available(0);
        second_queue.set_available(0);
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        driver_ok();
        configure(1, frame, 9);
        EXPECT_THAT(messages.sent, IsEmpty()); // nothing is pending
        use(queue, 0);
        EXPECT_THAT(sent(), ElementsAre(9));
    });
}

struct PlainTest : MsiTest {
    PlainTest() : MsiTest(with_additions(false, false)) {}
};

TEST_F(PlainTest, WithoutAdditionsThereIsNoBlock) {
    run([&] {
        EXPECT_EQ(get(AMPSIM_VIRTIO_BLOCK_MAGIC), 0U);
        command(AMPSIM_VIRTIO_MSI_ENABLE);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_STATE), 0U);
    });
}

TEST_F(PlainTest, NobodyHearsADoorbellThatIsNotThere) {
    run([&] {
        start();
        sc_core::wait(ns(1000));
        queue.describe(0, {data, 0});
        queue.offer(0);
        other_cpu.write(0, 0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), IsEmpty());
    });
    EXPECT_EQ(transport.doorbell_notifications(), 0U);
}

// --- Doorbells
// ------------------------------------------------------------------------------------

struct DoorbellTest : MsiTest, testing::WithParamInterface<std::uint32_t> {
    DoorbellTest() : MsiTest(with_additions(false, true, GetParam())) {}
};

TEST_P(DoorbellTest, EachQueueHasOneAtItsStride) {
    const std::uint32_t stride = GetParam();
    run([&] {
        EXPECT_EQ(get(AMPSIM_VIRTIO_CAPABILITIES), AMPSIM_VIRTIO_HAS_DOORBELL);
        EXPECT_EQ(get(AMPSIM_VIRTIO_DOORBELL_STRIDE), stride);
        EXPECT_EQ(get(AMPSIM_VIRTIO_MSI_VECTORS), 0U); // there are no messages
        ASSERT_TRUE(negotiate());
        enable(0, queue.place());
        enable(1, second_queue.place());
        driver_ok();
        sc_core::wait(ns(1000));
        for (SplitQueue* each : {&queue, &second_queue}) {
            each->describe(0, {data, 0});
            each->offer(0);
        }
        const auto rung = now();
        other_cpu.write(stride, 1);
        EXPECT_EQ(now(), rung + ns(write_latency));
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), IsEmpty());
        EXPECT_THAT(second_queue.used(), SizeIs(1));
        other_cpu.write(0, 0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), SizeIs(1));
        other_cpu.write(2 * stride + (stride == 0 ? 4 : 0), 2); // no such queue
        EXPECT_EQ(other_cpu.read(0), 0U);
    });
    EXPECT_EQ(transport.doorbell_notifications(), 3U);
    EXPECT_EQ(transport.register_notifications(), 0U);
    EXPECT_EQ(engine.counters().notifications, 2U);
}

INSTANTIATE_TEST_SUITE_P(Strides, DoorbellTest, testing::Values(4U, 0x100U, 0U));

struct WideDoorbellTest : MsiTest {
    WideDoorbellTest() : MsiTest(with_additions(true, true, 0x100)) {}
};

TEST_F(WideDoorbellTest, BetweenDoorbellsThereIsNone) {
    run([&] {
        EXPECT_EQ(get(AMPSIM_VIRTIO_CAPABILITIES), 3U);
        start();
        sc_core::wait(ns(1000));
        queue.describe(0, {data, 0});
        queue.offer(0);
        other_cpu.write(0x80, 0);
        sc_core::wait(ns(1000));
        EXPECT_THAT(queue.used(), IsEmpty());
    });
}

TEST_F(WideDoorbellTest, DoorbellsAreWords) {
    run([&] {
        std::uint64_t value = 0;
        for (const unsigned size : {1U, 2U, 8U}) {
            EXPECT_EQ(other_cpu.write(0, &value, size), tlm::TLM_BURST_ERROR_RESPONSE);
        }
        EXPECT_EQ(other_cpu.write(2, &value, 4), tlm::TLM_BURST_ERROR_RESPONSE);
    });
    EXPECT_EQ(transport.doorbell_notifications(), 0U);
}

} // namespace
} // namespace ampsim::models::virtio
