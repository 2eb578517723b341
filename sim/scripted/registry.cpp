// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/suggestion.h"
#include "sim/scripted/program.h"
#include "sim/scripted/programs/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ampsim::scripted {

namespace {

/// A program that ampsim brings along is one file in programs/ and one line here.
std::vector<ProgramDescription>& registry() {
    static std::vector<ProgramDescription> all{
        rpmsg_host(),
        rpmsg_remote(),
        traffic(),
        virtio_mmio_driver(),
    };
    return all;
}

} // namespace

const std::vector<ProgramDescription>& programs() {
    return registry();
}

void register_program(ProgramDescription program) {
    for (const ProgramDescription& known : registry()) {
        if (known.name == program.name) {
            throw std::logic_error("there is a scripted program '" + program.name + "' already");
        }
    }
    registry().push_back(std::move(program));
}

const ProgramDescription& find_program(const std::string& name) {
    std::vector<std::string> names;
    for (const ProgramDescription& program : registry()) {
        if (program.name == name) {
            return program;
        }
        names.push_back(program.name);
    }
    throw InputError(fmt::format("there is no scripted program '{}'{}; programs are: {}, steps",
                                 name, measure::did_you_mean(name, names), fmt::join(names, ", ")));
}

std::vector<Parameter> common_parameters() {
    using namespace std::chrono_literals;
    return {duration("memory_access", "4 ns", 1ns,
                     "what a load or store of up to 8 bytes of direct memory takes")};
}

std::vector<Parameter> ProgramDescription::all_parameters() const {
    std::vector<Parameter> all = parameters;
    for (Parameter& common : common_parameters()) {
        all.push_back(std::move(common));
    }
    return all;
}

Program ProgramDescription::with(const std::map<std::string, std::string>& given) const {
    const Arguments arguments(all_parameters(), given);
    return {name, marks, arguments.duration("memory_access"),
            [function = main, arguments](Core& core) {
                function(core, arguments);
            }};
}

} // namespace ampsim::scripted
