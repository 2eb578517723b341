// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/bus_parameters.h"

#include "models/bus/arbiters.h"
#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace ampsim::hub {

using models::bus::Clock;
using models::bus::DramParameters;
using models::bus::Picoseconds;

namespace {

const std::string arbitration = "arbitration";
const std::vector<std::string> policies = {"none", "fixed-priority", "round-robin", "weighted",
                                           "tdma"};

struct Bounds {
    std::uint64_t least;
    std::uint64_t most;
};

/// One property: where it says what, "port-width-bits" of the target or "width-bits" of the bus.
class Property {
public:
    Property(const platform::BusSettings& of, std::string name)
        : of_(&of), name_(std::move(name)) {}
    /// That of the bus where this one is not there.
    Property(const platform::BusSettings& target, const platform::BusSettings& bus,
             const std::string& name)
        : of_(&target), name_("port-" + name) {
        if (!is_given()) {
            of_ = &bus;
            name_ = name;
        }
    }

    bool is_given() const { return of_->numbers.count(name_) + of_->texts.count(name_) != 0; }

    std::uint64_t number(std::uint64_t otherwise, const Bounds& bounds) const {
        if (!is_given()) {
            return otherwise;
        }
        const auto found = of_->numbers.find(name_);
        const std::string expected =
            fmt::format("expected a number from {} to {}", bounds.least, bounds.most);
        if (found == of_->numbers.end()) {
            fail(fmt::format("'{}'; {}", of_->texts.at(name_), expected));
        }
        const auto value = static_cast<std::uint64_t>(found->second);
        if (value < bounds.least || value > bounds.most) {
            fail(fmt::format("{}; {}", value, expected));
        }
        return value;
    }

    std::string text(const std::string& otherwise) const {
        if (!is_given()) {
            return otherwise;
        }
        const auto found = of_->texts.find(name_);
        if (found == of_->texts.end()) {
            fail("is a number; expected a text");
        }
        return found->second;
    }

    std::string one_of(const std::vector<std::string>& known, const std::string& otherwise) const {
        const std::string value = text(otherwise);
        if (std::find(known.begin(), known.end(), value) == known.end()) {
            fail(fmt::format("'{}'{}; expected one of: {}", value,
                             measure::did_you_mean(value, known), fmt::join(known, ", ")));
        }
        return value;
    }

    [[noreturn]] void fail(const std::string& problem) const {
        throw InputError(fmt::format("{}: property 'ampsim,{}': {}", of_->origin, name_, problem));
    }

private:
    const platform::BusSettings* of_;
    std::string name_;
};

constexpr Bounds clocks = {1, UINT32_MAX};
constexpr std::uint64_t default_clock = 200'000'000;
constexpr std::uint64_t longest_time = INT32_MAX; // of a property in ns or ps

std::uint64_t number_of(const platform::BusSettings& of, const std::string& name,
                        std::uint64_t otherwise, const Bounds& bounds) {
    return Property(of, name).number(otherwise, bounds);
}

/// Data sheets' typical figures, with their sources in docs/models/bus.md.
DramParameters dram_preset(const std::string& name) {
    DramParameters preset; // DDR3-1600
    preset.row_bytes = 8192;
    if (name == "lpddr3-1600") {
        preset.row_bytes = 4096;
        preset.activate = 18'000;
        preset.precharge = 18'000;
        preset.refresh_interval = 3'900'000;
        preset.refresh = 130'000;
    }
    return preset;
}

std::optional<DramParameters> dram_of(const platform::BusSettings& target) {
    const std::vector<std::string> kinds = {"none", "ddr3-1600", "lpddr3-1600"};
    const std::string kind = Property(target, "dram").one_of(kinds, "none");
    if (kind == "none") {
        return std::nullopt;
    }
    DramParameters dram = dram_preset(kind);
    dram.banks = number_of(target, "dram-banks", dram.banks, {1, 256});
    dram.row_bytes = number_of(target, "dram-row-bytes", dram.row_bytes, {16, 1 << 20});
    dram.activate = number_of(target, "dram-activate-ps", dram.activate, {0, longest_time});
    dram.precharge = number_of(target, "dram-precharge-ps", dram.precharge, {0, longest_time});
    const auto in_ns = [&target](const std::string& name, Picoseconds otherwise) {
        const std::uint64_t whole = number_of(target, name, 0, {0, longest_time});
        return Property(target, name).is_given() ? whole * models::bus::nanosecond : otherwise;
    };
    dram.refresh_interval = in_ns("dram-refresh-interval-ns", dram.refresh_interval);
    dram.refresh = in_ns("dram-refresh-ns", dram.refresh);
    if (dram.refresh_interval != 0 && dram.refresh_interval <= dram.refresh) {
        Property(target, "dram-refresh-interval-ns")
            .fail(fmt::format("{} ns; expected more than a refresh takes, {} ns, or 0 for none",
                              dram.refresh_interval / models::bus::nanosecond,
                              dram.refresh / models::bus::nanosecond));
    }
    return dram;
}

} // namespace

bool is_shared(const platform::Platform& platform) {
    return Property(platform.bus, arbitration).one_of(policies, "none") != "none";
}

Clock BusParameters::clock() const {
    return Clock(number_of(bus_, "clock-hz", default_clock, clocks));
}

models::bus::PortParameters BusParameters::port(const platform::BusSettings& target) const {
    models::bus::PortParameters port;
    const Property width(target, bus_, "width-bits");
    const std::uint64_t bits = width.number(64, {8, 4096});
    if ((bits & (bits - 1)) != 0) {
        width.fail(fmt::format("{}; expected 8, 16, 32, 64, ... 4096", bits));
    }
    port.width_bytes = static_cast<unsigned>(bits / 8);
    port.clock = Clock(Property(target, bus_, "clock-hz").number(default_clock, clocks));
    port.overhead_cycles =
        static_cast<unsigned>(Property(target, bus_, "overhead-cycles").number(0, {0, 1'000'000}));
    port.outstanding =
        static_cast<unsigned>(Property(target, bus_, "outstanding").number(0, {0, 65535}));
    port.dram = dram_of(target);
    return port;
}

/// Each initiator has to have one: it could wait for ever.
std::vector<std::size_t> BusParameters::slots(const platform::BusSettings& target) const {
    std::vector<std::size_t> owners;
    const Property given(target, bus_, "slots");
    if (!given.is_given()) {
        for (std::size_t i = 0; i < initiators_.size(); ++i) {
            owners.push_back(i);
        }
        return owners;
    }
    std::istringstream names(given.text(""));
    for (std::string name; names >> name;) {
        const auto found = std::find(initiators_.begin(), initiators_.end(), name);
        if (found == initiators_.end()) {
            given.fail(fmt::format("there is no initiator '{}'{}; there are: {}", name,
                                   measure::did_you_mean(name, initiators_),
                                   fmt::join(initiators_, ", ")));
        }
        owners.push_back(static_cast<std::size_t>(found - initiators_.begin()));
    }
    for (std::size_t i = 0; i < initiators_.size(); ++i) {
        if (std::find(owners.begin(), owners.end(), i) == owners.end()) {
            given.fail(fmt::format("'{}' has no slot, and would wait for ever; expected a slot "
                                   "for each of: {}",
                                   initiators_[i], fmt::join(initiators_, ", ")));
        }
    }
    return owners;
}

std::unique_ptr<models::bus::Arbiter>
BusParameters::arbiter(const platform::BusSettings& target) const {
    const Property given(target, bus_, arbitration);
    const std::string policy = given.one_of(policies, "none");
    if (policy == "fixed-priority") {
        return std::make_unique<models::bus::FixedPriority>();
    }
    if (policy == "round-robin") {
        return std::make_unique<models::bus::RoundRobin>();
    }
    if (policy == "weighted") {
        return std::make_unique<models::bus::Weighted>();
    }
    if (policy == "tdma") {
        const std::uint64_t slot = Property(target, bus_, "slot-ns").number(200, {1, longest_time});
        return std::make_unique<models::bus::Tdma>(slot * models::bus::nanosecond, slots(target));
    }
    given.fail("'none' is for the whole bus: expected a policy for the port, or 'none' at the bus");
}

models::bus::InitiatorParameters BusParameters::initiator(const platform::BusSettings& initiator,
                                                          unsigned outstanding) const {
    models::bus::InitiatorParameters parameters;
    parameters.rank.priority =
        static_cast<unsigned>(number_of(initiator, "initiator-priority", 0, {0, 15}));
    parameters.rank.weight =
        static_cast<unsigned>(number_of(initiator, "initiator-weight", 1, {1, 1000}));
    parameters.outstanding = static_cast<unsigned>(
        number_of(initiator, "initiator-outstanding", outstanding, {0, 65535}));
    parameters.limit.megabytes_per_second = static_cast<std::uint32_t>(
        number_of(initiator, "initiator-limit-mb-per-s", 0, {0, 1'000'000}));
    parameters.limit.burst_bytes = static_cast<std::uint32_t>(
        number_of(initiator, "initiator-limit-bytes", parameters.limit.burst_bytes, {1, 1 << 30}));
    return parameters;
}

std::string BusParameters::bridge_of(const platform::BusSettings& settings) {
    return Property(settings, "bridge").text("");
}

} // namespace ampsim::hub
