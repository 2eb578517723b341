// SPDX-License-Identifier: BSD-3-Clause
//
// A pseudo-terminal of which programs can open one end by a name of our choice. It hands bytes
// through as they are: no echo, no editing of lines, no signals.
#pragma once

#include "models/virtio/host_file.h"

#include <string>

namespace ampsim::pmm {

using models::virtio::HostFile;

class Pty {
public:
    /// `link` becomes a symbolic link to the end for programs; one that is there is replaced, but
    /// not anything else. Throws BackEndError.
    explicit Pty(const std::string& link);

    /// Our end. What programs write is read from it.
    const HostFile& file() const { return file_; }
    const std::string& path() const { return path_; } ///< of the other end: "/dev/pts/5"

private:
    HostFile file_;
    /// Kept open: the settings stay, and our end does not hang up between two programs.
    HostFile other_end_;
    std::string path_;
};

} // namespace ampsim::pmm
