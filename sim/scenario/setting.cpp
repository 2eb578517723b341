// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/setting.h"

#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/scenario/parameter_reader.h"

#include <fmt/format.h>

#include <algorithm>

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
        throw InputError(setting.flag + ": expected platform.LABEL.PROPERTY=VALUE, such as "
                                        "platform.mu.signal-latency-ns=1000");
    }
    return {setting.keys[1], setting.keys[2], setting.value};
}

/// The same value for another key.
Setting with_key(const std::string& key, const std::string& value, const std::string& flag) {
    Setting setting = parse_setting(key + "=" + value);
    setting.flag = flag;
    return setting;
}

ParameterType type_of(Document& document, const std::string& name) {
    return {*document.root().table(parameters), name};
}

ParameterValue accept(const ParameterType& type, const Setting& setting) {
    try {
        return type.accept(setting.value);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", setting.flag, error.what()));
    }
}

} // namespace

Setting parse_setting(const std::string& set, const std::string& option) {
    const std::string flag = option + " " + set;
    const std::size_t equals = set.find('=');
    if (equals == 0 || equals == std::string::npos) {
        throw InputError(flag + ": expected KEY=VALUE");
    }
    Setting setting{flag, {}, set.substr(equals + 1)};
    const std::string key = set.substr(0, equals);
    toml::table parsed;
    try {
        parsed = toml::parse(key + " = 0");
    } catch (const toml::parse_error&) { // NOLINT(bugprone-empty-catch): as when there is no key
    }
    const toml::node* value = &parsed;
    for (const toml::table* table = &parsed; table && table->size() == 1;) {
        setting.keys.emplace_back(table->begin()->first.str());
        value = &table->begin()->second;
        table = value->as_table();
    }
    if (!value->is_integer()) { // "#", "[a]#": no key, or no value
        throw InputError(fmt::format("{}: expected KEY=VALUE, and '{}' is not a key", flag, key));
    }
    return setting;
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
        throw InputError(fmt::format("{}: the scenario has no parameter '{}'{}", setting.flag, name,
                                     measure::did_you_mean(name, names)));
    }
    if (keys.size() > 2) {
        throw InputError(
            fmt::format("{}: expected parameters.{}=VALUE; what it may be is for the file to say",
                        setting.flag, name));
    }
    return name;
}

void Settings::apply_to_key(const Setting& setting) {
    if (is_for_platform(setting)) {
        overrides_.push_back(override_of(setting));
    } else {
        document_.set(setting.keys, setting.value, setting.flag);
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
    document_.set(keys, setting.value, setting.flag);
    for (const std::string& key : type.description().sets) {
        apply_to_key(with_key(key, value.with_unit, setting.flag));
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
            apply_to_key(
                with_key(key, type.value().with_unit, document_.place_of(table->path_of(name))));
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
                                         setting.flag));
        }
        late_overrides_.push_back(override_of(setting));
        return;
    }
    const ParameterType type = type_of(document_, name);
    const std::string value = accept(type, setting).with_unit;
    if (type.description().sets.empty()) {
        throw InputError(fmt::format("{}: parameter '{}' sets no property of the platform, so it "
                                     "cannot change behind a snapshot",
                                     setting.flag, name));
    }
    for (const std::string& key : type.description().sets) {
        const Setting target = with_key(key, value, setting.flag);
        if (!is_for_platform(target)) {
            throw InputError(fmt::format("{}: it sets '{}', which cannot change behind a snapshot",
                                         setting.flag, key));
        }
        late_overrides_.push_back(override_of(target));
    }
    late_parameters_[name] = value;
}

} // namespace ampsim::scenario
