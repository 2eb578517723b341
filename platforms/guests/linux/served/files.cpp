// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ampsim::served {

namespace {

constexpr std::size_t most_handles = 16;
constexpr std::uint64_t largest_offset = std::uint64_t{1} << 40;
constexpr std::size_t longest_name = 255;

std::uint8_t status_of(int error) {
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return service_not_found;
    case EACCES:
    case EPERM:
    case ELOOP:
    case EROFS:
    case EISDIR:
        return service_denied;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return service_no_resources;
    default:
        return service_failed;
    }
}

std::uint8_t type_of(mode_t mode) {
    if (S_ISREG(mode)) {
        return service_type_file;
    }
    return S_ISDIR(mode) ? service_type_directory : service_type_other;
}

/// Names between slashes, without "." and empty ones.
std::vector<std::string> names_of(const std::string& path) {
    std::vector<std::string> names;
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        const std::string name = path.substr(at, end - at);
        if (!name.empty() && name != ".") {
            names.push_back(name);
        }
        at = end + 1;
    }
    return names;
}

struct Entry {
    std::string name;
    std::uint8_t type;
};

std::vector<Entry> entries_of(int directory) {
    std::vector<Entry> entries;
    DIR* const stream = ::fdopendir(directory);
    if (stream == nullptr) {
        ::close(directory);
        return entries;
    }
    while (const dirent* found = ::readdir(stream)) {
        const std::string name = found->d_name;
        struct stat status {};
        if (name == "." || name == ".." || name.size() > longest_name ||
            ::fstatat(::dirfd(stream), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            continue;
        }
        entries.push_back({name, type_of(status.st_mode)});
    }
    ::closedir(stream);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}

} // namespace

Files::Files(Session& session, const std::string& directory, bool read_only)
    : session_(session),
      root_(models::virtio::open_file(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
                                      "directory for the remote's files")),
      read_only_(read_only) {
    session.offer(*this);
}

Files::Place Files::find(const std::string& path) const {
    const std::vector<std::string> names = names_of(path);
    Place place{HostFile{::dup(root_.descriptor())}, "."};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == "..") {
            throw Refused{service_denied};
        }
        if (i > 0) {
            HostFile next{::openat(place.directory.descriptor(), place.name.c_str(),
                                   O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
            if (!next) {
                throw Refused{status_of(errno)};
            }
            place.directory = std::move(next);
        }
        place.name = names[i];
    }
    if (!place.directory) {
        throw Refused{service_no_resources};
    }
    return place;
}

const HostFile& Files::handle(std::uint32_t number) const {
    const auto found = handles_.find(number);
    if (found == handles_.end()) {
        throw Refused{service_not_found};
    }
    return found->second;
}

Bytes Files::open(BodyReader body) {
    const std::uint32_t wanted = body.u32();
    const Place place = find(body.rest_as_text());
    const bool writes =
        (wanted & (service_open_write | service_open_create | service_open_truncate)) != 0;
    if (writes && read_only_) {
        throw Refused{service_denied};
    }
    if (handles_.size() >= most_handles) {
        throw Refused{service_no_resources};
    }
    int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    if ((wanted & service_open_write) != 0) {
        flags |= (wanted & service_open_read) != 0 ? O_RDWR : O_WRONLY;
        flags |= (wanted & service_open_create) != 0 ? O_CREAT : 0;
        flags |= (wanted & service_open_truncate) != 0 ? O_TRUNC : 0;
    } else if (writes || (wanted & service_open_read) == 0) {
        throw Malformed{};
    }
    constexpr mode_t mode = 0644;
    HostFile file{::openat(place.directory.descriptor(), place.name.c_str(), flags, mode)};
    struct stat status {};
    if (!file || ::fstat(file.descriptor(), &status) != 0) {
        throw Refused{status_of(errno)};
    }
    if (!S_ISREG(status.st_mode)) { // a pipe or a device could keep us waiting
        throw Refused{service_denied};
    }
    do {
        ++last_handle_;
    } while (handles_.count(last_handle_) != 0);
    handles_.emplace(last_handle_, std::move(file));
    return BodyWriter().u32(last_handle_).u64(static_cast<std::uint64_t>(status.st_size)).take();
}

Bytes Files::read(BodyReader body) {
    const HostFile& file = handle(body.u32());
    const std::uint64_t offset = body.u64();
    const std::size_t size = std::min<std::size_t>(body.u32(), session_.body_limit());
    if (offset > largest_offset) {
        throw Malformed{};
    }
    Bytes bytes(size);
    std::size_t done = 0;
    while (done < size) {
        const ssize_t count = ::pread(file.descriptor(), bytes.data() + done, size - done,
                                      static_cast<off_t>(offset + done));
        if (count < 0 && errno != EINTR) {
            throw Refused{status_of(errno)};
        }
        if (count == 0) {
            break;
        }
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
    bytes.resize(done);
    return bytes;
}

Bytes Files::write(BodyReader body) {
    const HostFile& file = handle(body.u32());
    const std::uint64_t offset = body.u64();
    const Bytes bytes = body.rest_as_bytes();
    if (offset > largest_offset) {
        throw Malformed{};
    }
    const ssize_t count =
        ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0) {
        throw Refused{status_of(errno)};
    }
    return BodyWriter().u32(static_cast<std::uint32_t>(count)).take();
}

Bytes Files::close(BodyReader body) {
    if (handles_.erase(body.u32()) == 0) {
        throw Refused{service_not_found};
    }
    return {};
}

Bytes Files::stat(BodyReader body) const {
    const Place place = find(body.rest_as_text());
    struct stat status {};
    if (::fstatat(place.directory.descriptor(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) !=
        0) {
        throw Refused{status_of(errno)};
    }
    return BodyWriter()
        .u8(type_of(status.st_mode))
        .u64(static_cast<std::uint64_t>(status.st_size))
        .take();
}

Bytes Files::list(BodyReader body) const {
    const std::uint32_t first = body.u32();
    const Place place = find(body.rest_as_text());
    const int directory = ::openat(place.directory.descriptor(), place.name.c_str(),
                                   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0) {
        throw Refused{status_of(errno)};
    }
    const std::vector<Entry> entries = entries_of(directory); // and closes it
    BodyWriter answer;
    const std::size_t room = session_.body_limit() - sizeof(std::uint32_t);
    std::size_t next = std::min<std::size_t>(first, entries.size());
    for (; next < entries.size(); ++next) {
        const Entry& entry = entries[next];
        const std::size_t size = 2 + entry.name.size();
        if (size > room) {
            continue; // it fits into no answer
        }
        if (answer.size() + size > room) {
            break;
        }
        answer.u8(entry.type).u8(static_cast<std::uint8_t>(entry.name.size())).text(entry.name);
    }
    const Bytes listed = answer.take();
    const std::uint32_t more = next < entries.size() ? static_cast<std::uint32_t>(next) : 0;
    return BodyWriter().u32(more).bytes(listed.data(), listed.size()).take();
}

Bytes Files::remove(BodyReader body) const {
    const Place place = find(body.rest_as_text());
    if (read_only_ || place.name == ".") {
        throw Refused{service_denied};
    }
    const int directory = place.directory.descriptor();
    if (::unlinkat(directory, place.name.c_str(), 0) != 0 &&
        (errno != EISDIR || ::unlinkat(directory, place.name.c_str(), AT_REMOVEDIR) != 0)) {
        throw Refused{status_of(errno)};
    }
    return {};
}

Bytes Files::serve(const Message& message) {
    const BodyReader body(message.body);
    switch (message.operation) {
    case service_files_open:
        return open(body);
    case service_files_read:
        return read(body);
    case service_files_write:
        return write(body);
    case service_files_close:
        return close(body);
    case service_files_stat:
        return stat(body);
    case service_files_list:
        return list(body);
    case service_files_remove:
        return remove(body);
    default:
        throw Refused{service_unknown};
    }
}

void Files::receive(const Message& message) {
    if (message.kind != service_request) {
        return;
    }
    try {
        session_.respond(message, service_ok, serve(message));
    } catch (const Refused& refused) {
        session_.respond(message, refused.status);
    }
}

} // namespace ampsim::served
