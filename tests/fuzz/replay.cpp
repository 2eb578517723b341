// SPDX-License-Identifier: BSD-3-Clause
//
// Stands in for libFuzzer where the compiler has none: runs a fuzz target on each file of a corpus,
// and on mutations of them, the same ones each time.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t longest_input = 16384;

Bytes contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Mutator {
public:
    explicit Mutator(const std::vector<Bytes>& corpus) : corpus_(corpus) {}

    Bytes next() {
        Bytes input = any();
        for (std::size_t changes = below(4) + 1; changes > 0; --changes)
            change(input);
        if (input.size() > longest_input)
            input.resize(longest_input);
        return input;
    }

private:
    void change(Bytes& input) {
        const std::size_t at = below(input.size() + 1);
        const auto here = input.begin() + static_cast<std::ptrdiff_t>(at);
        switch (below(6)) {
        case 0:
            input.resize(at);
            break;
        case 1:
            input.insert(here, static_cast<std::uint8_t>(random_()));
            break;
        case 2: { // another packet in between
            const Bytes other = any();
            input.insert(here, other.begin(), other.end());
            break;
        }
        case 3: // lengths and counts are where it hurts
            if (at < input.size())
                input[at] = below(2) == 0 ? 0xff : 0;
            break;
        case 4:
            if (at < input.size())
                input[at] ^= static_cast<std::uint8_t>(1U << below(8));
            break;
        default:
            if (at < input.size())
                input[at] = static_cast<std::uint8_t>(random_());
            break;
        }
    }
    const Bytes& any() { return corpus_[below(corpus_.size())]; }
    std::size_t below(std::size_t limit) { return random_() % limit; }

    const std::vector<Bytes>& corpus_;
    std::mt19937 random_{1};
};

/// The files of a directory, and of those in it; or the file itself.
void add_files(const std::filesystem::path& path, std::set<std::filesystem::path>& files) {
    if (!std::filesystem::is_directory(path)) {
        files.insert(path);
        return;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path))
        if (entry.is_regular_file())
            files.insert(entry.path());
}

} // namespace

int main(int argc, char* argv[]) {
    const long mutations = argc > 2 ? std::strtol(argv[1], nullptr, 10) : 0;
    std::set<std::filesystem::path> files; // sorted: the same order everywhere
    for (int i = 2; i < argc; ++i)
        add_files(argv[i], files);
    std::vector<Bytes> corpus;
    std::transform(files.begin(), files.end(), std::back_inserter(corpus), contents);
    if (corpus.empty() || mutations < 0) {
        std::fprintf(stderr, "usage: %s MUTATIONS CORPUS...\n", argv[0]);
        return 2;
    }
    for (const Bytes& input : corpus)
        LLVMFuzzerTestOneInput(input.data(), input.size());
    Mutator mutator(corpus);
    for (long i = 0; i < mutations; ++i) {
        const Bytes input = mutator.next();
        LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu inputs and %ld mutations\n", corpus.size(), mutations);
    return 0;
}
