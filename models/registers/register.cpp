// SPDX-License-Identifier: BSD-3-Clause
#include "models/registers/register.h"

#include "models/registers/register_bank.h"

#include <utility>

namespace ampsim::models {

Register::Register(RegisterBank& bank, std::string name, std::uint64_t offset, Access access,
                   std::uint32_t reset_value)
    : name_(std::move(name)), offset_(offset), access_(access), reset_value_(reset_value),
      value_(reset_value) {
    bank.enter(*this);
}

Register& Register::writable(std::uint32_t mask) {
    writable_ = mask;
    return *this;
}

Register& Register::shows(Value value) {
    shows_ = std::move(value);
    return *this;
}

Register& Register::after_read(Effect effect) {
    after_read_ = std::move(effect);
    return *this;
}

Register& Register::on_write(WriteEffect effect) {
    on_write_ = std::move(effect);
    return *this;
}

std::uint32_t Register::peek() const {
    return shows_ ? shows_() : value_;
}

std::uint32_t Register::read() {
    ++reads_;
    if (access_ == Access::write_only) {
        return 0;
    }
    const std::uint32_t value = peek();
    if (after_read_) {
        after_read_();
    }
    return value;
}

void Register::write(std::uint32_t bits, std::uint32_t lanes) {
    ++writes_;
    std::uint32_t written = bits & lanes;
    switch (access_) {
    case Access::read_only:
        return;
    case Access::write_one_to_clear:
        value_ &= ~(written & writable_);
        break;
    case Access::write_only:
    case Access::read_write:
        written |= peek() & ~lanes;
        value_ = (value_ & ~writable_) | (written & writable_);
        break;
    }
    if (on_write_) {
        on_write_(written);
    }
}

void Register::poke(std::uint32_t bits, std::uint32_t lanes) {
    if (!shows_) {
        value_ = (value_ & ~lanes) | (bits & lanes);
    }
}

RegisterArray::RegisterArray(RegisterBank& bank, const std::string& name, Numbers numbers,
                             std::uint64_t offset, Access access, std::uint32_t reset_value,
                             std::uint64_t stride)
    : numbers_(numbers) {
    for (std::size_t number = numbers.first; number <= numbers.last; ++number) {
        registers_.emplace_back(bank, name + std::to_string(number),
                                offset + (number - numbers.first) * stride, access, reset_value);
    }
}

template <typename Visit>
RegisterArray& RegisterArray::for_each(Visit visit) {
    for (std::size_t number = numbers_.first; number <= numbers_.last; ++number) {
        visit((*this)[number], number);
    }
    return *this;
}

RegisterArray& RegisterArray::writable(std::uint32_t mask) {
    return for_each([mask](Register& each, std::size_t) { each.writable(mask); });
}

RegisterArray& RegisterArray::shows(const std::function<std::uint32_t(std::size_t)>& value) {
    return for_each([&value](Register& each, std::size_t number) {
        each.shows([value, number] { return value(number); });
    });
}

RegisterArray& RegisterArray::after_read(const std::function<void(std::size_t)>& effect) {
    return for_each([&effect](Register& each, std::size_t number) {
        each.after_read([effect, number] { effect(number); });
    });
}

RegisterArray&
RegisterArray::on_write(const std::function<void(std::size_t, std::uint32_t)>& effect) {
    return for_each([&effect](Register& each, std::size_t number) {
        each.on_write([effect, number](std::uint32_t written) { effect(number, written); });
    });
}

} // namespace ampsim::models
