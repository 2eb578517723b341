// SPDX-License-Identifier: BSD-3-Clause
//
// VirtIO over MMIO [VirtIO 1.2, 4.2]: the registers of a device, version 2, or version 1 of the
// legacy interface [4.2.4]; one level-triggered interrupt. With `msi` or `doorbell` it has also
// what ampsim_virtio_mmio.h describes: a message for each queue instead of the one interrupt, and a
// second window in which each queue has a doorbell of its own.
#pragma once

#include "models/bus_master/message_sink.h"
#include "models/latency.h"
#include "models/registers/register_bank.h"
#include "models/virtio/engine.h"
#include "models/virtio/interrupt_counters.h"
#include "models/virtio/msi_vectors.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <systemc>
#include <tlm_utils/simple_target_socket.h>

namespace ampsim::models::virtio {

/// Shared memory of a device [2.10], for the driver to map.
struct SharedMemoryRegion {
    std::uint64_t base = 0;
    std::uint64_t length = 0;
};

/// Defaults: docs/models/virtio-mmio.md.
struct MmioParameters {
    unsigned version = 2;                               ///< or 1
    std::uint32_t vendor = 0x414d5053;                  ///< "SPMA"
    Latency register_read_latency{70, sc_core::SC_NS};  ///< arrival to data
    Latency register_write_latency{20, sc_core::SC_NS}; ///< arrival to acceptance
    bool msi = false;
    bool doorbell = false;
    /// Bytes between the doorbells of two queues, a multiple of 4; 0: they share the first.
    std::uint32_t doorbell_stride = 4;
    std::map<std::uint8_t, SharedMemoryRegion> shared_memory; ///< by shmid
};

class MmioTransport : public sc_core::sc_module, TransportEvents {
public:
    /// `messages` may be null without `msi`. Throws std::logic_error when the parameters do not fit
    /// together.
    MmioTransport(sc_core::sc_module_name name, Engine& engine, const MmioParameters& parameters,
                  MessageSink* messages = nullptr);

    tlm_utils::simple_target_socket<MmioTransport> socket{"socket"};
    sc_core::sc_out<bool> interrupt{"interrupt"};

    /// Of the window of doorbells (doorbell_window.h): something was written there, now. Without
    /// `doorbell` nobody hears it.
    void ring_doorbell(std::uint64_t offset, std::uint32_t value);

    const RegisterBank& registers() const { return registers_; }
    /// "QueueNotify"; "Config" behind 0x100.
    std::string name_of(std::uint64_t offset) const;
    InterruptCounters interrupts() const;
    std::uint64_t register_notifications() const { return register_notifications_; }
    std::uint64_t doorbell_notifications() const { return doorbell_notifications_; }

private:
    static void check(const MmioParameters& parameters, const MessageSink* messages);
    bool is_legacy() const { return parameters_.version == 1; }
    bool has_additions() const { return parameters_.msi || parameters_.doorbell; }
    bool is_configuration(std::uint64_t offset) const;
    bool sends_messages() const { return vectors_ && vectors_->enabled(); }
    bool has_queue() const { return queue_select_.value() < engine_.queues(); }
    std::size_t queue() const { return queue_select_.value(); }
    std::optional<SharedMemoryRegion> shared_memory() const;
    void define_features();
    void define_queue_registers();
    void define_legacy_queue_registers();
    void define_shared_memory();
    void define_interrupt_and_status();
    void define_additions();
    void set_place(void (*change)(RingPlace&, std::uint32_t), std::uint32_t value);
    void place_legacy_queue(std::uint32_t page);
    void notify(std::uint32_t value);
    void reset();
    void raise(std::uint32_t reason);
    void drive_interrupt();

    void b_transport(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    void wait_until_stopped();
    void access_configuration(tlm::tlm_generic_payload& transaction, sc_core::sc_time& delay);
    unsigned transport_dbg(tlm::tlm_generic_payload& transaction);

    void used_buffers(std::size_t queue) override;
    void configuration_changed() override;

    Engine& engine_;
    MmioParameters parameters_;
    RegisterBank registers_;
    // Every version [4.2.2, 4.2.4]
    Register magic_value_{registers_, "MagicValue", 0x000, Access::read_only, 0x74726976};
    Register version_{registers_, "Version", 0x004, Access::read_only};
    Register device_id_{registers_, "DeviceID", 0x008, Access::read_only};
    Register vendor_id_{registers_, "VendorID", 0x00c, Access::read_only};
    Register device_features_{registers_, "DeviceFeatures", 0x010, Access::read_only};
    Register device_features_select_{registers_, "DeviceFeaturesSel", 0x014, Access::write_only};
    Register driver_features_{registers_, "DriverFeatures", 0x020, Access::write_only};
    Register driver_features_select_{registers_, "DriverFeaturesSel", 0x024, Access::write_only};
    Register queue_select_{registers_, "QueueSel", 0x030, Access::write_only};
    Register queue_size_max_{registers_, "QueueSizeMax", 0x034, Access::read_only};
    Register queue_size_{registers_, "QueueSize", 0x038, Access::write_only};
    Register queue_notify_{registers_, "QueueNotify", 0x050, Access::write_only};
    Register interrupt_status_{registers_, "InterruptStatus", 0x060, Access::read_only};
    Register interrupt_acknowledge_{registers_, "InterruptACK", 0x064, Access::write_only};
    Register status_{registers_, "Status", 0x070};
    // Version 2 [4.2.2]
    std::optional<Register> queue_ready_;
    std::optional<Register> descriptors_low_, descriptors_high_;
    std::optional<Register> driver_area_low_, driver_area_high_;
    std::optional<Register> device_area_low_, device_area_high_;
    std::optional<Register> shm_select_, shm_length_low_, shm_length_high_;
    std::optional<Register> shm_base_low_, shm_base_high_;
    std::optional<Register> queue_reset_;
    std::optional<Register> config_generation_;
    // Version 1 [4.2.4]
    std::optional<Register> guest_page_size_, queue_align_, queue_pfn_;
    // ampsim_virtio_mmio.h
    std::optional<Register> block_magic_, capabilities_, doorbell_stride_;
    std::optional<MsiVectors> vectors_;

    std::uint64_t wanted_features_ = 0;
    std::uint32_t reasons_ = 0; ///< of InterruptStatus
    sc_core::sc_event refresh_interrupt_;
    InterruptCounters interrupts_;
    std::uint64_t register_notifications_ = 0;
    std::uint64_t doorbell_notifications_ = 0;
};

} // namespace ampsim::models::virtio
