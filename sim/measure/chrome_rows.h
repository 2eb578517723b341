// SPDX-License-Identifier: BSD-3-Clause
//
// Which rows the trace viewer has: journeys on top, then each node's processor, the interrupt lines
// between them, the devices.
#pragma once

#include "sim/measure/chrome_writer.h"
#include "sim/measure/span.h"
#include "sim/measure/trace.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ampsim::measure::chrome {

/// Learnt from the trace in a first pass.
class Rows {
public:
    Rows(Trace& trace, const std::vector<std::string>& node_names);

    bool is_node(const Event& event) const { return event.track < nodes_.size(); }
    std::size_t nodes() const { return nodes_.size(); }
    Row of(const Event& event) const; ///< of a wire: its line's
    Row span(std::size_t index) const;

    /// Does the node take the interrupts of this line? A face of a device and its line have one
    /// name, and the node uses the face. Of a face that nobody uses it is not known.
    std::optional<bool> takes(std::uint32_t node, const std::string& line) const;

    void write_names(Writer& out, const Trace& trace, const std::vector<SpanSet>& spans) const;

private:
    std::vector<std::string> nodes_;
    std::map<std::uint32_t, std::string> devices_; ///< track -> name
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> lines_;
    std::map<std::string, std::set<std::uint32_t>> owners_; ///< face -> nodes that use it
};

/// "mu.b"
std::string line_name(const Trace& trace, const Event& wire);

} // namespace ampsim::measure::chrome
