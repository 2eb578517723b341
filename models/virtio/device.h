// SPDX-License-Identifier: BSD-3-Clause
//
// A type of VirtIO device: what it is, and what it does with the buffers of its queues. It knows
// nothing of transports, rings or memory. Each queue is served by an SC_THREAD of its own:
//
//     void Rng::serve(Queue& queue) {
//         for (;;) {
//             Buffer buffer = queue.take();           // waits for the driver
//             buffer.reply = random(buffer.writable); // at most as many bytes as there is room
//             queue.give_back(std::move(buffer));     // takes the processing time, then interrupts
//         }
//     }
#pragma once

#include "models/virtio/ring.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

namespace ampsim::models::virtio {

/// A buffer of the driver, from take() to give_back().
struct Buffer {
    std::vector<std::uint8_t> request; ///< what the device reads, the segments one after the other
    std::size_t writable = 0;          ///< bytes that the device may write
    std::vector<std::uint8_t> reply;   ///< written from the start of what is writable; what is
                                       ///< longer than that is a fault of the device
    Chain chain;
};

/// Thrown out of every wait of Queue when the queue or the device is reset; serve() lets it pass,
/// and is called again when the queue is ready again.
struct QueueReset {};

/// A queue, for the device that serves it. All waits end with QueueReset.
class Queue {
public:
    virtual ~Queue() = default;
    virtual std::size_t index() const = 0;
    /// The next buffer of the driver; waits until there is one.
    virtual Buffer take() = 0;
    /// The next buffer, when there is one. Takes the time to look.
    virtual std::optional<Buffer> try_take() = 0;
    /// Takes the processing time of the buffer, writes its reply, hands it back, and interrupts
    /// unless the driver does not want it.
    virtual void give_back(Buffer buffer) = 0;
    /// Several that belong together (a frame over mergeable buffers). A driver must find all of
    /// them or none: a queue hands them back in one instant.
    virtual void give_back_together(std::vector<Buffer> buffers) {
        for (Buffer& buffer : buffers) {
            give_back(std::move(buffer));
        }
    }
    virtual void wait(const sc_core::sc_event& event) = 0;
    virtual void wait(sc_core::sc_time time) = 0;
};

/// What a device asks of its transport.
class DeviceEvents {
public:
    virtual ~DeviceEvents() = default;
    /// The configuration has changed: new generation, interrupt.
    virtual void configuration_changed() = 0;
    /// The driver did what it must not: DEVICE_NEEDS_RESET, with a diagnosis for people.
    virtual void needs_reset(const std::string& diagnosis) = 0;
};

class Device {
public:
    virtual ~Device() = default;
    /// [VirtIO 1.2, 5]
    virtual std::uint32_t type() const = 0;
    /// "net", as platform files say it
    virtual std::string name() const = 0;
    /// Feature bits 0 to 23 and 50 to 127 of the type, as far as below 64; the rings' and the
    /// transport's are added by the engine.
    virtual std::uint64_t features() const { return 0; }
    virtual std::size_t queues() const = 0;
    virtual std::string queue_name(std::size_t queue) const = 0; ///< "rx", "tx"
    /// The device's configuration as it is now [VirtIO 1.2, 2.5], little-endian.
    virtual std::vector<std::uint8_t> configuration() const { return {}; }
    /// The driver wrote `size` bytes there (inside of the configuration).
    virtual void write_configuration(std::size_t, const std::uint8_t*, std::size_t) {}

    /// The driver has set DRIVER_OK; these features were agreed on.
    virtual void start(std::uint64_t features) { (void)features; }
    virtual void reset() {}
    /// Body of the SC_THREAD of one queue; see above.
    virtual void serve(Queue& queue) = 0;

    /// "sent_frames": 3
    virtual std::map<std::string, std::uint64_t> counters() const { return {}; }
    /// Whether something of the host outside of ampsim's control (its time, its network, a person)
    /// reaches the guest; "" or what it is: "user-mode network".
    virtual std::string not_reproducible() const { return ""; }

    void attach(DeviceEvents& events) { events_ = &events; }

protected:
    DeviceEvents& events() { return *events_; }

private:
    DeviceEvents* events_ = nullptr;
};

} // namespace ampsim::models::virtio
