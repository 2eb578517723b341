// SPDX-License-Identifier: BSD-3-Clause
//
// One device and its driver, from the driver's first register to its reset. Whatever the driver
// does, and whatever the system refuses the device, the worst that comes of it is that this device
// waits for a reset.
#pragma once

#include "platforms/guests/linux/pmm/device.h"

#include <functional>
#include <memory>
#include <vector>

namespace ampsim::pmm {

class DeviceServer final : public DeviceHost {
public:
    using Say = std::function<void(const std::string&)>;

    /// `label`: "hvl0, console", for messages, which `say` gets. `queue_size`: entries at most.
    /// `polled`: the driver shall not notify.
    DeviceServer(std::string label, Device& device, Registers& registers, Pool& pool,
                 std::uint16_t queue_size, bool polled, Say say);

    /// Shows the device to its driver, or goes on with one that is at work.
    void begin();
    /// Looks at what the driver did to the registers, and whether it notified.
    void look();
    /// The driver may have made buffers available.
    void notified(std::uint32_t queues);
    /// Serves queues where there is something to do. True: there is still something.
    bool work();

    unsigned queues() const { return device_.queues(); }
    bool is_started() const { return started_; }
    bool is_broken() const { return broken_; }
    const std::string& label() const { return label_; }
    Device& device() { return device_; }
    const QueueCounters& counters(unsigned queue) const { return counters_.at(queue); }
    std::uint64_t resets() const { return resets_; }

    // DeviceHost
    void wake(unsigned queue) override;
    void configuration_changed() override;
    void need_reset(const std::string& diagnosis) override;

private:
    void obey(const Actions& actions);
    void reset();
    void start(bool taken_over);
    void set_up_queues();
    bool serve(unsigned queue);
    std::string name_of(unsigned queue) const;

    std::string label_;
    Device& device_;
    Registers& registers_;
    Pool& pool_;
    std::uint16_t queue_size_;
    bool polled_;
    Say say_;
    std::vector<std::unique_ptr<Queue>> queues_; ///< null: the driver has none
    std::vector<QueueCounters> counters_;
    std::uint64_t features_ = 0;
    bool started_ = false;
    bool broken_ = false;
    // Queues, by bits.
    std::uint32_t to_serve_ = 0;
    std::uint32_t waiting_for_host_ = 0; ///< no buffer of the driver is of use there
    std::uint64_t resets_ = 0;
};

} // namespace ampsim::pmm
