// SPDX-License-Identifier: BSD-3-Clause
#include "sim/node/initramfs.h"

#include "sim/node/file.h"

#include <fmt/format.h>

#include <set>

namespace ampsim::node {

namespace {

constexpr unsigned directory_mode = 040755;
constexpr unsigned file_mode = 0100644;
constexpr unsigned program_mode = 0100755;
constexpr const char* end_of_archive = "TRAILER!!!";

void pad(std::string& archive) {
    archive.resize((archive.size() + 3) / 4 * 4);
}

void add(std::string& archive, unsigned inode, const std::string& name, unsigned mode,
         const std::string& content) {
    archive += "070701";
    const std::size_t fields[] = {inode,           mode, 0, 0, 1, 0, content.size(), 0, 0, 0, 0,
                                  name.size() + 1, 0};
    for (const std::size_t field : fields) {
        archive += fmt::format("{:08X}", field);
    }
    archive += name;
    archive += '\0';
    pad(archive);
    archive += content;
    pad(archive);
}

std::set<std::string> directories_of(const std::map<std::string, GuestFile>& files) {
    std::set<std::string> directories; // a directory sorts before what is in it
    for (const auto& [path, file] : files) {
        for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
             slash = path.find('/', slash + 1)) {
            directories.insert(path.substr(1, slash - 1));
        }
    }
    return directories;
}

} // namespace

std::string cpio_archive(const std::map<std::string, GuestFile>& files) {
    std::string archive;
    unsigned inode = 1;
    for (const std::string& directory : directories_of(files)) {
        add(archive, inode++, directory, directory_mode, "");
    }
    for (const auto& [path, file] : files) {
        add(archive, inode++, path.substr(1), file.executable ? program_mode : file_mode,
            file.content);
    }
    add(archive, 0, end_of_archive, 0, "");
    return archive;
}

std::string extended_initramfs(const std::string& initramfs,
                               const std::map<std::string, GuestFile>& files) {
    std::string extended = content_of(initramfs);
    pad(extended);
    return extended + cpio_archive(files);
}

} // namespace ampsim::node
