// SPDX-License-Identifier: BSD-3-Clause
//
// One queue of a device at work: an SC_THREAD that waits for notifications, fetches buffers, lets
// the device handle them, hands them back and interrupts, each after its time.
#pragma once

#include "models/virtio/engine.h"
#include "models/virtio/queue_memory.h"

#include <deque>

namespace ampsim::models::virtio {

class Engine::Server : public sc_core::sc_module, Queue {
public:
    Server(sc_core::sc_module_name name, Engine& engine, std::size_t index);

    Engine::QueueSettings settings;

    /// For the queue's rings.
    MemoryAccess& memory() { return memory_; }
    const std::string& label() const { return memory_.label(); } ///< "queue 1 (tx)"
    /// With the features and the place as they are now.
    void enable(std::unique_ptr<Ring> ring);
    void disable();
    /// Whether an access to memory is still under way that began before disable().
    bool is_stopping() const { return memory_.is_stopping(); }
    /// The device may have become ready to serve, or ceased to be.
    void look_again() { changed_.notify(sc_core::SC_ZERO_TIME); }
    void notify();

private:
    void run();
    void serve();
    void fire();
    bool is_ready() const { return ring_ && engine_.works(); }
    void check_reset() const;
    void touch_after(sc_core::sc_time delay);
    void touch_to_fetch();
    std::optional<Buffer> look();
    void count_taken();
    void fetch(Buffer& buffer);
    sc_core::sc_time processing_time(const Buffer& buffer) const;
    void check_reply(const Buffer& buffer);
    void write_reply(const Buffer& buffer);
    void hand_over(const std::vector<Buffer>& buffers);
    void interrupt_if_wanted();

    std::size_t index() const override { return index_; }
    Buffer take() override;
    std::optional<Buffer> try_take() override;
    void give_back(Buffer buffer) override;
    void give_back_together(std::vector<Buffer> buffers) override;
    void wait(const sc_core::sc_event& event) override;
    void wait(sc_core::sc_time time) override;

    Engine& engine_;
    std::size_t index_;
    QueueMemory memory_;
    std::shared_ptr<Ring> ring_;   ///< none: the queue is not enabled
    std::shared_ptr<Ring> served_; ///< the thread's own: a reset may come while it is in there
    std::uint64_t epoch_ = 0;      ///< counts resets
    std::uint64_t served_epoch_ = 0;
    bool notified_ = false;
    bool waits_for_notification_ = false;
    bool at_work_ = false; ///< has looked at the ring, and not waited since
    sc_core::sc_time touched_at_{sc_core::sc_max_time()};
    sc_core::sc_time took_at_{sc_core::sc_max_time()};
    std::uint32_t taken_at_once_ = 0; ///< buffers, at took_at_
    std::deque<std::uint16_t> taken_; ///< with IN_ORDER: what has to be given back, in this order
    sc_core::sc_event changed_;
    sc_core::sc_event notified_event_;
    sc_core::sc_event reset_;
    sc_core::sc_event interrupt_;
    bool interrupt_on_its_way_ = false;
};

} // namespace ampsim::models::virtio
