// SPDX-License-Identifier: BSD-3-Clause
//
// A driver's side of a virtqueue: guest memory as bytes, and the rings in it as a driver builds
// them, field by field, so that a test can break every rule.
//
//     GuestMemory memory;
//     SplitQueue queue{memory, 0x1000, 8};
//     queue.describe(0, {0x8000, 16});
//     queue.offer(0);
//     ... // the device works
//     EXPECT_THAT(queue.used(), ElementsAre(Finished{0, 16}));
#pragma once

#include "models/bus_master/memory_access.h"
#include "models/virtio/descriptor.h"
#include "models/virtio/ring.h"
#include "tests/unit/models/stimulus.h"

#include <fmt/format.h>

#include <cstring>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace ampsim::models::virtio {

class GuestMemory {
public:
    static constexpr std::uint64_t base = 0x4000'0000;
    static constexpr std::uint64_t size = 0x4'0000;

    std::uint8_t* at(std::uint64_t address) { return bytes.data() + (address - base); }
    void put8(std::uint64_t address, std::uint8_t value) { *at(address) = value; }
    void put16(std::uint64_t address, std::uint16_t value) { store_little_u16(at(address), value); }
    void put32(std::uint64_t address, std::uint32_t value) { store_little_u32(at(address), value); }
    void put64(std::uint64_t address, std::uint64_t value) { store_little_u64(at(address), value); }
    std::uint16_t get16(std::uint64_t address) { return load_little_u16(at(address)); }
    std::uint32_t get32(std::uint64_t address) { return load_little_u32(at(address)); }
    void put(std::uint64_t address, const std::vector<std::uint8_t>& data) {
        std::copy(data.begin(), data.end(), at(address));
    }
    std::vector<std::uint8_t> get(std::uint64_t address, std::size_t count) {
        return {at(address), at(address) + count};
    }

    std::vector<std::uint8_t> bytes = std::vector<std::uint8_t>(size);
};

/// Guest memory as a device reaches it. Accesses take `access_time`, none unless said.
class FakeMemory : public MemoryAccess {
public:
    explicit FakeMemory(GuestMemory& guest) : guest_(guest) {}

    sc_core::sc_time access_time{sc_core::SC_ZERO_TIME};
    sc_core::sc_time least{sc_core::SC_ZERO_TIME};
    /// Called for writes to addresses that are no memory; whether there is something else.
    std::function<bool(std::uint64_t address, const void* data, std::size_t size)> elsewhere;
    struct Access {
        double time; ///< ns, at its end
        bool is_write;
        std::uint64_t address;
        std::size_t size;
        std::string what;
    };
    std::vector<Access> accesses;

    bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) override {
        const sc_core::sc_time at = now() + std::max(delay, instant_ == now() ? delay : least);
        sc_core::wait(at - now(), abandoned);
        instant_ = now();
        return now() == at;
    }
    sc_core::sc_time least_latency() const override { return least; }
    void read(std::uint64_t address, void* data, std::size_t size,
              const std::string& what) override {
        begin(address, size, what);
        if (size != 0) {
            std::memcpy(data, guest_.at(address), size);
        }
        accesses.push_back({now() / ns(1), false, address, size, what});
    }
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string& what) override {
        if (elsewhere && elsewhere(address, data, size)) {
            return;
        }
        begin(address, size, what);
        if (size != 0) {
            std::memcpy(guest_.at(address), data, size);
        }
        accesses.push_back({now() / ns(1), true, address, size, what});
    }

private:
    void begin(std::uint64_t address, std::size_t size, const std::string& what) const {
        if (access_time != sc_core::SC_ZERO_TIME) {
            sc_core::wait(access_time);
        }
        if (address < GuestMemory::base || address - GuestMemory::base > GuestMemory::size ||
            size > GuestMemory::size - (address - GuestMemory::base)) {
            throw AccessRefused(fmt::format("{}: {} bytes at {:#x}", what, size, address));
        }
    }

    GuestMemory& guest_;
    sc_core::sc_time instant_{sc_core::sc_max_time()};
};

/// What a descriptor says.
struct Part {
    std::uint64_t address = 0;
    std::uint32_t length = 0;
    std::uint16_t flags = 0;
    std::uint16_t next = 0; ///< split; in a packed ring it is the buffer's id
};

inline void put_descriptor(GuestMemory& memory, std::uint64_t at, const Part& part) {
    memory.put64(at, part.address);
    memory.put32(at + 8, part.length);
    memory.put16(at + 12, part.flags);
    memory.put16(at + 14, part.next);
}

/// A buffer that the device has given back.
struct Finished {
    std::uint32_t id;
    std::uint32_t written;
    bool operator==(const Finished& other) const {
        return id == other.id && written == other.written;
    }
};
inline std::ostream& operator<<(std::ostream& out, const Finished& finished) {
    return out << "{" << finished.id << ", " << finished.written << "}";
}

/// A driver's split ring [VirtIO 1.2, 2.7].
class SplitQueue {
public:
    SplitQueue(GuestMemory& memory, std::uint64_t address, std::uint16_t size)
        : memory_(&memory), place_{size, address, address + 16ULL * size,
                                   (address + 16ULL * size + 6 + 2ULL * size + 3) / 4 * 4} {}

    const RingPlace& place() const { return place_; }
    void describe(std::uint16_t index, const Part& part) {
        put_descriptor(*memory_, place_.descriptors + 16ULL * index, part);
    }
    /// Makes the chain that begins there available.
    void offer(std::uint16_t head) {
        put_entry(available_ % place_.size, head);
        set_available(static_cast<std::uint16_t>(available_ + 1));
    }
    void put_entry(std::uint16_t slot, std::uint16_t head) {
        memory_->put16(place_.driver_area + 4 + 2ULL * slot, head);
    }
    void set_available(std::uint16_t index) {
        available_ = index;
        memory_->put16(place_.driver_area + 2, index);
    }
    void set_available_flags(std::uint16_t flags) { memory_->put16(place_.driver_area, flags); }
    void set_used_event(std::uint16_t event) {
        memory_->put16(place_.driver_area + 4 + 2ULL * place_.size, event);
    }
    std::uint16_t used_flags() { return memory_->get16(place_.device_area); }
    std::uint16_t used_index() { return memory_->get16(place_.device_area + 2); }
    std::uint16_t available_event() {
        return memory_->get16(place_.device_area + 4 + 8ULL * place_.size);
    }
    /// What was given back since the last call.
    std::vector<Finished> used() {
        std::vector<Finished> all;
        for (; seen_ != used_index(); ++seen_) {
            const std::uint64_t entry = place_.device_area + 4 + 8ULL * (seen_ % place_.size);
            all.push_back({memory_->get32(entry), memory_->get32(entry + 4)});
        }
        return all;
    }

private:
    GuestMemory* memory_;
    RingPlace place_;
    std::uint16_t available_ = 0;
    std::uint16_t seen_ = 0;
};

/// A driver's packed ring [VirtIO 1.2, 2.8].
class PackedQueue {
public:
    static constexpr std::uint16_t enable = 0, disable = 1, at_descriptor = 2;

    PackedQueue(GuestMemory& memory, std::uint64_t address, std::uint16_t size)
        : memory_(&memory), place_{size, address, address + 16ULL * size,
                                   address + 16ULL * size + 4} {}

    const RingPlace& place() const { return place_; }
    /// Makes a chain available, from where the driver is in the ring; its last part has the id.
    void offer(const std::vector<Part>& parts) {
        const std::uint16_t first = next_;
        const bool first_wrap = wrap_;
        for (const Part& part : parts) {
            describe(next_, part, wrap_);
            if (++next_ == place_.size) {
                next_ = 0;
                wrap_ = !wrap_;
            }
        }
        describe(first, parts.front(), first_wrap);
        chains_.push_back(static_cast<std::uint16_t>(parts.size()));
    }
    /// One descriptor, available in the lap with this wrap counter.
    void describe(std::uint16_t index, const Part& part, bool wrap) {
        const std::uint64_t at = place_.descriptors + 16ULL * index;
        memory_->put64(at, part.address);
        memory_->put32(at + 8, part.length);
        memory_->put16(at + 12, part.next);
        memory_->put16(at + 14, static_cast<std::uint16_t>(part.flags | (wrap ? 0x80 : 0x8000)));
    }
    void set_driver_events(std::uint16_t flags, std::uint16_t at = 0, bool wrap = false) {
        memory_->put16(place_.driver_area, static_cast<std::uint16_t>(at | (wrap ? 0x8000 : 0)));
        memory_->put16(place_.driver_area + 2, flags);
    }
    std::uint16_t device_events() { return memory_->get16(place_.device_area + 2); }
    std::uint16_t device_event_at() { return memory_->get16(place_.device_area); }
    std::uint16_t flags(std::uint16_t index) {
        return memory_->get16(place_.descriptors + 16ULL * index + 14);
    }
    /// What was given back since the last call; chains come back in order.
    std::vector<Finished> used() {
        std::vector<Finished> all;
        while (done_ < chains_.size()) {
            const std::uint16_t word = flags(seen_);
            if (((word & 0x80) != 0) != seen_wrap_ || ((word & 0x8000) != 0) != seen_wrap_) {
                break;
            }
            const std::uint64_t at = place_.descriptors + 16ULL * seen_;
            all.push_back({memory_->get16(at + 12), memory_->get32(at + 8)});
            seen_ = static_cast<std::uint16_t>(seen_ + chains_[done_++]);
            if (seen_ >= place_.size) {
                seen_ = static_cast<std::uint16_t>(seen_ - place_.size);
                seen_wrap_ = !seen_wrap_;
            }
        }
        return all;
    }

private:
    GuestMemory* memory_;
    RingPlace place_;
    std::uint16_t next_ = 0;
    bool wrap_ = true;
    std::uint16_t seen_ = 0;
    bool seen_wrap_ = true;
    std::vector<std::uint16_t> chains_; ///< entries of each
    std::size_t done_ = 0;
};

} // namespace ampsim::models::virtio
