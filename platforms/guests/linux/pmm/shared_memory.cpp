// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/shared_memory.h"

#include <cstring>

namespace ampsim::pmm {

namespace {

/// Copies one `Word`, if the shared side is aligned for it and so much is left.
template <typename Word, typename Copy>
bool copy_word(std::uintptr_t shared, std::size_t left, Copy copy) {
    if (shared % sizeof(Word) != 0 || left < sizeof(Word)) {
        return false;
    }
    copy(Word{});
    return true;
}

/// Calls `copy` with a number of the width that is to be copied next, and moves on.
template <typename Copy>
void copy_in_words(std::uintptr_t shared, std::size_t size, Copy copy) {
    std::size_t done = 0;
    const auto next = [&](auto word) {
        copy(word, done);
        done += sizeof word;
    };
    while (done < size) {
        const std::uintptr_t at = shared + done;
        const std::size_t left = size - done;
        copy_word<std::uint64_t>(at, left, next) || copy_word<std::uint32_t>(at, left, next) ||
            copy_word<std::uint16_t>(at, left, next) || copy_word<std::uint8_t>(at, left, next);
    }
}

} // namespace

void copy_from_shared(void* to, const volatile void* from, std::size_t size) {
    const auto shared = reinterpret_cast<std::uintptr_t>(from);
    copy_in_words(shared, size, [=](auto word, std::size_t offset) {
        word = *reinterpret_cast<const volatile decltype(word)*>(shared + offset);
        std::memcpy(static_cast<char*>(to) + offset, &word, sizeof word);
    });
}

void copy_to_shared(volatile void* to, const void* from, std::size_t size) {
    const auto shared = reinterpret_cast<std::uintptr_t>(to);
    copy_in_words(shared, size, [=](auto word, std::size_t offset) {
        std::memcpy(&word, static_cast<const char*>(from) + offset, sizeof word);
        *reinterpret_cast<volatile decltype(word)*>(shared + offset) = word;
    });
}

} // namespace ampsim::pmm
