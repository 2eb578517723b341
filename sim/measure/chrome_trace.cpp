// SPDX-License-Identifier: BSD-3-Clause
//
// Written event by event, never held as a whole: a trace has millions.
#include "sim/measure/chrome_flows.h"
#include "sim/measure/chrome_rows.h"
#include "sim/measure/chrome_writer.h"
#include "sim/measure/result.h"

#include <algorithm>
#include <map>

namespace ampsim::measure {

namespace {

using chrome::json_text;
using chrome::Row;

/// `"NAME":VALUE` members of the arguments.
void put(std::string& arguments, std::string_view name, const std::string& value) {
    arguments += fmt::format("{}{}:{}", arguments.empty() ? "" : ",", json_text(name), value);
}

/// Levels become slices while they are high.
class Lines {
public:
    Lines(chrome::Writer& out, const chrome::Rows& rows) : out_(out), rows_(rows) {}

    /// Returns whether a slice begins.
    bool rise(const Event& wire, const std::string& name, const std::string& arguments) {
        const Row row = rows_.of(wire);
        const bool begins = high_.emplace(row.thread, row).second;
        if (begins) {
            out_.begin_slice(row, name + " high", wire.time, arguments);
        }
        return begins;
    }

    void fall(const Event& wire) {
        const Row row = rows_.of(wire);
        if (high_.erase(row.thread) != 0) {
            out_.end_slice(row, wire.time);
        }
    }

    void finish(VirtualTime end) {
        for (const auto& [thread, row] : high_) {
            out_.end_slice(row, end);
        }
    }

private:
    chrome::Writer& out_;
    const chrome::Rows& rows_;
    std::map<std::uint32_t, Row> high_;
};

/// A journey and its hops, on the row of its span; its arrow begins here.
void write_journey(chrome::Writer& out, Row row, const SpanSet& set, std::uint64_t number) {
    const Span& span = set.spans[number - 1];
    const std::vector<VirtualTime> hops = span.hops();
    std::string arguments;
    put(arguments, "span", json_text(set.definition.name));
    put(arguments, "journey", fmt::format("{}", number));
    put(arguments, "ns", fmt::format("{}", span.whole().count()));
    if (span.unattributed() != VirtualTime{0}) {
        put(arguments, "unattributed_ns", fmt::format("{}", span.unattributed().count()));
    }
    out.slice(row,
              fmt::format("{} #{}{}", set.definition.name, number,
                          span.touched ? " (touched by what came late)" : ""),
              span.begin, span.whole(), arguments);
    out.flow("s", {"journey", set.definition.name, number}, row, span.begin);
    for (std::size_t i = 0; i < hops.size(); ++i) {
        if (hops[i] == never) {
            continue;
        }
        const Point& point = set.definition.points[i];
        arguments.clear();
        put(arguments, "span", json_text(set.definition.name));
        put(arguments, "journey", fmt::format("{}", number));
        put(arguments, "hop", json_text(point.hop));
        put(arguments, "ns", fmt::format("{}", hops[i].count()));
        put(arguments, "ends at", json_text(point.event));
        out.slice(row, point.hop, span.passed[i] - hops[i], hops[i], arguments);
    }
}

void write_journeys(chrome::Writer& out, const chrome::Rows& rows,
                    const std::vector<SpanSet>& spans) {
    for (std::size_t i = 0; i < spans.size(); ++i) {
        for (std::uint64_t number = 1; number <= spans[i].spans.size(); ++number) {
            write_journey(out, rows.span(i), spans[i], number);
        }
    }
}

/// Where in which journey an event is: "rpmsg.rtt": { "journey": 3, "hop": "mailbox", ... }.
void put(std::string& arguments, const std::vector<chrome::Step>& steps, VirtualTime time) {
    for (const chrome::Step& step : steps) {
        const SpanDefinition& definition = step.set->definition;
        std::string where;
        put(where, "journey", fmt::format("{}", step.number));
        if (step.point > 0) {
            put(where, "hop", json_text(definition.points[step.point - 1].hop));
        }
        if (step.hop != never) {
            put(where, "hop_ns", fmt::format("{}", step.hop.count()));
        }
        put(where, "since_begin_ns", fmt::format("{}", (time - step.begin).count()));
        put(arguments, definition.name, "{" + where + "}");
    }
}

class ChromeTrace {
public:
    ChromeTrace(std::ostream& stream, Trace& trace, const std::vector<std::string>& node_names,
                const std::vector<SpanSet>& spans)
        : trace_(trace), rows_(trace, node_names), out_(stream), journeys_(spans),
          notifications_(out_, rows_, trace), lines_(out_, rows_) {
        rows_.write_names(out_, trace, spans);
        // Before all else: the arrow of a journey starts in its slice, and viewers take what has
        // one time stamp in the order of the file.
        write_journeys(out_, rows_, spans);
    }

    void write_all() {
        VirtualTime end{};
        for (const Event& event : trace_.sorted()) {
            end = std::max(end, event.time + event.duration);
            const std::vector<chrome::Step> steps = journeys_.take(trace_, event);
            if (event.kind == EventKind::wire && event.value == 0) {
                lead_through(steps, event); // while there is a slice
                lines_.fall(event);
            } else {
                write(event, steps);
                lead_through(steps, event);
            }
        }
        lines_.finish(end);
        out_.finish();
    }

private:
    void write(const Event& event, const std::vector<chrome::Step>& steps) {
        const std::string& source = trace_.names()[event.source];
        const std::string& what = trace_.names()[event.what];
        std::string arguments;
        if (event.kind != EventKind::wire) {
            put(arguments, "value", fmt::format("\"{:#x}\"", event.value));
        }
        switch (event.kind) {
        case EventKind::mark:
            put(arguments, steps, event.time);
            out_.instant(rows_.of(event), what, event.time, arguments);
            notifications_.mark(event);
            break;
        case EventKind::write:
        case EventKind::read: {
            const bool writes = event.kind == EventKind::write;
            put(arguments, "register", json_text(what));
            put(arguments, "stall_ns", fmt::format("{}", event.duration.count()));
            put(arguments, steps, event.time);
            // A posted write stalls for no time, but a slice must have some for an arrow to start
            // in it.
            out_.slice(rows_.of(event), (writes ? "write " : "read ") + what, event.time,
                       std::max(event.duration, VirtualTime{1}), arguments);
            if (writes) {
                notifications_.write(event);
            }
            break;
        }
        case EventKind::arrival:
            put(arguments, "from", json_text(source));
            put(arguments, steps, event.time);
            out_.instant(rows_.of(event), what, event.time, arguments);
            notifications_.arrival(event);
            break;
        case EventKind::wire:
            put(arguments, steps, event.time);
            lines_.rise(event, chrome::line_name(trace_, event), arguments);
            notifications_.rise(event);
            break;
        case EventKind::lifecycle:
            put(arguments, steps, event.time);
            out_.instant(rows_.of(event), what, event.time, arguments);
            break;
        }
    }

    void lead_through(const std::vector<chrome::Step>& steps, const Event& event) {
        for (const chrome::Step& step : steps) {
            out_.flow(step.phase(), step.flow(), rows_.of(event), event.time);
        }
    }

    Trace& trace_;
    chrome::Rows rows_;
    chrome::Writer out_;
    chrome::Journeys journeys_;
    chrome::Notifications notifications_;
    Lines lines_;
};

} // namespace

void write_chrome_trace(std::ostream& stream, Trace& trace,
                        const std::vector<std::string>& node_names,
                        const std::vector<SpanSet>& spans) {
    ChromeTrace(stream, trace, node_names, spans).write_all();
}

} // namespace ampsim::measure
