// SPDX-License-Identifier: BSD-3-Clause
#include "sim/compare/comparison_files.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ampsim::compare {

namespace {

using Json = nlohmann::ordered_json;

template <typename Value>
Json or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// Six decimals, as result.json has them.
Json share_of(const Change& change) {
    const auto share = change.share();
    return share ? Json(std::round(*share * 1e6) / 1e6) : Json(nullptr);
}

const char* name_of(Role role) {
    switch (role) {
    case Role::cause:
        return "cause";
    case Role::consequence:
        return "consequence";
    case Role::some_journeys:
        return "some journeys";
    case Role::sum:
        break;
    }
    return "sum";
}

Json side(const Figures& figures) {
    return {{"name", figures.path},
            {"scenario", figures.scenario},
            {"trace_sha256", figures.trace_sha256}};
}

void put(Json& moved, Json& counts, const Part& part) {
    for (const Change& change : part.changes) {
        Json entry{
            {"span", part.span}, {"hop", or_null(part.hop)}, {"statistic", change.statistic}};
        const char* unit = change.is_duration ? "_ns" : "";
        entry[std::string("a") + unit] = or_null(change.a);
        entry[std::string("b") + unit] = or_null(change.b);
        entry[std::string("change") + (change.is_duration ? "_ns" : "_by")] =
            or_null(change.difference());
        entry["change"] = share_of(change);
        entry["real"] = change.real;
        entry["beyond"] = change.beyond;
        if (change.is_duration) {
            entry["cause"] = part.role == Role::cause;
            entry["role"] = name_of(part.role);
        }
        (change.is_duration ? moved : counts).push_back(std::move(entry));
    }
}

} // namespace

std::string to_json(const Comparison& comparison) {
    Json json{{"format", "ampsim-comparison 1"},
              {"a", side(comparison.a)},
              {"b", side(comparison.b)},
              {"tolerance", comparison.tolerance.share},
              {"tolerance_ns", comparison.tolerance.ns},
              {"exact", comparison.exact()},
              {"uncertainty_ns",
               comparison.reproducible ? Json(comparison.uncertainty_ns) : Json(nullptr)},
              {"beyond", comparison.beyond()},
              {"answer", answer(comparison)},
              {"same", comparison.same},
              {"moved", Json::array()},
              {"counts", Json::array()},
              {"counters", Json::array()},
              {"only_in_a", comparison.only_in_a},
              {"only_in_b", comparison.only_in_b},
              {"inputs", Json::array()}};
    for (const Part& part : comparison.parts) {
        put(json["moved"], json["counts"], part);
    }
    for (const CounterChange& change : comparison.counters) {
        json["counters"].push_back(
            {{"name", change.name}, {"a", change.a}, {"b", change.b}, {"beyond", change.beyond}});
    }
    for (const InputChange& change : comparison.inputs) {
        json["inputs"].push_back({{"kind", change.kind},
                                  {"name", change.name},
                                  {"a", or_null(change.a)},
                                  {"b", or_null(change.b)}});
    }
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace ampsim::compare
