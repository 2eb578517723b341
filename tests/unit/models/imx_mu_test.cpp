// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/imx_mu.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <ostream>
#include <string>
#include <vector>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double signal_latency = 25; // ns, as are all below
constexpr double read_latency = 70;
constexpr double write_latency = 20;

/// What a driver has to know of a layout: where things are.
struct Layout {
    ImxMuLayout layout;
    const char* name;
    unsigned version;
    std::uint64_t tr, rr; // register 0 of 4
    std::uint64_t te, rf, gip;
    std::uint64_t tie, rie, gie, gir;
    std::uint64_t status, control, flags_out, flags_in;
    unsigned reset_bit;

    /// Bit of channel n in the registers above; version 1 has several purposes in one register.
    std::uint32_t bit(std::uint64_t Layout::*purpose, unsigned n) const {
        if (version == 2) {
            return 1U << n;
        }
        if (purpose == &Layout::gip || purpose == &Layout::gie) {
            return 1U << (31 - n);
        }
        if (purpose == &Layout::rf || purpose == &Layout::rie) {
            return 1U << (27 - n);
        }
        return 1U << ((purpose == &Layout::gir ? 19 : 23) - n);
    }
};

std::ostream& operator<<(std::ostream& out, const Layout& layout) {
    return out << layout.name;
}

constexpr Layout layouts[] = {
    {ImxMuLayout::imx6sx, "imx6sx", 1, 0x00, 0x10, 0x20, 0x20, 0x20, 0x24, 0x24, 0x24, 0x24, 0x20,
     0x24, 0x24, 0x20, 5},
    {ImxMuLayout::imx7ulp, "imx7ulp", 1, 0x20, 0x40, 0x60, 0x60, 0x60, 0x64, 0x64, 0x64, 0x64, 0x60,
     0x64, 0x64, 0x60, 5},
    {ImxMuLayout::imx8ulp, "imx8ulp", 2, 0x200, 0x280, 0x124, 0x12c, 0x118, 0x120, 0x128, 0x110,
     0x114, 0x00c, 0x008, 0x100, 0x104, 0},
};

/// A driver of one face.
class Driver : public Stimulus {
public:
    Driver(sc_core::sc_module_name name, const Layout& layout) : Stimulus(name), at_(layout) {}

    void send(unsigned n, std::uint32_t word) { write(at_.tr + std::uint64_t{4} * n, word); }
    std::uint32_t receive(unsigned n) { return read(at_.rr + std::uint64_t{4} * n); }
    std::uint32_t peek_word(unsigned n) { return peek(at_.rr + std::uint64_t{4} * n); }
    void ring(unsigned n) { set(&Layout::gir, n, true); }
    void answer(unsigned n) { write(at_.gip, at_.bit(&Layout::gip, n)); }

    /// By a debugger: without time.
    bool is(std::uint64_t Layout::*purpose, unsigned n) {
        return (peek(at_.*purpose) & at_.bit(purpose, n)) != 0;
    }
    /// By read, modify, write, as Linux does it.
    void set(std::uint64_t Layout::*purpose, unsigned n, bool on) {
        const std::uint32_t before = read(at_.*purpose);
        const std::uint32_t bit = at_.bit(purpose, n);
        write(at_.*purpose, on ? before | bit : before & ~bit);
    }
    void set_flags(std::uint32_t flags) {
        write(at_.flags_out, (read(at_.flags_out) & ~std::uint32_t{7}) | flags);
    }
    std::uint32_t flags() { return peek(at_.flags_in) & 7; }
    void reset_unit() { write(at_.control, 1U << at_.reset_bit); }
    bool reset_pending() { return (peek(at_.status) & (at_.version == 2 ? 1U : 1U << 7)) != 0; }
    bool flags_pending() {
        return (peek(at_.status) & (at_.version == 2 ? 1U << 3 : 1U << 8)) != 0;
    }
    bool event_pending() {
        return (peek(at_.status) & (at_.version == 2 ? 1U << 2 : 1U << 4)) != 0;
    }

private:
    const Layout& at_;
};

class ImxMuTest : public testing::TestWithParam<Layout> {
protected:
    explicit ImxMuTest(double signal = signal_latency)
        : mu{"mu", GetParam().layout, {ns(read_latency), ns(write_latency), ns(signal)}} {
        a.socket.bind(mu.a.socket);
        b.socket.bind(mu.b.socket);
        mu.a.interrupt.bind(line_a.line);
        mu.b.interrupt.bind(line_b.line);
    }

    ImxMu mu;
    Driver a{"cpu_a", GetParam()};
    Driver b{"cpu_b", GetParam()};
    Probe line_a{"line_a"};
    Probe line_b{"line_b"};
};

TEST_P(ImxMuTest, StartsEmptyAndSilent) {
    run({{a, [&] {
              wait_until(ns(1000));
              for (unsigned n = 0; n < 4; ++n) {
                  EXPECT_TRUE(a.is(&Layout::te, n));
                  EXPECT_FALSE(a.is(&Layout::rf, n));
                  EXPECT_FALSE(a.is(&Layout::gip, n));
                  EXPECT_FALSE(a.is(&Layout::tie, n) || a.is(&Layout::rie, n));
                  EXPECT_FALSE(a.is(&Layout::gie, n) || a.is(&Layout::gir, n));
              }
              EXPECT_FALSE(a.event_pending() || a.flags_pending() || a.reset_pending());
          }}});
    EXPECT_THAT(line_a.changes(), IsEmpty());
    EXPECT_THAT(line_b.changes(), IsEmpty());
}

TEST_P(ImxMuTest, WordTakesTheSignalLatencyAndSoDoesItsAcknowledgement) {
    run({{a,
          [&] {
              a.send(2, 0xfeed);
              EXPECT_EQ(now(), ns(write_latency));
              EXPECT_FALSE(a.is(&Layout::te, 2));
              EXPECT_TRUE(a.is(&Layout::te, 1));
              wait_until(ns(100 + signal_latency - 1));
              EXPECT_FALSE(a.is(&Layout::te, 2));
              wait_until(ns(100 + signal_latency));
              EXPECT_TRUE(a.is(&Layout::te, 2));
          }},
         {b, [&] {
              wait_until(ns(signal_latency - 1));
              EXPECT_FALSE(b.is(&Layout::rf, 2));
              wait_until(ns(signal_latency));
              EXPECT_TRUE(b.is(&Layout::rf, 2));
              EXPECT_FALSE(b.is(&Layout::rf, 1));
              EXPECT_EQ(b.peek_word(2), 0xfeedU); // a debugger takes nothing
              wait_until(ns(100));
              EXPECT_TRUE(b.is(&Layout::rf, 2));
              EXPECT_EQ(b.receive(2), 0xfeedU);
              EXPECT_EQ(now(), ns(100 + read_latency));
              EXPECT_FALSE(b.is(&Layout::rf, 2));
          }}});
    EXPECT_EQ(mu.a.counters().messages, 1U);
    EXPECT_EQ(mu.b.counters().messages, 0U);
    EXPECT_EQ(mu.a.counters().overruns, 0U);
}

TEST_P(ImxMuTest, DirectionsAndChannelsDoNotMix) {
    run({{a,
          [&] {
              for (unsigned n = 0; n < 4; ++n) {
                  a.send(n, 0xa0 + n);
              }
              wait_until(ns(500));
              for (unsigned n = 4; n-- > 0;) {
                  EXPECT_EQ(a.receive(n), 0xb0 + n);
              }
          }},
         {b, [&] {
              for (unsigned n = 0; n < 4; ++n) {
                  b.send(n, 0xb0 + n);
              }
              wait_until(ns(500));
              for (unsigned n = 0; n < 4; ++n) {
                  EXPECT_EQ(b.receive(n), 0xa0 + n);
              }
          }}});
    EXPECT_EQ(mu.a.counters().messages, 4U);
    EXPECT_EQ(mu.b.counters().messages, 4U);
}

TEST_P(ImxMuTest, ReceiveInterruptIsALevelOfTheExactInstant) {
    run({{a,
          [&] {
              wait_until(ns(1000));
              a.send(1, 1);
          }},
         {b, [&] {
              b.set(&Layout::rie, 1, true);
              wait_until(ns(2000));
              b.receive(1);
              wait_until(ns(3000));
          }}});
    EXPECT_THAT(line_b.changes(),
                ElementsAre(std::pair(1000 + signal_latency, true), std::pair(2000., false)));
    EXPECT_THAT(line_a.changes(), IsEmpty());
    EXPECT_EQ(mu.b.counters().interrupts, 1U);
}

TEST_P(ImxMuTest, InterruptFollowsItsEnable) {
    run({{a,
          [&] {
              a.send(0, 1);
          }},
         {b, [&] {
              wait_until(ns(100));          // the word is there
              b.set(&Layout::rie, 1, true); // of another channel
              EXPECT_FALSE(line_b.line.read());
              wait_until(ns(1000));
              b.set(&Layout::rie, 0, true);
              wait_until(ns(2000));
              b.set(&Layout::rie, 0, false);
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(std::pair(1000 + read_latency, true),
                                              std::pair(2000 + read_latency, false)));
}

// Linux' mailbox driver: write the word, enable the interrupt, disable it in the handler.
TEST_P(ImxMuTest, TransmitInterruptComesWhenTheOtherSideHasReadTheWord) {
    run({{a,
          [&] {
              a.send(1, 1);
              a.set(&Layout::tie, 1, true);
              wait_until(ns(1000));
              a.set(&Layout::tie, 1, false);
          }},
         {b, [&] {
              wait_until(ns(500));
              b.receive(1);
          }}});
    EXPECT_THAT(line_a.changes(), ElementsAre(std::pair(500 + signal_latency, true),
                                              std::pair(1000 + read_latency, false)));
}

TEST_P(ImxMuTest, TransmitInterruptOfAnEmptyRegisterComesAtOnce) {
    run({{a, [&] {
              a.set(&Layout::tie, 3, true);
          }}});
    EXPECT_THAT(line_a.changes(), ElementsAre(std::pair(read_latency, true)));
}

TEST_P(ImxMuTest, DoorbellRingsUntilItIsAnswered) {
    run({{a,
          [&] {
              a.ring(3); // arrives at 70
              EXPECT_TRUE(a.is(&Layout::gir, 3));
              wait_until(ns(1000 + signal_latency - 1));
              EXPECT_TRUE(a.is(&Layout::gir, 3));
              wait_until(ns(1000 + signal_latency));
              EXPECT_FALSE(a.is(&Layout::gir, 3));
          }},
         {b, [&] {
              b.set(&Layout::gie, 3, true);
              wait_until(ns(500));
              EXPECT_TRUE(b.is(&Layout::gip, 3));
              b.write(GetParam().gip, 0); // zeros clear nothing
              EXPECT_TRUE(b.is(&Layout::gip, 3));
              wait_until(ns(1000));
              b.answer(3);
              EXPECT_FALSE(b.is(&Layout::gip, 3));
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(std::pair(read_latency + signal_latency, true),
                                              std::pair(1000., false)));
    EXPECT_EQ(mu.a.counters().doorbells, 1U);
}

TEST_P(ImxMuTest, ADoorbellThatStillRingsIsNotRungAgain) {
    run({{a,
          [&] {
              a.ring(0);
              a.ring(0);
              a.set(&Layout::gir, 1, true); // writes channel 0's back, too
              wait_until(ns(2000));
              a.ring(0);
          }},
         {b, [&] {
              wait_until(ns(1000));
              b.answer(0);
              b.answer(1);
          }}});
    EXPECT_EQ(mu.a.counters().doorbells, 3U);
    EXPECT_TRUE(b.is(&Layout::gip, 0));
    EXPECT_FALSE(b.is(&Layout::gip, 1));
}

TEST_P(ImxMuTest, FlagsArriveLater) {
    run({{a, [&] {
              a.set_flags(5);
              EXPECT_TRUE(a.flags_pending());
              EXPECT_TRUE(a.event_pending());
              EXPECT_EQ(b.flags(), 0U);
              wait_until(ns(read_latency + signal_latency - 1));
              EXPECT_TRUE(a.flags_pending());
              wait_until(ns(read_latency + signal_latency));
              EXPECT_FALSE(a.flags_pending());
              EXPECT_FALSE(a.event_pending());
              EXPECT_EQ(b.flags(), 5U);
              EXPECT_EQ(a.flags(), 0U);
          }}});
}

TEST_P(ImxMuTest, OverrunIsCountedAndTheLastWordStays) {
    run({{a,
          [&] {
              a.send(0, 1);
              a.send(0, 2); // at 20
              wait_until(ns(1000 + signal_latency));
              EXPECT_TRUE(a.is(&Layout::te, 0));
          }},
         {b, [&] {
              wait_until(ns(1000));
              EXPECT_EQ(b.receive(0), 2U);
              EXPECT_FALSE(b.is(&Layout::rf, 0));
          }}});
    EXPECT_EQ(mu.a.counters().messages, 2U);
    EXPECT_EQ(mu.a.counters().overruns, 1U);
}

TEST_P(ImxMuTest, AcknowledgementOfAnOldWordDoesNotHideANewOne) {
    run({{a,
          [&] {
              a.send(0, 1);
              wait_until(ns(110));
              a.send(0, 2); // the first was read at 100, of which nothing is known here yet
              wait_until(ns(100 + signal_latency));
              EXPECT_FALSE(a.is(&Layout::te, 0)); // the second is on its way
          }},
         {b, [&] {
              wait_until(ns(100));
              EXPECT_EQ(b.receive(0), 1U);
              wait_until(ns(500));
              EXPECT_EQ(b.receive(0), 2U);
              wait_until(ns(600));
              EXPECT_TRUE(a.is(&Layout::te, 0));
          }}});
    EXPECT_EQ(mu.a.counters().overruns, 1U); // as far as the sender could know
}

TEST_P(ImxMuTest, ReadingAnEmptyRegisterDoesNothing) {
    run({{a, [&] {
              EXPECT_EQ(a.receive(0), 0U);
              EXPECT_FALSE(a.event_pending());
          }}});
}

TEST_P(ImxMuTest, TransmitRegistersReadZeroAndReceiveRegistersCannotBeWritten) {
    run({{a,
          [&] {
              a.send(0, 7);
              EXPECT_EQ(a.read(GetParam().tr), 0U);
          }},
         {b, [&] {
              wait_until(ns(100));
              b.write(GetParam().rr, 9);
              EXPECT_EQ(b.receive(0), 7U);
          }}});
}

TEST_P(ImxMuTest, ResetBringsBothSidesBack) {
    run({{a,
          [&] {
              a.set(&Layout::rie, 0, true);
              a.set_flags(3);
              wait_until(ns(1000));
              EXPECT_TRUE(line_a.line.read());
              a.send(1, 1); // still on its way when the reset comes
              a.reset_unit();
              EXPECT_TRUE(a.is(&Layout::te, 1));
              EXPECT_FALSE(a.is(&Layout::rf, 0) || a.is(&Layout::rie, 0));
              EXPECT_TRUE(a.reset_pending());
              wait_until(ns(1000 + write_latency + signal_latency));
              EXPECT_FALSE(a.reset_pending());
              EXPECT_FALSE(b.is(&Layout::rf, 1));
              EXPECT_TRUE(b.is(&Layout::te, 0));
              EXPECT_FALSE(b.is(&Layout::gie, 2));
              EXPECT_EQ(b.flags(), 0U);
          }},
         {b, [&] {
              b.send(0, 1);
              b.set(&Layout::gie, 2, true);
              wait_until(ns(1000 + write_latency + 5)); // after the reset, before it is known here
              b.send(3, 1);
          }}});
    EXPECT_FALSE(a.is(&Layout::rf, 3)); // what the other side sent before its reset is void
    EXPECT_THAT(line_a.changes(),
                ElementsAre(std::pair(read_latency, true), std::pair(1000 + write_latency, false)));
}

// What Linux' driver does to the unit when it is probed.
TEST_P(ImxMuTest, ProbeOfLinuxDropsWhatCameBefore) {
    const Layout& at = GetParam();
    run({{b,
          [&] {
              b.send(0, 1);
              b.ring(2);
          }},
         {a, [&] {
              wait_until(ns(1000));
              for (const std::uint64_t control : {at.control, at.gie, at.gir, at.tie, at.rie}) {
                  a.write(control, 0);
              }
              a.write(at.gip, a.read(at.gip));
              for (unsigned n = 0; n < 4; ++n) {
                  a.receive(n);
              }
              wait_until(ns(2000));
              EXPECT_FALSE(a.is(&Layout::rf, 0) || a.is(&Layout::gip, 2));
              EXPECT_TRUE(b.is(&Layout::te, 0));
              EXPECT_FALSE(b.is(&Layout::gir, 2));
              EXPECT_EQ(b.flags(), 0U);
          }}});
    EXPECT_THAT(line_a.changes(), IsEmpty());
}

// Both sides act in one instant: neither sees yet what the other did.
TEST_P(ImxMuTest, AccessesOfOneInstantAreIndependentOfTheirOrder) {
    run({{a,
          [&] {
              a.send(0, 1); // 0: arrives at b at 25
              wait_until(ns(signal_latency));
              a.send(0, 2); // of the same instant as b's read
              EXPECT_FALSE(a.is(&Layout::te, 0));
          }},
         {b, [&] {
              wait_until(ns(signal_latency));
              EXPECT_EQ(b.receive(0), 1U); // what is due in an instant is there in it
              wait_until(ns(200));
              EXPECT_EQ(b.receive(0), 2U);
          }}});
    EXPECT_EQ(mu.a.counters().overruns, 1U);
}

TEST_P(ImxMuTest, AWordThatIsReadInTheInstantOfItsArrivalRaisesNoInterrupt) {
    run({{a,
          [&] {
              wait_until(ns(1000));
              a.send(0, 1);
          }},
         {b, [&] {
              b.set(&Layout::rie, 0, true);
              wait_until(ns(1000 + signal_latency));
              EXPECT_EQ(b.receive(0), 1U);
          }}});
    EXPECT_THAT(line_b.changes(), IsEmpty());
    EXPECT_EQ(mu.b.counters().interrupts, 0U);
}

TEST_P(ImxMuTest, NamesItsRegistersForTraces) {
    EXPECT_EQ(mu.a.registers().name_of(GetParam().tr + 4), "TR1");
    EXPECT_EQ(mu.b.registers().name_of(GetParam().rr + 12), "RR3");
    EXPECT_EQ(mu.a.registers().name_of(GetParam().control), "CR");
    EXPECT_EQ(mu.a.registers().size(), 0x10000U);
}

class WithoutLatency : public ImxMuTest {
protected:
    WithoutLatency() : ImxMuTest(0) {}
};

TEST_P(WithoutLatency, ASignalTakesADeltaCycle) {
    run({{a,
          [&] {
              const std::uint32_t word = 5;
              tlm::tlm_generic_payload transaction;
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, GetParam().tr,
                             const_cast<std::uint32_t*>(&word), 4);
              sc_core::sc_time delay;
              wait_until(ns(1000));
              a.socket->b_transport(transaction, delay);
              EXPECT_FALSE(b.is(&Layout::rf, 0)); // not in the same
              sc_core::wait(sc_core::SC_ZERO_TIME);
              EXPECT_TRUE(b.is(&Layout::rf, 0));
              EXPECT_EQ(now(), ns(1000));
          }},
         {b, [&] {
              b.set(&Layout::rie, 0, true);
              wait_until(ns(2000));
              b.receive(0);
              EXPECT_TRUE(a.is(&Layout::te, 0));
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(std::pair(1000., true), std::pair(2000., false)));
}

std::string name_of(const testing::TestParamInfo<Layout>& layout) {
    return layout.param.name;
}
INSTANTIATE_TEST_SUITE_P(Every, ImxMuTest, testing::ValuesIn(layouts), name_of);
INSTANTIATE_TEST_SUITE_P(Every, WithoutLatency, testing::ValuesIn(layouts), name_of);

struct Version2 : testing::Test {
    Version2() {
        cpu.socket.bind(mu.a.socket);
        other.socket.bind(mu.b.socket);
        mu.a.interrupt.bind(line_a.line);
        mu.b.interrupt.bind(line_b.line);
    }

    ImxMu mu{"mu", ImxMuLayout::imx8ulp};
    Stimulus cpu{"cpu"};
    Stimulus other{"other"};
    Probe line_a{"line_a"};
    Probe line_b{"line_b"};
};

TEST_F(Version2, SaysHowMuchOfEverythingItHas) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x004), 0x03040404U);
          }}});
    EXPECT_EQ(now(), ns(70)); // the default latency
}

TEST_F(Version2, StatusSumsUpWhatIsPendingAndEnabled) {
    constexpr std::uint32_t girp = 1U << 4;
    constexpr std::uint32_t tep = 1U << 5;
    constexpr std::uint32_t rfp = 1U << 6;
    run({{cpu,
          [&] {
              EXPECT_EQ(cpu.read(0x00c), 0U);
              cpu.write(0x120, 1);
              EXPECT_EQ(cpu.read(0x00c), tep);
              cpu.write(0x120, 0);
              cpu.write(0x110, 0xf);
              cpu.write(0x128, 0xf);
              wait_until(ns(1000));
              EXPECT_EQ(cpu.read(0x00c), girp | rfp);
          }},
         {other, [&] {
              other.write(0x200, 1);
              other.write(0x114, 1);
          }}});
}

TEST(ImxMuLayout, IsThatOfTheCompatibleString) {
    EXPECT_EQ(imx_mu_layout("fsl,imx6sx-mu"), ImxMuLayout::imx6sx);
    EXPECT_EQ(imx_mu_layout("fsl,imx8mm-mu"), ImxMuLayout::imx6sx);
    EXPECT_EQ(imx_mu_layout("fsl,imx7ulp-mu"), ImxMuLayout::imx7ulp);
    EXPECT_EQ(imx_mu_layout("fsl,imx93-mu"), ImxMuLayout::imx8ulp);
    EXPECT_EQ(imx_mu_layout("fsl,imx8ulp-mu-s4"), std::nullopt);
    EXPECT_EQ(imx_mu_layout(""), std::nullopt);
}

} // namespace
} // namespace ampsim::models
