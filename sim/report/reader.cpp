// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/reader.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <fstream>

namespace ampsim::report {

namespace {

constexpr std::size_t most_shown = 40; // bytes of a wrong value
constexpr int deepest = 64;            // what is read is written again, by recursion

std::string shown(const Json& json) {
    std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace); // ASCII
    if (text.size() > most_shown) {
        text = text.substr(0, most_shown) + "...";
    }
    return text;
}

/// The parser's message without its own name in front.
std::string reason(const Json::exception& error) {
    const std::string text = error.what();
    const std::size_t end = text.find("] ");
    return end == std::string::npos ? text : text.substr(end + 2);
}

} // namespace

void Value::fail(const std::string& expected) const {
    throw InputError(fmt::format("{}: expected {}, got {}", place(), expected, shown(*json_)));
}

std::string Value::place() const {
    return way_.empty() ? file_ : file_ + ": " + way_;
}

Value Value::operator[](const std::string& key) const {
    if (!json_->is_object()) {
        fail("an object");
    }
    const auto found = json_->find(key);
    if (found == json_->end()) {
        throw InputError(fmt::format("{}: has no '{}'", place(), key));
    }
    return {*found, file_, way_.empty() ? key : way_ + "." + key};
}

std::optional<Value> Value::find(const std::string& key) const {
    if (!json_->is_object()) {
        fail("an object");
    }
    const auto found = json_->find(key);
    return found == json_->end() || found->is_null() ? std::nullopt
                                                     : std::optional<Value>((*this)[key]);
}

std::vector<Value> Value::list() const {
    if (!json_->is_array()) {
        fail("a list");
    }
    std::vector<Value> values;
    for (std::size_t i = 0; i < json_->size(); ++i) {
        values.push_back({(*json_)[i], file_, fmt::format("{}[{}]", way_, i)});
    }
    return values;
}

std::vector<std::pair<std::string, Value>> Value::members() const {
    if (!json_->is_object()) {
        fail("an object");
    }
    std::vector<std::pair<std::string, Value>> all;
    for (const auto& [name, value] : json_->items()) {
        all.emplace_back(name, (*this)[name]);
    }
    return all;
}

const std::string& Value::text() const {
    if (!json_->is_string()) {
        fail("a text");
    }
    return json_->get_ref<const std::string&>();
}

std::int64_t Value::integer() const {
    if (!json_->is_number_integer() ||
        (json_->is_number_unsigned() && json_->get<std::uint64_t>() > INT64_MAX)) {
        fail("an integer");
    }
    return json_->get<std::int64_t>();
}

double Value::number() const {
    if (!json_->is_number()) {
        fail("a number");
    }
    return json_->get<double>();
}

bool Value::boolean() const {
    if (!json_->is_boolean()) {
        fail("true or false");
    }
    return json_->get<bool>();
}

Json read_json(const std::filesystem::path& file, std::string_view made_by) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw InputError(
            fmt::format("cannot read {}; expected what {} writes", file.string(), made_by));
    }
    const auto not_too_deep = [&](int depth, Json::parse_event_t, const Json&) {
        if (depth > deepest) {
            throw InputError(fmt::format("{}: more than {} levels deep; expected what {} writes",
                                         file.string(), deepest, made_by));
        }
        return true;
    };
    Json json;
    try {
        json = Json::parse(in, not_too_deep);
    } catch (const Json::exception& error) {
        throw InputError(
            fmt::format("{}: not as {} writes it: {}", file.string(), made_by, reason(error)));
    }
    if (!json.is_object()) {
        throw InputError(fmt::format("{}: expected an object, as {} writes it; got {}",
                                     file.string(), made_by, shown(json)));
    }
    return json;
}

void expect_format(const Json& json, const std::filesystem::path& file, std::string_view format) {
    const auto found = json.find("format");
    const std::string got = found == json.end() ? "none" : shown(*found);
    if (got != fmt::format("\"{}\"", format)) {
        throw InputError(fmt::format("{}: its format is {}; this ampsim reads \"{}\"",
                                     file.string(), got, format));
    }
}

} // namespace ampsim::report
