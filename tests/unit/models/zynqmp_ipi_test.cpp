// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/zynqmp_ipi.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr double signal_latency = 25; // ns, as are all below
constexpr double read_latency = 70;
constexpr double write_latency = 20;

constexpr std::uint64_t trig = 0x00;
constexpr std::uint64_t obs = 0x04;
constexpr std::uint64_t isr = 0x10;
constexpr std::uint64_t imr = 0x14;
constexpr std::uint64_t ier = 0x18;
constexpr std::uint64_t idr = 0x1c;

constexpr std::uint32_t apu_bit = 1U << 0;
constexpr std::uint32_t rpu_bit = 1U << 8;
constexpr std::uint32_t pl_bit = 1U << 24;
constexpr std::uint32_t known = 0x0f0f0301;

class ZynqmpIpiTest : public testing::Test {
protected:
    explicit ZynqmpIpiTest(double signal = signal_latency)
        : ipi("ipi", *zynqmp_ipi_layout("xlnx,zynqmp-ipi"), {"apu", "rpu0", "pl0"},
              {ns(read_latency), ns(write_latency), ns(signal)}) {
        Stimulus* cpus[] = {&apu, &rpu, &pl};
        Probe* lines[] = {&line_apu, &line_rpu, &line_pl};
        for (std::size_t i = 0; i < ipi.faces(); ++i) {
            cpus[i]->socket.bind(ipi.face(i).socket);
            ipi.face(i).interrupt.bind(lines[i]->line);
        }
        memory.socket.bind(ipi.buffers.socket);
    }

    ZynqmpIpi ipi;
    Stimulus apu{"cpu_apu"};
    Stimulus rpu{"cpu_rpu"};
    Stimulus pl{"cpu_pl"};
    Stimulus memory{"cpu_memory"};
    Probe line_apu{"line_apu"};
    Probe line_rpu{"line_rpu"};
    Probe line_pl{"line_pl"};
};

TEST_F(ZynqmpIpiTest, StartsSilentWithAllMasked) {
    run({{apu, [&] {
              wait_until(ns(1000));
              EXPECT_EQ(apu.read(obs), 0U);
              EXPECT_EQ(apu.read(isr), 0U);
              EXPECT_EQ(apu.read(imr), known);
              EXPECT_EQ(apu.read(trig), 0U); // these cannot be read
              EXPECT_EQ(apu.read(ier), 0U);
              EXPECT_EQ(apu.read(idr), 0U);
          }}});
    EXPECT_THAT(line_apu.changes(), IsEmpty());
    EXPECT_THAT(line_rpu.changes(), IsEmpty());
}

TEST_F(ZynqmpIpiTest, ATriggerTakesTheSignalLatencyAndSoDoesItsAnswer) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit);
              EXPECT_EQ(now(), ns(write_latency));
              EXPECT_EQ(apu.peek(obs), rpu_bit);
              wait_until(ns(1000 + signal_latency - 1));
              EXPECT_EQ(apu.peek(obs), rpu_bit);
              wait_until(ns(1000 + signal_latency));
              EXPECT_EQ(apu.peek(obs), 0U);
          }},
         {rpu, [&] {
              wait_until(ns(signal_latency - 1));
              EXPECT_EQ(rpu.peek(isr), 0U);
              wait_until(ns(signal_latency));
              EXPECT_EQ(rpu.peek(isr), apu_bit); // from whom
              EXPECT_EQ(rpu.peek(obs), 0U);
              wait_until(ns(500));
              rpu.write(isr, pl_bit); // of another: nothing
              EXPECT_EQ(rpu.read(isr), apu_bit);
              wait_until(ns(1000));
              rpu.write(isr, apu_bit);
              EXPECT_EQ(rpu.read(isr), 0U);
          }}});
    EXPECT_EQ(ipi.face(0).counters().triggers, 1U);
    EXPECT_EQ(ipi.face(1).counters().triggers, 0U);
    EXPECT_THAT(line_rpu.changes(), IsEmpty()); // it is masked
}

TEST_F(ZynqmpIpiTest, TheInterruptIsALevelOfTheExactInstant) {
    run({{apu,
          [&] {
              wait_until(ns(1000));
              apu.write(trig, rpu_bit);
          }},
         {rpu, [&] {
              rpu.write(ier, apu_bit);
              EXPECT_EQ(rpu.read(imr), known & ~apu_bit);
              wait_until(ns(2000));
              rpu.write(isr, apu_bit);
          }}});
    EXPECT_THAT(line_rpu.changes(),
                ElementsAre(Pair(1000 + signal_latency, true), Pair(2000., false)));
    EXPECT_THAT(line_apu.changes(), IsEmpty());
    EXPECT_THAT(line_pl.changes(), IsEmpty());
    EXPECT_EQ(ipi.face(1).counters().interrupts, 1U);
}

TEST_F(ZynqmpIpiTest, TheInterruptFollowsItsMask) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit);
          }},
         {rpu, [&] {
              wait_until(ns(500));
              rpu.write(ier, pl_bit); // of another
              EXPECT_FALSE(line_rpu.line.read());
              wait_until(ns(1000));
              rpu.write(ier, apu_bit);
              wait_until(ns(2000));
              rpu.write(idr, apu_bit);
              EXPECT_EQ(rpu.read(isr), apu_bit); // pending still
          }}});
    EXPECT_THAT(line_rpu.changes(), ElementsAre(Pair(1000., true), Pair(2000., false)));
}

TEST_F(ZynqmpIpiTest, OneWriteTriggersSeveralAndEachIsAnsweredByItself) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit | pl_bit | 0xf0f0fcfe); // and bits of no agent
              EXPECT_EQ(apu.peek(obs), rpu_bit | pl_bit);
              wait_until(ns(600));
              EXPECT_EQ(apu.peek(obs), pl_bit);
          }},
         {rpu,
          [&] {
              wait_until(ns(500));
              EXPECT_EQ(rpu.peek(isr), apu_bit);
              rpu.write(isr, apu_bit);
          }},
         {pl, [&] {
              wait_until(ns(500));
              EXPECT_EQ(pl.peek(isr), apu_bit);
          }}});
    EXPECT_EQ(ipi.face(0).counters().triggers, 2U);
}

TEST_F(ZynqmpIpiTest, TriggersOfSeveralAgentsAreTold) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit);
          }},
         {pl,
          [&] {
              pl.write(trig, rpu_bit);
          }},
         {rpu, [&] {
              rpu.write(ier, known);
              wait_until(ns(1000));
              EXPECT_EQ(rpu.read(isr), apu_bit | pl_bit);
              rpu.write(isr, apu_bit);
              EXPECT_TRUE(line_rpu.line.read()); // the other's
              EXPECT_EQ(rpu.read(isr), pl_bit);
          }}});
    EXPECT_EQ(apu.peek(obs), 0U);
    EXPECT_EQ(pl.peek(obs), rpu_bit);
}

TEST_F(ZynqmpIpiTest, ATriggerWhileOneIsPendingIsOneWithIt) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit);
              apu.write(trig, rpu_bit);
          }},
         {rpu, [&] {
              wait_until(ns(1000));
              rpu.write(isr, apu_bit);
              EXPECT_EQ(rpu.read(isr), 0U);
          }}});
    EXPECT_EQ(apu.peek(obs), 0U);
    EXPECT_EQ(ipi.face(0).counters().triggers, 2U);
    EXPECT_EQ(ipi.face(1).counters().coalesced, 1U);
}

TEST_F(ZynqmpIpiTest, TheAnswerToAnOldTriggerDoesNotHideANewOne) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit);
              wait_until(ns(1010));
              apu.write(trig, rpu_bit); // the first was cleared at 1000, not known here yet
              wait_until(ns(1000 + signal_latency));
              EXPECT_EQ(apu.peek(obs), rpu_bit); // the second is pending
          }},
         {rpu, [&] {
              wait_until(ns(1000));
              rpu.write(isr, apu_bit);
              wait_until(ns(2000));
              EXPECT_EQ(rpu.peek(isr), apu_bit);
              rpu.write(isr, apu_bit);
          }}});
    EXPECT_EQ(apu.peek(obs), 0U);
    EXPECT_EQ(ipi.face(1).counters().coalesced, 0U);
}

TEST_F(ZynqmpIpiTest, AnAgentCanTriggerItself) {
    run({{apu, [&] {
              apu.write(ier, apu_bit);
              wait_until(ns(1000));
              apu.write(trig, apu_bit);
              wait_until(ns(2000));
              EXPECT_EQ(apu.peek(obs), apu_bit);
              apu.write(isr, apu_bit);
          }}});
    EXPECT_THAT(line_apu.changes(),
                ElementsAre(Pair(1000 + signal_latency, true), Pair(2000., false)));
}

TEST_F(ZynqmpIpiTest, NobodyAnswersForAnAgentWithoutAFace) {
    constexpr std::uint32_t pmu0_bit = 1U << 16;
    run({{apu, [&] {
              apu.write(trig, pmu0_bit);
              wait_until(ns(10000));
              EXPECT_EQ(apu.peek(obs), pmu0_bit);
          }}});
}

// What is due in an instant is there in it, and what happens in it is not known yet.
TEST_F(ZynqmpIpiTest, AccessesOfOneInstantAreIndependentOfTheirOrder) {
    run({{apu,
          [&] {
              apu.write(trig, rpu_bit); // 0: arrives at 25
              wait_until(ns(signal_latency));
              apu.write(trig, rpu_bit); // of the same instant as the clear
              EXPECT_EQ(apu.peek(obs), rpu_bit);
          }},
         {rpu, [&] {
              wait_until(ns(signal_latency));
              rpu.write(isr, apu_bit);
              EXPECT_EQ(rpu.peek(isr), 0U);
              wait_until(ns(2 * signal_latency));
              EXPECT_EQ(rpu.peek(isr), apu_bit);
          }}});
    EXPECT_EQ(ipi.face(1).counters().coalesced, 0U);
}

TEST_F(ZynqmpIpiTest, ATriggerThatIsClearedInTheInstantOfItsArrivalRaisesNoInterrupt) {
    run({{apu,
          [&] {
              wait_until(ns(1000));
              apu.write(trig, rpu_bit);
          }},
         {rpu, [&] {
              rpu.write(ier, apu_bit);
              wait_until(ns(1000 + signal_latency));
              rpu.write(isr, apu_bit);
          }}});
    EXPECT_THAT(line_rpu.changes(), IsEmpty());
    EXPECT_EQ(ipi.face(1).counters().interrupts, 0U);
}

TEST_F(ZynqmpIpiTest, ALatencyCanChangeWhileATriggerIsOnItsWay) {
    run({{apu, [&] {
              apu.write(trig, rpu_bit); // due at 25
              ipi.set_signal_latency(ns(500));
              wait_until(ns(25));
              EXPECT_EQ(rpu.peek(isr), apu_bit);
              rpu.write(isr, apu_bit); // known there at 525
              wait_until(ns(524));
              EXPECT_EQ(apu.peek(obs), rpu_bit);
              wait_until(ns(525));
              EXPECT_EQ(apu.peek(obs), 0U);
          }}});
}

TEST_F(ZynqmpIpiTest, BuffersAreMemoryOfAnyWidth) {
    run({{memory, [&] {
              memory.write(0x480, 0xfeed); // group 2 is the APU's, target 0 RPU 0
              EXPECT_EQ(now(), ns(write_latency));
              EXPECT_EQ(memory.read(0x480), 0xfeedU);
              EXPECT_EQ(now(), ns(write_latency + read_latency));
              const std::uint8_t byte = 0xab;
              EXPECT_EQ(memory.write(0x483, &byte, 1), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(memory.read(0x480), 0xab00feedU);
              const std::uint64_t wide = 0x1122334455667788;
              EXPECT_EQ(memory.write(0xff8, &wide, 8), tlm::TLM_OK_RESPONSE);
              EXPECT_EQ(memory.read(0xffc), 0x11223344U);
          }}});
}

TEST_F(ZynqmpIpiTest, NamesItsRegistersForTraces) {
    EXPECT_EQ(ipi.face(0).registers().name_of(trig), "TRIG");
    EXPECT_EQ(ipi.face(2).registers().name_of(isr), "ISR");
    const RegisterBank& words = ipi.buffers.registers();
    EXPECT_EQ(words.name_of(0x000), "RPU0_RPU0_REQ0");
    EXPECT_EQ(words.name_of(0x40c), "APU_RPU0_REQ3");
    EXPECT_EQ(words.name_of(0x020 + 2 * 0x40), "RPU0_APU_RSP0");
    EXPECT_EQ(words.name_of(0xffc), "PMU_PMU_RSP7");
}

class WithoutLatency : public ZynqmpIpiTest {
protected:
    WithoutLatency() : ZynqmpIpiTest(0) {}
};

TEST_F(WithoutLatency, ASignalTakesADeltaCycle) {
    run({{apu,
          [&] {
              std::uint32_t word = rpu_bit;
              tlm::tlm_generic_payload transaction;
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, trig, &word, sizeof word);
              sc_core::sc_time delay;
              wait_until(ns(1000));
              apu.socket->b_transport(transaction, delay);
              EXPECT_EQ(rpu.peek(isr), 0U); // not in the same
              sc_core::wait(sc_core::SC_ZERO_TIME);
              EXPECT_EQ(rpu.peek(isr), apu_bit);
              EXPECT_EQ(now(), ns(1000));
          }},
         {rpu, [&] {
              rpu.write(ier, apu_bit);
          }}});
    EXPECT_THAT(line_rpu.changes(), ElementsAre(Pair(1000., true)));
}

TEST(ZynqmpIpiLayout, IsThatOfTheCompatibleString) {
    const ZynqmpIpiLayout* versal = zynqmp_ipi_layout("xlnx,versal-ipi");
    ASSERT_NE(versal, nullptr);
    EXPECT_EQ(versal->agent("ipi5")->bit, 7U);
    EXPECT_EQ(versal->agent("apu"), nullptr);
    EXPECT_EQ(zynqmp_ipi_buffer(*versal, "ipi0"), 2U);
    const ZynqmpIpiLayout* zynqmp = zynqmp_ipi_layout("xlnx,zynqmp-ipi");
    EXPECT_EQ(zynqmp_ipi_buffer(*zynqmp, "pmu3"), 7U);
    EXPECT_EQ(zynqmp_ipi_buffer(*zynqmp, "apu"), 2U);
    EXPECT_EQ(zynqmp_ipi_buffer(*zynqmp, "ipi0"), std::nullopt);
    EXPECT_EQ(zynqmp_ipi_layout("xlnx,zynqmp-ipi-mailbox"), nullptr); // Linux' own node
}

TEST(ZynqmpIpiLayout, AnAgentThatIsNotThereIsRefused) {
    EXPECT_THROW(ZynqmpIpi("ipi", *zynqmp_ipi_layout("xlnx,versal-ipi"), {"apu"}),
                 std::out_of_range);
}

} // namespace
} // namespace ampsim::models
