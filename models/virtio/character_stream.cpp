// SPDX-License-Identifier: BSD-3-Clause
#include "models/virtio/character_stream.h"

#include <fcntl.h>
#include <stdlib.h> // NOLINT(modernize-deprecated-headers): POSIX's functions
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace ampsim::models::virtio {

namespace {

constexpr std::uint64_t ns_per_second = 1'000'000'000;

std::string content_of(const std::string& path) {
    const HostFile file = open_file(path, O_RDONLY, "console's input");
    std::string content;
    char piece[65536];
    ssize_t got = 0;
    while ((got = ::read(file.descriptor(), piece, sizeof piece)) > 0) {
        content.append(piece, static_cast<std::size_t>(got));
    }
    if (got < 0) {
        throw BackEndError{"cannot read the console's input " + path + ": " + std::strerror(errno)};
    }
    return content;
}

} // namespace

FileStream::FileStream(const FileStreamParameters& parameters) : parameters_(parameters) {
    if (parameters.input_rate > ns_per_second) {
        throw std::invalid_argument("console: input_rate has to be at most 1000000000 bytes/s");
    }
    if (!parameters.input.empty()) {
        input_ = content_of(parameters.input);
    }
    if (!parameters.output.empty()) {
        output_ = open_file(parameters.output, O_WRONLY | O_CREAT | O_TRUNC, "console's output");
    }
}

void FileStream::start() {
    started_ = sc_core::sc_time_stamp();
    first_ = next_;
}

std::size_t FileStream::write(const std::uint8_t* data, std::size_t size) {
    while (output_ && size > 0) {
        const auto written = write_some(output_, data, size);
        if (!written) {
            break; // the disk is full
        }
        data += *written;
        size -= *written;
    }
    return size;
}

sc_core::sc_time FileStream::due(std::uint64_t bytes) const {
    const std::uint64_t rate = parameters_.input_rate;
    sc_core::sc_time time = *started_ + parameters_.input_delay;
    if (rate > 0) {
        // In two parts, so that no product overflows; up to the next nanosecond.
        const std::uint64_t rest = (bytes % rate * ns_per_second + rate - 1) / rate;
        const std::uint64_t seconds = bytes / rate;
        time += sc_core::sc_time(static_cast<double>(seconds), sc_core::SC_SEC);
        time += sc_core::sc_time(static_cast<double>(rest), sc_core::SC_NS);
    }
    return time;
}

std::optional<sc_core::sc_time> FileStream::until_input() {
    if (next_ >= input_.size() || !started_) {
        return std::nullopt;
    }
    const sc_core::sc_time next = due(next_ - first_ + 1);
    const sc_core::sc_time now = sc_core::sc_time_stamp();
    return next > now ? next - now : sc_core::SC_ZERO_TIME;
}

std::size_t FileStream::read(std::uint8_t* data, std::size_t size) {
    std::size_t got = 0;
    for (; got < size && until_input() == sc_core::SC_ZERO_TIME; ++got) {
        data[got] = static_cast<std::uint8_t>(input_[next_++]);
    }
    return got;
}

PolledStream::PolledStream(sc_core::sc_time period) : period_(period) {
    if (period == sc_core::SC_ZERO_TIME) {
        throw std::invalid_argument("console: the poll period has to be more than 0");
    }
}

std::size_t PolledStream::write(const std::uint8_t* data, std::size_t size) {
    const HostFile& file = out();
    while (file && size > 0) {
        const auto written = write_some(file, data, size);
        if (!written || *written == 0) {
            break; // a reader that is gone is noticed by reading
        }
        data += *written;
        size -= *written;
    }
    return size;
}

std::optional<sc_core::sc_time> PolledStream::until_input() {
    const HostFile& file = in();
    return file && is_readable(file) ? sc_core::SC_ZERO_TIME : period_;
}

std::size_t PolledStream::read(std::uint8_t* data, std::size_t size) {
    const HostFile& file = in();
    if (!file) {
        return 0;
    }
    const auto got = read_some(file, data, size);
    if (!got) {
        hung_up();
    }
    return got.value_or(0);
}

PtyStream::PtyStream(std::string link, sc_core::sc_time period) : PolledStream(period) {
    pty_ = HostFile{::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
    char path[128];
    if (!pty_ || ::grantpt(pty_.descriptor()) != 0 || ::unlockpt(pty_.descriptor()) != 0 ||
        ::ptsname_r(pty_.descriptor(), path, sizeof path) != 0) {
        throw BackEndError{std::string{"cannot make a pty for the console: "} +
                           std::strerror(errno)};
    }
    path_ = path;
    termios settings{};
    if (::tcgetattr(pty_.descriptor(), &settings) == 0) { // the guest echoes and edits
        ::cfmakeraw(&settings);
        ::tcsetattr(pty_.descriptor(), TCSANOW, &settings);
    }
    if (!link.empty()) {
        struct stat there {};
        if (::lstat(link.c_str(), &there) == 0 && S_ISLNK(there.st_mode)) {
            ::unlink(link.c_str()); // of an earlier run
        }
        if (::symlink(path, link.c_str()) != 0) {
            throw BackEndError{"cannot make the link " + link +
                               " to the console's pty: " + std::strerror(errno)};
        }
        link_ = std::move(link);
    }
}

PtyStream::~PtyStream() {
    if (!link_.empty()) {
        ::unlink(link_.c_str());
    }
}

SocketStream::SocketStream(std::string path, sc_core::sc_time period)
    : PolledStream(period), listener_(std::move(path)) {}

const HostFile& SocketStream::in() {
    if (!client_) {
        client_ = listener_.accept();
    }
    return client_;
}

struct TerminalStream::Settings {
    termios value{};
};

TerminalStream::TerminalStream(sc_core::sc_time period) : PolledStream(period) {
    in_ = HostFile{::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)};
    out_ = HostFile{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)};
    if (!in_ || !out_) {
        throw BackEndError{"the console is to use the terminal, but standard input or output is "
                           "closed"};
    }
    Settings settings;
    if (::tcgetattr(STDIN_FILENO, &settings.value) == 0) {
        before_ = std::make_unique<Settings>(settings);
        settings.value.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
        settings.value.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &settings.value);
    }
}

TerminalStream::~TerminalStream() {
    if (before_) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before_->value);
    }
}

} // namespace ampsim::models::virtio
