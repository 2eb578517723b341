// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/host_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ampsim::models::virtio {

namespace {

BackEndError failure(const std::string& what) {
    return BackEndError{what + ": " + std::strerror(errno)};
}

/// Not so long that it would be cut.
std::optional<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return std::nullopt;
    }
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

bool would_block(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

} // namespace

HostFile::~HostFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

HostFile open_file(const std::string& path, int flags, const std::string& what) {
    constexpr mode_t everybody = 0666; // as far as the umask lets
    HostFile file{::open(path.c_str(), flags | O_CLOEXEC, everybody)};
    if (!file) {
        throw failure("cannot open the " + what + " " + path);
    }
    return file;
}

bool is_readable(const HostFile& file) {
    pollfd asked{file.descriptor(), POLLIN, 0};
    return ::poll(&asked, 1, 0) == 1 && (asked.revents & POLLIN) != 0;
}

std::optional<std::size_t> read_some(const HostFile& file, std::uint8_t* data, std::size_t size) {
    if (size == 0 || !is_readable(file)) {
        return 0;
    }
    const ssize_t got = ::read(file.descriptor(), data, size);
    if (got < 0 && would_block(errno)) {
        return 0;
    }
    if (got <= 0) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(got);
}

std::optional<std::size_t> write_some(const HostFile& file, const std::uint8_t* data,
                                      std::size_t size) {
    ssize_t written = ::send(file.descriptor(), data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (written < 0 && errno == ENOTSOCK) {
        written = ::write(file.descriptor(), data, size);
    }
    if (written < 0) {
        return would_block(errno) ? std::optional<std::size_t>{0} : std::nullopt;
    }
    return static_cast<std::size_t>(written);
}

void remove_stale_socket(const std::string& path) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0 || !S_ISSOCK(there.st_mode)) {
        return;
    }
    if (connect_unix(path)) {
        throw BackEndError{"somebody listens at the UNIX socket " + path +
                           " already; end that program, or use another path"};
    }
    ::unlink(path.c_str());
}

HostFile accept_from(const HostFile& listener) {
    return HostFile{
        ::accept4(listener.descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
}

UnixListener::UnixListener(std::string path) {
    const auto address = address_of(path);
    if (!address) {
        throw BackEndError{"'" + path + "' cannot be a UNIX socket: its path has to have between " +
                           "1 and " + std::to_string(sizeof address->sun_path - 1) + " bytes"};
    }
    remove_stale_socket(path);
    file_ = HostFile{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    constexpr int backlog = 16;
    if (!file_ ||
        ::bind(file_.descriptor(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) !=
            0 ||
        ::listen(file_.descriptor(), backlog) != 0) {
        throw failure("cannot listen at the UNIX socket " + path);
    }
    path_ = std::move(path); // from here on it is ours to remove
}

UnixListener::~UnixListener() {
    ::unlink(path_.c_str());
}

HostFile connect_unix(const std::string& path) {
    const auto address = address_of(path);
    HostFile file{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!address || !file ||
        ::connect(file.descriptor(), reinterpret_cast<const sockaddr*>(&*address),
                  sizeof *address) != 0) {
        return {};
    }
    return file;
}

} // namespace ampsim::models::virtio
