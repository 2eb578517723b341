// SPDX-License-Identifier: BSD-3-Clause
//
// Transport, rings and thread of VirtIO, with a driver that has one queue, against devices that
// behave and devices that do not.
#include "virtio.h"
#include "virtio_fixture.h"

#include <cstring>

namespace {

constexpr uint32_t device_id = 42;
constexpr uint16_t entries = 8;
constexpr uint32_t patience = 100;

class Core : public VirtioTest {
protected:
    Core() : device_(devices_.add(device_id, 2)) {
        device_.features = 0x30;
        device_.configuration = {1, 2, 3, 4, 5, 6, 7, 8};
        device_.serve = [this](unsigned queue) {
            answer(queue);
        };
        driver_.device_id = device_id;
        driver_.features = 0x11;
        driver_.queues = 2;
        driver_.queue[0] = {states_[0], entries, used};
        driver_.queue[1] = {states_[1], entries, nullptr};
        driver_.started = [](virtio_device*, void* self) {
            ++static_cast<Core*>(self)->starts_;
        };
        driver_.stopped = [](void* self) {
            ++static_cast<Core*>(self)->stops_;
        };
        driver_.configuration_changed = [](void* self) {
            ++static_cast<Core*>(self)->configuration_changes_;
        };
        driver_.argument = this;
    }

    /// In a thread.
    void start(uint32_t timeout = patience) {
        ASSERT_EQ(virtio_start(&driver_, timeout, &virtio_), osOK);
        queue_ = virtio_get_queue(virtio_, 0);
        if (buffer_ == nullptr) {
            buffer_ = static_cast<uint8_t*>(virtio_pool_take(virtio_, 64));
            ASSERT_NE(buffer_, nullptr);
        }
    }

    osStatus_t add(const std::string& question, uint32_t room, void* cookie) {
        std::memcpy(buffer_, question.data(), question.size());
        const virtio_buffer buffers[] = {{buffer_, static_cast<uint32_t>(question.size()), false},
                                         {buffer_ + 32, room, true}};
        return virtio_queue_add(queue_, buffers, 2, cookie);
    }

    std::string result(uint32_t written) {
        return {reinterpret_cast<char*>(buffer_) + 32, written};
    }

    /// The device: gives back what it got, backwards.
    void answer(unsigned queue) {
        while (auto chain = device_.take(queue)) {
            device_.put(queue, *chain, Bytes(chain->readable.rbegin(), chain->readable.rend()));
        }
    }

    SimulatedDevice& device_;
    virtio_driver driver_{};
    virtio_descriptor_state states_[2][entries]{};
    virtio_device* virtio_ = nullptr;
    virtio_queue* queue_ = nullptr;
    uint8_t* buffer_ = nullptr;
    unsigned starts_ = 0, stops_ = 0, configuration_changes_ = 0, used_calls_ = 0;

private:
    static void used(void* self) { ++static_cast<Core*>(self)->used_calls_; }
};
INSTANTIATE_TEST_SUITE_P(Virtio, Core, all_ways, name_of);

// --- Start

TEST_P(Core, AgreesOnFeaturesAndSetsUpItsQueues) {
    device_.appear();
    run([&] {
        start();
        const bool modern = GetParam().registers == Registers::version_2;
        EXPECT_EQ(virtio_features(virtio_), 0x10 | (modern ? 1ULL << 32 : 0));
        EXPECT_EQ(device_.accepted_features(), virtio_features(virtio_));
        EXPECT_EQ(device_.status(), modern ? 0xFU : 0x7U);
        EXPECT_EQ(device_.queue_size(0), entries);
        EXPECT_EQ(device_.queue_size(1), entries);
        EXPECT_EQ(device_.resets, 1U);
        EXPECT_EQ(starts_, 1U);
    });
}

TEST_P(Core, WaitsForADeviceThatComesLater) {
    thread(osPriorityNormal, [&] {
        osDelay(500);
        device_.appear();
    });
    run([&] { start(1000); });
    EXPECT_EQ(starts_, 1U);
}

TEST_P(Core, EndsItsWaitForADeviceThatNeverComes) {
    run([&] {
        EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorTimeout);
        EXPECT_EQ(osKernelGetTickCount(), patience);
    });
    device_.appear(); // the place is free for a second try
    run([&] { start(); });
}

TEST_P(Core, EndsItsWaitForADeviceThatDoesNotAnswer) {
    device_.appear();
    device_.answers = false;
    device_.write(0x070, 1); // it was up before: there is something to reset
    run([&] { EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorTimeout); });
}

TEST_P(Core, SaysThatThereIsNoSuchDevice) {
    device_.appear();
    driver_.device_id = 7;
    run([&] { EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorResource); });
}

TEST_P(Core, OneDeviceHasOneDriver) {
    device_.appear();
    run([&] {
        start();
        virtio_driver second = driver_;
        virtio_device* device = nullptr;
        EXPECT_EQ(virtio_start(&second, patience, &device), osErrorResource);
    });
}

TEST_P(Core, TakesARefusalOfFeatures) {
    if (GetParam().registers != Registers::version_2) {
        GTEST_SKIP() << "FEATURES_OK is of version 2";
    }
    device_.refuses_features = true;
    device_.appear();
    run([&] { EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorResource); });
    EXPECT_TRUE(device_.status() & 0x80) << "FAILED";
}

TEST_P(Core, UsesSmallerQueuesIfTheDeviceHasThem) {
    device_.queue_size_max = 4;
    device_.appear();
    run([&] { start(); });
    EXPECT_EQ(device_.queue_size(0), 4U);
}

TEST_P(Core, RefusesQueuesThatCannotBe) {
    for (const uint16_t size : {uint16_t{0}, uint16_t{6}}) {
        device_.queue_size_max = size;
        device_.appear();
        run([&] { EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorResource); });
    }
}

TEST_P(Core, SaysThatThePoolIsTooSmall) {
    devices_.places[0].pool_size = 256;
    device_.appear();
    run([&] { EXPECT_EQ(virtio_start(&driver_, patience, &virtio_), osErrorNoMemory); });
}

// --- Queues

TEST_P(Core, ChainsGoThereAndComeBack) {
    device_.appear();
    run([&] {
        start();
        for (int i = 0; i < 40; ++i) { // several times around the ring
            ASSERT_EQ(add("question", 16, &states_), osOK);
            virtio_queue_kick(queue_);
            uint32_t written = 0;
            ASSERT_EQ(virtio_queue_take(queue_, &written), &states_);
            EXPECT_EQ(result(written), "noitseuq");
            EXPECT_EQ(virtio_queue_take(queue_, &written), nullptr);
        }
        osDelay(5);
    });
    const virtio_statistics statistics = virtio_get_statistics(virtio_);
    EXPECT_EQ(statistics.added, 40U);
    EXPECT_EQ(statistics.used, 40U);
    EXPECT_EQ(statistics.kicks, 40U);
    EXPECT_EQ(statistics.bad_used, 0U);
}

TEST_P(Core, CallsWhoWaitsForUsedBuffers) {
    device_.appear();
    run([&] {
        start();
        ASSERT_EQ(add("question", 16, &states_), osOK);
        virtio_queue_kick(queue_);
        osDelay(5);
        EXPECT_GE(used_calls_, 1U);
    });
}

TEST_P(Core, AFullRingTakesNoMore) {
    device_.appear();
    device_.serve = nullptr;
    run([&] {
        start();
        for (int i = 0; i < entries / 2; ++i) {
            EXPECT_EQ(add("x", 1, &states_), osOK);
        }
        EXPECT_EQ(add("x", 1, &states_), osErrorResource);
        device_.serve = [this](unsigned queue) {
            answer(queue);
        };
        virtio_queue_kick(queue_);
        for (int i = 0; i < entries / 2; ++i) {
            EXPECT_EQ(virtio_queue_take(queue_, nullptr), &states_);
        }
        EXPECT_EQ(add("x", 1, &states_), osOK);
    });
}

TEST_P(Core, RefusesBuffersThatAreNotInThePool) {
    device_.appear();
    run([&] {
        start();
        const virtio_place* place = virtio_get_place(virtio_);
        uint8_t elsewhere[8];
        const virtio_buffer bad[] = {
            {elsewhere, 8, true},
            {place->pool - 4, 8, true},
            {place->pool + place->pool_size - 4, 8, true},
            {place->pool, UINT32_MAX, true},
            {place->pool, 0, true},
            {nullptr, 8, true},
        };
        for (const virtio_buffer& buffer : bad) {
            EXPECT_EQ(virtio_queue_add(queue_, &buffer, 1, &states_), osErrorParameter);
        }
        const virtio_buffer disorder[] = {{buffer_, 8, true}, {buffer_ + 8, 8, false}};
        EXPECT_EQ(virtio_queue_add(queue_, disorder, 2, &states_), osErrorParameter);
        EXPECT_EQ(virtio_queue_add(queue_, disorder, 0, &states_), osErrorParameter);
        EXPECT_EQ(virtio_queue_add(queue_, disorder, 1, nullptr), osErrorParameter);
    });
}

TEST_P(Core, ThePoolEndsAtItsEnd) {
    device_.appear();
    run([&] {
        start();
        EXPECT_EQ(virtio_pool_take(virtio_, virtio_get_place(virtio_)->pool_size), nullptr);
        EXPECT_EQ(virtio_pool_take(virtio_, UINT32_MAX), nullptr);
        while (virtio_pool_take(virtio_, 4096) != nullptr) {
        }
        EXPECT_EQ(virtio_pool_take(virtio_, 4096), nullptr);
    });
}

// --- Notifications

TEST_P(Core, DoesNotKickADeviceThatDoesNotWantIt) {
    device_.appear();
    run([&] {
        start();
        device_.wants_kicks = false;
        ASSERT_EQ(add("a", 1, &states_), osOK);
        virtio_queue_kick(queue_); // it is told now that it does not want the next
        const unsigned rings = devices_.rings_at_device;
        ASSERT_EQ(add("b", 1, &states_), osOK);
        virtio_queue_kick(queue_);
        EXPECT_EQ(devices_.rings_at_device, rings);
        EXPECT_EQ(virtio_get_statistics(virtio_).kicks_withheld, 1U);
    });
}

TEST_P(Core, TellsTheDeviceThatItWantsNoInterrupts) {
    device_.appear();
    run([&] {
        start();
        const bool polled = GetParam().poll_period != virtio_not_polled;
        EXPECT_EQ(device_.interrupt_wanted(0), !polled);
        virtio_queue_enable_interrupt(queue_, false);
        EXPECT_FALSE(device_.interrupt_wanted(0));
        virtio_queue_enable_interrupt(queue_, true);
        EXPECT_EQ(device_.interrupt_wanted(0), !polled);
    });
    EXPECT_EQ(devices_.driver_listens, GetParam().poll_period == virtio_not_polled);
}

// --- Configuration

TEST_P(Core, ReadsTheConfigurationByFields) {
    device_.appear();
    run([&] {
        start();
        uint8_t all[8];
        uint16_t half = 0;
        uint32_t word = 0;
        EXPECT_TRUE(virtio_read_configuration(virtio_, 0, all, 6));
        EXPECT_EQ(Bytes(all, all + 6), (Bytes{1, 2, 3, 4, 5, 6}));
        EXPECT_TRUE(virtio_read_configuration(virtio_, 0, all, 8));
        EXPECT_EQ(Bytes(all, all + 8), device_.configuration);
        EXPECT_TRUE(virtio_read_configuration(virtio_, 2, &half, 2));
        EXPECT_EQ(half, 0x0403);
        EXPECT_TRUE(virtio_read_configuration(virtio_, 4, &word, 4));
        EXPECT_EQ(word, 0x08070605U);
        EXPECT_FALSE(virtio_read_configuration(virtio_, 0x100, &word, 4));
        EXPECT_FALSE(virtio_read_configuration(virtio_, 4, &word, UINT32_MAX));
    });
}

TEST_P(Core, HearsOfAnotherConfiguration) {
    device_.appear();
    run([&] {
        start();
        osDelay(150);
        device_.change_configuration({9, 9});
        osDelay(150);
        EXPECT_EQ(configuration_changes_, 1U);
        uint16_t half = 0;
        EXPECT_TRUE(virtio_read_configuration(virtio_, 0, &half, 2));
        EXPECT_EQ(half, 0x0909);
    });
}

TEST_P(Core, AConfigurationThatNeverRestsEndsTheRead) {
    if (GetParam().registers != Registers::ram) {
        GTEST_SKIP() << "hardware is never half way";
    }
    device_.appear();
    run([&] {
        start();
        device_.image[0xfc] = 1;
        uint32_t word = 1;
        EXPECT_FALSE(virtio_read_configuration(virtio_, 0, &word, 4));
        EXPECT_EQ(word, 0U);
    });
}

// --- Restart

TEST_P(Core, ADeviceThatAsksForAResetGetsOne) {
    device_.appear();
    run([&] {
        start();
        device_.serve = nullptr;
        ASSERT_EQ(add("lost", 4, &states_), osOK);
        device_.ask_for_reset();
        osDelay(150);
        EXPECT_TRUE(virtio_is_broken(virtio_));
        EXPECT_EQ(add("x", 1, &states_), osErrorResource);
        EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr);
        device_.serve = [this](unsigned queue) {
            answer(queue);
        };
        ASSERT_EQ(virtio_restart(virtio_, patience), osOK);
        EXPECT_FALSE(virtio_is_broken(virtio_));
        EXPECT_EQ(starts_, 2U);
        EXPECT_EQ(stops_, 1U);
        EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr) << "it is gone";
        ASSERT_EQ(add("anew", 4, &states_), osOK);
        virtio_queue_kick(queue_);
        uint32_t written = 0;
        EXPECT_EQ(virtio_queue_take(queue_, &written), &states_);
        EXPECT_EQ(result(written), "wena");
    });
}

TEST_P(Core, NoticesThatSomebodyElseHasResetTheDevice) {
    device_.appear();
    run([&] {
        start();
        device_.forget_driver();
        EXPECT_TRUE(virtio_is_broken(virtio_));
        EXPECT_EQ(virtio_restart(virtio_, patience), osOK);
    });
}

TEST_P(Core, ARestartThatFailsMayBeTriedAgain) {
    device_.appear();
    run([&] {
        start();
        device_.answers = false;
        EXPECT_EQ(virtio_restart(virtio_, patience), osErrorTimeout);
        EXPECT_TRUE(virtio_is_broken(virtio_));
        device_.answers = true;
        device_.queue_size_max = 4; // smaller than what was agreed on
        device_.appear();
        EXPECT_EQ(virtio_restart(virtio_, patience), osErrorResource);
        device_.queue_size_max = 64;
        device_.appear();
        EXPECT_EQ(virtio_restart(virtio_, patience), osOK);
    });
    EXPECT_EQ(stops_, 1U);
}

TEST_P(Core, ManyRestartsTakeNoMoreMemory) {
    device_.appear();
    run([&] {
        start();
        for (int i = 0; i < 200; ++i) {
            ASSERT_EQ(virtio_restart(virtio_, patience), osOK);
        }
    });
}

// --- Hostile devices

TEST_P(Core, DropsEntriesThatAreNoChainOfOurs) {
    device_.appear();
    run([&] {
        start();
        device_.serve = nullptr;
        ASSERT_EQ(add("question", 16, &states_), osOK);
        for (const uint32_t id : {entries + 0U, 0xffffffffU, 1U, 5U}) { // 1: in the middle
            device_.put_used(0, id, 4);
        }
        EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr);
        EXPECT_EQ(virtio_get_statistics(virtio_).bad_used, 4U);
        device_.put_used(0, 0, 4);
        device_.put_used(0, 0, 4); // twice
        EXPECT_EQ(virtio_queue_take(queue_, nullptr), &states_);
        EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr);
        EXPECT_EQ(virtio_get_statistics(virtio_).bad_used, 5U);
        EXPECT_FALSE(virtio_is_broken(virtio_));
    });
}

TEST_P(Core, CutsALengthThatIsTooLong) {
    device_.appear();
    run([&] {
        start();
        device_.serve = nullptr;
        ASSERT_EQ(add("question", 16, &states_), osOK);
        device_.put_used(0, 0, 0xffffffff);
        uint32_t written = 0;
        EXPECT_EQ(virtio_queue_take(queue_, &written), &states_);
        EXPECT_EQ(written, 16U);
        EXPECT_EQ(virtio_get_statistics(virtio_).bad_used, 1U);
    });
}

TEST_P(Core, ADeviceThatTellsTooMuchNonsenseIsBroken) {
    device_.appear();
    run([&] {
        start();
        for (int i = 0; i < 100; ++i) {
            device_.put_used(0, 3, 0);
            EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr);
        }
        EXPECT_TRUE(virtio_is_broken(virtio_));
        EXPECT_LT(virtio_get_statistics(virtio_).bad_used, 100U);
        EXPECT_EQ(virtio_restart(virtio_, patience), osOK);
        EXPECT_FALSE(virtio_is_broken(virtio_));
    });
}

TEST_P(Core, AnIndexThatJumpsBreaksTheDevice) {
    device_.appear();
    run([&] {
        start();
        for (const int jump : {entries + 1, 30000, -1}) {
            ASSERT_EQ(add("question", 16, &states_), osOK);
            device_.set_used_index(0, static_cast<uint16_t>(jump));
            EXPECT_EQ(virtio_queue_take(queue_, nullptr), nullptr);
            EXPECT_TRUE(virtio_is_broken(virtio_));
            EXPECT_EQ(virtio_restart(virtio_, patience), osOK);
        }
    });
}

TEST_P(Core, DescriptorsThatTheDeviceChangesChangeNothing) {
    device_.appear();
    run([&] {
        start();
        device_.serve = nullptr;
        for (int round = 0; round < 20; ++round) {
            ASSERT_EQ(add("question", 16, &states_), osOK);
            // all of the ring but its used part: descriptors, their links, the available part
            std::memset(virtio_get_place(virtio_)->pool, 0xff, 16 * entries + 6 + 2 * entries);
            device_.put_used(0, 0, 1);
            EXPECT_EQ(virtio_queue_take(queue_, nullptr), &states_);
        }
    });
    EXPECT_EQ(virtio_get_statistics(virtio_).bad_used, 0U);
}

TEST_P(Core, NotificationsOutOfTheBlueDoNoHarm) {
    device_.appear();
    run([&] {
        interrupt([] { virtio_notified(0xffffffff); });
        interrupt([] { virtio_interrupted(); });
        start();
        for (int i = 0; i < 100; ++i) {
            interrupt([] { virtio_notified(0xffffffff); });
        }
        EXPECT_EQ(used_calls_, 0U);
        EXPECT_FALSE(virtio_is_broken(virtio_));
    });
}

} // namespace
