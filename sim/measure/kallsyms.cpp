// SPDX-License-Identifier: BSD-3-Clause
//
// How the tables lie in an image (scripts/kallsyms.c of Linux); each starts on 8 bytes, `num_syms`
// is padded to 8:
//
//   up to 6.3    offsets  relative_base  num_syms  names  markers  [seqs_of_names]  token_table
//   token_index from 6.4 on  num_syms  names  markers  token_table  token_index  offsets
//   relative_base  seqs_of_names
//
//   token_table   256 texts, NUL-terminated: what each byte of a name stands for; a digit stands
//   for itself token_index   256 x u16: where each of them starts names         per symbol: length
//   in bytes (one byte, or two when bit 7 of the first is set), then the bytes;
//                 expanded, the first character is the type as nm prints it
//   markers       u32: where every 256th name starts
//   seqs_of_names 3 bytes per symbol
//   offsets       u32 per symbol, to be added to relative_base, ascending
//
// None of this is named in the image, so each table is recognised by what must be true of it.
#include "sim/measure/kallsyms.h"

#include "sim/error.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace ampsim::measure {

namespace {

constexpr std::size_t alignment = 8;
constexpr std::size_t fewest_symbols = 64; // a table of a real kernel has tens of thousands
constexpr std::size_t most_symbols = 4'000'000;
constexpr std::size_t names_per_marker = 256;
constexpr std::string_view arm64_magic = "ARM\x64";
constexpr std::size_t arm64_magic_offset = 56; // Documentation/arm64/booting.rst
constexpr std::uint64_t r_aarch64_relative = 1027;

constexpr std::size_t aligned(std::size_t offset) {
    return (offset + alignment - 1) & ~(alignment - 1);
}

class Image {
public:
    explicit Image(const std::vector<unsigned char>& bytes) : bytes_(bytes) {}

    std::size_t size() const { return bytes_.size(); }
    bool has(std::size_t offset, std::size_t size) const {
        return offset <= bytes_.size() && size <= bytes_.size() - offset;
    }
    /// Little-endian; the caller has checked has().
    std::uint64_t number(std::size_t offset, unsigned size) const {
        std::uint64_t value = 0;
        std::memcpy(&value, &bytes_[offset], size);
        boost::endian::little_to_native_inplace(value);
        return value;
    }
    unsigned char byte(std::size_t offset) const { return bytes_[offset]; }
    std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
    }

private:
    const std::vector<unsigned char>& bytes_;
};

struct Tokens {
    std::size_t begin = 0; ///< of token_table
    std::size_t end = 0;   ///< behind token_index
    std::array<std::string_view, 256> text;
};

struct Names {
    std::size_t begin = 0;          ///< of num_syms
    std::vector<std::string> texts; ///< type character first
};

/// token_table and token_index, given where token '0' starts.
std::optional<Tokens> tokens_around(const Image& image, std::size_t zero) {
    std::size_t end = zero;
    for (unsigned token = '0'; token < 256; ++token) {
        const std::size_t terminator = image.view().find('\0', end);
        if (terminator == std::string_view::npos) {
            return std::nullopt;
        }
        end = terminator + 1;
    }
    const std::size_t index = aligned(end);
    if (!image.has(index, 512)) {
        return std::nullopt;
    }
    const std::size_t before_zero = image.number(index + std::size_t{2} * '0', 2);
    if (before_zero > zero || (zero - before_zero) % alignment != 0) {
        return std::nullopt;
    }
    Tokens tokens;
    tokens.begin = zero - before_zero;
    tokens.end = index + 512;
    std::size_t expected = 0; // the index must repeat what the texts' lengths say
    for (std::size_t token = 0; token < 256; ++token) {
        if (image.number(index + 2 * token, 2) != expected || tokens.begin + expected >= end) {
            return std::nullopt;
        }
        const std::size_t start = tokens.begin + expected;
        tokens.text[token] = image.view().substr(start, image.view().find('\0', start) - start);
        expected += tokens.text[token].size() + 1;
    }
    return tokens.begin + expected == end ? std::optional(tokens) : std::nullopt;
}

std::optional<Tokens> find_tokens(const Image& image) {
    static constexpr std::string_view digits("0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0",
                                             20);
    for (std::size_t at = image.view().find(digits); at != std::string_view::npos;
         at = image.view().find(digits, at + 1)) {
        if (auto tokens = tokens_around(image, at)) {
            return tokens;
        }
    }
    return std::nullopt;
}

bool is_symbol_type(char c) {
    static constexpr std::string_view types = "AaBbCDdGgIiNnpRrSsTtUuVvWw?";
    return types.find(c) != std::string_view::npos;
}

/// Length of the compressed name at `offset`, which is moved behind the length.
std::size_t name_length(const Image& image, std::size_t& offset) {
    std::size_t length = image.byte(offset++);
    if ((length & 0x80) != 0) {
        length = (length & 0x7f) | std::size_t{image.byte(offset++)} << 7;
    }
    return length;
}

/// The names whose table starts with `num_syms` at `begin`; nothing when there is no such table
/// there.
std::optional<Names> names_at(const Image& image, std::size_t begin, const Tokens& tokens) {
    const std::size_t count = image.number(begin, 4);
    if (image.number(begin + 4, 4) != 0 || count < fewest_symbols || count > most_symbols) {
        return std::nullopt;
    }
    const std::size_t first = begin + alignment;
    std::size_t at = first;
    std::vector<std::size_t> starts; // where the markers must point
    Names names;
    names.begin = begin;
    for (std::size_t i = 0; i < count; ++i) {
        if (i % names_per_marker == 0) {
            starts.push_back(at - first);
        }
        if (at + 2 > tokens.begin) {
            return std::nullopt;
        }
        const std::size_t length = name_length(image, at);
        if (length == 0 || at + length > tokens.begin) {
            return std::nullopt;
        }
        std::string name;
        for (std::size_t end = at + length; at < end; ++at) {
            name += tokens.text[image.byte(at)];
        }
        if (name.size() < 2 || !is_symbol_type(name.front())) {
            return std::nullopt;
        }
        names.texts.push_back(std::move(name));
    }
    const std::size_t markers = aligned(at);
    if (markers + 4 * starts.size() > tokens.begin) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < starts.size(); ++i) {
        if (image.number(markers + 4 * i, 4) != starts[i]) {
            return std::nullopt;
        }
    }
    return names;
}

std::optional<Names> find_names(const Image& image, const Tokens& tokens) {
    for (std::size_t at = tokens.begin; at >= alignment;) {
        at -= alignment;
        if (auto names = names_at(image, at, tokens)) {
            return names;
        }
    }
    return std::nullopt;
}

bool is_kernel_address(std::uint64_t address) {
    return address >> 48 == 0xffff;
}

/// The relative base stored at `offset`: the lowest address that has a symbol. A relocatable kernel
/// may leave zero there and keep the value in the relocation {address of the field,
/// R_AARCH64_RELATIVE, value} that it applies to itself when it boots. It is told from all other
/// relocations by what follows for the image's own address: on 2 MiB, with the first symbol on a
/// page near it.
std::optional<std::uint64_t> relative_base(const Image& image, std::size_t offset) {
    constexpr std::uint64_t image_alignment = 0x20'0000;
    constexpr std::uint64_t page = 0x1000;
    constexpr std::uint64_t furthest_first_symbol = 0x10'0000;
    const std::uint64_t stored = image.number(offset, 8);
    if (stored != 0) {
        return is_kernel_address(stored) ? std::optional(stored) : std::nullopt;
    }
    for (std::size_t at = 0; image.has(at, 24); at += alignment) {
        if (image.number(at + 8, 8) != r_aarch64_relative) {
            continue;
        }
        const std::uint64_t load = image.number(at, 8) - offset;
        const std::uint64_t value = image.number(at + 16, 8);
        if (load % image_alignment == 0 && is_kernel_address(load) && value % page == 0 &&
            value - load <= furthest_first_symbol) {
            return value;
        }
    }
    return std::nullopt;
}

/// Offsets and base: addresses in the order of the names. Nothing when there are none at `offsets`.
std::optional<std::vector<std::uint64_t>> addresses_at(const Image& image, std::size_t offsets,
                                                       std::size_t count) {
    const std::size_t base_place = aligned(offsets + 4 * count);
    if (!image.has(base_place, 8)) {
        return std::nullopt;
    }
    std::vector<std::uint64_t> addresses;
    addresses.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        addresses.push_back(image.number(offsets + 4 * i, 4));
    }
    if (!std::is_sorted(addresses.begin(), addresses.end())) {
        return std::nullopt;
    }
    const auto base = relative_base(image, base_place);
    if (!base) {
        return std::nullopt;
    }
    for (std::uint64_t& address : addresses) {
        address += *base;
    }
    return addresses;
}

std::optional<std::vector<std::uint64_t>> find_addresses(const Image& image, const Tokens& tokens,
                                                         const Names& names) {
    const std::size_t count = names.texts.size();
    const std::size_t table = aligned(4 * count) + alignment;
    if (names.begin >= table) {
        if (auto addresses = addresses_at(image, names.begin - table, count)) {
            return addresses;
        }
    }
    return addresses_at(image, tokens.end, count);
}

bool is_text(char type) {
    return std::string_view("TtWw").find(type) != std::string_view::npos;
}

std::vector<unsigned char> read_maybe_compressed(const std::string& path) {
    // gzread passes what is not compressed through as it is.
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rbe"), gzclose);
    if (!file) {
        throw InputError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
    }
    std::vector<unsigned char> bytes;
    constexpr std::size_t block = 1 << 20;
    std::error_code unknown;
    if (const auto size = std::filesystem::file_size(path, unknown); !unknown) {
        bytes.reserve(size + block);
    }
    for (;;) {
        const std::size_t size = bytes.size();
        bytes.resize(size + block);
        const int got = gzread(file.get(), bytes.data() + size, block);
        if (got < 0) {
            int error = 0;
            throw InputError(
                fmt::format("{}: cannot be read: {}", path, gzerror(file.get(), &error)));
        }
        bytes.resize(size + static_cast<std::size_t>(got));
        if (got == 0) {
            return bytes;
        }
    }
}

} // namespace

SymbolTable kernel_symbols(const std::vector<unsigned char>& bytes, const std::string& origin) {
    const Image image(bytes);
    if (!image.has(arm64_magic_offset, arm64_magic.size()) ||
        image.view().substr(arm64_magic_offset, arm64_magic.size()) != arm64_magic) {
        throw InputError(
            origin + ": not an arm64 Linux Image (expected \"ARM\\x64\" at byte 56 of the plain or "
                     "gzip-compressed file)");
    }
    const auto give_up = [&](const char* missing) {
        return InputError(
            fmt::format("{}: found no {} of the kernel's own symbol table. It must be built with "
                        "CONFIG_KALLSYMS and CONFIG_KALLSYMS_BASE_RELATIVE, Linux 5.10 to 6.12; "
                        "otherwise give probes as addresses",
                        origin, missing));
    };
    const auto tokens = find_tokens(image);
    if (!tokens) {
        throw give_up("token table");
    }
    const auto names = find_names(image, *tokens);
    if (!names) {
        throw give_up("names");
    }
    const auto addresses = find_addresses(image, *tokens, *names);
    if (!addresses) {
        throw give_up("addresses");
    }
    std::vector<Symbol> symbols;
    for (std::size_t i = 0; i < names->texts.size(); ++i) {
        const std::string& text = names->texts[i];
        if (is_text(text.front())) {
            symbols.push_back({text.substr(1), (*addresses)[i], 0, text.front() != 't'});
        }
    }
    return SymbolTable(origin, std::move(symbols));
}

SymbolTable read_kernel_symbols(const std::string& path) {
    return kernel_symbols(read_maybe_compressed(path), path);
}

} // namespace ampsim::measure
