// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/device_tree.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ampsim::pmm {

namespace files = std::filesystem;

bool DeviceTreeNode::has(const std::string& property) const {
    std::error_code ignored;
    return files::is_regular_file(directory_ + "/" + property, ignored);
}

std::string DeviceTreeNode::raw(const std::string& property) const {
    const std::string path = directory_ + "/" + property;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw WrongInput(path + ": cannot be read; the platform's device tree should have it "
                                "(docs/hvl.md)");
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::uint32_t> DeviceTreeNode::cells(const std::string& property,
                                                 std::size_t count) const {
    const std::string bytes = raw(property);
    if (bytes.size() != count * sizeof(std::uint32_t)) {
        throw WrongInput(fmt::format("{}/{}: {} bytes; expected {} numbers of 32 bits", directory_,
                                     property, bytes.size(), count));
    }
    std::vector<std::uint32_t> result;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint32_t)) {
        result.push_back(
            boost::endian::load_big_u32(reinterpret_cast<const unsigned char*>(bytes.data()) + at));
    }
    return result;
}

std::uint32_t DeviceTreeNode::cell(const std::string& property) const {
    return cells(property, 1).front();
}

std::vector<std::string> DeviceTreeNode::texts(const std::string& property) const {
    const std::string bytes = raw(property);
    if (bytes.empty() || bytes.back() != '\0') {
        throw WrongInput(directory_ + "/" + property + ": expected text");
    }
    std::vector<std::string> result;
    for (std::size_t at = 0; at < bytes.size(); at += result.back().size() + 1) {
        result.emplace_back(bytes.c_str() + at);
    }
    return result;
}

std::string DeviceTreeNode::text(const std::string& property) const {
    return texts(property).front();
}

std::vector<DeviceTreeNode> DeviceTreeNode::children() const {
    std::vector<std::string> paths;
    std::error_code ignored;
    for (const auto& entry : files::directory_iterator(directory_, ignored)) {
        if (entry.is_directory() && !entry.is_symlink()) {
            paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    return {paths.begin(), paths.end()};
}

} // namespace ampsim::pmm
