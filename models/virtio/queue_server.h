// SPDX-License-Identifier: BSD-3-Clause
//
// One queue of a device at work: an SC_THREAD that waits for notifications, fetches buffers, lets
// the device handle them, hands them back and interrupts, each after its time.
#pragma once

#include "models/virtio/engine.h"

namespace ampsim::models::virtio {

class Engine::Server : public sc_core::sc_module, Queue {
public:
    Server(sc_core::sc_module_name name, Engine& engine, std::size_t index);

    Engine::QueueSettings settings;

    /// With the features and the place as they are now.
    void enable(std::unique_ptr<Ring> ring);
    void disable();
    /// The device may have become ready to serve, or ceased to be.
    void look_again() { changed_.notify(sc_core::SC_ZERO_TIME); }
    void notify();

private:
    void run();
    void fire();
    bool is_ready() const { return ring_ && engine_.works(); }
    void check_reset() const;
    bool is_touching() const { return touched_at_ == sc_core::sc_time_stamp(); }
    void touch_after(sc_core::sc_time delay);
    std::optional<Buffer> look();
    void fetch(Buffer& buffer);
    sc_core::sc_time processing_time(const Buffer& buffer) const;
    void hand_over(const Buffer& buffer);
    void write_reply(const Buffer& buffer);
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
    std::string label_; ///< "queue 1 (tx)"
    std::unique_ptr<Ring> ring_;
    std::uint64_t epoch_ = 0; ///< counts resets
    std::uint64_t served_epoch_ = 0;
    bool notified_ = false;
    bool waits_for_notification_ = false;
    sc_core::sc_time touched_at_{sc_core::sc_max_time()};
    sc_core::sc_event changed_;
    sc_core::sc_event notified_event_;
    sc_core::sc_event reset_;
    sc_core::sc_event interrupt_;
    bool interrupt_on_its_way_ = false;
};

} // namespace ampsim::models::virtio
