// SPDX-License-Identifier: BSD-3-Clause
//
// Reads Chrome trace-event JSON the way Perfetto's importer does, and says what it would drop or
// show wrongly: events are sorted by time (those of one instant stay in the order of the file), a
// slice ends before the one around it does, an arrow belongs to the slice that has begun last on
// its row.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ampsim::measure {

class Viewer {
public:
    using Json = nlohmann::json;

    struct Slice {
        std::string row; ///< "linux/linux cpu"
        std::string name;
        std::int64_t begin = 0, end = 0; ///< ns
        Json arguments;
        int depth = 0;
    };
    /// Slices that an arrow leads through, in order.
    struct Arrow {
        std::string name;
        std::string category;
        std::vector<std::size_t> slices;
    };

    explicit Viewer(const Json& file) {
        std::vector<Json> events = file.at("traceEvents");
        read_names(events);
        std::stable_sort(events.begin(), events.end(), [](const Json& a, const Json& b) {
            return a.value("ts", 0.0) < b.value("ts", 0.0);
        });
        for (const Json& event : events) {
            read(event);
        }
        for (const auto& [row, open] : stacks_) {
            for (const std::size_t slice : open) {
                if (slices[slice].end == never_ended) {
                    problems.push_back("never ended: " + slices[slice].name);
                }
            }
        }
        for (const auto& [id, arrow] : open_arrows_) {
            if (arrow.category == "journey") {
                problems.push_back("an arrow has no end: " + arrow.name);
            }
        }
    }

    std::vector<Slice> slices;
    std::vector<Arrow> arrows; ///< that have an end
    std::vector<std::string> problems;
    std::vector<std::string> processes; ///< from the top

private:
    using Row = std::pair<std::int64_t, std::int64_t>;
    using ArrowId = std::tuple<std::string, std::string, std::int64_t>;
    static constexpr std::int64_t never_ended = std::numeric_limits<std::int64_t>::max();

    void read_names(const std::vector<Json>& events) {
        std::map<std::int64_t, std::string> process_names;
        std::map<std::int64_t, std::int64_t> positions;
        for (const Json& event : events) {
            if (event.at("ph") != "M") {
                continue;
            }
            const std::int64_t process = event.at("pid");
            if (event.at("name") == "process_name") {
                process_names[process] = event.at("args").at("name");
            } else if (event.at("name") == "process_sort_index") {
                positions[process] = event.at("args").at("sort_index");
            } else if (event.at("name") == "thread_name") {
                rows_[{process, event.at("tid")}] = event.at("args").at("name");
            }
        }
        for (auto& [row, name] : rows_) {
            name = process_names[row.first] + "/" + name;
        }
        std::vector<std::pair<std::int64_t, std::string>> sorted;
        for (const auto& [process, name] : process_names) {
            sorted.emplace_back(positions.at(process), name);
        }
        std::sort(sorted.begin(), sorted.end());
        for (const auto& [position, name] : sorted) {
            processes.push_back(name);
        }
    }

    static std::int64_t nanoseconds(const Json& microseconds) {
        return std::llround(microseconds.get<double>() * 1000);
    }

    void read(const Json& event) {
        const std::string phase = event.at("ph");
        if (phase == "M") {
            return;
        }
        const Row row{event.at("pid"), event.at("tid")};
        const std::int64_t time = nanoseconds(event.at("ts"));
        if (rows_.count(row) == 0) {
            problems.push_back("a row without a name: " + event.dump());
        }
        if (phase == "X") {
            begin(row, event, time, time + nanoseconds(event.at("dur")));
        } else if (phase == "i") {
            begin(row, event, time, time);
        } else if (phase == "B") {
            begin(row, event, time, never_ended);
        } else if (phase == "E") {
            close(row, time);
            if (stacks_[row].empty()) {
                problems.push_back("an end without a begin: " + event.dump());
            } else {
                slices[stacks_[row].back()].end = time;
                stacks_[row].pop_back();
            }
        } else {
            arrow(phase, row, event);
        }
    }

    /// Slices that are over are none to be in; an instant stays until the next one begins.
    void close(Row row, std::int64_t time) {
        std::vector<std::size_t>& open = stacks_[row];
        while (!open.empty() && slices[open.back()].end <= time) {
            open.pop_back();
        }
    }

    void begin(Row row, const Json& event, std::int64_t time, std::int64_t end) {
        close(row, time);
        std::vector<std::size_t>& open = stacks_[row];
        if (!open.empty() && slices[open.back()].end < end) {
            problems.push_back(slices[open.back()].name + " ends within " + event.dump());
        }
        slices.push_back({rows_[row], event.at("name"), time, end, event.value("args", Json()),
                          static_cast<int>(open.size())});
        open.push_back(slices.size() - 1);
    }

    void arrow(const std::string& phase, Row row, const Json& event) {
        const ArrowId id{event.at("cat"), event.at("name"), event.at("id")};
        if (stacks_[row].empty()) {
            problems.push_back("an arrow without a slice: " + event.dump());
            return;
        }
        if (phase == "s") {
            if (!open_arrows_.emplace(id, Arrow{event.at("name"), event.at("cat"), {}}).second) {
                problems.push_back("an arrow begins twice: " + event.dump());
            }
        }
        const auto open = open_arrows_.find(id);
        if (open == open_arrows_.end()) {
            problems.push_back("an arrow has no begin: " + event.dump());
            return;
        }
        const Slice& slice = slices[stacks_[row].back()];
        const std::int64_t time = nanoseconds(event.at("ts"));
        if (time < slice.begin || time > slice.end) {
            problems.push_back("an arrow beside its slice " + slice.name + ": " + event.dump());
        }
        open->second.slices.push_back(stacks_[row].back());
        if (phase == "f") {
            if (event.value("bp", "") != "e") {
                problems.push_back("an arrow ends in the slice after: " + event.dump());
            }
            arrows.push_back(open->second);
            open_arrows_.erase(open);
        }
    }

    std::map<Row, std::string> rows_;
    std::map<Row, std::vector<std::size_t>> stacks_;
    std::map<ArrowId, Arrow> open_arrows_;
};

} // namespace ampsim::measure
