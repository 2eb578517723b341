// SPDX-License-Identifier: BSD-3-Clause
//
// Any bytes are a trace.json or an error that says where; what is read of it is in order.
#include "sim/error.h"
#include "sim/measure/timeline.h"
#include "tests/fuzz/input_file.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace ampsim;
    using fuzz::require;
    static const fuzz::InputFile file;
    file.write(bytes, size);
    bool events = false;
    try {
        measure::Timeline::read(file.path(), {[&](const measure::TimelineJourney& journey) {
                                                  require(!events, "journeys come before events");
                                                  require(journey.end() >= journey.begin,
                                                          "they go on");
                                              },
                                              [&](const measure::TimelineEvent&) {
                                                  events = true;
                                              }});
    } catch (const InputError& error) {
        require(std::string(error.what()).find(file.path()) != std::string::npos,
                "an error says where");
    }
    return 0;
}
