// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes are an ELF file or an error, to those that look for symbols and to those that load it.
#include "sim/error.h"
#include "sim/measure/elf.h"
#include "sim/node/firmware.h"
#include "tests/fuzz/input_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace ampsim;
using fuzz::require;

void look_for_symbols(const std::string& path) {
    try {
        const measure::ElfFile file = measure::read_elf(path);
        for (const measure::Symbol& symbol : file.symbols.all()) {
            require(!symbol.name.empty() && file.symbols.contains(symbol.name),
                    "a symbol has a name, and is found by it");
            const measure::Symbol* before = file.symbols.before(symbol.value);
            require(before == nullptr || before->value <= symbol.value, "before is before");
        }
    } catch (const InputError& error) {
        require(std::string(error.what()).find(path) == 0, "an error says where");
    }
}

void load(const std::string& path) {
    try {
        const std::vector<node::Segment> segments = node::read_firmware(path);
        require(!segments.empty(), "something is loaded");
    } catch (const InputError& error) {
        require(std::string(error.what()).find(path) == 0, "an error says where");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const fuzz::InputFile file;
    file.write(bytes, size);
    look_for_symbols(file.path());
    load(file.path());
    return 0;
}
