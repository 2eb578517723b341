// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/chrome_writer.h"

#include <nlohmann/json.hpp>

namespace ampsim::measure::chrome {

namespace {

/// The format wants microseconds; three decimals keep every nanosecond.
std::string microseconds(VirtualTime time) {
    return fmt::format("{}.{:03}", time.count() / 1000, time.count() % 1000);
}

} // namespace

std::string json_text(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void Writer::process(std::uint32_t process, std::string_view name, std::uint32_t position) {
    put(R"("ph":"M","pid":{},"name":"process_name","args":{{"name":{}}})", process,
        json_text(name));
    put(R"("ph":"M","pid":{},"name":"process_sort_index","args":{{"sort_index":{}}})", process,
        position);
}

void Writer::thread(Row row, std::string_view name, std::uint32_t position) {
    put(R"("ph":"M","pid":{},"tid":{},"name":"thread_name","args":{{"name":{}}})", row.process,
        row.thread, json_text(name));
    put(R"("ph":"M","pid":{},"tid":{},"name":"thread_sort_index","args":{{"sort_index":{}}})",
        row.process, row.thread, position);
}

void Writer::slice(Row row, std::string_view name, VirtualTime time, VirtualTime duration,
                   const std::string& arguments) {
    put(R"("ph":"X","pid":{},"tid":{},"ts":{},"dur":{},"name":{},"args":{{{}}})", row.process,
        row.thread, microseconds(time), microseconds(duration), json_text(name), arguments);
}

void Writer::begin_slice(Row row, std::string_view name, VirtualTime time,
                         const std::string& arguments) {
    put(R"("ph":"B","pid":{},"tid":{},"ts":{},"name":{},"args":{{{}}})", row.process, row.thread,
        microseconds(time), json_text(name), arguments);
}

void Writer::end_slice(Row row, VirtualTime time) {
    put(R"("ph":"E","pid":{},"tid":{},"ts":{})", row.process, row.thread, microseconds(time));
}

void Writer::instant(Row row, std::string_view name, VirtualTime time,
                     const std::string& arguments) {
    put(R"("ph":"i","s":"t","pid":{},"tid":{},"ts":{},"name":{},"args":{{{}}})", row.process,
        row.thread, microseconds(time), json_text(name), arguments);
}

void Writer::flow(std::string_view phase, const Flow& flow, Row row, VirtualTime time) {
    // "bp":"e": an end, too, belongs to the slice that has begun, and not to the next one.
    put(R"("ph":"{}","id":{},"pid":{},"tid":{},"ts":{},"name":{},"cat":{}{})", phase, flow.id,
        row.process, row.thread, microseconds(time), json_text(flow.name), json_text(flow.category),
        phase == "f" ? R"(,"bp":"e")" : "");
}

} // namespace ampsim::measure::chrome
