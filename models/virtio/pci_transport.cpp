// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/pci_transport.h"

#include "models/time_contract.h"
#include "models/virtio/wire.h"

#include <boost/endian/conversion.hpp>

#include <array>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

// First base address: the structures, a page each.
constexpr std::size_t structures_range = 0;
constexpr std::uint32_t structures_size = 0x4000;
constexpr std::uint32_t common_start = 0x0000;
constexpr std::uint32_t isr_start = 0x1000;
constexpr std::uint32_t device_start = 0x2000;
constexpr std::uint32_t notify_start = 0x3000;
constexpr std::uint32_t page = 0x1000;
constexpr std::uint32_t notify_multiplier = 4;

// Second base address: MSI-X.
constexpr std::size_t msix_range = 1;
constexpr std::uint32_t msix_size = 0x1000;
constexpr std::uint32_t msix_pending_start = 0x800;
constexpr std::size_t vectors_max = 128; // of 16 bytes

constexpr std::uint8_t vendor_capability = 0x09;
namespace structure { // [4.1.4]
constexpr std::uint8_t common = 1;
constexpr std::uint8_t notify = 2;
constexpr std::uint8_t isr = 3;
constexpr std::uint8_t device = 4;
constexpr std::uint8_t pci = 5;
} // namespace structure

// Of the capability for access by configuration [4.1.4.9].
constexpr std::size_t window_base_address = 4;
constexpr std::size_t window_offset = 8;
constexpr std::size_t window_length = 12;
constexpr std::size_t window_data = 16;

// Reasons in the ISR status [4.1.4.5].
constexpr std::uint32_t used_buffer = 1;
constexpr std::uint32_t configuration_change = 2;

/// As lspci shall name it.
std::uint32_t class_of(std::uint32_t type) {
    switch (type) {
    case 1:
        return 0x020000; // Ethernet controller
    case 2:
        return 0x018000; // mass storage controller
    case 3:
        return 0x078000; // communication controller
    case 19:
        return 0x028000; // network controller
    default:
        return 0xff0000;
    }
}

/// [4.1.2]: a modern device of this type, and nothing but.
pci::Identity identity_of(const Device& device) {
    pci::Identity identity;
    identity.vendor = 0x1af4;
    identity.device = static_cast<std::uint16_t>(0x1040 + device.type());
    identity.revision = 1;
    identity.class_code = class_of(device.type());
    identity.subsystem_vendor = identity.vendor;
    identity.subsystem = 0x1100;
    return identity;
}

bool is_natural(std::uint32_t offset, unsigned bytes) {
    return (bytes == 1 || bytes == 2 || bytes == 4) && offset % bytes == 0;
}

} // namespace

void PciMemoryAccess::check(const std::string& what) const {
    if (config_ == nullptr || !config_->has_command(pci::command::bus_master)) {
        throw AccessRefused(what + ": its driver does not let the function be a bus master");
    }
}

PciTransport::PciTransport(sc_core::sc_module_name name, Engine& engine, PciMemoryAccess& memory,
                           MessageSink& messages, const PciParameters& parameters)
    : sc_module(name), Function(identity_of(engine.device())), engine_(engine),
      parameters_(parameters), vectors_(!parameters.msix          ? 0
                                        : parameters.vectors == 0 ? engine.queues() + 1
                                                                  : parameters.vectors),
      common_(engine, vectors_, [this] {
          isr_ = 0;
          refresh_interrupt();
      }) {
    SC_HAS_PROCESS(PciTransport);
    if (vectors_ > vectors_max || engine.queues() > page / notify_multiplier) {
        throw std::invalid_argument("VirtIO over PCI: at most 128 vectors and 1024 queues");
    }
    memory.obey(config());
    TransportEvents& events = *this;
    engine_.attach(events);
    define_capabilities();
    if (parameters.msix) {
        config().add_base_address(msix_size);
        msix_.emplace(config(), vectors_, pci::MsixPlace{msix_range, 0, msix_pending_start},
                      messages);
    }
    socket.register_b_transport(this, &PciTransport::b_transport);
    socket.register_transport_dbg(this, &PciTransport::transport_dbg);

    std::vector<std::string> registers = PciCommonConfig::names();
    registers.insert(registers.end(), {"Isr", "Config", "QueueNotify", "MsixTable", "MsixPending"});
    for (const std::string& each : registers) {
        accesses_[each] = 0;
    }

    SC_METHOD(drive_interrupt);
    sensitive << refresh_interrupt_;
    dont_initialize();
}

void PciTransport::define_capabilities() {
    config().add_base_address(structures_size);
    const auto queues = static_cast<std::uint32_t>(engine_.queues());
    add_structure(structure::common, common_start, PciCommonConfig::size, 0, 0);
    add_structure(structure::isr, isr_start, 1, 0, 0);
    add_structure(structure::device, device_start, page, 0, 0);
    add_structure(structure::notify, notify_start, queues * notify_multiplier, notify_multiplier,
                  sizeof(std::uint32_t));
    window_ = add_structure(structure::pci, 0, 0, 0, sizeof(std::uint32_t));
    config().make_writable(window_ + window_base_address, 1, 0xff);
    config().make_writable(window_ + window_offset, 4, 0xffff'ffff);
    config().make_writable(window_ + window_length, 4, 0xffff'ffff);
    config().make_writable(window_ + window_data, 4, 0xffff'ffff);
}

/// virtio_pci_cap
std::size_t PciTransport::add_structure(std::uint8_t type, std::uint32_t offset,
                                        std::uint32_t length, std::uint32_t more,
                                        std::size_t bytes_of_more) {
    constexpr std::size_t fixed = 16;
    Bytes body = {
        static_cast<std::uint8_t>(fixed + bytes_of_more), type, structures_range, 0, 0, 0};
    append(body, little_uint32_t{offset});
    append(body, little_uint32_t{length});
    if (bytes_of_more > 0) {
        append(body, little_uint32_t{more});
    }
    return config().add_capability(vendor_capability, body);
}

// --- Registers -----------------------------------------------------------------------------------

std::string PciTransport::name_of(const pci::ConfigSpace::Place& place) const {
    if (place.base_address == msix_range) {
        return place.offset < msix_pending_start ? "MsixTable" : "MsixPending";
    }
    switch (place.offset / page * page) {
    case common_start:
        return PciCommonConfig::name_of(place.offset);
    case isr_start:
        return "Isr";
    case device_start:
        return "Config";
    default:
        return "QueueNotify";
    }
}

std::uint32_t PciTransport::take_isr() {
    const std::uint32_t reasons = isr_;
    isr_ = 0;
    interrupts_.acknowledged += reasons != 0 ? 1 : 0;
    refresh_interrupt();
    return reasons;
}

std::uint32_t PciTransport::read(const pci::ConfigSpace::Place& place, unsigned bytes) {
    const std::uint32_t within = place.offset % page;
    if (place.base_address == msix_range) {
        return bytes != sizeof(std::uint32_t) ? 0
               : place.offset < msix_pending_start
                   ? msix_->read_table(place.offset)
                   : msix_->read_pending(place.offset - msix_pending_start);
    }
    switch (place.offset - within) {
    case common_start:
        return common_.read(within, bytes);
    case isr_start:
        return within == 0 ? take_isr() : 0;
    case device_start: {
        std::array<std::uint8_t, sizeof(std::uint32_t)> data{};
        engine_.read_configuration(within, data.data(), bytes);
        return boost::endian::load_little_u32(data.data());
    }
    default:
        return 0;
    }
}

void PciTransport::write(const pci::ConfigSpace::Place& place, unsigned bytes,
                         std::uint32_t value) {
    const std::uint32_t within = place.offset % page;
    if (place.base_address == msix_range) {
        if (bytes == sizeof(std::uint32_t) && place.offset < msix_pending_start) {
            msix_->write_table(place.offset, value);
        }
        return;
    }
    switch (place.offset - within) {
    case common_start:
        common_.write(within, bytes, value);
        break;
    case device_start: {
        std::array<std::uint8_t, sizeof value> data{};
        boost::endian::store_little_u32(data.data(), value);
        engine_.write_configuration(within, data.data(), bytes);
        break;
    }
    case notify_start: // each queue has an address of its own: what is written there says no more
        if (within % notify_multiplier == 0 && bytes >= sizeof(std::uint16_t)) {
            ++notifications_;
            engine_.notify(within / notify_multiplier);
        }
        break;
    default:
        break; // read-only
    }
}

void PciTransport::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    const pci::ConfigSpace::Place place = pci::place_of(transaction.get_address());
    const unsigned size = transaction.get_data_length();
    const bool quadword = size == sizeof(std::uint64_t) && place.offset % size == 0;
    if ((!quadword && !is_natural(place.offset, size)) ||
        transaction.get_byte_enable_ptr() != nullptr || transaction.get_streaming_width() < size) {
        transaction.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    wait_for_arrival(delay);
    const unsigned step = quadword ? sizeof(std::uint32_t) : size; // one word after the other
    for (unsigned at = 0; at < size; at += step) {
        const pci::ConfigSpace::Place word{place.base_address, place.offset + at};
        unsigned char* data = transaction.get_data_ptr() + at;
        if (const std::string accessed = name_of(word); !accessed.empty()) {
            ++accesses_[accessed];
        }
        std::uint32_t value = 0;
        if (transaction.is_read()) {
            value = read(word, step);
            for (unsigned n = 0; n < step; ++n) {
                data[n] = static_cast<unsigned char>(value >> (8 * n));
            }
        } else {
            for (unsigned n = 0; n < step; ++n) {
                value |= static_cast<std::uint32_t>(data[n]) << (8 * n);
            }
            write(word, step, value);
        }
    }
    delay += transaction.is_read() ? parameters_.register_read_latency
                                   : parameters_.register_write_latency;
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

/// Reads what has no side effect.
unsigned PciTransport::transport_dbg(tlm::tlm_generic_payload& transaction) {
    const pci::ConfigSpace::Place place = pci::place_of(transaction.get_address());
    const unsigned size = transaction.get_data_length();
    const bool is_isr =
        place.base_address == structures_range && place.offset / page * page == isr_start;
    if (!transaction.is_read() || !is_natural(place.offset, size)) {
        return 0;
    }
    const std::uint32_t value = is_isr ? isr_ : read(place, size);
    for (unsigned n = 0; n < size; ++n) {
        transaction.get_data_ptr()[n] = static_cast<unsigned char>(value >> (8 * n));
    }
    return size;
}

// --- Configuration space -------------------------------------------------------------------------

std::optional<pci::ConfigSpace::Place> PciTransport::window() const {
    const std::uint32_t bar = config().value(window_ + window_base_address, 1);
    const std::uint32_t offset = config().value(window_ + window_offset, 4);
    const std::uint32_t length = config().value(window_ + window_length, 4);
    if (bar != structures_range || !is_natural(offset, length) || offset >= structures_size) {
        return std::nullopt;
    }
    return pci::ConfigSpace::Place{bar, offset};
}

void PciTransport::before_config_read(std::size_t offset) {
    if (offset / 4 * 4 == pci::header::command) {
        const std::uint32_t others =
            config().value(pci::header::status, 2) & ~std::uint32_t{pci::status::interrupt};
        config().set(pci::header::status, 2,
                     others | (isr_ != 0 && !sends_messages() ? pci::status::interrupt : 0));
    }
    if (const auto place = window(); place && offset / 4 * 4 == window_ + window_data) {
        config().set(window_ + window_data, 4,
                     read(*place, config().value(window_ + window_length, 4)));
    }
}

void PciTransport::config_written(std::size_t offset, std::size_t) {
    if (const auto place = window(); place && offset / 4 * 4 == window_ + window_data) {
        write(*place, config().value(window_ + window_length, 4),
              config().value(window_ + window_data, 4));
    }
    if (msix_) {
        msix_->config_written();
    }
    refresh_interrupt();
}

// --- Interrupts ----------------------------------------------------------------------------------

InterruptCounters PciTransport::interrupts() const {
    InterruptCounters counters = interrupts_;
    counters.messages = msix_ ? msix_->sent() : 0;
    counters.held_back = msix_ ? msix_->held_back() : 0;
    return counters;
}

void PciTransport::used_buffers(std::size_t queue) {
    if (sends_messages()) {
        send(common_.queue_vector(queue));
    } else {
        raise(used_buffer);
    }
}

/// [4.1.4.5.1]: the reason is to be seen with MSI-X, too.
void PciTransport::configuration_changed() {
    if (sends_messages()) {
        isr_ |= configuration_change;
        send(common_.configuration_vector());
    } else {
        raise(configuration_change);
    }
}

void PciTransport::send(std::uint16_t vector) {
    if (vector != PciCommonConfig::no_vector) {
        msix_->interrupt(vector);
    }
}

void PciTransport::raise(std::uint32_t reason) {
    interrupts_.coalesced += isr_ != 0 ? 1 : 0;
    isr_ |= reason;
    refresh_interrupt();
}

void PciTransport::drive_interrupt() {
    const bool level =
        isr_ != 0 && !sends_messages() && !config().has_command(pci::command::interrupt_disable);
    if (level != interrupt.read()) {
        interrupts_.asserted += level ? 1 : 0;
        interrupt.write(level);
    }
}

} // namespace ampsim::models::virtio
