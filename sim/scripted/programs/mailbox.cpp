// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/programs/mailbox.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::scripted {

namespace {

constexpr unsigned channel = 1; // of the four: the one of imx_rproc's device tree
constexpr std::uint32_t receive_full = 1U << (27 - channel); // in SR; in CR: its interrupt
constexpr std::uint32_t transmit_empty = 1U << (23 - channel);
constexpr unsigned queue_shift = 16; // imx_rproc sends the queue in the upper half

const platform::Device& find_device(const platform::Platform& platform, const std::string& label) {
    const auto found =
        std::find_if(platform.devices.begin(), platform.devices.end(),
                     [&](const platform::Device& device) { return device.label == label; });
    if (found == platform.devices.end()) {
        throw InputError(fmt::format("there is no mailbox '{}'", label));
    }
    const std::vector<std::string>& names = found->compatible;
    const auto fits = [](const std::string& name) {
        return name == "fsl,imx6sx-mu";
    };
    if (std::none_of(names.begin(), names.end(), fits)) {
        throw InputError(fmt::format("the mailbox '{}' is a {}; the scripted programs know "
                                     "\"fsl,imx6sx-mu\" and what is compatible with it",
                                     label, names.front()));
    }
    return *found;
}

/// "mu.a": the face of the device that the node sees.
std::string face_of(const Core& core, const std::string& label) {
    const platform::Device& device = find_device(core.platform(), label);
    const platform::Node& node = core.platform().nodes[core.node()];
    for (const platform::Window& window : node.windows) {
        if (window.face && window.target == label) {
            return label + "." + device.faces[*window.face].name;
        }
    }
    throw InputError(fmt::format("node '{}' does not see the mailbox '{}'", node.name, label));
}

} // namespace

Mailbox::Mailbox(Core& core, const std::string& device, VirtualTime interrupt_time)
    : core_(core), interrupt_time_(interrupt_time) {
    const std::string face = face_of(core, device);
    line_ = core.line(face);
    transmit_ = core.bus().address(fmt::format("{}.TR{}", face, channel));
    receive_ = core.bus().address(fmt::format("{}.RR{}", face, channel));
    status_ = core.bus().address(face + ".SR");
    control_ = core.bus().address(face + ".CR");
}

void Mailbox::enable() {
    core_.bus().write(control_, receive_full, 4);
}

void Mailbox::write_word(std::uint32_t queue) {
    last_queue_ = queue;
    waiting_ &= ~(1U << queue);
    core_.bus().write(transmit_, std::uint64_t{queue} << queue_shift, 4);
}

void Mailbox::write_waiting_word() {
    for (std::uint32_t queue = 0; queue < 32; ++queue) {
        if ((waiting_ >> queue & 1U) != 0) {
            write_word(queue);
            return;
        }
    }
}

void Mailbox::tell_when_empty() {
    tells_when_empty_ = true;
    core_.bus().write(control_, receive_full | transmit_empty, 4);
}

void Mailbox::kick_and_wait(std::uint32_t queue) {
    write_word(queue);
    tell_when_empty();
    while (tells_when_empty_) {
        core_.wait_irq(line_);
        handle_interrupt();
    }
}

void Mailbox::notify(std::uint32_t queue) {
    if ((core_.bus().read32(status_) & transmit_empty) != 0) {
        write_word(queue);
    } else if (queue != last_queue_) {
        waiting_ |= 1U << queue;
        tell_when_empty();
    } // else the other side has yet to read a word for this queue, and looks at it after that
}

void Mailbox::handle_interrupt() {
    core_.compute(interrupt_time_);
    const std::uint32_t status = core_.bus().read32(status_);
    if ((status & receive_full) != 0) {
        core_.bus().read32(receive_); // whichever queue it names, we look at both
        notified_ = true;
    }
    if (tells_when_empty_ && (status & transmit_empty) != 0) {
        write_waiting_word();
        if (waiting_ == 0) {
            tells_when_empty_ = false;
            core_.bus().write(control_, receive_full, 4);
        }
    }
}

bool Mailbox::wait(VirtualTime timeout) {
    const VirtualTime deadline = timeout > never - core_.now() ? never : core_.now() + timeout;
    while (!notified_) {
        const VirtualTime left =
            deadline == never ? never : std::max(deadline - core_.now(), VirtualTime{0});
        if (!core_.wait_irq(line_, left)) {
            return false;
        }
        handle_interrupt();
    }
    notified_ = false;
    return true;
}

} // namespace ampsim::scripted
