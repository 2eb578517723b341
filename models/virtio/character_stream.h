// SPDX-License-Identifier: BSD-3-Clause
//
// What is at the other end of a console: files, a pty, a UNIX socket, or the terminal that the hub
// runs in.
#pragma once

#include "models/virtio/host_file.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <systemc>

namespace ampsim::models::virtio {

class CharacterStream {
public:
    virtual ~CharacterStream() = default;

    /// The guest's driver is ready from now on.
    virtual void start() {}
    /// The guest has written this. Returns how much of it had to be dropped: the other end is not
    /// there, or too slow.
    virtual std::size_t write(const std::uint8_t* data, std::size_t size) = 0;
    /// When to look for input: zero: there is some now; nothing: there will never be any.
    virtual std::optional<sc_core::sc_time> until_input() = 0;
    /// What has come in, at most `size` bytes.
    virtual std::size_t read(std::uint8_t* data, std::size_t size) = 0;
    /// See Device.
    virtual std::string not_reproducible() const { return ""; }
};

struct FileStreamParameters {
    std::string output; ///< is truncated; empty: what the guest writes is dropped
    std::string input;  ///< empty: none
    /// Bytes per second at which the input comes, from when the driver is ready; 0: all at once.
    /// At most 1,000,000,000.
    std::uint64_t input_rate = 0;
    /// From when the driver is ready until the first byte can come.
    sc_core::sc_time input_delay = sc_core::SC_ZERO_TIME;
};

/// Files: the same in every run.
class FileStream final : public CharacterStream {
public:
    /// Throws BackEndError, and std::invalid_argument when a parameter is out of its range.
    explicit FileStream(const FileStreamParameters& parameters);

    void start() override;
    std::size_t write(const std::uint8_t* data, std::size_t size) override;
    std::optional<sc_core::sc_time> until_input() override;
    std::size_t read(std::uint8_t* data, std::size_t size) override;

private:
    /// When this many bytes have come since start().
    sc_core::sc_time due(std::uint64_t bytes) const;

    FileStreamParameters parameters_;
    HostFile output_;
    std::string input_;
    std::size_t next_ = 0;  ///< of the input
    std::size_t first_ = 0; ///< what was next at start()
    std::optional<sc_core::sc_time> started_;
};

/// Something that the host's time comes in with; looked at every so often in virtual time.
class PolledStream : public CharacterStream {
public:
    std::size_t write(const std::uint8_t* data, std::size_t size) final;
    std::optional<sc_core::sc_time> until_input() final;
    std::size_t read(std::uint8_t* data, std::size_t size) final;

protected:
    explicit PolledStream(sc_core::sc_time period);

    /// Files of the other end; the same one or two. Empty: there is none now.
    virtual const HostFile& in() = 0;
    virtual const HostFile& out() = 0;
    /// The other end is gone.
    virtual void hung_up() {}

private:
    sc_core::sc_time period_;
};

/// Default of how often what is not reproducible is looked at, in virtual time.
inline const sc_core::sc_time default_poll_period{1, sc_core::SC_MS};

/// A pseudo-terminal, for screen, minicom, picocom.
class PtyStream final : public PolledStream {
public:
    /// `link` becomes a symbolic link to the pty's device, and is removed at the end; empty: none.
    /// Throws BackEndError.
    explicit PtyStream(std::string link, sc_core::sc_time period = default_poll_period);
    ~PtyStream() override;

    const std::string& path() const { return path_; } ///< "/dev/pts/5"
    std::string not_reproducible() const override { return "pty"; }

private:
    const HostFile& in() override { return pty_; }
    const HostFile& out() override { return pty_; }

    HostFile pty_;
    std::string path_;
    std::string link_;
};

/// A UNIX socket that one program at a time can connect to.
class SocketStream final : public PolledStream {
public:
    /// Throws BackEndError.
    explicit SocketStream(std::string path, sc_core::sc_time period = default_poll_period);

    std::string not_reproducible() const override { return "UNIX socket"; }

private:
    const HostFile& in() override;
    const HostFile& out() override { return in(); }
    void hung_up() override { client_.close(); }

    UnixListener listener_;
    HostFile client_;
};

/// Standard input and output of the hub. A terminal is without echo and line editing meanwhile;
/// Ctrl-C still ends the run.
class TerminalStream final : public PolledStream {
public:
    /// Throws BackEndError.
    explicit TerminalStream(sc_core::sc_time period = default_poll_period);
    ~TerminalStream() override;

    std::string not_reproducible() const override { return "terminal"; }

private:
    struct Settings;
    const HostFile& in() override { return in_; }
    const HostFile& out() override { return out_; }
    void hung_up() override { in_.close(); } // the end of the input; output goes on

    HostFile in_;
    HostFile out_;
    std::unique_ptr<Settings> before_; ///< null: not a terminal
};

} // namespace ampsim::models::virtio
