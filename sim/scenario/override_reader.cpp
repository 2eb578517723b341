// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/override_reader.h"

namespace ampsim::scenario {

namespace fs = std::filesystem;

namespace {

/// Which texts are paths is for the models to know: those that lead to something beside the file.
std::string read_value(Table& table, const std::string& key, const fs::path& directory) {
    std::string value = *table.scalar(key);
    const fs::path starts = table.directory_of(key);
    std::error_code unknown;
    const bool from_elsewhere = starts != directory && !value.empty();
    return from_elsewhere && fs::exists(starts / value, unknown) ? (starts / value).string()
                                                                 : value;
}

} // namespace

std::vector<platform::Override> read_overrides(Table table, const fs::path& directory) {
    std::vector<platform::Override> overrides;
    for (const std::string& key : table.keys()) {
        if (table.is_table(key)) {
            Table inner = *table.table(key);
            for (const std::string& property : inner.keys()) {
                overrides.push_back({key, property, read_value(inner, property, directory)});
            }
            continue;
        }
        const std::size_t dot = key.find('.');
        if (dot == std::string::npos) {
            table.fail(key, "expected LABEL.PROPERTY, such as \"mu.signal-latency-ns\"");
        }
        overrides.push_back(
            {key.substr(0, dot), key.substr(dot + 1), read_value(table, key, directory)});
    }
    return overrides;
}

} // namespace ampsim::scenario
