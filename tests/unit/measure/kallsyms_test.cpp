// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/kallsyms.h"

#include "sim/error.h"
#include "tests/unit/measure/temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <zlib.h>

#include <array>
#include <filesystem>
#include <functional>
#include <set>
#include <tuple>

namespace ampsim::measure {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t load = 0xffff'8000'0800'0000;
constexpr std::uint64_t first_symbol = load + 0x10000;

/// Builds an Image with the tables of scripts/kallsyms.c. Compression: every byte that no name uses
/// stands for a pair of letters, taken from the start of the names.
class ImageBuilder {
public:
    enum class Layout {
        offsets_first,
        sequences,
        offsets_last
    }; // 5.10, 6.2 (and Debian's 6.1), 6.4
    enum class Base { stored, in_relocation };

    std::vector<std::pair<std::uint64_t, std::string>>
        symbols; ///< address, type and name; ascending

    std::vector<unsigned char> build(Layout layout, Base base) {
        choose_tokens();
        bytes_.assign(0x1000, 0);
        put_at(56, "ARM\x64");
        // Something that looks like the digits of a token table and is none.
        bytes_.insert(bytes_.end(), 16, 'x');
        put_text(std::string("0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0", 20));
        align();
        if (layout != Layout::offsets_last) {
            put_offsets(base);
        }
        put_names();
        if (layout == Layout::sequences) {
            for (std::size_t i = 0; i < symbols.size(); ++i) {
                put(i ^ 0x5a5a, 3);
            }
            align();
        }
        put_tokens();
        if (layout == Layout::offsets_last) {
            put_offsets(base);
        }
        // Relocations: one of something else, then that of the base.
        put(load + 0x20, 8);
        put(1027, 8);
        put(load + 0x12345, 8);
        if (base == Base::in_relocation) {
            put(load + base_place_, 8);
            put(1027, 8);
            put(first_symbol, 8);
        }
        return bytes_;
    }

private:
    void choose_tokens() {
        std::set<char> used;
        for (const auto& [address, name] : symbols) {
            used.insert(name.begin(), name.end());
        }
        for (char c = '0'; c <= '9'; ++c) {
            used.insert(c);
        }
        for (unsigned i = 0; i < 256; ++i) {
            const std::string& name = symbols[i % symbols.size()].second;
            tokens_[i] = used.count(static_cast<char>(i)) != 0
                             ? std::string(1, static_cast<char>(i))
                             : name.substr(0, 2 + i % 3);
        }
    }

    std::string compressed(const std::string& name) const {
        std::string result;
        for (std::size_t at = 0; at < name.size();) {
            std::size_t best = static_cast<unsigned char>(name[at]);
            for (std::size_t token = 0; token < 256; ++token) {
                if (tokens_[token].size() > tokens_[best].size() &&
                    name.compare(at, tokens_[token].size(), tokens_[token]) == 0) {
                    best = token;
                }
            }
            result += static_cast<char>(best);
            at += tokens_[best].size();
        }
        return result;
    }

    void put(std::uint64_t value, unsigned size) {
        for (unsigned i = 0; i < size; ++i) {
            bytes_.push_back(static_cast<unsigned char>(value >> (8 * i)));
        }
    }
    void put_text(const std::string& text) {
        bytes_.insert(bytes_.end(), text.begin(), text.end());
    }
    void put_at(std::size_t place, const std::string& text) {
        std::copy(text.begin(), text.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(place));
    }
    void align() { bytes_.resize((bytes_.size() + 7) & ~std::size_t{7}); }

    void put_offsets(Base base) {
        for (const auto& [address, name] : symbols) {
            put(address - first_symbol, 4);
        }
        align();
        base_place_ = bytes_.size();
        put(base == Base::stored ? first_symbol : 0, 8);
    }

    void put_names() {
        put(symbols.size(), 8);
        const std::size_t start = bytes_.size();
        std::vector<std::size_t> markers;
        for (std::size_t i = 0; i < symbols.size(); ++i) {
            if (i % 256 == 0) {
                markers.push_back(bytes_.size() - start);
            }
            const std::string name = compressed(symbols[i].second);
            if (name.size() < 0x80) {
                put(name.size(), 1);
            } else {
                put((name.size() & 0x7f) | 0x80, 1);
                put(name.size() >> 7, 1);
            }
            put_text(name);
        }
        align();
        for (const std::size_t marker : markers) {
            put(marker, 4);
        }
        align();
    }

    void put_tokens() {
        std::vector<std::size_t> index;
        const std::size_t start = bytes_.size();
        for (const std::string& token : tokens_) {
            index.push_back(bytes_.size() - start);
            put_text(token);
            put(0, 1);
        }
        align();
        for (const std::size_t place : index) {
            put(place, 2);
        }
    }

    std::array<std::string, 256> tokens_;
    std::vector<unsigned char> bytes_;
    std::size_t base_place_ = 0;
};

ImageBuilder some_kernel() {
    ImageBuilder builder;
    builder.symbols.emplace_back(first_symbol, "T_stext");
    for (std::uint64_t i = 1; i < 700; ++i) {
        builder.symbols.emplace_back(first_symbol + 16 * i, (i % 3 == 0 ? "t" : "T") +
                                                                std::string("function_") +
                                                                std::to_string(i));
    }
    builder.symbols.emplace_back(first_symbol + 0x4000, "D"
                                                        "some_data");
    // A name whose compressed form takes more than 127 bytes: no two characters of it make a token.
    std::string odd = "t";
    for (int i = 0; i < 150; ++i) {
        odd += static_cast<char>("QXZJK"[i % 5]);
    }
    builder.symbols.emplace_back(first_symbol + 0x5000, odd);
    builder.symbols.emplace_back(first_symbol + 0x6000, "Tschedule");
    return builder;
}

using Variant = std::tuple<ImageBuilder::Layout, ImageBuilder::Base>;
class Kallsyms : public testing::TestWithParam<Variant> {};

TEST_P(Kallsyms, GivesTheAddressOfEveryFunction) {
    ImageBuilder builder = some_kernel();
    const auto image = builder.build(std::get<0>(GetParam()), std::get<1>(GetParam()));
    const SymbolTable table = kernel_symbols(image, "Image");
    std::size_t functions = 0;
    for (const auto& [address, name] : builder.symbols) {
        if (name.front() == 'D') {
            EXPECT_FALSE(table.contains(name.substr(1)));
            continue;
        }
        ++functions;
        EXPECT_EQ(table.find(name.substr(1)).value, address) << name;
    }
    EXPECT_EQ(table.all().size(), functions);
}

INSTANTIATE_TEST_SUITE_P(Layouts, Kallsyms,
                         testing::Combine(testing::Values(ImageBuilder::Layout::offsets_first,
                                                          ImageBuilder::Layout::sequences,
                                                          ImageBuilder::Layout::offsets_last),
                                          testing::Values(ImageBuilder::Base::stored,
                                                          ImageBuilder::Base::in_relocation)));

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const InputError& error) {
        return error.what();
    }
    return "no error";
}

TEST(KallsymsError, SuggestsNearNames) {
    const auto image =
        some_kernel().build(ImageBuilder::Layout::sequences, ImageBuilder::Base::stored);
    EXPECT_EQ(message_of([&] { kernel_symbols(image, "Image").find("shedule"); }),
              "Image has no code symbol 'shedule'; did you mean 'schedule'?");
}

TEST(KallsymsError, NamesWhatTheFileIsNot) {
    EXPECT_THAT(message_of([] { kernel_symbols(std::vector<unsigned char>(4096), "zeros"); }),
                HasSubstr("zeros: not an arm64 Linux Image"));
    EXPECT_THAT(message_of([] { read_kernel_symbols("/nonexistent/Image"); }),
                HasSubstr("/nonexistent/Image: cannot be opened: No such file"));
}

TEST(KallsymsError, SaysWhichTableIsMissing) {
    auto image =
        some_kernel().build(ImageBuilder::Layout::offsets_last, ImageBuilder::Base::stored);
    EXPECT_NO_THROW(kernel_symbols(image, "Image"));
    auto without_tokens = image;
    without_tokens.resize(0x1400);
    EXPECT_THAT(message_of([&] { kernel_symbols(without_tokens, "Image"); }),
                HasSubstr("no token table"));

    auto unrelocated =
        some_kernel().build(ImageBuilder::Layout::sequences, ImageBuilder::Base::in_relocation);
    unrelocated.resize(unrelocated.size() - 24);
    EXPECT_THAT(message_of([&] { kernel_symbols(unrelocated, "Image"); }),
                HasSubstr("no addresses"));
}

TEST(KallsymsError, SurvivesTruncationAnywhere) {
    const auto whole =
        some_kernel().build(ImageBuilder::Layout::offsets_last, ImageBuilder::Base::in_relocation);
    for (std::size_t size = 0; size + 24 <= whole.size(); size += 97) {
        const std::vector<unsigned char> part(whole.begin(),
                                              whole.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_THROW(kernel_symbols(part, "Image"), InputError) << size;
    }
}

TEST(KallsymsFile, MayBeCompressed) {
    const auto image =
        some_kernel().build(ImageBuilder::Layout::sequences, ImageBuilder::Base::stored);
    const TemporaryDirectory directory;
    const std::string path = directory.file("Image.gz");
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, image.data(), static_cast<unsigned>(image.size()));
    gzclose(file);
    EXPECT_EQ(read_kernel_symbols(path).find("schedule").value, first_symbol + 0x6000);
}

TEST(KallsymsFile, OfARealKernelHasWellKnownFunctions) {
    if (!std::filesystem::exists(AMPSIM_TEST_KERNEL)) {
        GTEST_SKIP() << "no " << AMPSIM_TEST_KERNEL << ": the guests have not been built";
    }
    const SymbolTable table = read_kernel_symbols(AMPSIM_TEST_KERNEL);
    EXPECT_GT(table.all().size(), 10'000);
    for (const char* name :
         {"_stext", "schedule", "vprintk", "apply_relocate_add", "__arm64_sys_read"}) {
        EXPECT_EQ(table.find(name).value >> 32, 0xffff'8000) << name;
    }
    // A kernel's text begins on 64 KiB and ends within a gigabyte.
    EXPECT_EQ(table.find("_stext").value % 0x10000, 0);
    EXPECT_LT(table.find("schedule").value - table.find("_stext").value, 1U << 30);
}

} // namespace
} // namespace ampsim::measure
