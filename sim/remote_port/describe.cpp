// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ampsim::remote_port {
namespace {

constexpr std::size_t bytes_shown = 16;

std::string instant(VirtualTime time) {
    return time == never ? "never" : fmt::format("{} ns", time.count());
}

std::string bytes(const std::vector<std::uint8_t>& data) {
    const std::size_t shown = std::min(data.size(), bytes_shown);
    return fmt::format("{:02x}{}", fmt::join(data.data(), data.data() + shown, " "),
                       shown < data.size() ? " ..." : "");
}

struct Fields {
    bool is_response;

    std::string operator()(const Hello& hello) const {
        return fmt::format(": Remote-Port {}.{}, capabilities {:#x}", hello.major, hello.minor,
                           fmt::join(hello.capabilities, " "));
    }
    std::string operator()(const BusAccess& access) const {
        const char* failed = access.status == Status::bus_error       ? ", bus error"
                             : access.status == Status::address_error ? ", address error"
                                                                      : "";
        std::string text = fmt::format(" at {}: {} bytes at {:#x}", instant(access.timestamp),
                                       access.length, access.address);
        text += access.data.empty() ? "" : ": " + bytes(access.data);
        text += access.enables.empty() ? "" : ", enables " + bytes(access.enables);
        text += is_response ? failed : "";
        return text;
    }
    std::string operator()(const Interrupt& interrupt) const {
        return fmt::format(" at {}: line {} {}", instant(interrupt.timestamp), interrupt.line,
                           interrupt.level ? "high" : "low");
    }
    std::string operator()(const Sync& sync) const { return " at " + instant(sync.timestamp); }
    std::string operator()(const AddressTranslation& translation) const {
        return fmt::format(" at {}: {} bytes at {:#x}", instant(translation.timestamp),
                           translation.length, translation.address);
    }
    std::string operator()(const Stop& stop) const {
        return fmt::format(" at {}: acts next at {}, pc {:#x}", instant(stop.now),
                           instant(stop.earliest), stop.pc);
    }
    std::string operator()(const Grant& grant) const { return " until " + instant(grant.until); }
    std::string operator()(const Mark& mark) const {
        return fmt::format(" at {}: probe {}, argument {:#x}", instant(mark.time), mark.probe,
                           mark.argument);
    }
    std::string operator()(const Reset& reset) const { return " at " + instant(reset.time); }
    std::string operator()(const Probe& probe) const {
        return fmt::format(": number {} at {:#x}", probe.probe, probe.address);
    }
    std::string operator()(const Module& module) const {
        return fmt::format(" at {}: {}, {} sections", instant(module.time), module.name,
                           module.section_addresses.size());
    }
    std::string operator()(const Shutdown&) const { return ""; }
    std::string operator()(const GuestOff& off) const {
        static constexpr const char* causes[] = {"power", "reset", "panic"};
        return fmt::format(" at {}: {}", instant(off.time), causes[off.cause]);
    }
    std::string operator()(const Save& save) const { return " to " + save.file; }
    std::string operator()(const Written& written) const {
        return fmt::format(": {} bytes at {:#x}", written.size, written.address);
    }
    std::string operator()(const Cover& cover) const {
        return fmt::format(" at {}: {} bytes at {:#x} {}", instant(cover.time), cover.size,
                           cover.address, cover.covered ? "covered" : "uncovered");
    }
};

struct Timestamp {
    std::optional<VirtualTime> operator()(const BusAccess& access) const {
        return access.timestamp;
    }
    std::optional<VirtualTime> operator()(const Interrupt& interrupt) const {
        return interrupt.timestamp;
    }
    std::optional<VirtualTime> operator()(const Sync& sync) const { return sync.timestamp; }
    std::optional<VirtualTime> operator()(const AddressTranslation& translation) const {
        return translation.timestamp;
    }
    std::optional<VirtualTime> operator()(const Stop& stop) const { return stop.now; }
    std::optional<VirtualTime> operator()(const Mark& mark) const { return mark.time; }
    std::optional<VirtualTime> operator()(const Reset& reset) const { return reset.time; }
    std::optional<VirtualTime> operator()(const Module& module) const { return module.time; }
    std::optional<VirtualTime> operator()(const GuestOff& off) const { return off.time; }
    template <typename Other>
    std::optional<VirtualTime> operator()(const Other&) const {
        return std::nullopt;
    }
};

} // namespace

std::string describe(const Packet& packet) {
    return fmt::format("{}{}{}, id {}, channel {}{}", packet.is_posted() ? "posted " : "",
                       name(packet.body), packet.is_response() ? " answer" : "", packet.id,
                       packet.device, std::visit(Fields{packet.is_response()}, packet.body));
}

std::optional<VirtualTime> timestamp(const Body& body) {
    return std::visit(Timestamp{}, body);
}

} // namespace ampsim::remote_port
