// SPDX-License-Identifier: BSD-3-Clause
//
// A register: one 32-bit word of a device's register bank, declared where a datasheet declares it.
//
//     RegisterBank registers{"SRC", 0x10000};
//     Register control{registers, "M4RCR", 0x0c, Access::read_write, 0x0e};
//     RegisterArray transmit{registers, "TR", {0, 3}, 0x10, Access::write_only}; // TR0 .. TR3
//
// What a register does beyond storing bits is said in its device's constructor, in three separate
// parts, so that a debugger can look without touching:
//
//     // The value, when it is not simply stored; no side effect.
//     received.shows([this] { return word_; });
//     // What a processor's read does.
//     received.after_read([this] { acknowledge(); });
//     // What a processor's write does.
//     control.on_write([this](std::uint32_t) { update(); });
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

namespace ampsim::models {

class RegisterBank;

/// What a processor's reads and writes do. A forbidden one is not an error on the bus: it reads as
/// zero or is ignored.
enum class Access {
    read_only,
    write_only,
    read_write,
    write_one_to_clear, ///< writing 1 clears a bit, writing 0 leaves it
};

class Register {
public:
    using Value = std::function<std::uint32_t()>;
    using Effect = std::function<void()>;
    using WriteEffect = std::function<void(std::uint32_t written)>;

    /// Enters the register into `bank`. Throws std::logic_error when the offset is misaligned,
    /// outside of the bank, or taken.
    Register(RegisterBank& bank, std::string name, std::uint64_t offset,
             Access access = Access::read_write, std::uint32_t reset_value = 0);
    Register(const Register&) = delete;
    Register& operator=(const Register&) = delete;
    ~Register() = default;

    /// Only these bits change by writes; the others keep their value. All bits unless said.
    Register& writable(std::uint32_t mask);
    /// The value is computed on each read, by processors and debuggers. `value` must have no side
    /// effect.
    Register& shows(Value value);
    /// Called after a processor's read got its value.
    Register& after_read(Effect effect);
    /// Called after a processor's write changed the stored value, with what was written: the whole
    /// word, in which bytes that a narrow write left out are as they were (write_one_to_clear:
    /// zero).
    Register& on_write(WriteEffect effect);

    const std::string& name() const { return name_; }
    std::uint64_t offset() const { return offset_; }
    Access access() const { return access_; }
    std::uint32_t reset_value() const { return reset_value_; }

    /// The stored value, as the device sees it: access rights and effects do not apply.
    std::uint32_t value() const { return value_; }
    void set(std::uint32_t value) { value_ = value; }
    void reset() { value_ = reset_value_; }

    std::uint64_t reads() const { return reads_; }   ///< by processors
    std::uint64_t writes() const { return writes_; } ///< by processors

private:
    friend class RegisterBank;

    std::uint32_t peek() const;
    std::uint32_t read();
    /// `lanes` has 0xff in each byte that is written; the other bytes of `bits` are ignored.
    void write(std::uint32_t bits, std::uint32_t lanes);
    void poke(std::uint32_t bits, std::uint32_t lanes);

    std::string name_;
    std::uint64_t offset_;
    Access access_;
    std::uint32_t reset_value_;
    std::uint32_t value_;
    std::uint32_t writable_ = 0xffff'ffff;
    Value shows_;
    Effect after_read_;
    WriteEffect on_write_;
    std::uint64_t reads_ = 0;
    std::uint64_t writes_ = 0;
};

/// The numbers in the names of registers alike, both included: TR0 to TR3, GPR1 to GPR10.
struct Numbers {
    std::size_t first;
    std::size_t last;
};

/// Registers alike, one every `stride` bytes. Its callbacks get the register's number first.
class RegisterArray {
public:
    RegisterArray(RegisterBank& bank, const std::string& name, Numbers numbers,
                  std::uint64_t offset, Access access = Access::read_write,
                  std::uint32_t reset_value = 0, std::uint64_t stride = 4);

    RegisterArray& writable(std::uint32_t mask);
    RegisterArray& shows(const std::function<std::uint32_t(std::size_t)>& value);
    RegisterArray& after_read(const std::function<void(std::size_t)>& effect);
    RegisterArray& on_write(const std::function<void(std::size_t, std::uint32_t)>& effect);

    /// By number; throws std::out_of_range.
    Register& operator[](std::size_t number) { return registers_.at(number - numbers_.first); }
    const Register& operator[](std::size_t number) const {
        return registers_.at(number - numbers_.first);
    }

private:
    template <typename Visit>
    RegisterArray& for_each(Visit visit);

    Numbers numbers_;
    std::deque<Register> registers_; // a deque: registers do not move, the bank points at them
};

} // namespace ampsim::models
