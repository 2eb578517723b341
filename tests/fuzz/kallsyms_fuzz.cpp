// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes are a kernel with a symbol table in it, or an error.
#include "sim/error.h"
#include "sim/measure/kallsyms.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace ampsim;
    try {
        const measure::SymbolTable symbols =
            measure::kernel_symbols({bytes, bytes + size}, "Image");
        for (const measure::Symbol& symbol : symbols.all())
            fuzz::require(symbols.contains(symbol.name), "a symbol is found by its name");
    } catch (const InputError& error) {
        fuzz::require(std::string(error.what()).find("Image: ") == 0, "an error says where");
    }
    return 0;
}
