// SPDX-License-Identifier: BSD-3-Clause
//
// A slot of the VirtIO shim: one device, half of it registers here, half of it software behind. The
// rules of ampsim_virtio_shim.h, whatever the registers look like.
//
// What one side writes is in the slot at once. The other side's flags (EVENTS and NOTIFIED, or
// InterruptStatus), and so its interrupt, follow one signal latency later: who sees a flag finds
// what it stands for.
#pragma once

#include "models/hvl/ampsim_virtio_shim.h"
#include "models/latency.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <systemc>

namespace ampsim::models {

struct ShimQueue {
    std::uint32_t size_max = 0; ///< 0: there is no such queue
    std::uint32_t size = 0;     ///< as the driver wrote it
    bool ready = false;
    bool stopping = false; ///< not ready any more, and the device has not let go of it yet
    std::uint64_t descriptors = 0;
    std::uint64_t available = 0;
    std::uint64_t used = 0;
};

struct ShimCounters {
    std::uint64_t notifies = 0;        ///< writes of QueueNotify, of queues that there are
    std::uint64_t events = 0;          ///< other things that the driver did, EVENTS
    std::uint64_t coalesced = 0;       ///< notifies and events that were pending already
    std::uint64_t interrupts = 0;      ///< InterruptStatus became other than 0
    std::uint64_t acks = 0;            ///< writes of InterruptACK that cleared something
    std::uint64_t ignored = 0;         ///< writes of the driver that the rules do not allow
    std::uint64_t status_reads = 0;    ///< of Status, by the driver
    std::uint64_t interrupt_reads = 0; ///< of InterruptStatus, by the driver
};

class ShimSlot : public sc_core::sc_module {
public:
    static constexpr std::size_t queues = AMPSIM_SHIM_MAX_QUEUES;

    /// `version` of VirtIO-MMIO: 1 or 2.
    ShimSlot(sc_core::sc_module_name name, unsigned version, const Latency& signal_latency);

    /// Called when a flag or an enable has changed.
    void on_change(std::function<void()> callback) { changed_ = std::move(callback); }
    /// Takes in what has arrived by now. To be called before anything below.
    void settle();

    // --- What both see
    unsigned version() const { return version_; }
    const ShimQueue& queue(std::size_t index) const { return queues_.at(index); }
    std::uint32_t interrupt_status() const { return interrupt_status_; }
    std::uint32_t generation() const { return generation_; }
    std::uint64_t driver_features() const { return driver_features_; }
    /// What is past the end reads as zero, and is not written.
    void read_configuration(std::uint64_t offset, unsigned char* data, unsigned size) const;
    bool reset_waits() const { return reset_waits_; }

    // --- What the driver does
    std::uint32_t status_for_driver() const;
    void write_status(std::uint32_t bits);
    void set_driver_features(std::uint64_t features);
    /// `index` may be any number: what is not there is ignored.
    void set_queue_size(std::size_t index, std::uint32_t size);
    void place_queue(std::size_t index, const std::function<void(ShimQueue&)>& change);
    void start_queue(std::size_t index);
    void stop_queue(std::size_t index);
    void notify(std::uint32_t value);
    void acknowledge(std::uint32_t reasons);
    void write_configuration_as_driver(std::uint64_t offset, const unsigned char* data,
                                       unsigned size);
    /// The device has let go of everything after a reset.
    const sc_core::sc_event& reset_done() const { return reset_done_; }

    // --- What the device does
    std::uint32_t device_id = 0;
    std::uint32_t vendor_id = 0;
    std::uint64_t device_features = 0;
    void set_queue_size_max(std::size_t index, std::uint32_t size);
    std::uint32_t status() const { return status_; }
    std::uint32_t events() const { return events_; }
    std::uint32_t notified() const { return notified_; }
    std::uint32_t enable() const { return enable_; }
    bool raises_device_interrupt() const;
    void set_enable(std::uint32_t what);
    void clear_events(std::uint32_t events);
    void clear_notified(std::uint32_t notified);
    void need_reset();
    void finish_reset();
    void finish_stop(std::size_t index);
    void change_configuration();
    void interrupt(std::uint32_t reasons);
    void write_configuration(std::uint64_t offset, const unsigned char* data, unsigned size);

    ShimCounters counters;

private:
    enum class Flag { event, notified, interrupt };

    /// On its way to the other side.
    struct Signal {
        Flag flag;
        std::uint32_t bits;
        sc_core::sc_time due;
        std::uint64_t sent_in_delta;
    };

    bool driver_may_change(std::size_t index); ///< the queue; counts what it ignores
    bool driver_is_heard();                    ///< no reset waits; counts what it ignores
    void reset();
    void send(Flag flag, std::uint32_t bits);
    void receive(const Signal& signal);
    void on_arrival();

    unsigned version_;
    Latency signal_latency_;
    std::function<void()> changed_;

    std::array<ShimQueue, queues> queues_{};
    std::uint32_t status_ = 0;
    bool needs_reset_ = false;
    bool reset_waits_ = false;
    std::uint64_t driver_features_ = 0;
    std::uint32_t interrupt_status_ = 0;
    std::uint32_t events_ = 0;
    std::uint32_t notified_ = 0;
    std::uint32_t enable_ = 0;
    std::uint32_t generation_ = 0;
    std::array<std::uint8_t, AMPSIM_SHIM_CONFIG_SIZE> configuration_{};

    std::deque<Signal> signals_; // in the order of their due times
    sc_core::sc_time last_due_;  // of these
    sc_core::sc_event_queue arrivals_{"arrivals"};
    sc_core::sc_event reset_done_;
};

} // namespace ampsim::models
