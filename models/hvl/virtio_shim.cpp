// SPDX-License-Identifier: BSD-3-Clause
#include "models/hvl/virtio_shim.h"

#include "models/time_contract.h"

#include <stdexcept>

namespace ampsim::models {

namespace {

constexpr ShimFace::Layout driver_layout{AMPSIM_SHIM_DRIVER_SLOT, 0x100};
constexpr ShimFace::Layout device_layout{AMPSIM_SHIM_DEVICE_SLOT, AMPSIM_SHIM_CONFIG};

std::string slot_name(std::size_t index) {
    return "slot" + std::to_string(index);
}

} // namespace

// --- A face

ShimFace::ShimFace(sc_core::sc_module_name name, Side side, std::deque<ShimSlot>& slots,
                   const VirtioShimParameters& parameters)
    : sc_module(name), side_(side), layout_(side == Side::driver ? driver_layout : device_layout),
      slots_(slots), parameters_(parameters),
      registers_(this->name(), parameters.slots * layout_.slot_size, {},
                 {parameters.register_read_latency, parameters.register_write_latency}) {
    socket.register_b_transport(this, &ShimFace::b_transport);
    socket.register_transport_dbg(this, &ShimFace::transport_dbg);
    registers_.before_each_access([this] {
        for (ShimSlot& each : slots_) {
            each.settle();
        }
    });
}

bool ShimFace::is_configuration(std::uint64_t offset) const {
    return offset < size() && offset % layout_.slot_size >= layout_.configuration;
}

std::string ShimFace::name_of(std::uint64_t offset) const {
    return is_configuration(offset) ? slot_name(offset / layout_.slot_size) + ".Config"
                                    : registers_.name_of(offset);
}

void ShimFace::b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay) {
    const std::uint64_t offset = transaction.get_address();
    if (is_configuration(offset) && transaction.get_command() != tlm::TLM_IGNORE_COMMAND) {
        access_configuration(transaction, delay);
        return;
    }
    registers_.b_transport(transaction, delay);
    const bool may_have_reset = side_ == Side::driver && transaction.is_write() && offset < size();
    if (may_have_reset && slot_at(offset).reset_waits() &&
        parameters_.reset_hold != sc_core::SC_ZERO_TIME) {
        sc_core::wait(parameters_.reset_hold, slot_at(offset).reset_done());
    }
}

/// Fields of 8, 16, 32 and 64 bits, the latter as two of 32 [VirtIO 1.2, 4.2.2.2].
void ShimFace::access_configuration(tlm::tlm_generic_payload& transaction,
                                    sc_core::sc_time& delay) {
    const std::uint64_t offset = transaction.get_address();
    const unsigned size = transaction.get_data_length();
    wait_for_arrival(delay);
    delay += transaction.is_read() ? parameters_.register_read_latency
                                   : parameters_.register_write_latency;
    if (transaction.get_byte_enable_ptr() != nullptr) {
        transaction.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
        return;
    }
    if ((size != 1 && size != 2 && size != 4) || offset % size != 0 ||
        transaction.get_streaming_width() < size) {
        transaction.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
        return;
    }
    const std::uint64_t field = offset % layout_.slot_size - layout_.configuration;
    ShimSlot& slot = slot_at(offset);
    slot.settle();
    if (transaction.is_read()) {
        slot.read_configuration(field, transaction.get_data_ptr(), size);
    } else if (side_ == Side::device) {
        slot.write_configuration(field, transaction.get_data_ptr(), size);
    } else {
        slot.write_configuration_as_driver(field, transaction.get_data_ptr(), size);
    }
    transaction.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned ShimFace::transport_dbg(tlm::tlm_generic_payload& transaction) {
    const std::uint64_t offset = transaction.get_address();
    if (!is_configuration(offset)) {
        return registers_.transport_dbg(transaction);
    }
    const std::uint64_t field = offset % layout_.slot_size;
    if (!transaction.is_read() || transaction.get_data_length() > layout_.slot_size - field) {
        return 0;
    }
    slot_at(offset).read_configuration(field - layout_.configuration, transaction.get_data_ptr(),
                                       transaction.get_data_length());
    return transaction.get_data_length();
}

// --- The block

const VirtioShimParameters& VirtioShim::checked(const VirtioShimParameters& parameters) {
    if (parameters.slots == 0 || parameters.slots > AMPSIM_SHIM_MAX_SLOTS) {
        throw std::logic_error("a VirtIO shim has 1 to 8 slots");
    }
    if (parameters.version != 1 && parameters.version != 2) {
        throw std::logic_error("VirtIO-MMIO has versions 1 and 2");
    }
    return parameters;
}

VirtioShim::VirtioShim(sc_core::sc_module_name name, const VirtioShimParameters& parameters)
    : sc_module(name), driver("driver", ShimFace::Side::driver, slots_, checked(parameters)),
      device("device", ShimFace::Side::device, slots_, parameters),
      driver_interrupts("driver_interrupts", parameters.interrupt_per_slot ? parameters.slots : 1) {
    SC_HAS_PROCESS(VirtioShim);
    const ShimDeviceRegisters::Block block{static_cast<std::uint32_t>(parameters.slots), [this] {
                                               return raising();
                                           }};
    for (std::size_t index = 0; index < parameters.slots; ++index) {
        const std::string slot_label = slot_name(index);
        ShimSlot& slot =
            slots_.emplace_back(slot_label.c_str(), parameters.version, parameters.signal_latency);
        slot.on_change([this] { refresh_.notify(sc_core::SC_ZERO_TIME); });
        driver_registers_.emplace_back(driver.registers(), index * driver_layout.slot_size,
                                       slot_label + ".", slot);
        device_registers_.emplace_back(device.registers(), index * device_layout.slot_size,
                                       slot_label + ".", slot, block);
    }
    SC_METHOD(drive_interrupts);
    sensitive << refresh_;
    dont_initialize();
}

std::uint32_t VirtioShim::raising() const {
    std::uint32_t slots = 0;
    for (std::size_t index = 0; index < slots_.size(); ++index) {
        slots |= slots_[index].raises_device_interrupt() ? std::uint32_t{1} << index : 0;
    }
    return slots;
}

void VirtioShim::drive_interrupts() {
    device_interrupt.write(raising() != 0);
    for (std::size_t line = 0; line < driver_interrupts.size(); ++line) {
        bool level = false;
        for (std::size_t slot = line; slot < slots_.size(); slot += driver_interrupts.size()) {
            level = level || slots_[slot].interrupt_status() != 0;
        }
        driver_interrupts[line].write(level);
    }
}

} // namespace ampsim::models
