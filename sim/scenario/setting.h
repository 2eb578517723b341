// SPDX-License-Identifier: BSD-3-Clause
//
// KEY=VALUE: of --set and --then, and of the lists of such in a scenario. A setting goes to a key
// of the document, to a property of the platform (platform.LABEL.PROPERTY), or to a parameter
// (NAME, short for parameters.NAME) and from there to the keys that this one sets.
#pragma once

#include "sim/platform/platform.h"
#include "sim/scenario/document.h"
#include "sim/scenario/table.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ampsim::scenario {

struct Setting {
    Document::Origin origin;       ///< "--set end.when=off:linux", and where paths in it start
    std::vector<std::string> keys; ///< "end.when" is { "end", "when" }
    std::string value;
};

/// "end.when" is { "end", "when" }; a part with a dot in it is in quotes, as in TOML. Throws
/// InputError.
std::vector<std::string> parse_key(const std::string& key);

/// "KEY=VALUE". Throws InputError that opens with its origin.
Setting parse_setting(const std::string& set, Document::Origin origin);

/// The same behind an option of the command line: "--set".
Setting parse_option(const std::string& option, const std::string& set);

/// A list of settings in a document. Throws InputError at the place of what is wrong.
std::vector<Setting> read_settings(Table& table, const std::string& key);

/// One text for one value: "1 us" of "1000 ns", and of "1000" where the key ends in "-ns".
std::string canonical_value(std::string_view key, const std::string& text);

/// Of those for one property only the last one, each with its canonical value: they do the same.
std::vector<platform::Override> without_repetitions(std::vector<platform::Override> overrides);

/// Applies settings to a document, in order.
class Settings {
public:
    explicit Settings(Document& document) : document_(document) {}

    /// What the document's own parameters set, before anything else does.
    void apply_parameters();

    /// Throws InputError for a parameter that there is not, or a value that it does not take.
    void apply(const Setting& setting);

    /// For --then: from the snapshot on. Throws InputError when it is neither for a property of the
    /// platform nor for a parameter that sets nothing but such.
    void apply_late(const Setting& setting);

    /// What went to the platform.
    const std::vector<platform::Override>& overrides() const { return overrides_; }
    const std::vector<platform::Override>& late_overrides() const { return late_overrides_; }

    /// Parameters that have another value from the snapshot on, as expectations see it.
    const std::map<std::string, std::string>& late_parameters() const { return late_parameters_; }

private:
    /// The name of the parameter that it is for; empty when it is for none.
    std::string parameter_of(const Setting& setting) const;
    void apply_to_key(const Setting& setting);

    Document& document_;
    std::vector<platform::Override> overrides_;
    std::vector<platform::Override> late_overrides_;
    std::map<std::string, std::string> late_parameters_;
};

} // namespace ampsim::scenario
