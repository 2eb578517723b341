// SPDX-License-Identifier: BSD-3-Clause
//
// A platform, imx8mm-amp unless told, with changes, in files that vanish with the test.
#pragma once

#include "sim/platform/platform.h"

#include <filesystem>
#include <string>
#include <vector>

namespace ampsim::platform {

class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    /// Writes a file and the folders on the way to it; returns its path.
    std::string write(const std::string& name, const std::string& contents) const;
    std::string path(const std::string& name) const { return (directory_ / name).string(); }

private:
    std::filesystem::path directory_;
};

/// `from` is in the source exactly once, and becomes `to`.
struct Edit {
    std::string from;
    std::string to;
};

std::string platform_source(const std::string& name, const std::vector<Edit>& edits = {});
std::string imx8mm_amp_source(const std::vector<Edit>& edits = {});

Platform load_edited(const std::vector<Edit>& edits, const std::vector<Override>& overrides = {},
                     const std::string& name = "imx8mm-amp");

/// What loading says is wrong, without the directory; "loads" when nothing is.
std::string error_of(const std::vector<Edit>& edits, const std::vector<Override>& overrides = {},
                     const std::string& name = "imx8mm-amp");

/// The message of the InputError that `action` throws; "nothing" when it throws none.
template <typename Action>
std::string input_error_of(Action action);

const Node& node_named(const Platform& platform, const std::string& name);
const Device& device_named(const Platform& platform, const std::string& label);
const Memory& memory_named(const Platform& platform, const std::string& label);

} // namespace ampsim::platform

#include "sim/error.h"

template <typename Action>
std::string ampsim::platform::input_error_of(Action action) {
    try {
        action();
    } catch (const InputError& error) {
        return error.what();
    }
    return "nothing";
}
