// SPDX-License-Identifier: BSD-3-Clause
//
// Files and UNIX sockets of the host, for the back-ends of devices. Nothing here waits for anybody:
// what cannot be done now is not done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace ampsim::models::virtio {

/// What a back-end needs of the host is not there. Says what, where, and what to do.
struct BackEndError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// An open file, closed with its owner.
class HostFile {
public:
    HostFile() = default;
    explicit HostFile(int descriptor) : descriptor_(descriptor) {}
    HostFile(HostFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    HostFile& operator=(HostFile&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    HostFile(const HostFile&) = delete;
    HostFile& operator=(const HostFile&) = delete;
    ~HostFile();

    int descriptor() const { return descriptor_; }
    explicit operator bool() const { return descriptor_ >= 0; }
    void close() { HostFile{}.swap(*this); }
    void swap(HostFile& other) noexcept { std::swap(descriptor_, other.descriptor_); }

private:
    int descriptor_ = -1;
};

/// Throws BackEndError. `what` says for the message what the file is for: "block device's file".
HostFile open_file(const std::string& path, int flags, const std::string& what);

/// Whether reading would give something, or an end, at once.
bool is_readable(const HostFile& file);

/// At most `size` bytes that are there now; 0: none yet. Nothing: the other end is gone.
std::optional<std::size_t> read_some(const HostFile& file, std::uint8_t* data, std::size_t size);
/// As many bytes as go now. Nothing: the other end is gone. Never raises SIGPIPE for a socket.
std::optional<std::size_t> write_some(const HostFile& file, const std::uint8_t* data,
                                      std::size_t size);

/// Makes way for a UNIX socket at `path`: one that an earlier run has left is removed, and nothing
/// else. Throws BackEndError when somebody listens there.
void remove_stale_socket(const std::string& path);
/// The next that has connected to a socket that listens; empty when there is none.
HostFile accept_from(const HostFile& listener);

/// A UNIX stream socket that others can connect to, until its owner goes: then the path is removed.
class UnixListener {
public:
    /// A socket that an earlier run has left at `path` is replaced. Throws BackEndError.
    explicit UnixListener(std::string path);
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;
    ~UnixListener();

    /// The next that has connected; empty when there is none.
    HostFile accept() { return accept_from(file_); }
    const HostFile& file() const { return file_; }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    HostFile file_;
};

/// Empty when nobody listens there.
HostFile connect_unix(const std::string& path);

} // namespace ampsim::models::virtio
