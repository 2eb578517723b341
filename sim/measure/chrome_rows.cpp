// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/chrome_rows.h"

namespace ampsim::measure::chrome {

namespace {

/// Processes of the viewer, by number. Nodes are 1, 2, ...
constexpr std::uint32_t devices_process = 1001;
constexpr std::uint32_t lines_process = 1002;
constexpr std::uint32_t spans_process = 1003;

constexpr std::uint32_t processor_thread = 1;

std::string_view up_to_last_dot(std::string_view name) {
    return name.substr(0, name.rfind('.'));
}

} // namespace

std::string line_name(const Trace& trace, const Event& wire) {
    const std::string& output = trace.names()[wire.what];
    return trace.names()[wire.source] + (output.empty() ? "" : ".") + output;
}

Rows::Rows(Trace& trace, const std::vector<std::string>& node_names) : nodes_(node_names) {
    for (const Event& event : trace.sorted()) {
        const std::string& source = trace.names()[event.source];
        const std::string& what = trace.names()[event.what];
        if (event.kind == EventKind::wire) {
            devices_.try_emplace(event.track, source);
            lines_.try_emplace({event.source, event.what},
                               static_cast<std::uint32_t>(lines_.size() + 1));
        } else if (event.kind == EventKind::arrival) {
            devices_.try_emplace(event.track, what.substr(0, what.find('.')));
        } else if (event.kind == EventKind::write || event.kind == EventKind::read) {
            owners_[std::string(up_to_last_dot(what))].insert(event.track);
        }
    }
}

Row Rows::of(const Event& event) const {
    if (event.kind == EventKind::wire) {
        return {lines_process, lines_.at({event.source, event.what})};
    }
    return is_node(event) ? Row{event.track + 1, processor_thread}
                          : Row{devices_process, event.track};
}

Row Rows::span(std::size_t index) const {
    return {spans_process, static_cast<std::uint32_t>(index + 1)};
}

std::optional<bool> Rows::takes(std::uint32_t node, const std::string& line) const {
    const auto owner = owners_.find(line);
    return owner == owners_.end() ? std::nullopt : std::optional(owner->second.count(node) != 0);
}

void Rows::write_names(Writer& out, const Trace& trace, const std::vector<SpanSet>& spans) const {
    std::uint32_t position = 0;
    if (!spans.empty()) {
        out.process(spans_process, "journeys", position);
    }
    for (std::size_t i = 0; i < spans.size(); ++i) {
        out.thread(span(i), spans[i].definition.name, static_cast<std::uint32_t>(i));
    }
    for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
        out.process(node + 1, nodes_[node], ++position);
        out.thread({node + 1, processor_thread}, nodes_[node] + " cpu", 0);
    }
    out.process(lines_process, "interrupt lines", ++position);
    for (const auto& [names, thread] : lines_) {
        Event wire;
        wire.source = names.first;
        wire.what = names.second;
        out.thread({lines_process, thread}, line_name(trace, wire), thread);
    }
    out.process(devices_process, "devices", ++position);
    for (const auto& [track, name] : devices_) {
        out.thread({devices_process, track}, name, track);
    }
}

} // namespace ampsim::measure::chrome
