// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/setting.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/parameter_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ampsim::scenario {

namespace {

constexpr const char* parameters = "parameters";
constexpr const char* platform_key = "platform";

std::vector<std::string> parameter_names(Document& document) {
    const std::optional<Table> table = document.root().table(parameters);
    return table ? table->keys() : std::vector<std::string>{};
}

bool is_for_platform(const Setting& setting) {
    return setting.keys.front() == platform_key && setting.keys.size() > 1;
}

platform::Override override_of(const Setting& setting) {
    if (setting.keys.size() != 3) {
        throw InputError(setting.origin.flag + ": expected platform.LABEL.PROPERTY=VALUE, such as "
                                               "platform.mu.signal-latency-ns=1000");
    }
    return {setting.keys[1], setting.keys[2], setting.value};
}

/// The same value for another key.
Setting with_key(const std::string& key, const std::string& value, Document::Origin origin) {
    return {std::move(origin), parse_key(key), value};
}

ParameterType type_of(Document& document, const std::string& name) {
    return {*document.root().table(parameters), name};
}

ParameterValue accept(const ParameterType& type, const Setting& setting) {
    try {
        return type.accept(setting.value);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", setting.origin.flag, error.what()));
    }
}

} // namespace

std::vector<std::string> parse_key(const std::string& key) {
    toml::table parsed;
    try {
        parsed = toml::parse(key + " = 0");
    } catch (const toml::parse_error&) { // NOLINT(bugprone-empty-catch): as when there is no key
    }
    std::vector<std::string> keys;
    const toml::node* value = &parsed;
    for (const toml::table* table = &parsed; table && table->size() == 1;) {
        keys.emplace_back(table->begin()->first.str());
        value = &table->begin()->second;
        table = value->as_table();
    }
    if (!value->is_integer()) { // "#", "[a]#": no key, or no value
        throw InputError(fmt::format("expected KEY=VALUE, and '{}' is not a key", key));
    }
    return keys;
}

Setting parse_setting(const std::string& set, Document::Origin origin) {
    const std::size_t equals = set.find('=');
    if (equals == 0 || equals == std::string::npos) {
        throw InputError(origin.flag + ": expected KEY=VALUE");
    }
    try {
        std::vector<std::string> keys = parse_key(set.substr(0, equals));
        return {std::move(origin), std::move(keys), set.substr(equals + 1)};
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", origin.flag, error.what()));
    }
}

Setting parse_option(const std::string& option, const std::string& set) {
    return parse_setting(set, {option + " " + set, std::filesystem::current_path()});
}

std::vector<Setting> read_settings(Table& table, const std::string& key) {
    std::vector<Setting> settings;
    for (const std::string& set : table.text_list(key)) {
        const std::string element = path_of(key, settings.size());
        settings.push_back(parse_setting(set, {fmt::format("{}: {}", table.place_of(element), set),
                                               table.directory_of(element)}));
    }
    return settings;
}

std::string canonical_value(std::string_view key, const std::string& text) {
    const bool is_number =
        !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    const std::string_view unit = key.size() > 3 ? key.substr(key.size() - 3) : "";
    try {
        const measure::Quantity quantity = measure::parse_quantity(
            is_number && (unit == "-ns" || unit == "_ns") ? text + " ns" : text);
        return measure::exact_text(quantity);
    } catch (const InputError&) {
        return text;
    }
}

std::vector<platform::Override> without_repetitions(std::vector<platform::Override> overrides) {
    std::set<std::pair<std::string, std::string>> seen;
    std::vector<platform::Override> last_ones;
    for (auto each = overrides.rbegin(); each != overrides.rend(); ++each) {
        std::replace(each->property.begin(), each->property.end(), '_', '-');
        each->value = canonical_value(each->property, each->value);
        if (seen.emplace(each->label, each->property).second) {
            last_ones.push_back(std::move(*each));
        }
    }
    std::reverse(last_ones.begin(), last_ones.end());
    return last_ones;
}

std::string Settings::parameter_of(const Setting& setting) const {
    const std::vector<std::string>& keys = setting.keys;
    const std::vector<std::string> names = parameter_names(document_);
    const auto declared = [&names](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    if (keys.size() == 1) { // count=10 is short for parameters.count=10
        const bool misspelt = !document_.root().has(keys.front()) &&
                              !measure::did_you_mean(keys.front(), names).empty();
        if (!declared(keys.front()) && !misspelt) {
            return "";
        }
    } else if (keys.front() != parameters) {
        return "";
    }
    const std::string& name = keys.size() == 1 ? keys.front() : keys[1];
    if (!declared(name)) {
        throw InputError(fmt::format("{}: the scenario has no parameter '{}'{}",
                                     setting.origin.flag, name,
                                     measure::did_you_mean(name, names)));
    }
    if (keys.size() > 2) {
        throw InputError(
            fmt::format("{}: expected parameters.{}=VALUE; what it may be is for the file to say",
                        setting.origin.flag, name));
    }
    return name;
}

void Settings::apply_to_key(const Setting& setting) {
    if (is_for_platform(setting)) {
        overrides_.push_back(override_of(setting));
    } else if (setting.keys.front() == "base") {
        throw InputError(setting.origin.flag + ": what it builds on is for the file to say");
    } else {
        document_.set(setting.keys, setting.value, setting.origin);
    }
}

void Settings::apply(const Setting& setting) {
    const std::string name = parameter_of(setting);
    if (name.empty()) {
        apply_to_key(setting);
        return;
    }
    const ParameterType type = type_of(document_, name);
    const ParameterValue value = accept(type, setting);
    std::vector<std::string> keys{parameters, name};
    if (type.is_table()) {
        keys.emplace_back("value");
    }
    document_.set(keys, setting.value, setting.origin);
    for (const std::string& key : type.description().sets) {
        apply_to_key(with_key(key, value.with_unit, setting.origin));
    }
}

void Settings::apply_parameters() {
    std::optional<Table> table = document_.root().table(parameters);
    if (!table) {
        return;
    }
    for (const std::string& name : table->keys_in_order()) {
        const ParameterType type(*table, name);
        for (const std::string& key : type.description().sets) {
            apply_to_key(with_key(key, type.value().with_unit,
                                  {table->place_of(name), table->directory_of(name)}));
        }
    }
}

void Settings::apply_late(const Setting& setting) {
    const std::string name = parameter_of(setting);
    if (name.empty()) {
        if (!is_for_platform(setting)) {
            throw InputError(fmt::format("{}: expected platform.LABEL.PROPERTY=VALUE, or a "
                                         "parameter that sets such a property: nothing else can "
                                         "change behind a snapshot",
                                         setting.origin.flag));
        }
        late_overrides_.push_back(override_of(setting));
        return;
    }
    const ParameterType type = type_of(document_, name);
    const ParameterValue value = accept(type, setting);
    if (type.description().sets.empty()) {
        throw InputError(fmt::format("{}: parameter '{}' sets no property of the platform, so it "
                                     "cannot change behind a snapshot",
                                     setting.origin.flag, name));
    }
    for (const std::string& key : type.description().sets) {
        const Setting target = with_key(key, value.with_unit, setting.origin);
        if (!is_for_platform(target)) {
            throw InputError(fmt::format("{}: it sets '{}', which cannot change behind a snapshot",
                                         setting.origin.flag, key));
        }
        late_overrides_.push_back(override_of(target));
    }
    late_parameters_[name] = value.in_expectations();
}

} // namespace ampsim::scenario
