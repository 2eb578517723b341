// SPDX-License-Identifier: BSD-3-Clause
//
// A type of VirtIO device: what it is, and what it does with the buffers of its queues. It knows
// nothing of registers and rings. Everything happens in one thread: nothing in here may wait.
#pragma once

#include "platforms/guests/linux/pmm/queue.h"

#include <map>
#include <string>

namespace ampsim::pmm {

/// What a device asks of who serves its driver.
class DeviceHost {
public:
    virtual ~DeviceHost() = default;
    /// Something has come for the driver: serve() is to be called for the queue.
    virtual void wake(unsigned queue) = 0;
    virtual void configuration_changed() = 0;
    /// The driver did what it must not, or the device cannot go on. A diagnosis for people.
    virtual void need_reset(const std::string& diagnosis) = 0;
};

/// How a queue is left.
enum class Left {
    waiting_for_driver, ///< what is to be done next needs a buffer of the driver
    waiting_for_host,   ///< a buffer of the driver would be of no use now: wake() comes first
    with_work,          ///< that was enough for one call
};

class Device {
public:
    virtual ~Device() = default;
    /// [VirtIO 1.2, 5]
    virtual std::uint32_t type() const = 0;
    /// Those of the type alone.
    virtual std::uint64_t features() const { return 0; }
    virtual unsigned queues() const = 0;
    virtual std::string queue_name(unsigned queue) const = 0;
    virtual Bytes configuration() const { return {}; }

    /// The driver is there from now on; these features were agreed on.
    virtual void start(std::uint64_t features) { (void)features; }
    /// It is not any more.
    virtual void reset() {}
    /// A driver is at work with these features, and its monitor is gone. False: the device cannot
    /// go on from where that one was, the driver has to begin anew.
    virtual bool take_over(std::uint64_t features) {
        start(features);
        return true;
    }
    /// Does what there is to do for the queue, with at most `budget` buffers. They are given back
    /// in the order in which they are taken: a monitor that takes over counts on it.
    virtual Left serve(unsigned queue, Queue& buffers, unsigned budget) = 0;

    /// "dropped_bytes": 3
    virtual std::map<std::string, std::uint64_t> counters() const { return {}; }

    void attach(DeviceHost& host) { host_ = &host; }

protected:
    DeviceHost& host() { return *host_; }

private:
    DeviceHost* host_ = nullptr;
};

} // namespace ampsim::pmm
