// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/hops.h"
#include "sim/measure/json_text.h"
#include "sim/measure/result.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ampsim::measure {

namespace {

using Json = nlohmann::ordered_json;

/// A duration as integer nanoseconds; null when there is nothing that it could be the duration of.
Json nanoseconds(const Distribution& of, VirtualTime value) {
    return of.count == 0 ? Json(nullptr) : Json(value.count());
}

/// Six decimals: enough for any reader, and free of binary noise.
double rounded_share(double share) {
    return std::round(share * 1e6) / 1e6;
}

void put_statistics(Json& json, const Distribution& of) {
    json["count"] = of.count;
    json["min_ns"] = nanoseconds(of, of.min);
    json["mean_ns"] = nanoseconds(of, of.mean);
    json["p50_ns"] = nanoseconds(of, of.p50);
    json["p90_ns"] = nanoseconds(of, of.p90);
    json["p99_ns"] = nanoseconds(of, of.p99);
    json["p99_9_ns"] = nanoseconds(of, of.p99_9);
    json["max_ns"] = nanoseconds(of, of.max);
    json["total_ns"] = of.total.count();
}

Json histogram_json(const Distribution& of) {
    Json bins = Json::array();
    for (const Bin& bin : of.histogram) {
        bins.push_back({bin.low.count(), bin.high.count(), bin.count});
    }
    return bins;
}

/// 50 or 99.9: a whole percentage has no decimals.
Json percentage(unsigned hundredths) {
    return hundredths % 100 == 0 ? Json(hundredths / 100) : Json(hundredths / 100.0);
}

Json curve_json(const Distribution& of) {
    Json points = Json::array();
    for (const CurvePoint& point : of.curve) {
        points.push_back({percentage(point.percent_hundredths), point.value.count()});
    }
    return points;
}

Json to_json(const SpanSet& set) {
    const Breakdown breakdown = break_down(set);
    Json json;
    json["name"] = set.definition.name;
    json["start"] = set.definition.start;
    put_statistics(json, breakdown.whole);
    json["histogram"] = histogram_json(breakdown.whole);
    json["curve"] = curve_json(breakdown.whole);
    json["lost"] = set.lost;
    json["hops"] = Json::array();
    for (const Hop& hop : breakdown.hops) {
        Json& entry = json["hops"].emplace_back();
        entry["name"] = hop.name;
        entry["event"] = hop.event;
        put_statistics(entry, hop.durations);
        entry["histogram"] = histogram_json(hop.durations);
        entry["share"] = rounded_share(breakdown.share(hop.durations.total));
    }
    json["unattributed_ns"] = breakdown.unattributed.total.count();
    return json;
}

} // namespace

double per_second(std::uint64_t times, std::chrono::nanoseconds wall) {
    return wall.count() == 0 ? 0
                             : static_cast<double>(times) * 1e9 / static_cast<double>(wall.count());
}

std::string to_json(const Result& result) {
    Json json;
    json["ampsim"] = result.ampsim_version;
    json["scenario"] = result.scenario;
    json["platform"] = result.platform;
    json["time"]["simulated_ns"] = result.simulated.count();
    json["time"]["wall_ns"] = result.wall.count();
    json["time"]["max_skew_ns"] = result.max_skew.count();
    json["time"]["sync_share"] = rounded_share(result.sync_share);
    json["time"]["simulated_per_wall"] = rounded_share(
        per_second(static_cast<std::uint64_t>(result.simulated.count()), result.wall) / 1e9);
    const auto whole_rate = [&result](std::uint64_t times) {
        return static_cast<std::uint64_t>(std::llround(per_second(times, result.wall)));
    };
    json["time"]["grants_per_s"] = whole_rate(total(result.grant_ends));
    json["time"]["accesses_per_s"] = whole_rate(accesses(result.grant_ends));
    for (const Link& link : result.links) {
        Json& entry = json["links"].emplace_back();
        entry["node"] = link.node;
        entry["max_skew_ns"] = link.max_skew.count();
    }
    json["spans"] = Json::array();
    for (const SpanSet& set : result.spans) {
        json["spans"].push_back(to_json(set));
        if (!result.links.empty()) {
            json["spans"].back()["touched"] = set.touched;
        }
    }
    json["grant_ends"] = Json::object();
    for (const auto& [node, reasons] : result.grant_ends) {
        json["grant_ends"][node] = reasons;
    }
    json["counters"] = Json::object();
    for (const auto& [name, count] : result.counters) {
        json["counters"][name] = count;
    }
    if (!result.remarks.empty()) {
        json["remarks"] = result.remarks;
    }
    if (!result.not_reproducible.empty()) {
        json["not_reproducible"] = result.not_reproducible;
    }
    json["expectations"] = Json::array();
    for (const Expectation& expectation : result.expectations) {
        Json& entry = json["expectations"].emplace_back();
        entry["expr"] = expectation.expression;
        entry["ok"] = expectation.holds;
        entry["value"] = expectation.value;
    }
    if (!result.published.empty()) {
        json["published"] = published_json(result.published);
    }
    json["trace_sha256"] = result.trace_sha256;
    if (!result.failure.empty()) {
        json["failure"] = result.failure;
    }
    return json_text(json);
}

} // namespace ampsim::measure
