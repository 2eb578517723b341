// SPDX-License-Identifier: BSD-3-Clause
//
// Written event by event, never held as a whole: a trace has millions.
#include "sim/measure/result.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <ostream>
#include <set>
#include <string_view>

namespace ampsim::measure {

namespace {

/// Processes of the trace viewer. Nodes come first, in their order; then what is not a node.
constexpr std::uint32_t devices_process = 1001;
constexpr std::uint32_t lines_process = 1002;
constexpr std::uint32_t spans_process = 1003;

constexpr std::uint32_t processor_thread = 1;

/// A row of the trace viewer.
struct Row {
    std::uint32_t process = 0;
    std::uint32_t thread = 0;
};

std::string json_text(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// The format wants microseconds; three decimals keep every nanosecond.
std::string microseconds(VirtualTime time) {
    return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}

class EventWriter {
public:
    explicit EventWriter(std::ostream& out) : out_(out) {
        out_ << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
    }
    void finish() { out_ << "\n]}\n"; }

    void process(std::uint32_t process, std::string_view name) {
        put(R"("ph":"M","pid":{},"name":"process_name","args":{{"name":{}}})", process,
            json_text(name));
        put(R"("ph":"M","pid":{0},"name":"process_sort_index","args":{{"sort_index":{0}}})",
            process);
    }
    void thread(Row row, std::string_view name) {
        put(R"("ph":"M","pid":{},"tid":{},"name":"thread_name","args":{{"name":{}}})", row.process,
            row.thread, json_text(name));
    }
    void slice(Row row, std::string_view name, VirtualTime time, VirtualTime duration,
               const std::string& arguments) {
        put(R"("ph":"X","pid":{},"tid":{},"ts":{},"dur":{},"name":{},"args":{{{}}})", row.process,
            row.thread, microseconds(time), microseconds(duration), json_text(name), arguments);
    }
    void begin_slice(Row row, std::string_view name, VirtualTime time) {
        put(R"("ph":"B","pid":{},"tid":{},"ts":{},"name":{})", row.process, row.thread,
            microseconds(time), json_text(name));
    }
    void end_slice(Row row, VirtualTime time) {
        put(R"("ph":"E","pid":{},"tid":{},"ts":{})", row.process, row.thread, microseconds(time));
    }
    void instant(Row row, std::string_view name, VirtualTime time, const std::string& arguments) {
        put(R"("ph":"i","s":"t","pid":{},"tid":{},"ts":{},"name":{},"args":{{{}}})", row.process,
            row.thread, microseconds(time), json_text(name), arguments);
    }
    /// `phase`: "s" starts an arrow in the slice there, "t" leads it through that slice, "f" ends
    /// it at the next event.
    void flow(std::string_view phase, std::uint64_t id, Row row, VirtualTime time) {
        put(R"("ph":"{}","id":{},"pid":{},"tid":{},"ts":{},"name":"notification","cat":"notification")",
            phase, id, row.process, row.thread, microseconds(time));
    }

private:
    template <typename... Arguments>
    void put(fmt::format_string<Arguments...> fields, Arguments&&... arguments) {
        out_ << (first_ ? "\n{" : ",\n{")
             << fmt::format(fields, std::forward<Arguments>(arguments)...) << "}";
        first_ = false;
    }

    std::ostream& out_;
    bool first_ = true;
};

bool is_access(const Event& event) {
    return event.kind == EventKind::write || event.kind == EventKind::read;
}

std::string_view up_to_last_dot(std::string_view name) {
    return name.substr(0, name.rfind('.'));
}

/// What the viewer's rows are, learnt from the trace in a first pass.
class Rows {
public:
    Rows(Trace& trace, const std::vector<std::string>& node_names) : nodes_(node_names.size()) {
        for (const Event& event : trace.sorted()) {
            const std::string& source = trace.names()[event.source];
            const std::string& what = trace.names()[event.what];
            if (event.kind == EventKind::wire) {
                devices_.try_emplace(event.track, source);
                lines_.try_emplace({event.source, event.what},
                                   static_cast<std::uint32_t>(lines_.size() + 1));
            } else if (event.kind == EventKind::arrival) {
                devices_.try_emplace(event.track, what.substr(0, what.find('.')));
            } else if (is_access(event)) {
                owners_[std::string(up_to_last_dot(what))].insert(event.track);
            }
        }
    }

    bool is_node(const Event& event) const { return event.track < nodes_; }
    std::size_t nodes() const { return nodes_; }
    Row processor(std::uint32_t node) const { return {node + 1, processor_thread}; }
    Row of(const Event& event) const {
        return is_node(event) ? processor(event.track) : Row{devices_process, event.track};
    }
    Row line(const Event& wire) const {
        return {lines_process, lines_.at({wire.source, wire.what})};
    }

    /// Does the node take the interrupts of this line? A face of a device and its line have one
    /// name, and the node uses the face. Of a face that nobody uses it is not known.
    std::optional<bool> takes(std::uint32_t node, const std::string& line) const {
        const auto owner = owners_.find(line);
        return owner == owners_.end() ? std::nullopt
                                      : std::optional(owner->second.count(node) != 0);
    }

    void write_names(EventWriter& out, const Trace& trace,
                     const std::vector<std::string>& node_names) const {
        for (std::uint32_t node = 0; node < nodes_; ++node) {
            out.process(processor(node).process, node_names[node]);
            out.thread(processor(node), node_names[node] + " cpu");
        }
        out.process(devices_process, "devices");
        for (const auto& [track, name] : devices_) {
            out.thread({devices_process, track}, name);
        }
        out.process(lines_process, "interrupt lines");
        for (const auto& [names, thread] : lines_) {
            const std::string& what = trace.names()[names.second];
            out.thread({lines_process, thread},
                       trace.names()[names.first] + (what.empty() ? "" : ".") + what);
        }
    }

private:
    std::size_t nodes_;
    std::map<std::uint32_t, std::string> devices_; ///< track -> name
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> lines_;
    std::map<std::string, std::set<std::uint32_t>> owners_; ///< face -> nodes that use it
};

/// Follows notifications: a write to a device, the line that it raises, the first probed
/// instruction of the node that takes that line.
class Arrows {
public:
    Arrows(EventWriter& out, const Rows& rows, const Trace& trace)
        : out_(out), rows_(rows), trace_(trace) {}

    void write(const Event& event) { issued_[event.what] = &event; }

    void arrival(const Event& event) {
        const auto write = issued_.find(event.what);
        if (write != issued_.end()) { // else it is a read
            effective_[event.track] = write->second;
            issued_.erase(write);
        }
    }

    /// Call after the line's slice has begun.
    void rise(const Event& wire) {
        const auto cause = effective_.find(wire.track);
        if (cause == effective_.end()) {
            return;
        }
        const std::string& what = trace_.names()[wire.what];
        const std::string line = trace_.names()[wire.source] + (what.empty() ? "" : ".") + what;
        if (rows_.takes(cause->second->track, line).value_or(false)) {
            return; // a node that works on its own face notifies nobody
        }
        // An arrow that nobody took before the line rose again leads nowhere.
        pending_.erase(std::remove_if(pending_.begin(), pending_.end(),
                                      [&line](const Pending& other) { return other.line == line; }),
                       pending_.end());
        const std::uint64_t id = ++arrows_;
        out_.flow("s", id, rows_.of(*cause->second), cause->second->time);
        out_.flow("t", id, rows_.line(wire), wire.time);
        pending_.push_back({id, cause->second->track, line});
        effective_.erase(cause);
    }

    /// Call before the mark is written.
    void mark(const Event& event) {
        for (auto arrow = pending_.begin(); arrow != pending_.end();) {
            const bool other_or_only = event.track != arrow->writer || rows_.nodes() == 1;
            if (!rows_.takes(event.track, arrow->line).value_or(other_or_only)) {
                ++arrow;
                continue;
            }
            out_.flow("f", arrow->id, rows_.of(event), event.time);
            arrow = pending_.erase(arrow);
        }
    }

private:
    struct Pending {
        std::uint64_t id;
        std::uint32_t writer;
        std::string line;
    };

    EventWriter& out_;
    const Rows& rows_;
    const Trace& trace_;
    std::uint64_t arrows_ = 0;
    std::map<std::uint32_t, const Event*> issued_; ///< register -> the write that is on its way
    std::map<std::uint32_t, const Event*>
        effective_; ///< device track -> the last write that took effect there
    std::vector<Pending> pending_;
};

/// Levels become slices while they are high. Begun when they rise, so that an arrow can pass
/// through them.
class Lines {
public:
    Lines(EventWriter& out, const Rows& rows) : out_(out), rows_(rows) {}

    void change(const Event& wire) {
        const Row row = rows_.line(wire);
        if (wire.value != 0 && high_.emplace(row.thread, row).second) {
            out_.begin_slice(row, "high", wire.time);
        } else if (wire.value == 0 && high_.erase(row.thread) != 0) {
            out_.end_slice(row, wire.time);
        }
    }

    void finish(VirtualTime end) {
        for (const auto& [thread, row] : high_) {
            out_.end_slice(row, end);
        }
    }

private:
    EventWriter& out_;
    const Rows& rows_;
    std::map<std::uint32_t, Row> high_;
};

void write_spans(EventWriter& out, const std::vector<SpanSet>& spans) {
    if (!spans.empty()) {
        out.process(spans_process, "spans");
    }
    std::uint32_t thread = 0;
    for (const SpanSet& set : spans) {
        const Row row{spans_process, ++thread};
        out.thread(row, set.definition.name);
        std::uint64_t number = 0;
        for (const Span& span : set.spans) {
            out.slice(row,
                      fmt::format("{} #{}{}", set.definition.name, ++number,
                                  span.touched ? " (touched by what came late)" : ""),
                      span.begin, span.whole(), "");
            const std::vector<VirtualTime> hops = span.hops();
            for (std::size_t i = 0; i < hops.size(); ++i) {
                if (hops[i] != never) {
                    out.slice(row, set.definition.points[i].hop, span.passed[i] - hops[i], hops[i],
                              "\"ends at\":" + json_text(set.definition.points[i].event));
                }
            }
        }
    }
}

} // namespace

void write_chrome_trace(std::ostream& stream, Trace& trace,
                        const std::vector<std::string>& node_names,
                        const std::vector<SpanSet>& spans) {
    const Rows rows(trace, node_names);
    EventWriter out(stream);
    rows.write_names(out, trace, node_names);
    Arrows arrows(out, rows, trace);
    Lines lines(out, rows);
    VirtualTime end{};
    for (const Event& event : trace.sorted()) {
        const std::string& source = trace.names()[event.source];
        const std::string& what = trace.names()[event.what];
        const std::string value = fmt::format("\"value\":\"{:#x}\"", event.value);
        end = std::max(end, event.time + event.duration);
        switch (event.kind) {
        case EventKind::mark:
            arrows.mark(event);
            out.instant(rows.of(event), what, event.time, value);
            break;
        case EventKind::write:
        case EventKind::read: {
            // A posted write stalls for no time, but a slice must have some for an arrow to start
            // in it.
            const VirtualTime shown = std::max(event.duration, VirtualTime{1});
            out.slice(rows.of(event), (event.kind == EventKind::write ? "write " : "read ") + what,
                      event.time, shown,
                      fmt::format("{},\"stall_ns\":{}", value, event.duration.count()));
            if (event.kind == EventKind::write) {
                arrows.write(event);
            }
            break;
        }
        case EventKind::arrival:
            arrows.arrival(event);
            out.instant(rows.of(event), what, event.time, value + ",\"from\":" + json_text(source));
            break;
        case EventKind::wire:
            lines.change(event);
            if (event.value != 0) {
                arrows.rise(event);
            }
            break;
        case EventKind::lifecycle:
            out.instant(rows.of(event), what, event.time, value);
            break;
        }
    }
    lines.finish(end);
    write_spans(out, spans);
    out.finish();
}

} // namespace ampsim::measure
