// SPDX-License-Identifier: BSD-3-Clause
//
// The engine of a VirtIO device: everything between a transport's registers and the device's type.
// Status, features, queues, configuration [VirtIO 1.2, 2]; an SC_THREAD for each queue, with the
// processing time of the device. A transport (MMIO, PCI) turns accesses into calls of the engine,
// and the engine's interrupts into lines or messages.
#pragma once

#include "models/bus_master/memory_access.h"
#include "models/virtio/device.h"
#include "models/virtio/ring.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

namespace ampsim::models::virtio {

namespace status {
constexpr std::uint32_t acknowledge = 1;
constexpr std::uint32_t driver = 2;
constexpr std::uint32_t driver_ok = 4;
constexpr std::uint32_t features_ok = 8;
constexpr std::uint32_t needs_reset = 64;
constexpr std::uint32_t failed = 128;
} // namespace status

namespace feature {
constexpr std::uint64_t notify_on_empty = 1ULL << 24; ///< legacy
constexpr std::uint64_t any_layout = 1ULL << 27;      ///< legacy
constexpr std::uint64_t indirect_descriptors = 1ULL << 28;
constexpr std::uint64_t event_index = 1ULL << 29;
constexpr std::uint64_t version_1 = 1ULL << 32;
constexpr std::uint64_t access_platform = 1ULL << 33;
constexpr std::uint64_t ring_packed = 1ULL << 34;
constexpr std::uint64_t in_order = 1ULL << 35;
constexpr std::uint64_t order_platform = 1ULL << 36;
constexpr std::uint64_t notification_data = 1ULL << 38;
constexpr std::uint64_t ring_reset = 1ULL << 40;
} // namespace feature

/// Defaults: docs/models/virtio.md.
struct ProcessingTime {
    sc_core::sc_time notify_to_fetch{200, sc_core::SC_NS}; ///< until it reads the ring
    sc_core::sc_time per_descriptor{50, sc_core::SC_NS};
    sc_core::sc_time per_byte{0, sc_core::SC_NS};                 ///< read or written
    sc_core::sc_time completion_to_interrupt{50, sc_core::SC_NS}; ///< used ring to interrupt
};

struct EngineParameters {
    /// Offered to the driver, of those that rings and transports define (24 to 41).
    std::uint64_t features = feature::version_1 | feature::indirect_descriptors;
    std::uint16_t queue_size_max = 256;
    ProcessingTime time;
};

/// What a transport does for its engine.
class TransportEvents {
public:
    virtual ~TransportEvents() = default;
    /// The device has given back buffers of the queue, and the driver wants to know.
    virtual void used_buffers(std::size_t queue) = 0;
    /// New configuration, or DEVICE_NEEDS_RESET.
    virtual void configuration_changed() = 0;
};

struct EngineCounters {
    std::uint64_t notifications = 0;           ///< queue notifications that arrived
    std::uint64_t coalesced_notifications = 0; ///< of these, while the queue was being served
    std::uint64_t buffers = 0;                 ///< given back
    std::uint64_t bytes_read = 0;
    std::uint64_t bytes_written = 0;
    std::uint64_t suppressed_interrupts = 0; ///< the driver did not want one
    std::uint64_t coalesced_interrupts = 0;  ///< one was on its way already
    std::uint64_t needs_resets = 0;
};

class Engine : public sc_core::sc_module, DeviceEvents {
public:
    Engine(sc_core::sc_module_name name, Device& device, MemoryAccess& memory,
           const EngineParameters& parameters = {});
    ~Engine() override;

    void attach(TransportEvents& transport) { transport_ = &transport; }
    /// For what a transport finds out about its driver.
    DeviceEvents& events() { return *this; }

    Device& device() { return device_; }
    const Device& device() const { return device_; }

    // --- Status and features [VirtIO 1.2, 2.1, 2.2] ---
    /// After a reset 0, as soon as the device has ceased to access memory.
    std::uint32_t status() const;
    /// 0 resets, everything else sets bits. FEATURES_OK does not stick when the driver wants what
    /// was not offered. The device starts with DRIVER_OK, after FEATURES_OK.
    void write_status(std::uint32_t value);
    void reset();
    std::uint64_t offered_features() const;
    std::uint64_t driver_features() const { return driver_features_; }
    /// Ignored once FEATURES_OK is set, or the device has started.
    void write_driver_features(std::uint64_t features);
    /// With which the device last started; a reset leaves them.
    std::uint64_t last_features() const { return last_features_; }
    bool has(std::uint64_t feature) const { return (driver_features_ & feature) != 0; }
    /// Through a legacy interface: no FEATURES_OK, and the device starts with its first queue, if
    /// that comes before DRIVER_OK [2.2.3, 3.1.2].
    void use_legacy_interface(bool legacy) { legacy_ = legacy; }

    // --- Queues ---
    struct QueueSettings {
        RingPlace place;
        bool enabled = false;
    };
    std::size_t queues() const { return queues_.size(); }
    std::uint16_t queue_size_max() const { return parameters_.queue_size_max; }
    /// Of a queue that there is.
    const QueueSettings& queue(std::size_t index) const;
    /// Changes nothing once the queue is enabled.
    void place_queue(std::size_t index, const RingPlace& place);
    /// Enabling one whose place makes no sense (size, alignment), or before FEATURES_OK, needs a
    /// reset of the device. One that is enabled again begins with index 0.
    void enable_queue(std::size_t index, bool enabled);
    /// Whether an access to memory is still under way of a queue that was disabled or reset.
    bool is_stopping(std::size_t index) const;
    /// The same of any queue.
    bool is_stopping() const;
    /// Notified when such an access has ended.
    const sc_core::sc_event& stopped() const { return stopped_; }
    /// To the state after a reset of the device [2.6.1].
    void reset_queue(std::size_t index);
    /// The driver notifies; a queue that there is not, or that does not work yet, is ignored.
    void notify(std::size_t index);

    // --- Configuration ---
    std::uint32_t configuration_generation() const { return generation_; }
    /// What lies past its end reads as zero, writes there are ignored.
    void read_configuration(std::size_t offset, std::uint8_t* data, std::size_t size) const;
    void write_configuration(std::size_t offset, const std::uint8_t* data, std::size_t size);

    const EngineCounters& counters() const { return counters_; }
    /// Of the last DEVICE_NEEDS_RESET; empty: there was none.
    const std::string& diagnosis() const { return diagnosis_; }
    /// Least time from a notification's arrival to a change of memory or an interrupt.
    sc_core::sc_time least_latency() const;

private:
    class Server;

    void configuration_changed() override;
    void needs_reset(const std::string& diagnosis) override;
    bool are_acceptable(std::uint64_t features) const;
    bool works() const;
    void start_when_ready();
    void serve_where_ready();

    Device& device_;
    MemoryAccess& memory_;
    EngineParameters parameters_;
    TransportEvents* transport_ = nullptr;
    std::uint32_t status_ = 0;
    std::uint32_t status_before_reset_ = 0;
    bool started_ = false;
    std::uint64_t driver_features_ = 0;
    std::uint64_t last_features_ = 0;
    bool legacy_ = false;
    std::uint32_t generation_ = 0;
    sc_core::sc_event stopped_;
    std::vector<std::unique_ptr<Server>> queues_;
    EngineCounters counters_;
    std::string diagnosis_;
};

} // namespace ampsim::models::virtio
