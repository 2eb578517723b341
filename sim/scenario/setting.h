// SPDX-License-Identifier: BSD-3-Clause
//
// KEY=VALUE: of --set and --then, and of the lists of such in a scenario. A setting goes to a key
// of the document, to a property of the platform (platform.LABEL.PROPERTY), or to a parameter
// (NAME, short for parameters.NAME) and from there to the keys that this one sets.
#pragma once

#include "sim/platform/platform.h"
#include "sim/scenario/document.h"

#include <map>
#include <string>
#include <vector>

namespace ampsim::scenario {

struct Setting {
    std::string flag;              ///< for messages: "--set end.when=off:linux"
    std::vector<std::string> keys; ///< "end.when" is { "end", "when" }
    std::string value;
};

/// A part of KEY with a dot in it is in quotes, as in TOML. Throws InputError that opens with
/// `option` and the text.
Setting parse_setting(const std::string& set, const std::string& option = "--set");

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
