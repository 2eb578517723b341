// SPDX-License-Identifier: BSD-3-Clause
//
// All devices of one remote: which of them have to look when something rings.
#pragma once

#include "platforms/guests/linux/pmm/device_server.h"
#include "platforms/guests/linux/pmm/doorbell.h"
#include "platforms/guests/linux/pmm/layout.h"

#include <chrono>

namespace ampsim::pmm {

/// How the monitor learns of what the driver did.
struct Manner {
    /// Drivers do not notify, poll() looks.
    bool polled = false;
    /// There is no interrupt for registers in hardware either: poll() looks at them too.
    bool shim_polled = false;
    /// Before each device is looked at, as OpenAMP's monitor of 2020 did it: then every event means
    /// all queues of all devices, however well the platform could say which.
    std::chrono::nanoseconds sleep_before_look{0};
};

struct RelationCounters {
    std::uint64_t doorbell_interrupts = 0;
    std::uint64_t shim_interrupts = 0;
    std::uint64_t idle_interrupts = 0; ///< of the doorbell, with no bit rung
    std::uint64_t polls = 0;
    std::uint64_t looks = 0; ///< at the registers of one device
};

class Relation {
public:
    /// What is referred to has to outlive it. `shim`: null unless the layout has it. `doorbell`:
    /// may be null where the shim notifies.
    Relation(const Layout& layout, Window& window, RegisterBlock* doorbell, RegisterBlock* shim,
             Manner manner, DeviceServer::Say say);

    /// Before begin(): the device of this place in the layout.
    void add(const DeviceLayout& place, std::unique_ptr<Device> device);
    /// Shows the devices to their drivers, and lets the doorbell interrupt.
    void begin();

    /// Whether the doorbell's lines have to be listened to.
    bool doorbell_interrupts() const { return doorbell_ && !manner_.polled; }
    unsigned doorbell_lines() const { return doorbell_ ? doorbell_->lines() : 0; }
    void doorbell_interrupted(unsigned line);
    void shim_interrupted();
    void poll();
    /// Does what there is to do. True: there is still something.
    bool work();

    const Layout& layout() const { return layout_; }
    const RelationCounters& counters() const { return counters_; }
    DeviceServer& server(std::size_t index) { return *services_.at(index)->server; }
    std::size_t servers() const { return services_.size(); }
    /// All counters, a line for each device and queue.
    std::string report() const;

private:
    struct Service {
        Pool pool;
        Bits bits;
        std::unique_ptr<Registers> registers;
        std::unique_ptr<Device> device;
        std::unique_ptr<DeviceServer> server;
    };

    bool looks_at_everything() const { return manner_.sleep_before_look.count() > 0; }
    void look(Service& service);
    void look_at_all();

    Layout layout_;
    Window& window_;
    std::optional<Doorbell> doorbell_; ///< none: the shim notifies
    RegisterBlock* shim_;
    Manner manner_;
    DeviceServer::Say say_;
    std::vector<std::unique_ptr<Service>> services_;
    RelationCounters counters_;
};

} // namespace ampsim::pmm
