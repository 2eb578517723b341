// SPDX-License-Identifier: BSD-3-Clause
//
// Names that have to do as identifiers: of labels, macros, events, SystemC modules.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>

namespace ampsim::platform {

/// Everything but letters and digits becomes '_'.
inline std::string identifier(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return text;
}

inline std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

inline std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace ampsim::platform
