// SPDX-License-Identifier: BSD-3-Clause
//
// The host's side of RPMsg against the remote's, both real, with the memory that they share between
// them; and against remotes that do not keep to the rules.
#include "echo.h"
#include "kernel_fixture.h"
#include "rpmsg.h"
#include "rpmsg_host.h"
#include "rpmsg_host_platform.h"
#include "rpmsg_platform.h"

#include <array>
#include <cstring>
#include <vector>

namespace {

constexpr uint16_t entries = 4;
constexpr uint32_t alignment = 0x1000;
/// Far from where the host has the memory: an address of one side means nothing to the other.
constexpr uint64_t remote_base = 0x70000000;

/// The used ring of a ring as the VirtIO specification has it: descriptors and the available ring
/// before it.
struct UsedRing {
    uint16_t flags;
    uint16_t index;
    struct {
        uint32_t id;
        uint32_t length;
    } ring[entries];
};
constexpr uint32_t used_offset = alignment; // 16 * entries + 6 + 2 * entries, rounded up

/// Offsets in the shared memory.
constexpr uint32_t vring0 = 0x0000;
constexpr uint32_t vring1 = 0x4000;
constexpr uint32_t buffers = 0x8000;
constexpr uint32_t shared_size = 0x10000;

struct Shared {
    alignas(0x1000) std::array<uint8_t, shared_size> memory{};
    resource_table table{};
    unsigned kicks_to_remote = 0;
    unsigned kicks_to_host = 0;
    bool remote_listens = true;
};

Shared* shared = nullptr;

} // namespace

// --- What the remote sees of the platform

volatile resource_table* rpmsg_platform_table() {
    return &shared->table;
}

void* rpmsg_platform_memory(uint64_t address, uint32_t size) {
    const bool inside = address >= remote_base && size <= shared_size &&
                        address - remote_base <= shared_size - size;
    return inside ? shared->memory.data() + (address - remote_base) : nullptr;
}

void rpmsg_platform_start() {}

void rpmsg_platform_notify(uint32_t) {
    ++shared->kicks_to_host;
    rpmsg_host_notified(0);
}

// --- And the host

const rpmsg_host_place* rpmsg_host_platform_places(unsigned* count) {
    static rpmsg_host_place place;
    uint8_t* memory = shared->memory.data();
    place = {"remote",
             &shared->table,
             {{memory + vring0, vring1 - vring0}, {memory + vring1, buffers - vring1}},
             {memory + buffers, shared_size - buffers},
             static_cast<uint32_t>(remote_base) + buffers};
    *count = 1;
    return &place;
}

void rpmsg_host_platform_start(unsigned) {}

void rpmsg_host_platform_notify(unsigned, uint32_t) {
    ++shared->kicks_to_remote;
    if (shared->remote_listens) {
        rpmsg_notified();
    }
}

namespace {

using Bytes = std::vector<uint8_t>;

class RpmsgHost : public KernelTest {
protected:
    RpmsgHost() {
        shared = &shared_;
        shared_.table.version = resource_table_version;
        shared_.table.entries = 1;
        shared_.table.vdev.type = resource_vdev;
        shared_.table.vdev.id = virtio_id_rpmsg;
        shared_.table.vdev.device_features = virtio_rpmsg_feature_name_service;
        shared_.table.vdev.vring_count = rpmsg_vring_count;
        shared_.table.vrings[0] = {static_cast<uint32_t>(remote_base) + vring0, alignment, entries,
                                   0, 0};
        shared_.table.vrings[1] = {static_cast<uint32_t>(remote_base) + vring1, alignment, entries,
                                   1, 0};
    }
    ~RpmsgHost() override {
        host_reset();
        shared = nullptr;
    }

    void boot_remote() {
        ASSERT_EQ(rpmsg_start(), osOK);
        ASSERT_EQ(echo_start(), osOK);
    }

    /// The host with an endpoint that records, and a thread of the test on it.
    void run_host(std::function<void()> body, uint64_t until = 20000) {
        ASSERT_EQ(rpmsg_host_start(), osOK);
        ASSERT_EQ(rpmsg_host_endpoint_create(&endpoint_, 0, 0x400, record, this), osOK);
        bool done = false;
        thread(osPriorityNormal, [&] {
            body();
            done = true;
        });
        start(until);
        EXPECT_TRUE(done);
    }

    uint32_t echo_address() {
        uint32_t address = 0;
        EXPECT_EQ(rpmsg_host_find_service(0, "rpmsg-raw", 0, &address, 500), osOK);
        return address;
    }

    osStatus_t send(uint32_t to, const Bytes& bytes, uint32_t timeout = 100) {
        return rpmsg_host_send(&endpoint_, to, bytes.data(), static_cast<uint16_t>(bytes.size()),
                               timeout);
    }

    /// What a remote that is not the real one does.
    UsedRing* used(uint32_t ring) {
        return reinterpret_cast<UsedRing*>(shared_.memory.data() + ring + used_offset);
    }

    Shared shared_;
    rpmsg_host_endpoint endpoint_{};
    std::vector<Bytes> received_;

private:
    static void record(rpmsg_host_endpoint* endpoint, const void* data, uint16_t size, uint32_t) {
        const auto* bytes = static_cast<const uint8_t*>(data);
        static_cast<RpmsgHost*>(endpoint->argument)->received_.emplace_back(bytes, bytes + size);
    }
};

TEST_F(RpmsgHost, FindsTheServicesThatTheRemoteAnnounces) {
    boot_remote();
    run_host([&] {
        uint32_t first = 0;
        uint32_t second = 0;
        EXPECT_EQ(rpmsg_host_find_service(0, "rpmsg-raw", 0, &first, 500), osOK);
        EXPECT_EQ(rpmsg_host_find_service(0, "rpmsg-raw", 1, &second, 500), osOK);
        EXPECT_EQ(first, 0x400U);
        EXPECT_EQ(second, 0x401U);
        EXPECT_EQ(rpmsg_host_find_service(0, "rpmsg-raw", 2, &second, 5), osErrorTimeout);
        EXPECT_EQ(rpmsg_host_find_service(0, "no-such", 0, &second, 0), osErrorTimeout);
        EXPECT_EQ(rpmsg_host_find_service(1, "rpmsg-raw", 0, &second, 0), osErrorParameter);
    });
    EXPECT_EQ(shared_.table.vdev.status, 7);
}

TEST_F(RpmsgHost, MessagesOfAllSizesComeBackUnchanged) {
    boot_remote();
    std::vector<Bytes> sent;
    run_host([&] {
        const uint32_t echo = echo_address();
        for (unsigned size : {1U, 7U, 495U, 496U}) {
            sent.emplace_back(size, static_cast<uint8_t>(size));
            sent.back().front() = 1;
            if (size >= 8) { // the echo service checks a sum
                const unsigned sum = (size - 4) * (size & 0xffU);
                sent.back()[2] = static_cast<uint8_t>(sum);
                sent.back()[3] = static_cast<uint8_t>(sum >> 8);
            }
            EXPECT_EQ(send(echo, sent.back()), osOK);
            osDelay(1);
        }
        EXPECT_EQ(send(echo, Bytes(497)), osErrorParameter);
    });
    EXPECT_EQ(received_, sent);
}

TEST_F(RpmsgHost, ASenderWaitsForABufferAndNoneIsLost) {
    boot_remote();
    constexpr unsigned count = 300;
    run_host([&] {
        const uint32_t echo = echo_address();
        for (unsigned i = 0; i < count; ++i) {
            EXPECT_EQ(send(echo, {static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)}), osOK);
        }
        osDelay(10);
    });
    ASSERT_EQ(received_.size(), count);
    for (unsigned i = 0; i < count; ++i) {
        EXPECT_EQ(received_[i], (Bytes{static_cast<uint8_t>(i), static_cast<uint8_t>(i >> 8)}));
    }
    EXPECT_EQ(rpmsg_host_get_statistics(0).malformed, 0U);
    EXPECT_EQ(rpmsg_get_statistics().malformed, 0U);
}

TEST_F(RpmsgHost, ASenderGivesUpInTime) {
    shared_.remote_listens = false; // nobody is there
    run_host([&] {
        osDelay(5);
        for (unsigned i = 0; i < entries; ++i) {
            EXPECT_EQ(send(0x400, {1}), osOK);
        }
        const uint32_t start = osKernelGetTickCount();
        EXPECT_EQ(send(0x400, {1}, 0), osErrorResource);
        EXPECT_EQ(send(0x400, {1}, 20), osErrorTimeout);
        EXPECT_EQ(osKernelGetTickCount() - start, 20U);
    });
}

TEST_F(RpmsgHost, WaitsForTheTable) {
    shared_.table.version = 0;
    boot_remote();
    run_host([&] {
        osDelay(10);
        EXPECT_EQ(send(0x400, {1}), osErrorResource);
        EXPECT_EQ(shared_.table.vdev.status, 0);
        shared_.table.version = resource_table_version;
        EXPECT_EQ(echo_address(), 0x400U);
    });
}

TEST_F(RpmsgHost, RefusesATableThatDoesNotFit) {
    shared_.table.vrings[1].entries = 4096; // more than the carve-out has room for
    run_host([&] { osDelay(5); });
    EXPECT_EQ(shared_.table.vdev.status & virtio_status_driver_ok, 0);
}

TEST_F(RpmsgHost, ARemoteThatReturnsWhatItWasNotGiven) {
    shared_.remote_listens = false;
    run_host([&] {
        osDelay(5);
        UsedRing* ring = used(vring0);
        ring->ring[0] = {entries + 1, 20}; // no such buffer
        ring->ring[1] = {0, 0xffffffff};   // longer than it is
        ring->ring[2] = {1, 3};            // shorter than a header
        ring->index = 3;
        rpmsg_host_notified(0);
        osDelay(1);
        EXPECT_EQ(rpmsg_host_get_statistics(0).malformed, 2U);
        EXPECT_EQ(rpmsg_host_get_statistics(0).no_recipient, 1U) << "a header of zeros, 496 bytes";

        ring->index = 3 + entries + 1; // more than the ring has
        rpmsg_host_notified(0);
        osDelay(1);
        EXPECT_EQ(rpmsg_host_get_statistics(0).malformed, 3U);

        for (unsigned i = 0; i < entries; ++i) {
            EXPECT_EQ(send(0x400, {1}, 0), osOK);
        }
        UsedRing* sent = used(vring1);
        sent->ring[0] = {2, 0};
        sent->ring[1] = {2, 0}; // the same once more
        sent->index = 2;
        EXPECT_EQ(send(0x400, {1}, 0), osOK);
        EXPECT_EQ(send(0x400, {1}, 0), osErrorResource) << "one buffer came back, not two";
        EXPECT_EQ(rpmsg_host_get_statistics(0).malformed, 4U);
    });
    EXPECT_TRUE(received_.empty());
}

TEST_F(RpmsgHost, ForgetsAServiceThatGoes) {
    boot_remote();
    rpmsg_endpoint extra{};
    run_host([&] {
        uint32_t address = 0;
        EXPECT_EQ(echo_address(), 0x400U);
        EXPECT_EQ(rpmsg_endpoint_create(
                      &extra, "extra", 0x500,
                      [](rpmsg_endpoint*, const void*, uint16_t, uint32_t) {}, nullptr),
                  osOK);
        EXPECT_EQ(rpmsg_host_find_service(0, "extra", 0, &address, 100), osOK);
        EXPECT_EQ(rpmsg_endpoint_destroy(&extra), osOK);
        osDelay(1);
        EXPECT_EQ(rpmsg_host_find_service(0, "extra", 0, &address, 0), osErrorTimeout);
    });
}

} // namespace
