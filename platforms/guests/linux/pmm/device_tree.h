// SPDX-License-Identifier: BSD-3-Clause
//
// A device tree as the kernel shows it: nodes are directories, properties are files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ampsim::pmm {

class DeviceTreeNode {
public:
    explicit DeviceTreeNode(std::string directory) : directory_(std::move(directory)) {}

    const std::string& directory() const { return directory_; }
    bool has(const std::string& property) const;
    /// Throw WrongInput, with the property's path, when it is not there or of another kind.
    std::uint32_t cell(const std::string& property) const;
    std::vector<std::uint32_t> cells(const std::string& property, std::size_t count) const;
    std::string text(const std::string& property) const;
    std::vector<std::string> texts(const std::string& property) const;
    std::string raw(const std::string& property) const;
    /// In the order of their names.
    std::vector<DeviceTreeNode> children() const;

private:
    std::string directory_;
};

} // namespace ampsim::pmm
