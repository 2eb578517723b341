// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/omap_mailbox.h"
#include "tests/unit/models/stimulus.h"

#include <gmock/gmock.h>

#include <vector>

namespace ampsim::models {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr double signal_latency = 25; // ns, as are all below
constexpr double read_latency = 70;
constexpr double write_latency = 20;

constexpr std::uint64_t sysconfig = 0x010;
constexpr std::uint64_t irq_eoi = 0x140;
constexpr std::uint32_t softreset = 1;

constexpr std::uint64_t message(unsigned fifo) {
    return 0x040 + std::uint64_t{4} * fifo;
}
constexpr std::uint64_t fifo_status(unsigned fifo) {
    return 0x080 + std::uint64_t{4} * fifo;
}
constexpr std::uint64_t message_status(unsigned fifo) {
    return 0x0c0 + std::uint64_t{4} * fifo;
}
constexpr std::uint64_t status_raw(unsigned user) {
    return 0x100 + std::uint64_t{0x10} * user;
}
constexpr std::uint64_t status_clear(unsigned user) {
    return 0x104 + std::uint64_t{0x10} * user;
}
constexpr std::uint64_t enable_set(unsigned user) {
    return 0x108 + std::uint64_t{0x10} * user;
}
constexpr std::uint64_t enable_clear(unsigned user) {
    return 0x10c + std::uint64_t{0x10} * user;
}
constexpr std::uint32_t new_message(unsigned fifo) {
    return 1U << (2 * fifo);
}
constexpr std::uint32_t not_full(unsigned fifo) {
    return 2U << (2 * fifo);
}

OmapMailboxParameters parameters(double signal) {
    return {ns(read_latency), ns(write_latency), ns(signal)};
}

class OmapMailboxTest : public testing::Test {
protected:
    explicit OmapMailboxTest(double signal = signal_latency)
        : settings(parameters(signal)),
          mailbox("mbox", *omap_mailbox_layout("ti,am64-mailbox"), 3, settings) {
        Stimulus* cpus[] = {&a, &b, &c};
        Probe* lines[] = {&line_a, &line_b, &line_c};
        for (std::size_t user = 0; user < mailbox.faces(); ++user) {
            cpus[user]->socket.bind(mailbox.face(user).socket);
            mailbox.face(user).interrupt.bind(lines[user]->line);
        }
    }

    OmapMailboxParameters settings;
    OmapMailbox mailbox;
    Stimulus a{"cpu_a"}; // user 0, and so on
    Stimulus b{"cpu_b"};
    Stimulus c{"cpu_c"};
    Probe line_a{"line_a"};
    Probe line_b{"line_b"};
    Probe line_c{"line_c"};
};

TEST_F(OmapMailboxTest, StartsEmptyWithRoomEverywhereAndSilent) {
    run({{a, [&] {
              wait_until(ns(1000));
              EXPECT_EQ(a.read(0x000), 0x66fc9100U);
              EXPECT_EQ(a.read(sysconfig), 0x8U);
              for (unsigned fifo = 0; fifo < 16; ++fifo) {
                  EXPECT_EQ(a.peek(message_status(fifo)), 0U);
                  EXPECT_EQ(a.peek(fifo_status(fifo)), 0U);
              }
              for (unsigned user = 0; user < 4; ++user) {
                  EXPECT_EQ(a.peek(status_raw(user)), 0xaaaaaaaaU); // not full
                  EXPECT_EQ(a.peek(status_clear(user)), 0U);
                  EXPECT_EQ(a.peek(enable_set(user)), 0U);
              }
          }}});
    EXPECT_THAT(line_a.changes(), IsEmpty());
    EXPECT_THAT(line_b.changes(), IsEmpty());
}

TEST_F(OmapMailboxTest, AWordTakesTheSignalLatencyAndSoDoesItsRoom) {
    run({{a,
          [&] {
              for (std::uint32_t word = 1; word <= 4; ++word) {
                  a.write(message(1), word); // at 0, 20, 40, 60
              }
              EXPECT_EQ(now(), ns(4 * write_latency));
              EXPECT_EQ(a.peek(fifo_status(1)), 1U); // known here at once
              wait_until(ns(200 + signal_latency - 1));
              EXPECT_EQ(a.peek(fifo_status(1)), 1U);
              wait_until(ns(200 + signal_latency));
              EXPECT_EQ(a.peek(fifo_status(1)), 0U);
          }},
         {b, [&] {
              wait_until(ns(signal_latency - 1));
              EXPECT_EQ(b.peek(message_status(1)), 0U);
              wait_until(ns(signal_latency));
              EXPECT_EQ(b.peek(message_status(1)), 1U);
              EXPECT_EQ(b.peek(message(1)), 1U); // a debugger takes nothing
              wait_until(ns(60 + signal_latency));
              EXPECT_EQ(b.peek(message_status(1)), 4U);
              wait_until(ns(200));
              EXPECT_EQ(b.read(message(1)), 1U);
              EXPECT_EQ(now(), ns(200 + read_latency));
              EXPECT_EQ(b.peek(message_status(1)), 3U);
          }}});
    EXPECT_EQ(mailbox.face(0).counters().messages, 4U);
    EXPECT_EQ(mailbox.face(0).counters().peak, 4U);
    EXPECT_EQ(mailbox.face(0).counters().overruns, 0U);
    EXPECT_EQ(mailbox.face(1).counters().messages, 0U);
}

TEST_F(OmapMailboxTest, WordsComeOutInTheirOrderAndFifosDoNotMix) {
    run({{a,
          [&] {
              for (unsigned fifo = 0; fifo < 16; ++fifo) {
                  a.write(message(fifo), 0x100 + fifo);
                  a.write(message(fifo), 0x200 + fifo);
              }
          }},
         {b, [&] {
              wait_until(ns(5000));
              for (unsigned fifo = 16; fifo-- > 0;) {
                  EXPECT_EQ(b.read(message(fifo)), 0x100 + fifo);
                  EXPECT_EQ(b.read(message(fifo)), 0x200 + fifo);
                  EXPECT_EQ(b.read(message_status(fifo)), 0U);
              }
          }}});
}

TEST_F(OmapMailboxTest, AWordForAFullFifoIsLostAndCounted) {
    run({{a,
          [&] {
              for (std::uint32_t word = 1; word <= 6; ++word) {
                  a.write(message(0), word);
              }
              wait_until(ns(1000 + signal_latency - write_latency)); // of the last instant before
              a.write(message(0), 7);
              a.write(message(0), 8); // there is room again
          }},
         {b, [&] {
              wait_until(ns(1000 + 1));
              EXPECT_EQ(b.read(message(0)), 1U);
              wait_until(ns(2000));
              for (const std::uint32_t word : {2U, 3U, 4U}) {
                  EXPECT_EQ(b.read(message(0)), word);
              }
              EXPECT_EQ(b.read(message(0)), 0U); // 7 and 8 came before the room was known
              EXPECT_EQ(b.peek(message_status(0)), 0U);
          }}});
    EXPECT_EQ(mailbox.face(0).counters().messages, 8U);
    EXPECT_EQ(mailbox.face(0).counters().overruns, 4U);
    EXPECT_EQ(mailbox.face(1).counters().empty_reads, 1U);
}

TEST_F(OmapMailboxTest, AReceiverIsInterruptedUntilItHasReadAndCleared) {
    run({{a,
          [&] {
              wait_until(ns(1000));
              a.write(message(1), 7);
          }},
         {b, [&] {
              b.write(enable_set(1), new_message(1));
              wait_until(ns(2000));
              EXPECT_EQ(b.read(status_clear(1)), new_message(1));
              b.write(status_clear(1), new_message(1)); // at 2070: the word is still there
              EXPECT_TRUE(line_b.line.read());
              wait_until(ns(3000));
              EXPECT_EQ(b.read(message(1)), 7U);
              EXPECT_TRUE(line_b.line.read()); // a condition leaves a mark
              wait_until(ns(4000));
              b.write(status_clear(1), new_message(1));
              EXPECT_EQ(b.read(status_clear(1)), 0U);
          }}});
    EXPECT_THAT(line_b.changes(),
                ElementsAre(Pair(1000 + signal_latency, true), Pair(4000., false)));
    EXPECT_THAT(line_a.changes(), IsEmpty());
    EXPECT_EQ(mailbox.face(1).counters().interrupts, 1U);
}

TEST_F(OmapMailboxTest, AWordBehindTheOneThatWasReadKeepsTheLine) {
    run({{a,
          [&] {
              a.write(message(1), 1);
              a.write(message(1), 2);
          }},
         {b, [&] {
              b.write(enable_set(1), new_message(1));
              wait_until(ns(1000));
              b.read(message(1));
              b.write(status_clear(1), new_message(1)); // the second word sets it again at once
              wait_until(ns(2000));
              b.read(message(1));
              b.write(status_clear(1), new_message(1));
          }}});
    EXPECT_THAT(line_b.changes(),
                ElementsAre(Pair(signal_latency, true), Pair(2000 + read_latency, false)));
}

TEST_F(OmapMailboxTest, TheLineFollowsItsEnables) {
    run({{a,
          [&] {
              a.write(message(2), 1);
          }},
         {b, [&] {
              wait_until(ns(100));
              b.write(enable_set(1), new_message(3)); // of another FIFO
              EXPECT_FALSE(line_b.line.read());
              wait_until(ns(1000));
              b.write(enable_set(1), new_message(2));
              EXPECT_EQ(b.read(enable_clear(1)), new_message(2) | new_message(3));
              wait_until(ns(2000));
              b.write(enable_clear(1), new_message(2));
              EXPECT_EQ(b.read(enable_set(1)), new_message(3));
              EXPECT_EQ(b.read(status_raw(1)) & new_message(2), new_message(2));
              EXPECT_EQ(b.read(status_clear(1)), 0U); // only what is enabled
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(Pair(1000., true), Pair(2000., false)));
}

// Linux' mailbox driver: write the word, enable "not full", which interrupts at once; the handler
// disables and clears it.
TEST_F(OmapMailboxTest, NotFullInterruptsAtOnceWhileThereIsRoom) {
    run({{a, [&] {
              EXPECT_EQ(a.read(fifo_status(0)), 0U);
              a.write(message(0), 1);
              a.write(enable_set(0), a.read(enable_set(0)) | not_full(0));
              wait_until(ns(1000));
              EXPECT_EQ(a.read(status_clear(0)) & not_full(0), not_full(0));
              a.write(enable_clear(0), not_full(0));
              a.write(status_clear(0), not_full(0));
              EXPECT_EQ(a.read(status_raw(0)) & not_full(0), not_full(0)); // it holds
          }}});
    EXPECT_THAT(line_a.changes(),
                ElementsAre(Pair(read_latency + write_latency + read_latency, true),
                            Pair(1000 + read_latency, false)));
}

TEST_F(OmapMailboxTest, NotFullWaitsForRoomInAFullFifo) {
    run({{a,
          [&] {
              for (std::uint32_t word = 0; word < 4; ++word) {
                  a.write(message(0), word);
              }
              a.write(status_clear(0), not_full(0)); // the mark of earlier
              a.write(enable_set(0), not_full(0));
              wait_until(ns(500));
              EXPECT_FALSE(line_a.line.read());
          }},
         {b, [&] {
              wait_until(ns(1000));
              b.read(message(0));
          }}});
    EXPECT_THAT(line_a.changes(), ElementsAre(Pair(1000 + signal_latency, true)));
}

TEST_F(OmapMailboxTest, EveryUserMayBeInterruptedByEveryFifo) {
    run({{a,
          [&] {
              wait_until(ns(1000));
              a.write(message(15), 1);
          }},
         {b,
          [&] {
              b.write(enable_set(1), new_message(15));
          }},
         {c, [&] {
              c.write(enable_set(2), new_message(15));
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(Pair(1000 + signal_latency, true)));
    EXPECT_THAT(line_c.changes(), ElementsAre(Pair(1000 + signal_latency, true)));
}

TEST_F(OmapMailboxTest, AnotherUsersRegistersChangeASignalLatencyLater) {
    run({{a, [&] {
              wait_until(ns(1000));
              a.write(enable_set(1), not_full(0));
              EXPECT_EQ(a.peek(enable_set(1)), 0U);
              wait_until(ns(1000 + signal_latency));
              EXPECT_EQ(a.peek(enable_set(1)), not_full(0));
              wait_until(ns(2000));
              a.write(enable_clear(1), not_full(0));
          }}});
    EXPECT_THAT(line_b.changes(),
                ElementsAre(Pair(1000 + signal_latency, true), Pair(2000 + signal_latency, false)));
}

TEST_F(OmapMailboxTest, AStatusCanBeSetByHand) {
    run({{a, [&] {
              a.write(enable_set(0), new_message(4));
              wait_until(ns(1000));
              a.write(status_raw(0), new_message(4));
              wait_until(ns(2000));
              a.write(status_clear(0), new_message(4));
          }}});
    EXPECT_THAT(line_a.changes(), ElementsAre(Pair(1000., true), Pair(2000., false)));
}

TEST_F(OmapMailboxTest, SoftwareResetEmptiesEverything) {
    run({{a,
          [&] {
              a.write(message(0), 1);
              a.write(sysconfig, 1U << 2);
              EXPECT_EQ(a.read(sysconfig), 1U << 2);
              wait_until(ns(1000));
              a.write(message(0), 2); // on its way when the reset comes
              a.write(sysconfig, softreset);
              EXPECT_EQ(a.peek(sysconfig) & softreset, softreset);
              a.write(message(0), 3);
              wait_until(ns(1020 + signal_latency));
              EXPECT_EQ(a.peek(sysconfig), 0x8U);
              EXPECT_EQ(a.peek(message_status(0)), 0U);
              EXPECT_EQ(a.peek(enable_set(1)), 0U);
              for (std::uint32_t word = 11; word <= 14; ++word) {
                  a.write(message(0), word); // all places are free again
              }
          }},
         {b, [&] {
              b.write(enable_set(1), new_message(0));
              wait_until(ns(2000));
              for (const std::uint32_t word : {11U, 12U, 13U, 14U, 0U}) {
                  EXPECT_EQ(b.read(message(0)), word);
              }
          }}});
    EXPECT_THAT(line_b.changes(),
                ElementsAre(Pair(signal_latency, true), Pair(1020 + signal_latency, false)));
    EXPECT_EQ(mailbox.face(0).counters().overruns, 1U); // the word in the reset
}

// Both ends act in one instant: neither sees yet what the other did.
TEST_F(OmapMailboxTest, AccessesOfOneInstantAreIndependentOfTheirOrder) {
    run({{a,
          [&] {
              for (std::uint32_t word = 1; word <= 4; ++word) {
                  a.write(message(0), word);
              }
              wait_until(ns(1000));
              a.write(message(0), 5); // the room of b's read is not known yet
          }},
         {b, [&] {
              wait_until(ns(signal_latency));
              EXPECT_EQ(b.peek(message_status(0)), 1U); // what is due in an instant is there in it
              wait_until(ns(1000));
              EXPECT_EQ(b.read(message(0)), 1U);
              wait_until(ns(2000));
              EXPECT_EQ(b.read(message_status(0)), 3U);
          }}});
    EXPECT_EQ(mailbox.face(0).counters().overruns, 1U);
}

TEST_F(OmapMailboxTest, AWordThatIsReadAndClearedInTheInstantOfItsArrivalRaisesNoInterrupt) {
    run({{a,
          [&] {
              wait_until(ns(1000));
              a.write(message(0), 1);
          }},
         {b, [&] {
              b.write(enable_set(1), new_message(0));
              wait_until(ns(1000 + signal_latency));
              for (const bool reads : {true, false}) { // without time between them
                  std::uint32_t word = new_message(0);
                  tlm::tlm_generic_payload transaction;
                  Stimulus::fill(transaction,
                                 reads ? tlm::TLM_READ_COMMAND : tlm::TLM_WRITE_COMMAND,
                                 reads ? message(0) : status_clear(1), &word, sizeof word);
                  sc_core::sc_time delay;
                  b.socket->b_transport(transaction, delay);
              }
          }}});
    EXPECT_THAT(line_b.changes(), IsEmpty());
    EXPECT_EQ(mailbox.face(1).counters().interrupts, 0U);
}

TEST_F(OmapMailboxTest, ALatencyCanChangeWhileWordsAreOnTheirWay) {
    run({{a,
          [&] {
              a.write(message(0), 1); // due at 25
              settings.signal_latency.change(ns(1));
              a.write(message(0), 2); // at 20: does not overtake the first
              settings.signal_latency.change(ns(500));
              wait_until(ns(1000));
              a.write(message(0), 3);
          }},
         {b, [&] {
              wait_until(ns(24));
              EXPECT_EQ(b.peek(message_status(0)), 0U);
              wait_until(ns(25));
              EXPECT_EQ(b.peek(message_status(0)), 2U);
              wait_until(ns(1499));
              EXPECT_EQ(b.peek(message_status(0)), 2U);
              wait_until(ns(1500));
              EXPECT_EQ(b.peek(message_status(0)), 3U);
              EXPECT_EQ(b.read(message(0)), 1U);
          }}});
}

TEST_F(OmapMailboxTest, ReadOnlyRegistersCannotBeWritten) {
    run({{a, [&] {
              a.write(0x000, 1);
              a.write(message_status(0), 3);
              a.write(fifo_status(0), 1);
              a.write(irq_eoi, 1);
              EXPECT_EQ(a.read(0x000), 0x66fc9100U);
              EXPECT_EQ(a.read(message_status(0)), 0U);
              EXPECT_EQ(a.read(fifo_status(0)), 0U);
              EXPECT_EQ(a.read(irq_eoi), 0U);
          }}});
}

TEST_F(OmapMailboxTest, NamesItsRegistersForTraces) {
    const RegisterBank& registers = mailbox.face(1).registers();
    EXPECT_EQ(registers.name_of(message(0)), "MESSAGE_0");
    EXPECT_EQ(registers.name_of(message(15)), "MESSAGE_15");
    EXPECT_EQ(registers.name_of(message_status(3)), "MSGSTATUS_3");
    EXPECT_EQ(registers.name_of(status_clear(2)), "IRQSTATUS_CLR_2");
    EXPECT_EQ(registers.name_of(enable_set(3)), "IRQENABLE_SET_3");
    EXPECT_EQ(registers.name_of(irq_eoi), "IRQ_EOI");
    EXPECT_EQ(registers.size(), 0x200U);
}

class WithoutLatency : public OmapMailboxTest {
protected:
    WithoutLatency() : OmapMailboxTest(0) {}
};

TEST_F(WithoutLatency, ASignalTakesADeltaCycle) {
    run({{a,
          [&] {
              std::uint32_t word = 5;
              tlm::tlm_generic_payload transaction;
              Stimulus::fill(transaction, tlm::TLM_WRITE_COMMAND, message(0), &word, sizeof word);
              sc_core::sc_time delay;
              wait_until(ns(1000));
              a.socket->b_transport(transaction, delay);
              EXPECT_EQ(b.peek(message_status(0)), 0U); // not in the same
              sc_core::wait(sc_core::SC_ZERO_TIME);
              EXPECT_EQ(b.peek(message_status(0)), 1U);
              EXPECT_EQ(now(), ns(1000));
          }},
         {b, [&] {
              b.write(enable_set(1), new_message(0));
          }}});
    EXPECT_THAT(line_b.changes(), ElementsAre(Pair(1000., true)));
}

struct Small : testing::Test {
    Small() {
        cpu.socket.bind(mailbox.face(0).socket);
        other.socket.bind(mailbox.face(1).socket);
        mailbox.face(0).interrupt.bind(line.line);
        mailbox.face(1).interrupt.bind(other_line.line);
    }
    static OmapMailboxParameters two_deep() {
        OmapMailboxParameters parameters;
        parameters.depth = 2;
        return parameters;
    }
    OmapMailbox mailbox{"mbox", *omap_mailbox_layout("ti,omap4-mailbox"), 2, two_deep()};
    Stimulus cpu{"cpu"};
    Stimulus other{"other"};
    Probe line{"line"};
    Probe other_line{"other_line"};
};

TEST_F(Small, HasTheSizesOfItsLayout) {
    run({{cpu, [&] {
              EXPECT_EQ(cpu.read(0x000), 0x400U);
              EXPECT_EQ(now(), ns(70)); // the default latency
              EXPECT_EQ(cpu.peek(status_raw(0)), 0xaaaaU);
              cpu.write(enable_set(0), 0xffffffff);
              EXPECT_EQ(cpu.peek(enable_set(0)), 0xffffU);
              cpu.write(message(8), 1); // there is no ninth
              EXPECT_EQ(cpu.read(message_status(8)), 0U);
              cpu.write(message(7), 1);
              EXPECT_EQ(cpu.read(fifo_status(7)), 0U);
              cpu.write(message(7), 1);
              EXPECT_EQ(cpu.read(fifo_status(7)), 1U); // two deep
          }}});
    EXPECT_EQ(mailbox.face(0).registers().name_of(irq_eoi), "");
}

TEST(OmapMailboxLayout, IsThatOfTheCompatibleString) {
    EXPECT_EQ(omap_mailbox_layout("ti,am654-mailbox")->fifos, 16U);
    EXPECT_EQ(omap_mailbox_layout("ti,omap4-mailbox")->fifos, 8U);
    EXPECT_EQ(omap_mailbox_layout("ti,omap2-mailbox"), std::nullopt); // other registers
    EXPECT_EQ(omap_mailbox_layout(""), std::nullopt);
}

TEST(OmapMailboxFifo, IsADifferentOneForEachWay) {
    EXPECT_EQ(omap_mailbox_fifo(1, 0), 0U);
    EXPECT_EQ(omap_mailbox_fifo(0, 1), 1U);
    std::vector<bool> taken(12);
    for (std::size_t from = 0; from < 4; ++from) {
        for (std::size_t to = 0; to < 4; ++to) {
            if (from != to) {
                EXPECT_FALSE(taken.at(omap_mailbox_fifo(from, to)));
                taken.at(omap_mailbox_fifo(from, to)) = true;
            }
        }
    }
}

} // namespace
} // namespace ampsim::models
