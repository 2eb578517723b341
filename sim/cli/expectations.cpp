// SPDX-License-Identifier: BSD-3-Clause
#include "sim/cli/expectations.h"

#include "sim/error.h"

#include <istream>
#include <regex>

namespace ampsim::cli {

void check_expectations(const scenario::Scenario& scenario) {
    for (const std::string& expression : scenario.expectations) {
        measure::check_expectation(expression, scenario.spans, scenario.labels);
    }
    for (const measure::PublishedFigure& published : scenario.published) {
        measure::check_published(published, scenario.spans, scenario.labels);
    }
}

std::vector<std::string> evaluate_expectations(const scenario::Scenario& scenario,
                                               measure::Result& result) {
    std::vector<std::string> mistakes;
    std::vector<measure::Expectation> evaluated;
    for (const std::string& expression : scenario.expectations) {
        try {
            evaluated.push_back(measure::evaluate(expression, result));
        } catch (const InputError& error) {
            evaluated.push_back({expression, false, "not known"});
            mistakes.emplace_back(error.what());
        }
    }
    result.expectations = std::move(evaluated);
    return mistakes;
}

std::vector<std::string> put_beside_published(const scenario::Scenario& scenario,
                                              measure::Result& result) {
    std::vector<std::string> mistakes;
    for (const measure::PublishedFigure& published : scenario.published) {
        try {
            result.published.push_back(measure::beside(published, result));
        } catch (const InputError& error) {
            mistakes.emplace_back(error.what());
        }
    }
    return mistakes;
}

ScriptEnds script_ends(std::istream& console) {
    static const std::string marker = "ampsim: run exited with ";
    ScriptEnds ends;
    for (std::string line; std::getline(console, line);) {
        const std::size_t place = line.find(marker);
        if (place != std::string::npos) {
            const std::string status = line.substr(place + marker.size());
            ++(status == "0" || status == "0\r" ? ends.passed : ends.failed);
        }
    }
    return ends;
}

std::map<std::string, std::uint64_t> script_counts(std::istream& console) {
    static const std::regex form("ampsim: count ([A-Za-z0-9_.-]{1,64}) ([0-9]{1,18})\\r?$");
    std::map<std::string, std::uint64_t> counts;
    for (std::string line; std::getline(console, line);) {
        constexpr std::size_t longest = 200; // a guest may write lines without end
        std::smatch found;
        if (line.size() <= longest && std::regex_search(line, found, form)) {
            counts[found[1]] = std::stoull(found[2]);
        }
    }
    return counts;
}

} // namespace ampsim::cli
