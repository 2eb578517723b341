// SPDX-License-Identifier: BSD-3-Clause
#include "simulated_device.h"

#include "ampsim_virtio_ram.h"
#include "host.h"

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>

namespace {

constexpr uint64_t window_address = 0xb9000000;
constexpr uint64_t page = 0x1000;
constexpr uint64_t pool_size = 0x20000;
constexpr unsigned most_devices = 4;
constexpr uint64_t gap = page; ///< behind each pool, belongs to nobody
constexpr uint8_t untouched = 0xA5;
constexpr uint32_t needs_reset = 0x40;
constexpr uint32_t driver_ok = 4;
constexpr uint32_t features_ok = 8;

SimulatedDevices* current = nullptr;

uint64_t pool_offset(unsigned slot) {
    return page + slot * (pool_size + gap);
}

} // namespace

// --- What the drivers see of the platform

const virtio_place* virtio_platform_places(unsigned* count) {
    *count = static_cast<unsigned>(current->places.size());
    return current->places.data();
}

int32_t virtio_platform_poll_period() {
    return current->way.poll_period;
}

void virtio_platform_start() {
    current->driver_listens = true;
}

void virtio_platform_ring(uint32_t bits) {
    current->rung(bits);
}

extern "C" uint32_t virtio_modelled_read(const virtio_place* place, uint32_t offset,
                                         unsigned width) {
    return current->devices.at(place->slot)->read(offset, width);
}

extern "C" void virtio_modelled_write(const virtio_place* place, uint32_t offset, uint32_t value) {
    current->devices.at(place->slot)->write(offset, value);
}

// --- The platform

SimulatedDevices::SimulatedDevices(Way chosen)
    : way(chosen), window_(pool_offset(most_devices) + page, untouched) {
    const auto start = reinterpret_cast<uintptr_t>(window_.data());
    base_ = window_.data() + (page - start % page) % page;
    std::memset(base_, 0, page);
    current = this;
}

SimulatedDevices::~SimulatedDevices() {
    current = nullptr;
}

SimulatedDevice& SimulatedDevices::add(uint32_t id, unsigned queues) {
    const auto slot = static_cast<unsigned>(devices.size());
    devices.push_back(std::make_unique<SimulatedDevice>(*this, slot, id, queues));
    SimulatedDevice& device = *devices.back();
    device.image = base_ + slot * AMPSIM_RAM_SLOT;
    uint8_t* pool = base_ + pool_offset(slot);
    std::memset(pool, 0x11, pool_size); // what somebody left there
    virtio_place& place = device.place;
    place.slot = slot;
    place.device_id = id;
    place.in_ram = way.registers == Registers::ram;
    place.registers = device.image;
    place.pool = pool;
    place.pool_size = pool_size;
    place.pool_address = window_address + pool_offset(slot);
    place.queue_size = 64;
    place.per_queue = way.per_queue;
    place.first_bit = way.per_queue ? next_bit_ : 0;
    next_bit_ += queues + 1;
    places.push_back(place);
    return device;
}

void* SimulatedDevices::memory(uint64_t address, uint64_t size) {
    const uint64_t end = pool_offset(most_devices);
    const bool inside =
        address >= window_address && size <= end && address - window_address <= end - size;
    EXPECT_TRUE(inside) << "the driver names memory outside of the window: " << std::hex << address;
    return base_ + (inside ? address - window_address : page);
}

bool SimulatedDevices::outside_is_untouched() const {
    for (unsigned slot = 0; slot < devices.size(); ++slot) {
        const uint8_t* behind = base_ + pool_offset(slot) + pool_size;
        if (!std::all_of(behind, behind + gap, [](uint8_t byte) { return byte == untouched; })) {
            return false;
        }
    }
    return true;
}

void SimulatedDevices::rung(uint32_t bits) {
    ++rings_at_device;
    for (const auto& device : devices) {
        const uint32_t own =
            way.per_queue ? ((2U << device->queue_count()) - 1) << device->place.first_bit : 1;
        if (bits & own) {
            if (way.registers == Registers::ram) {
                device->look_at_image();
            }
            device->serve_all();
        }
    }
}

void SimulatedDevices::ring_driver(uint32_t bits) {
    ++rings_at_driver;
    if (driver_listens) {
        host_interrupt(
            [](void* argument) { virtio_notified(*static_cast<const uint32_t*>(argument)); },
            &bits);
    }
}

void SimulatedDevices::raise_interrupt() {
    ++rings_at_driver;
    if (driver_listens) {
        host_interrupt([](void*) { virtio_interrupted(); }, nullptr);
    }
}

// --- A device: registers

uint32_t Chain::room() const {
    uint32_t room = 0;
    for (const auto& part : writable) {
        room += part.size;
    }
    return room;
}

SimulatedDevice::SimulatedDevice(SimulatedDevices& devices, unsigned slot, uint32_t id,
                                 unsigned queues)
    : devices_(devices), queues_(queues) {
    place.slot = slot;
    place.device_id = id;
}

uint32_t& SimulatedDevice::image_word(uint32_t offset) const {
    return *reinterpret_cast<uint32_t*>(image + offset);
}

void SimulatedDevice::reset() {
    ++resets;
    status_ = 0;
    driver_features_ = 0;
    interrupt_status_ = 0;
    queues_.assign(queues_.size(), Queue{});
}

uint32_t SimulatedDevice::status() const {
    return place.in_ram ? image_word(AMPSIM_RAM_STATUS) : status_;
}

void SimulatedDevice::appear() {
    present_ = true;
    if (place.in_ram) {
        write_image();
    }
}

void SimulatedDevice::forget_driver() {
    reset();
    if (place.in_ram) {
        write_image();
    }
}

void SimulatedDevice::ask_for_reset() {
    if (place.in_ram) {
        image_word(AMPSIM_RAM_STATUS) |= needs_reset;
        image_word(AMPSIM_RAM_INTERRUPT_STATUS) |= 2;
        seen_status_ |= needs_reset;
        devices_.ring_driver(1U << (place.first_bit + (place.per_queue ? queues_.size() : 0)));
    } else {
        status_ |= needs_reset;
        interrupt_status_ |= 2;
        devices_.raise_interrupt();
    }
}

void SimulatedDevice::change_configuration(const Bytes& bytes) {
    configuration = bytes;
    if (place.in_ram) {
        ++image_word(AMPSIM_RAM_CONFIG_GENERATION);
        std::copy(bytes.begin(), bytes.end(), image + AMPSIM_RAM_CONFIG);
        ++image_word(AMPSIM_RAM_CONFIG_GENERATION);
        image_word(AMPSIM_RAM_INTERRUPT_STATUS) |= 2;
        devices_.ring_driver(1U << (place.first_bit + (place.per_queue ? queues_.size() : 0)));
    } else {
        ++generation_;
        interrupt_status_ |= 2;
        devices_.raise_interrupt();
    }
}

/// As the monitor leaves it after a reset.
void SimulatedDevice::write_image() {
    const uint32_t resets_done = image_word(AMPSIM_RAM_RESETS);
    const uint32_t wanted = image_word(AMPSIM_RAM_RESETS_WANTED);
    const uint32_t generation = image_word(AMPSIM_RAM_CONFIG_GENERATION);
    std::memset(image, 0, AMPSIM_RAM_SLOT);
    image_word(AMPSIM_RAM_RESETS) = resets_done;
    image_word(AMPSIM_RAM_RESETS_WANTED) = wanted;
    image_word(AMPSIM_RAM_CONFIG_GENERATION) = generation;
    image_word(AMPSIM_RAM_VERSION) = 1;
    image_word(AMPSIM_RAM_DEVICE_ID) = place.device_id;
    image_word(AMPSIM_RAM_VENDOR_ID) = AMPSIM_RAM_VENDOR;
    image_word(AMPSIM_RAM_DEVICE_FEATURES) = static_cast<uint32_t>(features);
    image_word(AMPSIM_RAM_QUEUE_NUM_MAX) = queue_size_max;
    for (const uint32_t offset :
         {AMPSIM_RAM_QUEUE_SEL, AMPSIM_RAM_QUEUE_NUM, AMPSIM_RAM_QUEUE_PFN}) {
        image_word(offset) = AMPSIM_RAM_UNTOUCHED;
    }
    std::copy(configuration.begin(), configuration.end(), image + AMPSIM_RAM_CONFIG);
    seen_status_ = 0;
    seen_pfn_ = AMPSIM_RAM_UNTOUCHED;
    image_word(AMPSIM_RAM_MAGIC) = 0x74726976;
}

void SimulatedDevice::look_at_image() {
    if (!present_ || !answers) {
        return;
    }
    image_word(AMPSIM_RAM_INTERRUPT_STATUS) &= ~image_word(AMPSIM_RAM_INTERRUPT_ACK);
    image_word(AMPSIM_RAM_INTERRUPT_ACK) = 0;
    const uint32_t wanted = image_word(AMPSIM_RAM_RESETS_WANTED);
    if (wanted != image_word(AMPSIM_RAM_RESETS)) {
        reset();
        write_image();
        image_word(AMPSIM_RAM_RESETS) = wanted;
        devices_.ring_driver(1U << place.first_bit);
        return;
    }
    seen_status_ = image_word(AMPSIM_RAM_STATUS);
    driver_features_ = image_word(AMPSIM_RAM_DRIVER_FEATURES);
    if (image_word(AMPSIM_RAM_QUEUE_PFN) != seen_pfn_) {
        EXPECT_EQ(image_word(AMPSIM_RAM_GUEST_PAGE_SIZE), page);
        start_queue_version_1(image_word(AMPSIM_RAM_QUEUE_SEL), image_word(AMPSIM_RAM_QUEUE_NUM),
                              image_word(AMPSIM_RAM_QUEUE_ALIGN), image_word(AMPSIM_RAM_QUEUE_PFN));
        image_word(AMPSIM_RAM_QUEUE_PFN) = seen_pfn_ = AMPSIM_RAM_CONFIG_ACKNOWLEDGED;
        devices_.ring_driver(1U << place.first_bit);
    }
}

void SimulatedDevice::start_queue_version_1(unsigned queue, uint32_t size, uint32_t align,
                                            uint32_t pfn) {
    ASSERT_LT(queue, queues_.size());
    Queue& entry = queues_.at(queue);
    entry = Queue{};
    entry.size = size;
    entry.descriptors = pfn * page;
    entry.available = entry.descriptors + 16ULL * size;
    entry.used = (entry.available + 6 + 2ULL * size + align - 1) / align * align;
    entry.ready = pfn != 0;
    EXPECT_GT(size, 0U);
    EXPECT_LE(size, queue_size_max);
    EXPECT_EQ(size & (size - 1), 0U);
}

uint32_t SimulatedDevice::read(uint32_t offset, unsigned width) {
    const bool first_version = devices_.way.registers == Registers::version_1;
    if (offset >= 0x100) {
        uint32_t value = 0;
        for (unsigned i = 0; i < width && offset - 0x100 + i < configuration.size(); ++i) {
            value |= uint32_t{configuration[offset - 0x100 + i]} << (8 * i);
        }
        return value;
    }
    EXPECT_EQ(width, 4U);
    const Queue& queue = queues_.at(std::min<size_t>(queue_selector_, queues_.size() - 1));
    const uint64_t offered = features | (first_version ? 0 : 1ULL << 32);
    switch (offset) {
    case 0x000:
        return present_ ? 0x74726976 : 0;
    case 0x004:
        return first_version ? 1 : 2;
    case 0x008:
        return place.device_id;
    case 0x010:
        return feature_selector_ > 1 ? 0
                                     : static_cast<uint32_t>(offered >> (32 * feature_selector_));
    case 0x034:
        return queue_selector_ < queues_.size() ? queue_size_max : 0;
    case 0x040:
        EXPECT_TRUE(first_version);
        return static_cast<uint32_t>(queue.descriptors / page);
    case 0x044:
        EXPECT_FALSE(first_version);
        return queue.ready;
    case 0x060:
        return interrupt_status_;
    case 0x070:
        return status_;
    case 0x0fc:
        EXPECT_FALSE(first_version);
        return generation_;
    default:
        ADD_FAILURE() << "read of register " << std::hex << offset;
        return 0;
    }
}

void SimulatedDevice::write(uint32_t offset, uint32_t value) {
    const bool first_version = devices_.way.registers == Registers::version_1;
    Queue& queue = queues_.at(std::min<size_t>(queue_selector_, queues_.size() - 1));
    const auto put_half = [&](uint64_t& address, bool high) {
        EXPECT_FALSE(first_version);
        address = high ? (address & 0xffffffff) | uint64_t{value} << 32
                       : (address & ~uint64_t{0xffffffff}) | value;
    };
    switch (offset) {
    case 0x014:
        feature_selector_ = value;
        break;
    case 0x020:
        EXPECT_FALSE(status_ & features_ok);
        driver_features_ &= ~(uint64_t{0xffffffff} << (32 * driver_feature_selector_));
        driver_features_ |= uint64_t{value} << (32 * driver_feature_selector_);
        break;
    case 0x024:
        driver_feature_selector_ = value;
        break;
    case 0x028:
        EXPECT_TRUE(first_version);
        page_size_ = value;
        break;
    case 0x030:
        queue_selector_ = value;
        break;
    case 0x038:
        queue.size = value;
        break;
    case 0x03c:
        queue_align_ = value;
        break;
    case 0x040:
        EXPECT_EQ(page_size_, page);
        start_queue_version_1(queue_selector_, queue.size, queue_align_, value);
        break;
    case 0x044:
        EXPECT_TRUE(status_ & features_ok);
        queue.ready = value;
        break;
    case 0x050:
        EXPECT_TRUE(status_ & driver_ok);
        EXPECT_FALSE(devices_.way.per_queue);
        ++devices_.rings_at_device;
        serve_all();
        break;
    case 0x064:
        interrupt_status_ &= ~value;
        break;
    case 0x070:
        if (value == 0 && answers) {
            reset();
        } else if (value != 0) {
            status_ = value & ~(refuses_features ? features_ok : 0);
        }
        break;
    case 0x080:
    case 0x084:
        put_half(queue.descriptors, offset & 4);
        break;
    case 0x090:
    case 0x094:
        put_half(queue.available, offset & 4);
        break;
    case 0x0a0:
    case 0x0a4:
        put_half(queue.used, offset & 4);
        break;
    default:
        ADD_FAILURE() << "write to register " << std::hex << offset;
    }
}

// --- A device: rings

void SimulatedDevice::serve_all() {
    ++looks;
    const uint32_t now = place.in_ram ? seen_status_ : status_;
    for (unsigned queue = 0; queue < queues_.size(); ++queue) {
        if (answers && present_ && (now & driver_ok) && queues_[queue].ready && serve) {
            serve(queue);
        }
    }
}

std::optional<Chain> SimulatedDevice::take(unsigned queue) {
    Queue& ring = queues_.at(queue);
    if (!ring.ready) {
        return {};
    }
    const auto half = [&](uint64_t address) {
        return *static_cast<uint16_t*>(devices_.memory(address, 2));
    };
    *static_cast<uint16_t*>(devices_.memory(ring.used, 2)) = wants_kicks ? 0 : 1;
    const auto waiting = static_cast<uint16_t>(half(ring.available + 2) - ring.next_available);
    EXPECT_LE(waiting, ring.size);
    if (waiting == 0) {
        return {};
    }
    Chain chain{};
    chain.head = half(ring.available + 4 + 2ULL * (ring.next_available++ % ring.size));
    uint32_t index = chain.head;
    for (unsigned length = 1;; ++length) {
        EXPECT_LT(index, ring.size);
        EXPECT_LE(length, ring.size);
        const auto* bytes =
            static_cast<const uint8_t*>(devices_.memory(ring.descriptors + 16ULL * index, 16));
        uint64_t address = 0;
        uint32_t size = 0;
        uint16_t flags = 0;
        uint16_t next = 0;
        std::memcpy(&address, bytes, 8);
        std::memcpy(&size, bytes + 8, 4);
        std::memcpy(&flags, bytes + 12, 2);
        std::memcpy(&next, bytes + 14, 2);
        EXPECT_GE(address, place.pool_address);
        EXPECT_LE(address + size, place.pool_address + place.pool_size);
        const auto* data = static_cast<const uint8_t*>(devices_.memory(address, size));
        if (flags & 2) {
            chain.writable.push_back({address, size});
        } else {
            EXPECT_TRUE(chain.writable.empty()) << "readable behind writable";
            chain.readable.insert(chain.readable.end(), data, data + size);
        }
        if (!(flags & 1) || length > ring.size) {
            return chain;
        }
        index = next;
    }
}

void SimulatedDevice::put_used(unsigned queue, uint32_t id, uint32_t length) {
    const Queue& ring = queues_.at(queue);
    auto& index = *static_cast<uint16_t*>(devices_.memory(ring.used + 2, 2));
    auto* element =
        static_cast<uint8_t*>(devices_.memory(ring.used + 4 + 8ULL * (index % ring.size), 8));
    std::memcpy(element, &id, 4);
    std::memcpy(element + 4, &length, 4);
    ++index;
}

void SimulatedDevice::set_used_index(unsigned queue, uint16_t index) {
    *static_cast<uint16_t*>(devices_.memory(queues_.at(queue).used + 2, 2)) = index;
}

uint16_t SimulatedDevice::used_index(unsigned queue) const {
    return *static_cast<uint16_t*>(devices_.memory(queues_.at(queue).used + 2, 2));
}

void SimulatedDevice::put(unsigned queue, const Chain& chain, const Bytes& data) {
    EXPECT_LE(data.size(), chain.room());
    size_t done = 0;
    for (const auto& part : chain.writable) {
        const size_t piece = std::min<size_t>(part.size, data.size() - done);
        std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(done), piece,
                    static_cast<uint8_t*>(devices_.memory(part.address, part.size)));
        done += piece;
    }
    put_used(queue, chain.head, static_cast<uint32_t>(data.size()));
    interrupt(queue);
}

bool SimulatedDevice::interrupt_wanted(unsigned queue) const {
    return !(*static_cast<uint16_t*>(devices_.memory(queues_.at(queue).available, 2)) & 1);
}

void SimulatedDevice::interrupt(unsigned queue) {
    if (!interrupt_wanted(queue)) {
        return;
    }
    if (place.in_ram) {
        image_word(AMPSIM_RAM_INTERRUPT_STATUS) |= 1;
    }
    if (place.per_queue) {
        devices_.ring_driver(1U << (place.first_bit + queue));
    } else if (place.in_ram) {
        devices_.ring_driver(1U << place.first_bit);
    } else {
        interrupt_status_ |= 1;
        devices_.raise_interrupt();
    }
}
