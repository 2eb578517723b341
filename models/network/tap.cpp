// SPDX-License-Identifier: BSD-3-Clause
#include "models/network/tap.h"

#include "models/network/ethernet.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <unistd.h>

namespace ampsim::models::network {

namespace {

constexpr const char* device = "/dev/net/tun";
constexpr int frames_at_a_time = 256; // the rest at the next poll

} // namespace

Tap::Tap(sc_core::sc_module_name name, const TapParameters& parameters)
    : HostNetwork(name, parameters), interface_(parameters.interface),
      buffer_(ethernet::frame_size_max) {
    const std::string who = std::string(this->name()) + ": ";
    if (interface_.empty() || interface_.size() >= IFNAMSIZ) {
        throw std::invalid_argument(who + "the name of an interface has 1 to 15 characters, not '" +
                                    interface_ + "'");
    }
    descriptor_ = open(device, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (descriptor_ < 0) {
        throw std::runtime_error(who + "cannot open " + device + ": " + std::strerror(errno));
    }
    ifreq request{};
    interface_.copy(request.ifr_name, IFNAMSIZ - 1);
    request.ifr_flags = IFF_TAP | IFF_NO_PI;
    if (ioctl(descriptor_, TUNSETIFF, &request) < 0) {
        const int error = errno;
        close(descriptor_);
        throw std::runtime_error(who + "cannot have the TAP interface " + interface_ + ": " +
                                 std::strerror(error) + "; let root make it: ip tuntap add dev " +
                                 interface_ + " mode tap user $USER");
    }
    interface_ = request.ifr_name; // "tap%d" is numbered by the kernel
}

Tap::~Tap() {
    close(descriptor_);
}

bool Tap::to_host(const Frame& frame) {
    return write(descriptor_, frame.data(), frame.size()) ==
           static_cast<ssize_t>(frame.size()); // not while the interface is down
}

void Tap::poll_host() {
    for (int i = 0; i < frames_at_a_time; ++i) {
        const ssize_t size = read(descriptor_, buffer_.data(), buffer_.size());
        if (size <= 0) {
            return;
        }
        from_host(Frame(buffer_.begin(), buffer_.begin() + size));
    }
}

} // namespace ampsim::models::network
