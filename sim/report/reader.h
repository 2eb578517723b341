// SPDX-License-Identifier: BSD-3-Clause
//
// A JSON file that somebody may have edited: every value is asked for by its type, and what is
// missing or of another type is an error that names the file and the place in it.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ampsim::report {

using Json = nlohmann::ordered_json;

/// A value within a JSON file, whose content must outlive it.
class Value {
public:
    Value(const Json& json, std::string file) : json_(&json), file_(std::move(file)) {}

    // Each throws InputError when the value is not of that type.
    Value operator[](const std::string& key) const;          ///< of an object; must be there
    std::optional<Value> find(const std::string& key) const; ///< null is as good as not there
    std::vector<Value> list() const;
    std::vector<std::pair<std::string, Value>> members() const;
    const std::string& text() const;
    std::int64_t integer() const;
    double number() const;
    bool boolean() const;

    bool is_null() const { return json_->is_null(); }
    const Json& json() const { return *json_; }

    /// "result.json: spans[0].p50_ns: expected an integer, got "x"".
    [[noreturn]] void fail(const std::string& expected) const;

private:
    Value(const Json& json, std::string file, std::string way)
        : json_(&json), file_(std::move(file)), way_(std::move(way)) {}
    std::string place() const;

    const Json* json_;
    std::string file_;
    std::string way_; ///< in the file, to the value: "spans[0].p50_ns"
};

/// Throws InputError when the file cannot be read, is no JSON, or is no object. `made_by` is the
/// command that writes it, for the message.
Json read_json(const std::filesystem::path& file, std::string_view made_by);

/// Throws InputError unless the file says that it has this format.
void expect_format(const Json& json, const std::filesystem::path& file, std::string_view format);

} // namespace ampsim::report
