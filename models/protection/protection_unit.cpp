// SPDX-License-Identifier: BSD-3-Clause
#include "models/protection/protection_unit.h"

#include "models/registers/halves.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ampsim::models {

namespace {

constexpr std::uint64_t page_size = AMPSIM_PROTECTION_PAGE;
constexpr std::size_t violations_kept = 10;

constexpr std::uint32_t bit(std::size_t position) {
    return std::uint32_t{1} << position;
}

std::uint64_t page_of(std::uint64_t address) {
    return address / page_size * page_size;
}

bool holds(const ProtectedRange& range, std::uint64_t address) {
    return address >= range.base && address - range.base < range.size;
}

} // namespace

void ProtectionUnit::check_parameters(const std::string& name,
                                      const ProtectionParameters& parameters) {
    const bool counts = parameters.windows >= 1 &&
                        parameters.windows <= AMPSIM_PROTECTION_MAX_WINDOWS &&
                        parameters.initiators >= 1 && parameters.initiators <= most_initiators &&
                        parameters.granted.size() <= parameters.windows;
    const auto is_pages = [](const ProtectedRange& range) {
        return range.base % page_size == 0 && range.size % page_size == 0;
    };
    const bool pages =
        std::all_of(parameters.guarded.begin(), parameters.guarded.end(), is_pages) &&
        std::all_of(parameters.granted.begin(), parameters.granted.end(),
                    [&](const ProtectionWindow& window) { return is_pages(window.range); });
    if (!counts || !pages) {
        throw std::logic_error(name + ": a protection unit has 1 to 32 windows and initiators, and "
                                      "ranges of pages");
    }
}

ProtectionUnit::ProtectionUnit(sc_core::sc_module_name name, const ProtectionParameters& parameters)
    : sc_module(name), parameters_(parameters),
      registers_(this->name(), AMPSIM_PROTECTION_SIZE, {},
                 {parameters.register_read_latency, parameters.register_write_latency}),
      window_count_(registers_, "WINDOWS", AMPSIM_PROTECTION_WINDOWS, Access::read_only,
                    static_cast<std::uint32_t>(parameters.windows)),
      initiator_count_(registers_, "INITIATORS", AMPSIM_PROTECTION_INITIATORS, Access::read_only,
                       static_cast<std::uint32_t>(parameters.initiators)),
      supervised_(registers_, "SUPERVISED", AMPSIM_PROTECTION_SUPERVISED) {
    check_parameters(this->name(), parameters);
    SC_HAS_PROCESS(ProtectionUnit);
    registers_.serve(socket);
    registers_.before_each_access([this] { settle(); });
    written_.windows = parameters.granted;
    written_.windows.resize(parameters.windows);
    written_.supervised = low((std::uint64_t{1} << parameters.initiators) - 1);
    effective_ = written_;
    by_initiator_.resize(parameters.initiators);

    supervised_.shows([this] { return written_.supervised; }).on_write([this](std::uint32_t mask) {
        written_.supervised = mask & low((std::uint64_t{1} << parameters_.initiators) - 1);
        change_windows();
    });
    pending_.on_write([this](std::uint32_t) { refresh_.notify(sc_core::SC_ZERO_TIME); });
    enable_.writable(1).on_write([this](std::uint32_t) { refresh_.notify(sc_core::SC_ZERO_TIME); });
    for (std::size_t number = 0; number < parameters.windows; ++number) {
        define_window(number);
    }

    SC_METHOD(on_effect);
    sensitive << effects_due_;
    dont_initialize();
    SC_METHOD(drive_interrupt);
    sensitive << refresh_;
    dont_initialize();
}

void ProtectionUnit::define_window(std::size_t number) {
    ProtectionWindow& window = written_.windows[number];
    const auto add = [this, number](const std::string& name, std::uint64_t offset) -> Register& {
        return window_registers_.emplace_back(registers_,
                                              "WINDOW" + std::to_string(number) + "_" + name,
                                              AMPSIM_PROTECTION_WINDOW(number) + offset);
    };
    // Halves of a number of pages.
    const auto halves = [&](const std::string& name, std::uint64_t offset,
                            std::uint64_t ProtectedRange::*part) {
        const auto set = [&window, part](std::uint64_t value) {
            if (!window.open) {
                window.range.*part = page_of(value);
            }
        };
        add(name + "_LOW", offset)
            .shows([&window, part] { return low(window.range.*part); })
            .on_write([&window, part, set](std::uint32_t written) {
                set(with_low(window.range.*part, written));
            });
        add(name + "_HIGH", offset + 4)
            .shows([&window, part] { return high(window.range.*part); })
            .on_write([&window, part, set](std::uint32_t written) {
                set(with_high(window.range.*part, written));
            });
    };
    halves("BASE", AMPSIM_PROTECTION_BASE_LOW, &ProtectedRange::base);
    halves("SIZE", AMPSIM_PROTECTION_SIZE_LOW, &ProtectedRange::size);
    add("INITIATORS", AMPSIM_PROTECTION_WINDOW_INITIATORS)
        .shows([&window] { return window.initiators; })
        .on_write([&window](std::uint32_t written) {
            if (!window.open) {
                window.initiators = written;
            }
        });
    add("CONTROL", AMPSIM_PROTECTION_CONTROL)
        .shows([&window]() -> std::uint32_t {
            return (window.open ? AMPSIM_PROTECTION_OPEN : 0) |
                   (window.writable ? AMPSIM_PROTECTION_WRITABLE : 0);
        })
        .on_write([this, &window](std::uint32_t written) {
            window.open = (written & AMPSIM_PROTECTION_OPEN) != 0;
            window.writable = (written & AMPSIM_PROTECTION_WRITABLE) != 0;
            change_windows();
        });
}

// --- What is done later

void ProtectionUnit::later(std::function<void()> happens) {
    last_due_ = in_order(parameters_.signal_latency, last_due_);
    effects_.push_back({last_due_, sc_core::sc_delta_count(), std::move(happens)});
    effects_due_.notify(last_due_ - sc_core::sc_time_stamp());
}

void ProtectionUnit::change_windows() {
    later([this, state = written_] {
        effective_ = state;
        windows_changed_ = true;
    });
}

void ProtectionUnit::settle() {
    while (!effects_.empty() && effects_.front().due <= sc_core::sc_time_stamp() &&
           effects_.front().begun_in_delta < sc_core::sc_delta_count()) {
        effects_.front().happens();
        effects_.pop_front();
    }
}

void ProtectionUnit::on_effect() {
    settle();
    if (std::exchange(windows_changed_, false)) {
        changed_();
    }
    refresh_.notify(sc_core::SC_ZERO_TIME);
}

// --- Checks

bool ProtectionUnit::is_guarded(std::uint64_t page) const {
    return std::any_of(parameters_.guarded.begin(), parameters_.guarded.end(),
                       [page](const ProtectedRange& range) { return holds(range, page); });
}

bool ProtectionUnit::gets_through(std::size_t initiator, std::uint64_t page, bool write) const {
    return std::any_of(
        effective_.windows.begin(), effective_.windows.end(), [&](const ProtectionWindow& window) {
            return window.open && (window.writable || !write) &&
                   (window.initiators & bit(initiator)) != 0 && holds(window.range, page);
        });
}

bool ProtectionUnit::check(std::size_t initiator, std::uint64_t address, std::uint64_t size,
                           bool write) {
    settle();
    bool guarded = false;
    for (std::uint64_t offset = 0; offset < size;) {
        const std::uint64_t at = address + offset;
        if (is_guarded(page_of(at))) {
            guarded = true;
            if ((effective_.supervised & bit(initiator)) != 0 &&
                !gets_through(initiator, page_of(at), write)) {
                ++checked_;
                const ProtectionViolation violation{sc_core::sc_time_stamp(), initiator, at, write};
                log_violation(violation);
                return false;
            }
        }
        offset += page_size - at % page_size;
    }
    checked_ += guarded ? 1 : 0;
    return true;
}

void ProtectionUnit::log_violation(const ProtectionViolation& violation) {
    ++refused_;
    ++by_initiator_.at(violation.initiator);
    if (violations_.size() < violations_kept) {
        violations_.push_back(violation);
    }
    later([this, violation] {
        if (violation_count_.value() != UINT32_MAX) {
            violation_count_.set(violation_count_.value() + 1);
        }
        if (pending_.value() == 0) {
            pending_.set(1);
            violator_.set(static_cast<std::uint32_t>(violation.initiator));
            operation_.set(violation.write ? 1 : 0);
            address_low_.set(low(violation.address));
            address_high_.set(high(violation.address));
        }
    });
}

std::vector<ProtectedRange> ProtectionUnit::closed_to(std::size_t initiator) const {
    std::vector<ProtectedRange> closed;
    if ((effective_.supervised & bit(initiator)) == 0) {
        return closed;
    }
    for (const ProtectedRange& guarded : parameters_.guarded) {
        for (std::uint64_t page = guarded.base; page - guarded.base < guarded.size;
             page += page_size) {
            if (gets_through(initiator, page, true)) {
                continue;
            }
            if (!closed.empty() && closed.back().base + closed.back().size == page) {
                closed.back().size += page_size;
            } else {
                closed.push_back({page, page_size});
            }
        }
    }
    return closed;
}

void ProtectionUnit::drive_interrupt() {
    const bool level = (pending_.value() & enable_.value()) != 0;
    if (level != interrupt.read()) {
        interrupts_ += level ? 1 : 0;
        interrupt.write(level);
    }
}

} // namespace ampsim::models
