// SPDX-License-Identifier: BSD-3-Clause
//
// Chrome trace-event JSON, event by event: slices, instants, flow arrows on the rows of a trace
// viewer. One event a line, so that other programs can read it without holding it as a whole.
#pragma once

#include "sim/time/virtual_time.h"

#include <fmt/format.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

namespace ampsim::measure::chrome {

/// A row of the viewer: a thread of a process.
struct Row {
    std::uint32_t process = 0;
    std::uint32_t thread = 0;
};

/// An arrow over several slices. Arrows are told apart by category, name and id.
struct Flow {
    std::string_view category;
    std::string_view name;
    std::uint64_t id = 0;
};

/// A text as JSON has it, with its quotes.
std::string json_text(std::string_view text);

class Writer {
public:
    explicit Writer(std::ostream& out) : out_(out) {
        out_ << "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[";
    }
    void finish() { out_ << "\n]}\n"; }

    /// Rows are shown in the order of `position`, from the top.
    void process(std::uint32_t process, std::string_view name, std::uint32_t position);
    void thread(Row row, std::string_view name, std::uint32_t position);

    // `arguments`: members of a JSON object; shown when the slice is selected.

    void slice(Row row, std::string_view name, VirtualTime time, VirtualTime duration,
               const std::string& arguments);
    void begin_slice(Row row, std::string_view name, VirtualTime time,
                     const std::string& arguments);
    void end_slice(Row row, VirtualTime time);
    void instant(Row row, std::string_view name, VirtualTime time, const std::string& arguments);

    /// `phase`: "s" starts the arrow in the slice that has begun there last, "t" leads it through
    /// that slice, "f" ends it in it.
    void flow(std::string_view phase, const Flow& flow, Row row, VirtualTime time);

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

} // namespace ampsim::measure::chrome
