// SPDX-License-Identifier: BSD-3-Clause
//
// Any text is a scenario or an error; an expectation of a scenario has a verdict or an error. What
// follows a line "--set" are settings, one a line.
#include "sim/error.h"
#include "sim/scenario/scenario.h"
#include "tests/fuzz/input_file.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace ampsim;
using fuzz::require;

/// Where the platforms lie as blobs, and the guests; set before anything looks there.
const bool prepared = setenv("AMPSIM_PLATFORMS_DIR", FUZZ_DIRECTORY "/platforms", 1) == 0 &&
                      setenv("AMPSIM_GUESTS_DIR", FUZZ_DIRECTORY "/guests", 1) == 0;

std::vector<std::string> cut_off_settings(std::string& text) {
    static const std::string mark = "\n--set\n";
    std::vector<std::string> settings;
    const std::size_t at = text.find(mark);
    if (at == std::string::npos)
        return settings;
    std::istringstream lines(text.substr(at + mark.size()));
    for (std::string line; std::getline(lines, line);)
        settings.push_back(line);
    text.resize(at + 1);
    return settings;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static const fuzz::InputFile file;
    require(prepared, "the environment can be set");
    std::string text(reinterpret_cast<const char*>(bytes), size);
    const std::vector<std::string> settings = cut_off_settings(text);
    file.write(text.data(), text.size());
    try {
        const scenario::Scenario scenario = scenario::load(file.path(), settings);
        require(!scenario.end.when.empty(), "every run has an end");
        require(scenario.end.virtual_timeout.count() > 0, "in virtual time");
        require(scenario.end.wall_timeout.count() > 0, "and in the host's");
    } catch (const InputError& error) {
        require(*error.what() != '\0', "an error has a text");
    }
    return 0;
}
