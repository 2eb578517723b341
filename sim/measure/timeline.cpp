// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/timeline.h"

#include "sim/error.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <stdexcept>

namespace ampsim::measure {

namespace {

using Json = nlohmann::json;

constexpr const char* begin_of_file = R"({"displayTimeUnit":"ns","traceEvents":[)";
constexpr const char* end_of_file = "]}";

/// Times and durations are those of a run: not negative, and what is made of two of them is a
/// number of 64 bits.
constexpr std::int64_t longest = std::int64_t{1} << 61U;

VirtualTime checked(std::int64_t nanoseconds) {
    if (nanoseconds < 0 || nanoseconds > longest) {
        throw std::out_of_range("no time of a run");
    }
    return VirtualTime{nanoseconds};
}

/// The file's microseconds have three decimals.
VirtualTime time_of(const Json& microseconds) {
    const double nanoseconds = microseconds.get<double>() * 1000;
    if (!(std::abs(nanoseconds) <= static_cast<double>(longest))) { // not even a number
        throw std::out_of_range("no time of a run");
    }
    return checked(std::llround(nanoseconds));
}

class Reader {
public:
    explicit Reader(const Timeline::Visitor& visitor) : visitor_(visitor) {}

    void read(const Json& entry) {
        const std::string phase = entry.at("ph");
        if (phase == "M") {
            name(entry);
        } else if (process_of(entry) == "journeys") {
            journey(phase, entry);
        } else if (phase == "X" || phase == "i" || phase == "B" || phase == "E") {
            event(phase, entry);
        }
    }

private:
    using Row = std::pair<std::int64_t, std::int64_t>;

    void name(const Json& entry) {
        const std::string kind = entry.at("name");
        if (kind == "process_name") {
            processes_[entry.at("pid")] = entry.at("args").at("name");
        } else if (kind == "thread_name") {
            threads_[{entry.at("pid"), entry.at("tid")}] = entry.at("args").at("name");
        }
    }

    std::string process_of(const Json& entry) const { return processes_.at(entry.at("pid")); }

    void journey(const std::string& phase, const Json& entry) {
        // Its hops are on the same row.
        if (phase == "X" && !entry.at("args").contains("hop") && visitor_.journey) {
            visitor_.journey({entry.at("args").at("span"), entry.at("args").at("journey"),
                              time_of(entry.at("ts")), time_of(entry.at("dur"))});
        }
    }

    void event(const std::string& phase, const Json& entry) {
        TimelineEvent event;
        event.time = time_of(entry.at("ts"));
        const std::string process = process_of(entry);
        const bool in_row = process == "devices" || process == "interrupt lines";
        event.who = in_row ? threads_.at({entry.at("pid"), entry.at("tid")}) : process;
        if (phase == "B" || phase == "E") {
            event.what = phase == "B" ? "rises" : "falls";
        } else {
            event.what = entry.at("name");
        }
        const Json arguments = entry.value("args", Json::object());
        event.value = arguments.value("value", "");
        event.stall = checked(arguments.value("stall_ns", std::int64_t{0}));
        if (arguments.contains("from")) {
            event.what += " arrives from " + arguments.at("from").get<std::string>();
        }
        for (const auto& [span, where] : arguments.items()) {
            if (where.is_object()) {
                event.hops.push_back(hop(span, where));
            }
        }
        if (visitor_.event) {
            visitor_.event(event);
        }
    }

    static TimelineHop hop(const std::string& span, const Json& where) {
        TimelineHop hop{span, where.at("journey"), where.value("hop", ""), {}};
        if (where.contains("hop_ns")) {
            hop.duration = checked(where.at("hop_ns").get<std::int64_t>());
        }
        return hop;
    }

    const Timeline::Visitor& visitor_;
    std::map<std::int64_t, std::string> processes_;
    std::map<Row, std::string> threads_;
};

} // namespace

void Timeline::read(const std::string& file, const Visitor& visitor) {
    std::ifstream in(file, std::ios::binary);
    std::string line;
    if (!in || !std::getline(in, line) || line != begin_of_file) {
        throw InputError(fmt::format("{}: expected a trace.json of ampsim", file));
    }
    Reader reader(visitor);
    for (std::size_t number = 2; std::getline(in, line) && line != end_of_file; ++number) {
        if (!line.empty() && line.back() == ',') {
            line.pop_back();
        }
        try {
            reader.read(Json::parse(line));
        } catch (const InputError&) {
            throw;                        // of the visitor
        } catch (const std::exception&) { // of the parser, or a member that is not there
            throw InputError(fmt::format(
                "{}:{}: not what ampsim writes there; expected a trace.json of ampsim, whole", file,
                number));
        }
    }
}

} // namespace ampsim::measure
