// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/point.h"

#include "sim/error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace ampsim::sweep {

namespace {

using nlohmann::json;

constexpr std::size_t digits_of_key = 16;

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

} // namespace

std::string short_key(const std::string& sha256) {
    return sha256.substr(0, digits_of_key);
}

bool Outcome::all_hold() const {
    return std::all_of(expectations.begin(), expectations.end(),
                       [](const measure::Expectation& each) { return each.holds; });
}

std::optional<Outcome> read_outcome(const std::filesystem::path& directory) {
    std::ifstream in(directory / result_file, std::ios::binary);
    const json result = json::parse(in, nullptr, false);
    if (!result.is_object()) {
        return std::nullopt;
    }
    try {
        Outcome outcome;
        outcome.failure = first_line(result.value("failure", ""));
        outcome.trace_sha256 = result.at("trace_sha256");
        for (const json& expectation : result.at("expectations")) {
            outcome.expectations.push_back(
                {expectation.at("expr"), expectation.at("ok"), expectation.at("value")});
        }
        outcome.published = measure::read_published(result);
        outcome.figures = measure::figures_of(result);
        return outcome;
    } catch (const json::exception&) {
        return std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

Outcome without_result(const std::string& how, const std::filesystem::path& log) {
    static const std::string opening = "ampsim: error: ";
    Outcome outcome;
    outcome.failure = how;
    std::ifstream in(log, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
        if (line.compare(0, opening.size(), opening) == 0) {
            outcome.failure = line.substr(opening.size());
            break;
        }
    }
    return outcome;
}

} // namespace ampsim::sweep
