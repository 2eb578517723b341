// SPDX-License-Identifier: BSD-3-Clause
//
// Console, entropy, block and network driver against simulated devices: what goes through, and that
// every wait ends.
#include "arena.h"
#include "virtio_9p.h"
#include "virtio_block.h"
#include "virtio_console.h"
#include "virtio_fixture.h"
#include "virtio_net.h"
#include "virtio_rng.h"
#include "virtio_vsock.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <numeric>

namespace {

constexpr uint32_t patience = 100;

// --- Starts that fail

class Start : public VirtioTest {
protected:
    using Opener = osStatus_t (*)(uint32_t timeout);

    /// Tries it for ever, without memory for all objects and without a device; then it works.
    void may_fail(uint32_t id, unsigned queues, Opener open) {
        SimulatedDevice& device = devices_.add(id, queues);
        run([&] {
            fails(open, osErrorNoMemory, leave_room_for_one());
            fails(open, osErrorTimeout, make_room());
            device.appear();
            EXPECT_EQ(open(patience), osOK);
        });
    }

private:
    static void fails(Opener open, osStatus_t expected, uint32_t space) {
        for (unsigned i = 0; i < 1000; ++i) {
            ASSERT_EQ(open(0), expected) << "try " << i;
        }
        EXPECT_EQ(arena_space(), space);
    }
    uint32_t leave_room_for_one() {
        while (const osSemaphoreId_t other = osSemaphoreNew(1, 0, nullptr)) {
            others_.push_back(other);
        }
        EXPECT_EQ(osSemaphoreDelete(others_.back()), osOK);
        others_.pop_back();
        return arena_space();
    }
    uint32_t make_room() {
        for (const osSemaphoreId_t other : others_) {
            EXPECT_EQ(osSemaphoreDelete(other), osOK);
        }
        return arena_space();
    }
    std::vector<osSemaphoreId_t> others_;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Start, all_ways, name_of);

TEST_P(Start, OfEntropyMayFail) {
    may_fail(virtio_id_rng, 1, rng_start);
}

TEST_P(Start, OfBlockMayFail) {
    may_fail(virtio_id_block, 1, block_start);
}

TEST_P(Start, OfFilesMayFail) {
    may_fail(virtio_id_9p, 1, p9_start);
}

TEST_P(Start, OfConsoleMayFail) {
    may_fail(virtio_id_console, 2, console_start);
}

TEST_P(Start, OfNetworkMayFail) {
    may_fail(virtio_id_net, 2, [](uint32_t timeout) {
        return net_start([](const void*, uint32_t, void*) {}, nullptr, nullptr, timeout);
    });
}

TEST_P(Start, OfSocketsMayFail) {
    may_fail(virtio_id_vsock, 3, vsock_start);
}

// --- Console

class Console : public VirtioTest {
protected:
    enum { receive, transmit };

    Console() : device_(devices_.add(virtio_id_console, 2)) {
        device_.serve = [this](unsigned queue) {
            while (queue == transmit && reads_) {
                const auto chain = device_.take(transmit);
                if (!chain) {
                    return;
                }
                written_ += text(chain->readable);
                device_.put(transmit, *chain, {});
            }
        };
        device_.appear();
    }

    void type(const std::string& input) {
        const auto chain = device_.take(receive);
        ASSERT_TRUE(chain) << "no buffer for it";
        device_.put(receive, *chain, bytes(input));
    }

    SimulatedDevice& device_;
    std::string written_;
    bool reads_ = true;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Console, all_ways, name_of);

TEST_P(Console, WritesTextOfAnyLength) {
    std::string expected;
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        for (const unsigned length : {1U, 255U, 256U, 257U, 5000U}) {
            const std::string text(length, static_cast<char>('a' + length % 26));
            expected += text;
            EXPECT_EQ(console_print(text.c_str(), patience), osOK);
        }
        EXPECT_EQ(console_write("", 0, 0), osOK);
    });
    EXPECT_EQ(written_, expected);
}

TEST_P(Console, AWriterWaitsForTheDevice) {
    run(
        [&] {
            ASSERT_EQ(console_start(patience), osOK);
            reads_ = false;
            for (unsigned i = 0; i < VIRTIO_CONSOLE_BUFFERS; ++i) {
                EXPECT_EQ(console_print("x", 0), osOK);
            }
            const uint32_t start = osKernelGetTickCount();
            EXPECT_EQ(console_print("y", 50), osErrorTimeout);
            EXPECT_EQ(osKernelGetTickCount() - start, 50U);
            thread(osPriorityNormal, [&] {
                osDelay(20);
                reads_ = true;
                device_.serve(transmit);
            });
            EXPECT_EQ(console_print("z", 50), osOK);
            EXPECT_LE(osKernelGetTickCount() - start, 75U);
        },
        1000);
    EXPECT_EQ(written_, "xxxxz");
}

TEST_P(Console, ReadsWhatCame) {
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        char text[8];
        EXPECT_EQ(console_read(text, sizeof text, 10), 0U);
        type("abcdefghij");
        EXPECT_EQ(console_read(text, sizeof text, 10), 8U);
        EXPECT_EQ(std::string(text, 8), "abcdefgh");
        EXPECT_EQ(console_read(text, sizeof text, 10), 2U);
        EXPECT_EQ(std::string(text, 2), "ij");
        type("");
        EXPECT_EQ(console_read(text, sizeof text, 10), 0U) << "an empty buffer is nothing";
        for (int i = 0; i < 100; ++i) { // buffers go round
            type(std::to_string(i));
            const uint32_t length = console_read(text, sizeof text, 10);
            EXPECT_EQ(std::string(text, length), std::to_string(i));
        }
    });
}

TEST_P(Console, AReaderIsWokenByTheDevice) {
    thread(osPriorityNormal, [&] {
        osDelay(40);
        type("now");
    });
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        char text[8];
        EXPECT_EQ(console_read(text, sizeof text, osWaitForever), 3U);
        EXPECT_LE(osKernelGetTickCount(), 45U);
    });
}

TEST_P(Console, ReadsLinesHoweverTheyEnd) {
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        char line[8];
        type("one\ntwo\r\n");
        type("\nth");
        type("ree\rtoo long for it\n");
        for (const char* expected : {"one", "two", "", "three", "too lon"}) {
            ASSERT_EQ(console_read_line(line, sizeof line, 10), osOK);
            EXPECT_STREQ(line, expected);
        }
        type("half");
        EXPECT_EQ(console_read_line(line, sizeof line, 10), osErrorTimeout);
        type(std::string(200, 'x') + "\n");
        EXPECT_EQ(console_read_line(line, sizeof line, 10), osOK);
        EXPECT_STREQ(line, "halfxxx");
        EXPECT_EQ(console_read_line(line, 0, 10), osErrorParameter);
    });
}

TEST_P(Console, GoesOnAfterARestart) {
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        char line[8];
        for (int i = 0; i < 10; ++i) {
            reads_ = false; // all buffers are with the device when it is reset
            while (console_print("lost", 0) == osOK) {
            }
            type("ok\nhalf");
            EXPECT_EQ(console_read_line(line, sizeof line, 10), osOK); // and one is being read
            device_.forget_driver();
            ASSERT_EQ(virtio_restart(console_get_device(), patience), osOK);
            reads_ = true;
            written_.clear();
            EXPECT_EQ(console_print("anew", 10), osOK);
            EXPECT_EQ(written_, "anew");
            type("\n");
            EXPECT_EQ(console_read_line(line, sizeof line, 10), osOK);
            EXPECT_STREQ(line, "half");
            unsigned buffers = 0;
            while (const auto chain = device_.take(receive)) {
                device_.put(receive, *chain, bytes("z\n"));
                ++buffers;
            }
            EXPECT_EQ(buffers, VIRTIO_CONSOLE_BUFFERS + 0U) << "none is lost";
            for (unsigned j = 0; j < buffers; ++j) {
                EXPECT_EQ(console_read_line(line, sizeof line, 10), osOK);
                EXPECT_STREQ(line, "z");
            }
        }
    });
}

TEST_P(Console, SaysThatTheDeviceIsBroken) {
    run([&] {
        ASSERT_EQ(console_start(patience), osOK);
        device_.ask_for_reset();
        osDelay(150);
        EXPECT_EQ(console_print("x", 10), osErrorResource);
    });
}

TEST_P(Console, WithoutADeviceNothingWorks) {
    run([&] {
        device_.answers = false;
        device_.write(0x070, 1);
        EXPECT_EQ(console_start(10), osErrorTimeout);
        char line[8];
        EXPECT_EQ(console_print("x", 10), osErrorResource);
        EXPECT_EQ(console_read(line, sizeof line, 10), 0U);
        EXPECT_EQ(console_read_line(line, sizeof line, 10), osErrorResource);
        EXPECT_EQ(console_get_device(), nullptr);
    });
}

// --- Entropy

class Rng : public VirtioTest {
protected:
    Rng() : device_(devices_.add(virtio_id_rng, 1)) {
        device_.serve = [this](unsigned queue) {
            while (const auto chain = device_.take(queue)) {
                Bytes answer(std::min(chain->room(), most_));
                std::iota(answer.begin(), answer.end(), next_);
                next_ = static_cast<uint8_t>(next_ + answer.size());
                device_.put(queue, *chain, answer);
            }
        };
        device_.appear();
    }
    SimulatedDevice& device_;
    uint32_t most_ = 1000;
    uint8_t next_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Rng, all_ways, name_of);

TEST_P(Rng, GivesAsMuchAsIsWanted) {
    run(
        [&] {
            ASSERT_EQ(rng_start(patience), osOK);
            Bytes expected(300);
            std::iota(expected.begin(), expected.end(), 0);
            for (const uint32_t most : {1000U, 7U}) {
                most_ = most;
                next_ = 0;
                Bytes data(300);
                EXPECT_EQ(rng_read(data.data(), 300, 2000), osOK);
                EXPECT_EQ(data, expected);
            }
        },
        3000);
}

TEST_P(Rng, GivesUpADeviceThatGivesNothing) {
    run([&] {
        ASSERT_EQ(rng_start(patience), osOK);
        Bytes data(8, 1);
        device_.serve = nullptr;
        EXPECT_EQ(rng_read(data.data(), 8, 10), osErrorTimeout);
        EXPECT_EQ(rng_read(data.data(), 8, 10), osErrorTimeout) << "its slot is the device's yet";
        EXPECT_EQ(data, Bytes(8));
        EXPECT_EQ(virtio_restart(rng_get_device(), patience), osOK);
        device_.serve = [&](unsigned queue) {
            const auto chain = device_.take(queue);
            if (chain) {
                device_.put(queue, *chain, Bytes(8, 5));
            }
        };
        EXPECT_EQ(rng_read(data.data(), 8, 10), osOK);
        EXPECT_EQ(data, Bytes(8, 5));
    });
}

TEST_P(Rng, ALateAnswerFreesItsSlot) {
    run([&] {
        ASSERT_EQ(rng_start(patience), osOK);
        Bytes data(8);
        const auto serve = device_.serve;
        device_.serve = nullptr;
        EXPECT_EQ(rng_read(data.data(), 8, 10), osErrorTimeout);
        device_.serve = serve;
        device_.serve(0); // late
        osDelay(5);
        EXPECT_EQ(rng_read(data.data(), 8, 10), osOK);
        EXPECT_EQ(data[0], 8) << "not the late answer";
    });
}

TEST_P(Rng, ARestartEndsAWait) {
    run([&] {
        ASSERT_EQ(rng_start(patience), osOK);
        device_.serve = nullptr;
        thread(osPriorityNormal, [&] {
            osDelay(20);
            EXPECT_EQ(virtio_restart(rng_get_device(), patience), osOK);
        });
        uint8_t data[4];
        EXPECT_EQ(rng_read(data, 4, osWaitForever), osErrorResource);
    });
}

// --- Block

class Block : public VirtioTest {
protected:
    static constexpr uint64_t read_only = 1 << 5;
    static constexpr uint64_t flush = 1 << 9;

    Block() : device_(devices_.add(virtio_id_block, 1)), disk_(100 * block_sector_size) {
        device_.features = flush;
        device_.configuration = {100, 0, 0, 0, 0, 0, 0, 0};
        device_.serve = [this](unsigned queue) {
            while (const auto chain = device_.take(queue)) {
                answer(queue, *chain);
            }
        };
        device_.appear();
    }

    void answer(unsigned queue, const Chain& chain) {
        ASSERT_GE(chain.readable.size(), 16U);
        uint32_t type = 0;
        uint64_t sector = 0;
        std::memcpy(&type, chain.readable.data(), 4);
        std::memcpy(&sector, chain.readable.data() + 8, 8);
        Bytes result;
        const auto start = disk_.begin() + static_cast<std::ptrdiff_t>(sector * block_sector_size);
        if (type == 0) {
            result.assign(start, start + (chain.room() - 1));
        } else if (type == 1) {
            std::copy(chain.readable.begin() + 16, chain.readable.end(), start);
        } else {
            EXPECT_EQ(type, 4U);
            ++flushes_;
        }
        result.push_back(status_);
        device_.put(queue, chain, result);
    }

    SimulatedDevice& device_;
    Bytes disk_;
    unsigned flushes_ = 0;
    uint8_t status_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Block, all_ways, name_of);

TEST_P(Block, WritesAndReads) {
    run([&] {
        ASSERT_EQ(block_start(patience), osOK);
        EXPECT_EQ(block_get_capacity(), 100U);
        EXPECT_FALSE(block_is_read_only());
        Bytes data(50 * block_sector_size);
        for (size_t i = 0; i < data.size(); ++i) {
            data[i] = static_cast<uint8_t>(i * 7 + i / 256);
        }
        EXPECT_EQ(block_write(40, data.data(), 50, 500), osOK);
        EXPECT_EQ(block_flush(patience), osOK);
        EXPECT_EQ(flushes_, 1U);
        EXPECT_TRUE(std::equal(data.begin(), data.end(), disk_.begin() + 40 * block_sector_size));
        Bytes back(data.size());
        EXPECT_EQ(block_read(40, back.data(), 50, 500), osOK);
        EXPECT_EQ(back, data);
    });
}

TEST_P(Block, SeveralThreadsAtOnce) {
    run([&] {
        ASSERT_EQ(block_start(patience), osOK);
        int ended = 0;
        for (uint8_t i = 0; i < 5; ++i) {
            thread(osPriorityNormal, [&, i] {
                Bytes data(20 * block_sector_size, i);
                Bytes back(data.size());
                EXPECT_EQ(block_write(20U * i, data.data(), 20, 500), osOK);
                EXPECT_EQ(block_read(20U * i, back.data(), 20, 500), osOK);
                EXPECT_EQ(back, data);
                ++ended;
            });
        }
        osDelay(500);
        EXPECT_EQ(ended, 5);
    });
}

TEST_P(Block, RefusesWhatIsBehindItsEnd) {
    run([&] {
        ASSERT_EQ(block_start(patience), osOK);
        uint8_t data[block_sector_size]{};
        EXPECT_EQ(block_read(100, data, 1, patience), osErrorParameter);
        EXPECT_EQ(block_read(UINT64_MAX, data, 1, patience), osErrorParameter);
        EXPECT_EQ(block_write(1, data, UINT32_MAX, patience), osErrorParameter);
        EXPECT_EQ(block_read(99, data, 1, patience), osOK);
    });
}

TEST_P(Block, TellsOfErrors) {
    device_.features |= read_only;
    device_.appear();
    run([&] {
        ASSERT_EQ(block_start(patience), osOK);
        uint8_t data[block_sector_size]{};
        EXPECT_TRUE(block_is_read_only());
        EXPECT_EQ(block_write(1, data, 1, patience), osErrorParameter);
        status_ = 1;
        EXPECT_EQ(block_read(1, data, 1, patience), osError);
        status_ = 0;
        EXPECT_EQ(block_read(1, data, 1, patience), osOK);
        device_.serve = [&](unsigned queue) { // says that it wrote less
            while (const auto chain = device_.take(queue)) {
                device_.put(queue, *chain, {0});
            }
        };
        EXPECT_EQ(block_read(1, data, 1, patience), osError);
        device_.serve = nullptr;
        EXPECT_EQ(block_read(1, data, 1, 10), osErrorTimeout);
        EXPECT_EQ(block_flush(10), osErrorTimeout);
        EXPECT_EQ(block_flush(10), osErrorTimeout) << "no slot is left";
    });
}

// --- Network

class Net : public VirtioTest {
protected:
    enum { receive, transmit };
    static constexpr uint64_t features = 1 << 3 | 1 << 5 | 1 << 16;

    Net() : device_(devices_.add(virtio_id_net, 2)) {
        device_.features = features;
        device_.configuration = {2, 1, 2, 3, 4, 5, 1, 0, 1, 0, 0x78, 0x05};
        device_.serve = [this](unsigned queue) {
            while (queue == transmit && takes_) {
                const auto chain = device_.take(transmit);
                if (!chain) {
                    return;
                }
                ASSERT_GT(chain->readable.size(), header());
                EXPECT_TRUE(std::all_of(chain->readable.begin(), chain->readable.begin() + header(),
                                        [](uint8_t byte) { return byte == 0; }));
                sent_.emplace_back(chain->readable.begin() + header(), chain->readable.end());
                device_.put(transmit, *chain, {});
            }
        };
        device_.appear();
    }

    static uint32_t header() { return GetParam().registers == Registers::version_2 ? 12 : 10; }

    /// False: the driver has no buffer posted.
    bool arrive(const Bytes& frame) {
        const auto chain = device_.take(receive);
        if (chain) {
            Bytes data(header(), 0xEE);
            data.insert(data.end(), frame.begin(), frame.end());
            device_.put(receive, *chain, data);
        }
        return chain.has_value();
    }

    osStatus_t start() {
        return net_start(
            [](const void* frame, uint32_t size, void* self) {
                const auto* bytes = static_cast<const uint8_t*>(frame);
                static_cast<Net*>(self)->received_.emplace_back(bytes, bytes + size);
            },
            [](bool up, void* self) { static_cast<Net*>(self)->tell(up ? "up " : "down "); }, this,
            patience);
    }

    static Bytes frame(unsigned number, size_t size) {
        Bytes bytes(size);
        for (size_t i = 0; i < size; ++i) {
            bytes[i] = static_cast<uint8_t>(number * 13 + i);
        }
        return bytes;
    }

    SimulatedDevice& device_;
    std::vector<Bytes> sent_, received_;
    bool takes_ = true;
};
INSTANTIATE_TEST_SUITE_P(Virtio, Net, all_ways, name_of);

TEST_P(Net, KnowsItsAddressAndMtu) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        uint8_t address[net_address_size];
        net_get_address(address);
        EXPECT_EQ(Bytes(address, address + 6), (Bytes{2, 1, 2, 3, 4, 5}));
        EXPECT_EQ(net_get_mtu(), 1400U);
        EXPECT_TRUE(net_link_is_up());
    });
}

TEST_P(Net, SendsFrames) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        for (unsigned i = 0; i < 100; ++i) {
            const Bytes bytes = frame(i, i % 2 == 0 ? 60 : net_frame_limit);
            EXPECT_EQ(net_send(bytes.data(), static_cast<uint32_t>(bytes.size()), 10), osOK);
            ASSERT_EQ(sent_.size(), i + 1);
            EXPECT_EQ(sent_.back(), bytes);
        }
        EXPECT_EQ(net_send(sent_.data(), net_frame_limit + 1, 10), osErrorParameter);
    });
    EXPECT_EQ(net_get_statistics().sent, 100U);
}

TEST_P(Net, ReceivesFrames) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        for (unsigned i = 0; i < 100; ++i) {
            if (!arrive(frame(i, 14 + i * 15))) {
                osDelay(5);
                EXPECT_TRUE(arrive(frame(i, 14 + i * 15)));
            }
        }
        osDelay(5);
    });
    ASSERT_EQ(received_.size(), 100U);
    for (unsigned i = 0; i < 100; ++i) {
        EXPECT_EQ(received_[i], frame(i, 14 + i * 15));
    }
}

TEST_P(Net, DropsWhatIsNoFrame) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        for (const size_t size : {size_t{0}, size_t{13}}) {
            EXPECT_TRUE(arrive(frame(0, size)));
        }
        const auto chain = device_.take(receive);
        device_.put(receive, *chain, Bytes(4));
        device_.put_used(receive, 3, 0xffffffff); // longer than the buffer
        device_.interrupt(receive);
        osDelay(10);
    });
    EXPECT_EQ(net_get_statistics().malformed, 3U);
    ASSERT_LE(received_.size(), 1U);
    if (!received_.empty()) {
        EXPECT_LE(received_[0].size(), net_frame_limit + 16U);
    }
}

TEST_P(Net, ASenderWaitsForABuffer) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        takes_ = false;
        const Bytes bytes = frame(1, 100);
        for (unsigned i = 0; i < VIRTIO_NET_SEND_BUFFERS; ++i) {
            EXPECT_EQ(net_send(bytes.data(), 100, 0), osOK);
        }
        EXPECT_EQ(net_send(bytes.data(), 100, 0), osErrorTimeout);
        EXPECT_EQ(net_take_buffer(20), nullptr);
        EXPECT_EQ(net_get_statistics().no_buffer, 2U);
        thread(osPriorityNormal, [&] {
            osDelay(20);
            takes_ = true;
            device_.serve(transmit);
        });
        EXPECT_EQ(net_send(bytes.data(), 100, 50), osOK);
        void* buffer = net_take_buffer(0);
        ASSERT_NE(buffer, nullptr);
        EXPECT_EQ(net_send_buffer(buffer, 0), osOK) << "given back unsent";
    });
    EXPECT_EQ(sent_.size(), VIRTIO_NET_SEND_BUFFERS + 1U);
}

TEST_P(Net, FollowsTheLink) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        EXPECT_EQ(told(), "up ");
        auto configuration = device_.configuration;
        configuration[6] = 0;
        device_.change_configuration(configuration);
        osDelay(150);
        EXPECT_EQ(told(), "down ");
        EXPECT_FALSE(net_link_is_up());
        configuration[6] = 1;
        device_.change_configuration(configuration);
        osDelay(150);
        EXPECT_EQ(told(), "up ");
        EXPECT_EQ(virtio_restart(net_get_device(), patience), osOK);
        EXPECT_EQ(told(), "down up ");
    });
}

TEST_P(Net, ABufferThatIsBeingFilledSurvivesARestart) {
    run([&] {
        ASSERT_EQ(start(), osOK);
        void* buffer = net_take_buffer(0);
        ASSERT_EQ(virtio_restart(net_get_device(), patience), osOK);
        std::memset(buffer, 7, 60);
        EXPECT_EQ(net_send_buffer(buffer, 60), osOK);
        ASSERT_EQ(sent_.size(), 1U);
        EXPECT_EQ(sent_[0], Bytes(60, 7));
        takes_ = false;
        unsigned buffers = 0;
        while (net_send(sent_[0].data(), 60, 0) == osOK) {
            ++buffers;
        }
        EXPECT_EQ(buffers, VIRTIO_NET_SEND_BUFFERS + 0U);
    });
}

} // namespace
