// SPDX-License-Identifier: BSD-3-Clause
#include "models/mailbox/omap_mailbox.h"

namespace ampsim::models {

namespace {

constexpr std::uint32_t softreset = 1U << 0;
constexpr unsigned sidlemode = 2; // lowest of two bits
constexpr std::uint64_t user_stride = 0x10;

constexpr Numbers count(std::size_t things) {
    return {0, things - 1};
}

} // namespace

OmapMailboxFace::OmapMailboxFace(sc_core::sc_module_name name, OmapMailboxCore& core,
                                 std::size_t user, const OmapMailboxLayout& layout,
                                 const OmapMailboxParameters& parameters)
    : sc_module(name), core_(core), user_(user),
      bank_(this->name(), size, {},
            {parameters.register_read_latency, parameters.register_write_latency}),
      revision_(bank_, "REVISION", 0x000, Access::read_only, layout.revision),
      sysconfig_(bank_, "SYSCONFIG", 0x010),
      message_(bank_, "MESSAGE_", count(layout.fifos), 0x040),
      fifo_status_(bank_, "FIFOSTATUS_", count(layout.fifos), 0x080, Access::read_only),
      message_status_(bank_, "MSGSTATUS_", count(layout.fifos), 0x0c0, Access::read_only),
      status_raw_(bank_, "IRQSTATUS_RAW_", count(layout.users), 0x100, Access::read_write, 0,
                  user_stride),
      status_clear_(bank_, "IRQSTATUS_CLR_", count(layout.users), 0x104, Access::write_one_to_clear,
                    0, user_stride),
      enable_set_(bank_, "IRQENABLE_SET_", count(layout.users), 0x108, Access::read_write, 0,
                  user_stride),
      enable_clear_(bank_, "IRQENABLE_CLR_", count(layout.users), 0x10c, Access::read_write, 0,
                    user_stride) {
    if (layout.end_of_interrupt) { // of lines that are pulses; ours is a level
        end_of_interrupt_ = std::make_unique<Register>(bank_, "IRQ_EOI", 0x140, Access::write_only);
    }
    bank_.before_each_access([this] { core_.settle(); });
    sysconfig_
        .shows(
            [this] { return core_.idle_mode() << sidlemode | (core_.resetting() ? softreset : 0); })
        .on_write([this](std::uint32_t written) {
            core_.set_idle_mode(written >> sidlemode & 3);
            if ((written & softreset) != 0) {
                core_.reset();
            }
        });
    message_.shows([this](std::size_t fifo) { return core_.first_word(fifo); })
        .after_read([this](std::size_t fifo) { core_.take_word(user_, fifo); })
        .on_write(
            [this](std::size_t fifo, std::uint32_t word) { core_.write_word(user_, fifo, word); });
    fifo_status_.shows([this](std::size_t fifo) { return core_.full(fifo) ? 1U : 0U; });
    message_status_.shows(
        [this](std::size_t fifo) { return static_cast<std::uint32_t>(core_.waiting(fifo)); });
    declare_interrupt_registers();
    bank_.serve(socket);
    SC_HAS_PROCESS(OmapMailboxFace);
    SC_METHOD(drive_interrupt);
    sensitive << core_.changed();
    dont_initialize();
}

void OmapMailboxFace::declare_interrupt_registers() {
    const auto changes = [this](RegisterArray& registers, OmapMailboxCore::Change change) {
        registers.on_write([this, change](std::size_t user, std::uint32_t bits) {
            core_.change(user_, user, change, bits);
        });
    };
    status_raw_.shows([this](std::size_t user) { return core_.raw_status(user); });
    status_clear_.shows([this](std::size_t user) { return core_.status(user); });
    enable_set_.shows([this](std::size_t user) { return core_.enables(user); });
    enable_clear_.shows([this](std::size_t user) { return core_.enables(user); });
    changes(status_raw_, OmapMailboxCore::Change::set_status);
    changes(status_clear_, OmapMailboxCore::Change::clear_status);
    changes(enable_set_, OmapMailboxCore::Change::enable);
    changes(enable_clear_, OmapMailboxCore::Change::disable);
}

void OmapMailboxFace::drive_interrupt() {
    core_.settle();
    const bool level = core_.status(user_) != 0;
    if (level == interrupt.read()) {
        return;
    }
    core_.counters(user_).interrupts += level ? 1 : 0;
    interrupt.write(level);
}

OmapMailbox::OmapMailbox(sc_core::sc_module_name name, const OmapMailboxLayout& layout,
                         std::size_t faces, const OmapMailboxParameters& parameters)
    : sc_module(name),
      core_("core", layout.users, layout.fifos, parameters.depth, parameters.signal_latency) {
    for (std::size_t user = 0; user < faces; ++user) {
        faces_.push_back(std::make_unique<OmapMailboxFace>(("user" + std::to_string(user)).c_str(),
                                                           core_, user, layout, parameters));
    }
}

} // namespace ampsim::models
