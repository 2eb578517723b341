// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/waveform.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

namespace ampsim::hub {

namespace fs = std::filesystem;

namespace {

constexpr const char* waveform_file = "wires.vcd";
constexpr std::string_view suffix = ".vcd"; // SystemC adds it

using Wires = std::map<std::string, sc_core::sc_signal<bool>*>;

sc_core::sc_signal<bool>& find(const Wires& wires, const std::string& name,
                               const std::string& scenario_file) {
    if (const auto found = wires.find(name); found != wires.end()) {
        return *found->second;
    }
    std::vector<std::string> names;
    for (const auto& [known, signal] : wires) {
        names.push_back(known);
    }
    throw InputError(
        fmt::format("{}: trace.wires: there is no wire '{}'{}; there are: {}", scenario_file, name,
                    measure::did_you_mean(name, names),
                    names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
}

/// Takes the section "$date ... $end" out: it is the host's.
void remove_date(const std::string& file) {
    const std::string draft = file + ".draft";
    {
        std::ifstream in(file, std::ios::binary);
        std::ofstream out(draft, std::ios::binary);
        bool in_date = false;
        for (std::string line; std::getline(in, line);) {
            in_date = in_date || line.rfind("$date", 0) == 0;
            if (!in_date) {
                out << line << '\n';
            }
            in_date = in_date && line.find("$end") == std::string::npos;
        }
    }
    std::error_code failed; // the file is no worse with its date
    fs::rename(draft, file, failed);
}

} // namespace

Waveform::Waveform(const std::string& directory, const std::string& scenario_file,
                   const std::vector<std::string>& wires, const Hardware& hardware)
    : file_((fs::path(directory) / waveform_file).string()) {
    const Wires known = hardware.wires();
    for (const std::string& wire : wires) {
        find(known, wire, scenario_file);
    }
    const std::string stem = file_.substr(0, file_.size() - suffix.size());
    trace_ = sc_core::sc_create_vcd_trace_file(stem.c_str());
    trace_->set_time_unit(1, sc_core::SC_NS);
    for (const std::string& wire : wires) {
        sc_core::sc_trace(trace_, find(known, wire, scenario_file), wire);
    }
}

Waveform::~Waveform() {
    sc_core::sc_close_vcd_trace_file(trace_);
    remove_date(file_);
}

} // namespace ampsim::hub
