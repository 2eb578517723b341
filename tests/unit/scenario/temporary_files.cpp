// SPDX-License-Identifier: BSD-3-Clause
#include "tests/unit/scenario/temporary_files.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace ampsim::scenario {

namespace fs = std::filesystem;

TemporaryFiles::TemporaryFiles() {
    std::string pattern = (fs::temp_directory_path() / "ampsim-test-XXXXXX").string();
    if (!mkdtemp(pattern.data())) {
        throw std::runtime_error("cannot make a temporary directory");
    }
    directory_ = pattern;
    for (const char* guest :
         {"vmlinuz", "initramfs.cpio.gz", "ampsim-ping", "modules/load-order"}) {
        write(std::string("guests/linux/") + guest, "");
    }
    setenv("AMPSIM_GUESTS_DIR", path("guests").c_str(), 1);
}

TemporaryFiles::~TemporaryFiles() {
    unsetenv("AMPSIM_GUESTS_DIR");
    std::error_code left_behind;
    fs::remove_all(directory_, left_behind);
}

std::string TemporaryFiles::write(const std::string& name, const std::string& text) const {
    fs::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name) << text;
    return path(name);
}

} // namespace ampsim::scenario
