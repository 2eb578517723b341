// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO devices as the RTOS' drivers see them: registers of VirtIO-MMIO (version 1 or 2) or their
// image in memory, and the device's side of the rings. Written from the VirtIO specification and
// from ampsim_virtio_ram.h, not from the drivers' code, so that it can judge that. What a device
// does with its chains is the test's; it may be anything.
#pragma once

#include "virtio_platform.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using Bytes = std::vector<uint8_t>;

enum class Registers { version_1, version_2, ram };

struct Way {
    Registers registers = Registers::ram;
    bool per_queue = false;
    int32_t poll_period = virtio_not_polled;
};

/// A chain that the driver made available.
struct Chain {
    uint32_t head;
    Bytes readable;
    struct Part {
        uint64_t address;
        uint32_t size;
    };
    std::vector<Part> writable;
    uint32_t room() const;
};

class SimulatedDevices;

class SimulatedDevice {
public:
    SimulatedDevice(SimulatedDevices& devices, unsigned slot, uint32_t id, unsigned queues);

    // --- What a test sets
    uint64_t features = 0;
    Bytes configuration;
    uint16_t queue_size_max = 64;
    bool answers = true; ///< it does what the driver asks for
    bool refuses_features = false;
    bool wants_kicks = true;
    /// The driver has kicked: serves the queue. Called for each queue that may be meant.
    std::function<void(unsigned queue)> serve;
    /// From here on it is there.
    void appear();

    // --- Rings
    std::optional<Chain> take(unsigned queue);
    /// Writes `data` to the chain and gives it back.
    void put(unsigned queue, const Chain& chain, const Bytes& data);
    /// The entry as it is told, whatever it means.
    void put_used(unsigned queue, uint32_t id, uint32_t length);
    void set_used_index(unsigned queue, uint16_t index);
    uint16_t used_index(unsigned queue) const;
    /// Rings at the driver, if it wants that.
    void interrupt(unsigned queue);
    bool interrupt_wanted(unsigned queue) const;

    // --- Configuration and status
    void change_configuration(const Bytes& bytes);
    void ask_for_reset();
    /// Another one takes its place: the driver's settings are gone.
    void forget_driver();
    uint32_t status() const;
    uint64_t accepted_features() const { return driver_features_; }
    unsigned resets = 0;
    unsigned looks = 0; ///< how often it was notified
    unsigned queue_count() const { return static_cast<unsigned>(queues_.size()); }
    unsigned queue_size(unsigned queue) const { return queues_.at(queue).size; }

    // --- What the driver sees
    uint32_t read(uint32_t offset, unsigned width);
    void write(uint32_t offset, uint32_t value);
    void look_at_image();
    void serve_all();
    virtio_place place{};
    uint8_t* image = nullptr;

private:
    struct Queue {
        uint32_t size = 0;
        bool ready = false;
        uint64_t descriptors = 0, available = 0, used = 0;
        uint16_t next_available = 0;
    };
    void reset();
    void write_image();
    void start_queue_version_1(unsigned queue, uint32_t size, uint32_t align, uint32_t pfn);
    uint32_t& image_word(uint32_t offset) const;

    SimulatedDevices& devices_;
    std::vector<Queue> queues_;
    bool present_ = false;
    uint64_t driver_features_ = 0;
    uint32_t status_ = 0, queue_selector_ = 0, feature_selector_ = 0, driver_feature_selector_ = 0;
    uint32_t page_size_ = 0, queue_align_ = 0, generation_ = 0;
    uint32_t seen_status_ = 0, seen_pfn_ = 0;
    uint32_t interrupt_status_ = 0;
};

/// All devices of a test, and the window. One at a time: the platform's functions are its.
class SimulatedDevices {
public:
    explicit SimulatedDevices(Way way);
    ~SimulatedDevices();
    SimulatedDevice& add(uint32_t id, unsigned queues);

    void* memory(uint64_t address, uint64_t size);
    /// Bytes of the window outside of all pools that somebody has written to.
    bool outside_is_untouched() const;

    void rung(uint32_t bits);        ///< by the driver
    void ring_driver(uint32_t bits); ///< at the driver
    void raise_interrupt();          ///< of devices with registers in hardware

    const Way way;
    bool driver_listens = false;
    unsigned rings_at_driver = 0, rings_at_device = 0;
    std::vector<std::unique_ptr<SimulatedDevice>> devices;
    std::vector<virtio_place> places;

private:
    Bytes window_;
    uint8_t* base_;
    unsigned next_bit_ = 0;
};
