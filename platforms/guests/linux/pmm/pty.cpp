// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/pty.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace ampsim::pmm {

using models::virtio::BackEndError;

namespace {

BackEndError failed(const std::string& what) {
    return BackEndError{what + ": " + std::strerror(errno)};
}

void make_link(const std::string& target, const std::string& link) {
    struct stat there {};
    if (::lstat(link.c_str(), &there) == 0 && S_ISLNK(there.st_mode)) {
        ::unlink(link.c_str());
    }
    if (::symlink(target.c_str(), link.c_str()) != 0) {
        throw failed("cannot make the link " + link + " to the console " + target);
    }
}

} // namespace

Pty::Pty(const std::string& link) {
    file_ = HostFile{::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
    std::array<char, 64> name{};
    if (!file_ || ::grantpt(file_.descriptor()) != 0 || ::unlockpt(file_.descriptor()) != 0 ||
        ::ptsname_r(file_.descriptor(), name.data(), name.size()) != 0) {
        throw failed("cannot make a pseudo-terminal (is devpts mounted at /dev/pts?)");
    }
    path_ = name.data();
    other_end_ = models::virtio::open_file(path_, O_RDWR | O_NOCTTY, "pseudo-terminal");
    termios settings{};
    if (::tcgetattr(other_end_.descriptor(), &settings) != 0) {
        throw failed("cannot set up " + path_);
    }
    ::cfmakeraw(&settings);
    if (::tcsetattr(other_end_.descriptor(), TCSANOW, &settings) != 0) {
        throw failed("cannot set up " + path_);
    }
    make_link(path_, link);
}

} // namespace ampsim::pmm
