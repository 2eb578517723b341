// SPDX-License-Identifier: BSD-3-Clause
//
// The memory as one queue's thread reaches it. An access over the interconnect takes its time, and
// the driver may reset the queue meanwhile: such an access is carried out to its end, and then
// QueueReset is thrown, so that nothing of the queue is touched any more. Messages name the queue.
#pragma once

#include "models/bus_master/memory_access.h"
#include "models/virtio/device.h"

#include <string>
#include <utility>

namespace ampsim::models::virtio {

class QueueMemory : public MemoryAccess {
public:
    /// `label`: "queue 1 (tx)"; `stopped`: notified when an access has ended that was under way
    /// when the queue was reset.
    QueueMemory(MemoryAccess& memory, std::string label, sc_core::sc_event& stopped)
        : memory_(memory), label_(std::move(label)), stopped_(stopped) {}

    /// Lets the access that is under way, if there is one, end with QueueReset.
    void reset() { abandoned_ = accessing_; }
    /// Whether there still is one that was under way when the queue was reset.
    bool is_stopping() const { return accessing_ && abandoned_; }
    const std::string& label() const { return label_; }

    bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) override {
        return memory_.touch_after(delay, abandoned);
    }
    sc_core::sc_time least_latency() const override { return memory_.least_latency(); }
    void read(std::uint64_t address, void* data, std::size_t size,
              const std::string& what) override {
        const Access access(*this);
        memory_.read(address, data, size, label_ + ", " + what);
        access.end();
    }
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string& what) override {
        const Access access(*this);
        memory_.write(address, data, size, label_ + ", " + what);
        access.end();
    }

private:
    class Access {
    public:
        explicit Access(QueueMemory& memory) : memory_(memory) {
            memory_.accessing_ = true;
            memory_.abandoned_ = false;
        }
        Access(const Access&) = delete;
        Access& operator=(const Access&) = delete;
        ~Access() {
            memory_.accessing_ = false;
            if (memory_.abandoned_) {
                memory_.stopped_.notify(sc_core::SC_ZERO_TIME);
            }
        }
        void end() const {
            if (memory_.abandoned_) {
                throw QueueReset{};
            }
        }

    private:
        QueueMemory& memory_;
    };

    MemoryAccess& memory_;
    std::string label_;
    sc_core::sc_event& stopped_;
    bool accessing_ = false;
    bool abandoned_ = false;
};

} // namespace ampsim::models::virtio
