// SPDX-License-Identifier: BSD-3-Clause
//
// A hostile guest of a VirtIO-MMIO device: any accesses to its registers and doorbells, any rings
// and buffers in its memory, changed at any time while the device works, resets whenever it likes.
// The device works on or needs a reset, and says why; it touches no byte outside of the memory that
// is granted to it; and after a reset it serves a driver that behaves.
//
// The first byte chooses the device: version 1 or 2. Then come operations, a byte and what it
// needs. SystemC's kernel is started once in the process, and goes on from input to input.
#include "models/bus_master/bus_master.h"
#include "models/bus_master/posted_messages.h"
#include "models/memory/memory.h"
#include "models/virtio/ampsim_virtio_mmio.h"
#include "models/virtio/descriptor.h"
#include "models/virtio/doorbell_window.h"
#include "models/virtio/engine.h"
#include "models/virtio/mmio_transport.h"
#include "models/virtio/split_ring.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <systemc>
#include <utility>
#include <vector>

int sc_main(int, char**) {
    return 0; // SystemC's library wants one; nobody calls it
}

/// LeakSanitizer does not find what only the stacks of SystemC's threads point to.
extern "C" int __lsan_is_turned_off() { // NOLINT(bugprone-reserved-identifier)
    return 1;
}

namespace {

using namespace ampsim::models;
using namespace ampsim::models::virtio;
using ampsim::fuzz::require;
using sc_core::sc_time;

// The guest's memory: direct memory, then timed memory.
constexpr std::uint64_t direct_size = 0x4000;
constexpr std::uint64_t timed_size = 0x4000;
constexpr BusWindow granted{0x1000, 0x6000};
constexpr std::uint64_t granted_end = granted.address + granted.size;
constexpr BusWindow own_registers{0x8000, 0x1000}; ///< a device may be sent there, too
constexpr std::uint8_t canary = 0xa5;
constexpr std::uint16_t queue_size_max = 8;
constexpr std::uint64_t page_size = 0x400; // of the legacy interface
constexpr std::size_t most_operations = 200;

sc_time ns(double value) {
    return {value, sc_core::SC_NS};
}

class Input {
public:
    Input(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), left_(size) {}
    bool is_empty() const { return left_ == 0; }
    /// Zero past the end.
    std::uint8_t byte() {
        if (left_ == 0)
            return 0;
        --left_;
        return *bytes_++;
    }
    std::uint16_t half() {
        const std::uint8_t low = byte();
        return static_cast<std::uint16_t>(low | byte() << 8U);
    }
    std::uint32_t word() {
        const std::uint16_t low = half();
        return low | static_cast<std::uint32_t>(half()) << 16U;
    }

private:
    const std::uint8_t* bytes_;
    std::size_t left_;
};

/// Queue 0 gives each request back; queue 1 collects some, and gives them back together.
class TestDevice : public Device {
public:
    std::uint32_t type() const override { return 42; }
    std::string name() const override { return "test"; }
    std::uint64_t features() const override { return 1; }
    std::size_t queues() const override { return 2; }
    std::string queue_name(std::size_t queue) const override { return queue == 0 ? "a" : "b"; }
    std::vector<std::uint8_t> configuration() const override { return bytes_; }
    void write_configuration(std::size_t offset, const std::uint8_t* data,
                             std::size_t size) override {
        std::copy(data, data + size, bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
    }
    void serve(Queue& queue) override {
        for (;;) {
            std::vector<Buffer> buffers;
            buffers.push_back(reply_to(queue.take()));
            while (queue.index() == 1 && buffers.size() < 3) {
                std::optional<Buffer> more = queue.try_take();
                if (!more)
                    break;
                buffers.push_back(reply_to(*std::move(more)));
            }
            queue.give_back_together(std::move(buffers));
        }
    }
    void change() { events().configuration_changed(); }

private:
    static Buffer reply_to(Buffer buffer) {
        buffer.reply = buffer.request;
        buffer.reply.resize(std::min(buffer.reply.size(), buffer.writable));
        return buffer;
    }
    std::vector<std::uint8_t> bytes_ = std::vector<std::uint8_t>(12);
};

class Hub : public sc_core::sc_module {
public:
    Hub(sc_core::sc_module_name module_name, unsigned version)
        : sc_module(module_name), version_(version), direct_(direct_size),
          timed_("timed", timed_size, {ns(40), ns(40)}), master_("master", master_parameters()),
          engine_("engine", device_, master_, engine_parameters(version)),
          messages_("messages", master_),
          transport_("transport", engine_, mmio_parameters(version), &messages_),
          doorbells_("doorbells", transport_, {}) {
        master_.share(0, direct_size, direct_.data());
        master_.socket.bind(bridge_);
        bridge_.register_b_transport(this, &Hub::from_device);
        timed_memory_.bind(timed_.socket);
        registers_.bind(transport_.socket);
        bells_.bind(doorbells_.socket);
        transport_.interrupt(line_);
        SC_HAS_PROCESS(Hub);
        SC_THREAD(be_the_guest);
    }

    void play(Input& input) {
        input_ = &input;
        begin_.notify(sc_core::SC_ZERO_TIME);
        while (input_ != nullptr)
            sc_core::sc_start(ns(50000));
    }

private:
    void be_the_guest() {
        for (;;) {
            while (input_ == nullptr)
                wait(begin_);
            attack(*input_);
            behave();
            input_ = nullptr;
        }
    }

    void attack(Input& input) {
        reset();
        const sc_time began = sc_core::sc_time_stamp();
        for (std::size_t i = 0; i < most_operations && !input.is_empty(); ++i)
            operate(input);
        run(5000);
        require(!needs_reset() || !engine_.diagnosis().empty(), "a device that is reset says why");
        require(sc_core::sc_time_stamp() > began, "time goes on");
        check_canaries();
    }

    void behave() {
        reset();
        negotiate(version_ == 2 ? feature::version_1 : 0);
        place(0, 0x1000, queue_size_max, 0);
        set(0x070, 15);
        const std::vector<std::uint8_t> request{1, 2, 3, 4, 5, 6, 7, 8};
        std::copy(request.begin(), request.end(), at(0x3000));
        describe(0x1000, {0x3000, 8, descriptor_flag::next, 1});
        describe(0x1010, {0x3100, 8, descriptor_flag::write, 0});
        const RingPlace& rings = engine_.queue(0).place;
        store_little_u16(at(rings.driver_area + 2), 1);
        set(0x050, 0);
        run(5000);
        require(!needs_reset(), "a driver that behaves needs no reset");
        require(load_little_u16(at(rings.device_area + 2)) == 1, "its request is answered");
        require(std::equal(request.begin(), request.end(), at(0x3100)), "with what it asks for");
        require(line_.read(), "and it is told so");
        check_canaries();
    }

    struct Entry {
        std::uint64_t address;
        std::uint32_t length;
        std::uint16_t flags;
        std::uint16_t last; ///< next, or id and flags' place in a packed ring
    };

    static BusMasterParameters master_parameters() {
        BusMasterParameters parameters;
        parameters.granted = {granted, own_registers};
        return parameters;
    }
    static EngineParameters engine_parameters(unsigned version) {
        EngineParameters parameters;
        parameters.queue_size_max = queue_size_max;
        parameters.features = feature::indirect_descriptors | feature::event_index;
        if (version == 2) {
            parameters.features |= feature::version_1 | feature::ring_packed | feature::in_order |
                                   feature::notification_data | feature::ring_reset;
            parameters.time = {ns(0), ns(0), ns(0), ns(0)}; // nothing holds it back
        }
        return parameters;
    }
    static MmioParameters mmio_parameters(unsigned version) {
        MmioParameters parameters;
        parameters.version = version;
        parameters.msi = parameters.doorbell = version == 2;
        return parameters;
    }

    // --- The guest's accesses ---

    std::uint8_t* at(std::uint64_t address) {
        return address < direct_size ? direct_.data() + address
                                     : timed_.bytes() + (address - direct_size);
    }
    void from_device(tlm::tlm_generic_payload& transaction, sc_time& delay) {
        const std::uint64_t address = transaction.get_address();
        if (address >= own_registers.address) {
            transaction.set_address(address - own_registers.address);
            registers_->b_transport(transaction, delay);
            return;
        }
        if (address < direct_size || address - direct_size >= timed_size) {
            transaction.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
            return;
        }
        transaction.set_address(address - direct_size);
        timed_memory_->b_transport(transaction, delay);
    }
    template <typename Socket>
    static std::uint32_t access(Socket& socket, tlm::tlm_command command, std::uint64_t offset,
                                std::uint32_t value, unsigned size) {
        tlm::tlm_generic_payload transaction;
        transaction.set_command(command);
        transaction.set_address(offset);
        transaction.set_data_ptr(reinterpret_cast<unsigned char*>(&value));
        transaction.set_data_length(size);
        transaction.set_streaming_width(size);
        sc_time delay = sc_core::SC_ZERO_TIME;
        socket->b_transport(transaction, delay);
        sc_core::wait(delay);
        return value;
    }
    void set(std::uint64_t offset, std::uint32_t value) {
        access(registers_, tlm::TLM_WRITE_COMMAND, offset, value, 4);
    }
    std::uint32_t get(std::uint64_t offset) {
        return access(registers_, tlm::TLM_READ_COMMAND, offset, 0, 4);
    }
    static void run(double nanoseconds) { sc_core::wait(ns(nanoseconds)); }
    bool needs_reset() const { return (engine_.status() & status::needs_reset) != 0; }

    void reset() {
        set(0x070, 0);
        require(get(0x070) == 0, "a reset is the beginning");
        // What is granted reaches from one memory into the other.
        std::memset(at(0), canary, granted.address);
        std::memset(at(granted.address), 0, direct_size - granted.address);
        std::memset(at(direct_size), 0, granted_end - direct_size);
        std::memset(at(granted_end), canary, direct_size + timed_size - granted_end);
    }
    void check_canaries() {
        static const std::vector<std::uint8_t> canaries(direct_size, canary);
        require(std::memcmp(at(0), canaries.data(), granted.address) == 0 &&
                    std::memcmp(at(granted_end), canaries.data(),
                                direct_size + timed_size - granted_end) == 0,
                "nothing outside of the granted memory is written");
    }
    void negotiate(std::uint64_t features) {
        set(0x070, 3);
        set(0x024, 0);
        set(0x020, static_cast<std::uint32_t>(features));
        set(0x024, 1);
        set(0x020, static_cast<std::uint32_t>(features >> 32U));
        set(0x070, 11);
    }
    void place(std::uint32_t queue, std::uint64_t address, std::uint16_t size,
               std::uint64_t apart) {
        set(0x030, queue);
        set(0x038, size);
        if (version_ == 1) {
            set(0x028, page_size);
            set(0x03c, 4);
            set(0x040, static_cast<std::uint32_t>(address / page_size));
            return;
        }
        const std::uint64_t available = address + split_descriptors_size(size) + apart;
        set(0x080, static_cast<std::uint32_t>(address));
        set(0x084, 0);
        set(0x090, static_cast<std::uint32_t>(available));
        set(0x094, 0);
        set(0x0a0, static_cast<std::uint32_t>((available + split_available_size(size) + 3) & ~3U));
        set(0x0a4, 0);
        set(0x044, 1);
    }
    void describe(std::uint64_t address, const Entry& entry) {
        store_little_u64(at(address), entry.address);
        store_little_u32(at(address + 8), entry.length);
        store_little_u16(at(address + 12), entry.flags);
        store_little_u16(at(address + 14), entry.last);
    }
    /// Within the granted memory, with room for what is put there.
    static std::uint64_t somewhere(std::uint16_t number) {
        return granted.address + number % (granted.size - 0x100);
    }

    // --- What it does ---

    void operate(Input& input) {
        switch (input.byte() % 14) {
        case 0:
            set(input.byte() * 4U, input.word());
            break;
        case 1:
            set(input.byte() * 4U, input.byte());
            break;
        case 2:
            get(input.half());
            break;
        case 3: { // of any width, configuration too
            const std::uint16_t offset = input.half();
            access(registers_, tlm::TLM_WRITE_COMMAND, offset, input.byte(),
                   1U << input.byte() % 3);
            break;
        }
        case 4: // messages
            set(AMPSIM_VIRTIO_BLOCK + input.byte() % 0x30U, input.half());
            break;
        case 5:
            access(bells_, tlm::TLM_WRITE_COMMAND, input.byte() % 4U * 4U, input.half(), 4);
            break;
        case 6: { // bytes
            const std::uint64_t address = somewhere(input.half());
            for (std::size_t i = 0, count = input.byte() % 32U; i < count; ++i)
                *at(address + i) = input.byte();
            break;
        }
        case 7:
            run(input.half() % 4096 + 1);
            break;
        case 8: { // a driver's beginning; features but those of the device's type
            const std::uint8_t some = input.byte();
            set(0x070, 0);
            negotiate((version_ == 2 ? feature::version_1 : 0) |
                      ((some & 1U) != 0 ? feature::indirect_descriptors : 0) |
                      ((some & 2U) != 0 ? feature::event_index : 0) |
                      ((some & 4U) != 0 ? feature::ring_packed : 0) |
                      ((some & 8U) != 0 ? feature::in_order : 0) |
                      ((some & 16U) != 0 ? feature::notification_data : 0) |
                      ((some & 32U) != 0 ? feature::ring_reset : 0));
            break;
        }
        case 9: { // rings, more or less apart
            const std::uint8_t where = input.byte();
            const auto size = static_cast<std::uint16_t>(1U << input.byte() % 4);
            place(where % 2U, 0x1000 + (where / 2U % 16) * page_size, size, input.byte());
            break;
        }
        case 10:
            set(0x070, 15);
            break;
        case 11: { // a descriptor of the ring, or of a table
            const std::uint8_t where = input.byte();
            const RingPlace& rings = engine_.queue(where % 2).place;
            std::uint64_t address = rings.descriptors + where / 2U % 16 * descriptor_size;
            if ((where & 0x80U) != 0)
                address = 0x6000 + where / 2U % 16 * descriptor_size;
            if (address < granted.address || address > granted.address + granted.size - 0x10)
                address = 0x6000;
            const Entry entry{input.half() % 0x9000U, input.half() % 0x200U, input.half(),
                              input.half()};
            describe(address, entry);
            break;
        }
        case 12: { // makes one available
            const std::uint8_t where = input.byte();
            const RingPlace& rings = engine_.queue(where % 2).place;
            const std::uint64_t area = rings.driver_area;
            if (area < granted.address || area > granted.address + granted.size - 0x40)
                break;
            const std::uint16_t index = load_little_u16(at(area + 2));
            store_little_u16(at(area + 4 + index % std::max<std::uint16_t>(rings.size, 1) * 2U),
                             where / 2U % 8);
            store_little_u16(at(area + 2), static_cast<std::uint16_t>(index + 1));
            set(0x050, where % 2U);
            break;
        }
        default:
            device_.change();
        }
    }

    unsigned version_;
    std::vector<unsigned char> direct_;
    Memory timed_;
    TestDevice device_;
    BusMaster master_;
    Engine engine_;
    PostedMessages messages_;
    MmioTransport transport_;
    DoorbellWindow doorbells_;
    sc_core::sc_signal<bool> line_{"line"};
    Input* input_ = nullptr;
    sc_core::sc_event begin_;
    tlm_utils::simple_target_socket<Hub> bridge_{"bridge"};
    tlm_utils::simple_initiator_socket<Hub> timed_memory_{"timed_memory"};
    tlm_utils::simple_initiator_socket<Hub> registers_{"registers"};
    tlm_utils::simple_initiator_socket<Hub> bells_{"bells"};
};

struct Hubs {
    Hub legacy{"legacy", 1};
    Hub modern{"modern", 2};
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const bool quiet = setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1) == 0;
    static Hubs& hubs = *new Hubs; // SystemC ends them with the process
    require(quiet, "the environment can be set");
    Input input(bytes, size);
    Hub& hub = input.byte() % 4 == 0 ? hubs.legacy : hubs.modern;
    hub.play(input);
    return 0;
}
