// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/tap.h"

#include "platforms/guests/linux/pmm/problem.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace ampsim::pmm {

namespace {

SystemRefused failed(const std::string& name, const std::string& what) {
    return SystemRefused("network interface " + name + ": " + what + ": " + std::strerror(errno));
}

ifreq request_for(const std::string& name) {
    ifreq request{};
    name.copy(request.ifr_name, sizeof request.ifr_name - 1);
    return request;
}

void set_up(const std::string& name) {
    const HostFile socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    ifreq request = request_for(name);
    if (!socket || ::ioctl(socket.descriptor(), SIOCGIFFLAGS, &request) != 0) {
        throw failed(name, "cannot be looked at");
    }
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    if (::ioctl(socket.descriptor(), SIOCSIFFLAGS, &request) != 0) {
        throw failed(name, "cannot be set up");
    }
}

} // namespace

HostFile open_tap(const std::string& name) {
    HostFile file{::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)};
    if (!file) {
        throw failed(name, "cannot open /dev/net/tun (is the module tun loaded?)");
    }
    ifreq request = request_for(name);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (::ioctl(file.descriptor(), TUNSETIFF, &request) != 0) {
        throw failed(name, "cannot be made");
    }
    if (::ioctl(file.descriptor(), TUNSETPERSIST, 1) != 0) {
        throw failed(name, "cannot be kept");
    }
    set_up(name);
    return file;
}

} // namespace ampsim::pmm
