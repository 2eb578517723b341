// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/memories.h"

#include "sim/measure/file_memory.h"
#include "sim/node/build_id.h"

#include <filesystem>
#include <map>

namespace ampsim::hub {

namespace fs = std::filesystem;
using measure::FileMemory;
using nlohmann::json;

namespace {

FileMemory memory(const std::string& directory, const char* file, const std::string& format) {
    return {directory.empty() ? fs::path() : fs::path(directory) / file, format};
}

FileMemory hashes_in(const std::string& directory) {
    return memory(directory, "hashes.json", "ampsim-hashes 1");
}

FileMemory symbols_in(const std::string& directory) {
    return memory(directory, "symbols.json",
                  "ampsim-symbols 1 " + node::build_id_of("/proc/self/exe").value_or(""));
}

/// What is of the type `Value`: the file is the host's, and may hold anything.
template <typename Value>
std::map<std::string, Value> read(const FileMemory& memory) {
    std::map<std::string, Value> values;
    for (const auto& [file, finding] : memory.known()) {
        try {
            values[file] = finding.template get<Value>();
        } catch (const json::exception&) { // NOLINT(bugprone-empty-catch): it is found out again
        }
    }
    return values;
}

} // namespace

FileHashes known_hashes(const std::string& directory) {
    return read<std::string>(hashes_in(directory));
}

void keep_hashes(const std::string& directory, const FileHashes& hashes) {
    hashes_in(directory).keep({hashes.begin(), hashes.end()});
}

measure::KernelSymbols known_symbols(const std::string& directory) {
    return read<measure::SymbolAddresses>(symbols_in(directory));
}

void keep_symbols(const std::string& directory, const measure::KernelSymbols& symbols) {
    symbols_in(directory).keep({symbols.begin(), symbols.end()});
}

} // namespace ampsim::hub
