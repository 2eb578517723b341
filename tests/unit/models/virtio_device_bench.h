// SPDX-License-Identifier: BSD-3-Clause
//
// A whole VirtIO-MMIO device whose type a test scripts, and a driver that reaches it register by
// register, in simulated time:
//
//     DeviceBench bench;
//     bench.run([&] {
//         bench.start();                       // features, queue 0, DRIVER_OK
//         bench.queue.describe(0, {data, 16});
//         bench.queue.offer(0);
//         bench.notify(0);
//         bench.wait_for_interrupt();
//     });
#pragma once

#include "models/bus_master/message_sink.h"
#include "models/virtio/ampsim_virtio_mmio.h"
#include "models/virtio/doorbell_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/mmio_transport.h"
#include "tests/unit/models/virtio_bench.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace ampsim::models::virtio {

/// Offsets of registers [VirtIO 1.2, 4.2.2, 4.2.4].
namespace mmio {
constexpr std::uint64_t magic = 0x000, version = 0x004, device_id = 0x008, vendor_id = 0x00c,
                        device_features = 0x010, device_features_select = 0x014,
                        driver_features = 0x020, driver_features_select = 0x024,
                        guest_page_size = 0x028, queue_select = 0x030, queue_size_max = 0x034,
                        queue_size = 0x038, queue_align = 0x03c, queue_pfn = 0x040,
                        queue_ready = 0x044, queue_notify = 0x050, interrupt_status = 0x060,
                        interrupt_acknowledge = 0x064, status = 0x070, queue_descriptors = 0x080,
                        queue_driver = 0x090, queue_device = 0x0a0, shm_select = 0x0ac,
                        shm_length = 0x0b0, shm_base = 0x0b8, queue_reset = 0x0c0,
                        config_generation = 0x0fc, config = 0x100;
} // namespace mmio

constexpr std::uint32_t read_latency = 70; // ns, of registers
constexpr std::uint32_t write_latency = 20;

/// Gives requests back as they are, as far as there is room, unless a test says what it does.
class ScriptedDevice : public Device {
public:
    std::function<void(Queue&)> serves = [](Queue& queue) {
        for (;;) {
            Buffer buffer = queue.take();
            buffer.reply = buffer.request;
            buffer.reply.resize(std::min(buffer.reply.size(), buffer.writable));
            queue.give_back(std::move(buffer));
        }
    };
    std::size_t number_of_queues = 2;
    std::uint64_t own_features = 0x21;
    std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    std::vector<std::uint64_t> starts; ///< with these features
    int resets = 0;

    using Device::events;

    std::uint32_t type() const override { return 42; }
    std::string name() const override { return "scripted"; }
    std::uint64_t features() const override { return own_features; }
    std::size_t queues() const override { return number_of_queues; }
    std::string queue_name(std::size_t queue) const override { return queue == 0 ? "rx" : "tx"; }
    std::vector<std::uint8_t> configuration() const override { return bytes; }
    void write_configuration(std::size_t offset, const std::uint8_t* data,
                             std::size_t size) override {
        std::copy(data, data + size, bytes.begin() + static_cast<std::ptrdiff_t>(offset));
    }
    void start(std::uint64_t features) override { starts.push_back(features); }
    void reset() override { ++resets; }
    void serve(Queue& queue) override { serves(queue); }
};

struct Message {
    double time; // ns
    std::uint64_t address;
    std::uint32_t data;
    bool operator==(const Message& other) const {
        return time == other.time && address == other.address && data == other.data;
    }
};
inline std::ostream& operator<<(std::ostream& out, const Message& message) {
    return out << "{" << message.time << " ns, " << message.address << ", " << message.data << "}";
}

class MessageLog : public MessageSink {
public:
    void send(std::uint64_t address, std::uint32_t data) override {
        sent.push_back({now() / ns(1), address, data});
    }
    std::vector<Message> sent;
};

inline ProcessingTime test_times() {
    return {ns(200), ns(50), ns(2), ns(30)};
}

/// Everything is read when the bench is made.
struct BenchParameters {
    EngineParameters engine{feature::version_1 | feature::indirect_descriptors, 8, test_times()};
    MmioParameters mmio;
    std::size_t queues = 2;
};

struct DeviceBench {
    static constexpr std::uint64_t rings = GuestMemory::base + 0x1000; ///< 0x1000 for each queue
    static constexpr std::uint64_t data = GuestMemory::base + 0x8000;

    explicit DeviceBench(const BenchParameters& parameters = {})
        : device(with_queues(parameters.queues)),
          engine("engine", device, device_memory, parameters.engine),
          transport("transport", engine, parameters.mmio, &messages),
          doorbells("doorbells", transport, {ns(read_latency), ns(write_latency)}) {
        cpu.socket.bind(transport.socket);
        other_cpu.socket.bind(doorbells.socket);
        transport.interrupt(probe.line);
    }
    static ScriptedDevice with_queues(std::size_t queues) {
        ScriptedDevice device;
        device.number_of_queues = queues;
        return device;
    }

    void run(std::function<void()> driver) { models::run({{cpu, std::move(driver)}}); }
    std::uint32_t get(std::uint64_t offset) { return cpu.read(offset); }
    void set(std::uint64_t offset, std::uint32_t value) { cpu.write(offset, value); }
    void set64(std::uint64_t offset, std::uint64_t value) {
        set(offset, static_cast<std::uint32_t>(value));
        set(offset + 4, static_cast<std::uint32_t>(value >> 32U));
    }

    /// Until FEATURES_OK; whether it stuck.
    bool negotiate(std::uint64_t features = feature::version_1) {
        set(mmio::status, 0);
        set(mmio::status, status::acknowledge);
        set(mmio::status, status::acknowledge | status::driver);
        want(features);
        set(mmio::status, status::acknowledge | status::driver | status::features_ok);
        return (get(mmio::status) & status::features_ok) != 0;
    }
    void want(std::uint64_t features) {
        set(mmio::driver_features_select, 0);
        set(mmio::driver_features, static_cast<std::uint32_t>(features));
        set(mmio::driver_features_select, 1);
        set(mmio::driver_features, static_cast<std::uint32_t>(features >> 32U));
    }
    void place(std::uint32_t index, const RingPlace& where) {
        set(mmio::queue_select, index);
        set(mmio::queue_size, where.size);
        set64(mmio::queue_descriptors, where.descriptors);
        set64(mmio::queue_driver, where.driver_area);
        set64(mmio::queue_device, where.device_area);
    }
    void enable(std::uint32_t index, const RingPlace& where) {
        place(index, where);
        set(mmio::queue_ready, 1);
    }
    void driver_ok() {
        set(mmio::status,
            status::acknowledge | status::driver | status::features_ok | status::driver_ok);
    }
    /// Queue 0 works.
    void start(std::uint64_t features = feature::version_1) {
        ASSERT_TRUE(negotiate(features));
        enable(0, (features & feature::ring_packed) != 0 ? packed.place() : queue.place());
        driver_ok();
    }
    void notify(std::uint32_t value) { set(mmio::queue_notify, value); }
    /// Returns InterruptStatus, acknowledged.
    std::uint32_t wait_for_interrupt() {
        while (!probe.line.read()) {
            sc_core::wait(probe.line.posedge_event());
        }
        const std::uint32_t reasons = get(mmio::interrupt_status);
        set(mmio::interrupt_acknowledge, reasons);
        sc_core::wait(sc_core::SC_ZERO_TIME);
        sc_core::wait(sc_core::SC_ZERO_TIME);
        return reasons;
    }
    /// A request that the device reads.
    void offer(std::uint16_t head, std::uint32_t length = 10) {
        queue.describe(head, {data + head * 0x100ULL, length});
        queue.offer(head);
    }
    /// A request with a reply.
    void offer_with_reply(std::uint16_t head, std::uint32_t length, std::uint32_t room) {
        const auto second = static_cast<std::uint16_t>(head + 1);
        queue.describe(head, {data + head * 0x100ULL, length, descriptor_flag::next, second});
        queue.describe(second, {data + second * 0x100ULL, room, descriptor_flag::write});
        queue.offer(head);
    }
    bool needs_reset() const { return (engine.status() & status::needs_reset) != 0; }

    GuestMemory memory;
    FakeMemory device_memory{memory};
    ScriptedDevice device;
    Engine engine;
    MessageLog messages;
    MmioTransport transport;
    DoorbellWindow doorbells;
    Stimulus cpu{"cpu"};
    Stimulus other_cpu{"other_cpu"}; ///< at the doorbells
    Probe probe{"probe"};
    SplitQueue queue{memory, rings, 8};
    SplitQueue second_queue{memory, rings + 0x1000, 8};
    PackedQueue packed{memory, rings + 0x2000, 8};
};

} // namespace ampsim::models::virtio
