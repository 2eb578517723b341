// SPDX-License-Identifier: BSD-3-Clause
//
// A driver of a VirtIO device over MMIO, version 2, with one split virtqueue
// [VirtIO 1.2, 3.1, 4.2]. It finds the device, agrees on VIRTIO_F_VERSION_1 and nothing else, sets
// the queue up in shared memory, and makes requests one after the other: a part that the device
// reads, a part that it writes, or both. Each ends with the interrupt and the two accesses that
// acknowledge it.
#include "sim/scripted/programs/programs.h"
#include "sim/scripted/programs/vring.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ampsim::scripted {

namespace {

using namespace std::chrono_literals;

// Registers [VirtIO 1.2, 4.2.2].
enum Register : std::uint64_t {
    magic_value = 0x000,
    version = 0x004,
    device_id = 0x008,
    device_features = 0x010,
    device_features_select = 0x014,
    driver_features = 0x020,
    driver_features_select = 0x024,
    queue_select = 0x030,
    queue_size_max = 0x034,
    queue_size = 0x038,
    queue_ready = 0x044,
    queue_notify = 0x050,
    interrupt_status = 0x060,
    interrupt_acknowledge = 0x064,
    status = 0x070,
    queue_descriptors = 0x080, // low, high
    queue_driver = 0x090,
    queue_device = 0x0a0,
};

enum Status : std::uint32_t {
    acknowledge = 1,
    driver = 2,
    driver_ok = 4,
    features_ok = 8,
    needs_reset = 64,
};

constexpr std::uint32_t magic = 0x74726976;
constexpr std::uint32_t version_1_in_high_word = 1; // VIRTIO_F_VERSION_1 is feature 32
constexpr std::uint32_t used_buffer = 1;            // of InterruptStatus
constexpr std::uint32_t ring_alignment = 64;
constexpr std::uint16_t first = 0; // descriptor of the part that the device reads
constexpr std::uint16_t second = 1;

class Driver {
public:
    Driver(Core& core, const Arguments& arguments)
        : core_(core), bus_(core.bus()), registers_(bus_.address(arguments.text("device"))),
          line_(core.line(arguments.text("interrupt"))),
          memory_(bus_.address(arguments.text("memory"))),
          queue_(static_cast<std::uint32_t>(arguments.number("queue"))),
          to_device_(static_cast<std::uint32_t>(arguments.number("to_device"))),
          from_device_(static_cast<std::uint32_t>(arguments.number("from_device"))),
          interrupt_time_(arguments.duration("interrupt_time")) {
        if (to_device_ + from_device_ == 0) {
            core_.fail("a request has neither a part to the device nor one from it");
        }
    }

    void start(std::int64_t wanted_device, std::uint16_t wanted_entries) {
        if (get(magic_value) != magic || get(version) != 2) {
            core_.fail(fmt::format("no VirtIO-MMIO device of version 2 at {:#x}", registers_));
        }
        const std::uint32_t found = get(device_id);
        if (found == 0 || (wanted_device != 0 && found != wanted_device)) {
            core_.fail(
                fmt::format("the VirtIO device is of kind {}, expected {}", found,
                            wanted_device == 0 ? "any but 0" : std::to_string(wanted_device)));
        }
        set(status, 0);
        set(status, acknowledge);
        set(status, acknowledge | driver);
        agree_on_features();
        set_up_queue(wanted_entries);
        set(status, acknowledge | driver | features_ok | driver_ok);
    }

    void request(std::uint64_t number) {
        fill(number);
        const VringBuffer out{first, data_, to_device_};
        const VringBuffer in{to_device_ == 0 ? first : second, data_ + to_device_, from_device_};
        if (to_device_ != 0) {
            ring_->describe(out, false, from_device_ == 0 ? std::nullopt : std::optional(in.id));
        }
        if (from_device_ != 0) {
            ring_->describe(in, true, std::nullopt);
        }
        core_.mark("requested", number);
        ring_->offer(first);
        if (ring_->device_wants_notification()) {
            set(queue_notify, queue_);
            core_.mark("notified", number);
        }
        wait_for_answer(number);
    }

private:
    std::uint32_t get(Register at) { return bus_.read32(registers_ + at); }
    void set(std::uint64_t at, std::uint64_t value) { bus_.write(registers_ + at, value, 4); }
    void set_address(Register at, std::uint64_t address) {
        set(at, address & 0xffffffff);
        set(at + 4, address >> 32);
    }

    void agree_on_features() {
        set(device_features_select, 1);
        if ((get(device_features) & version_1_in_high_word) == 0) {
            core_.fail("the VirtIO device does not offer VIRTIO_F_VERSION_1");
        }
        set(driver_features_select, 0);
        set(driver_features, 0);
        set(driver_features_select, 1);
        set(driver_features, version_1_in_high_word);
        set(status, acknowledge | driver | features_ok);
        if ((get(status) & features_ok) == 0) {
            core_.fail("the VirtIO device does not take VIRTIO_F_VERSION_1 alone");
        }
    }

    void set_up_queue(std::uint16_t wanted_entries) {
        set(queue_select, queue_);
        const std::uint32_t most = get(queue_size_max);
        if (get(queue_ready) != 0 || most < 2) {
            core_.fail(fmt::format("queue {} of the VirtIO device has {} entries, expected 2 at "
                                   "least, and not in use",
                                   queue_, most));
        }
        const auto entries =
            static_cast<std::uint16_t>(std::min<std::uint32_t>(most, wanted_entries));
        const Vring ring = Vring::in_one_piece(memory_, entries, ring_alignment);
        ring_.emplace(bus_, ring);
        ring_->reset();
        data_ = memory_ + Vring::size(entries, ring_alignment);
        data_ += ring_alignment - data_ % ring_alignment;
        set(queue_size, entries);
        set_address(queue_descriptors, ring.descriptors);
        set_address(queue_driver, ring.available);
        set_address(queue_device, ring.used);
        set(queue_ready, 1);
    }

    void fill(std::uint64_t number) {
        std::vector<std::uint8_t> bytes(to_device_);
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<std::uint8_t>(number + i);
        }
        if (!bytes.empty()) {
            bus_.write_block(data_, bytes.data(), bytes.size());
        }
    }

    void wait_for_answer(std::uint64_t number) {
        for (;;) {
            core_.wait_irq(line_);
            core_.compute(interrupt_time_);
            core_.mark("interrupted", number);
            const std::uint32_t pending = get(interrupt_status);
            set(interrupt_acknowledge, pending);
            core_.mark("acknowledged", number);
            if ((get_status_after(pending) & needs_reset) != 0) {
                core_.fail("the VirtIO device needs a reset");
            }
            if (const auto used = ring_->take_used()) {
                if (used->id != first || used->length > from_device_) {
                    core_.fail(fmt::format("the VirtIO device used descriptor {} with {} bytes, "
                                           "expected {} with up to {}",
                                           used->id, used->length, first, from_device_));
                }
                core_.mark("answered", used->length);
                return;
            }
        }
    }

    /// Only an interrupt that is not about buffers may say so: the others are not worth the access.
    std::uint32_t get_status_after(std::uint32_t pending) {
        return pending == used_buffer ? 0 : get(status);
    }

    Core& core_;
    Bus& bus_;
    std::uint64_t registers_;
    Line line_;
    std::uint64_t memory_;
    std::uint32_t queue_;
    std::uint32_t to_device_;
    std::uint32_t from_device_;
    VirtualTime interrupt_time_;
    std::optional<VringDriver> ring_;
    std::uint64_t data_ = 0;
};

void run(Core& core, const Arguments& arguments) {
    Driver driver(core, arguments);
    driver.start(arguments.number("kind"), static_cast<std::uint16_t>(arguments.number("entries")));
    const auto count = static_cast<std::uint64_t>(arguments.number("count"));
    for (std::uint64_t i = 0; i < count; ++i) {
        core.compute(arguments.duration("interval"));
        driver.request(i);
    }
    core.log(fmt::format("virtio-mmio-driver: {} requests answered", count));
}

} // namespace

ProgramDescription virtio_mmio_driver() {
    return {
        "virtio-mmio-driver",
        "makes requests to a VirtIO-MMIO device, one after the other",
        {text("device", "", "where its registers begin: its label, or an address"),
         text("interrupt", "", "its line: its label, or \"LABEL.OUTPUT\""),
         text("memory", "", "where the queue and the buffers are: a memory or carve-out"),
         number("kind", 0, 0, 63, "device ID that is expected; 0: any"),
         number("queue", 0, 0, 1023, "which of its queues"),
         number("entries", 8, 2, 32768, "of the queue, at most; a power of 2"),
         number("to_device", 16, 0, 65536, "bytes of each request that the device reads"),
         number("from_device", 16, 0, 65536, "bytes of each request that it writes"),
         number("count", 1000, 0, INT64_MAX, "requests"),
         duration("interval", "1 us", 0ns, "from an answer to the next request"),
         duration("interrupt_time", "300 ns", 0ns, "from the line to the handler's first access")},
        {"requested", "notified", "interrupted", "acknowledged", "answered"},
        run};
}

} // namespace ampsim::scripted
