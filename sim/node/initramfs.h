// SPDX-License-Identifier: BSD-3-Clause
//
// What a scenario adds to a Linux node's initramfs: files, as a second cpio archive behind the
// first. The kernel unpacks one over the other.
#pragma once

#include <map>
#include <string>

namespace ampsim::node {

/// Content of a file of the guest.
struct GuestFile {
    std::string content;
    bool executable = false;
};

/// A cpio archive ("newc") of files by their absolute paths in the guest, with their directories.
/// The same files give the same bytes.
std::string cpio_archive(const std::map<std::string, GuestFile>& files);

/// `initramfs`, as it is, and `files` behind it. Throws InputError when it cannot be read.
std::string extended_initramfs(const std::string& initramfs,
                               const std::map<std::string, GuestFile>& files);

} // namespace ampsim::node
