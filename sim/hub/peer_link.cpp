// SPDX-License-Identifier: BSD-3-Clause
#include "sim/error.h"
#include "sim/hub/plain_peer.h"
#include "sim/node/file.h"
#include "sim/node/program.h"
#include "sim/remote_port/transport.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <optional>
#include <thread>

namespace ampsim::hub {

using remote_port::Connection;
using remote_port::Endpoint;
using Kind = Endpoint::Kind;

namespace {

constexpr std::chrono::milliseconds between_tries{20};
constexpr std::size_t lines_shown = 20;

void replace(std::string& text, const std::string& what, const std::string& by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
        text.replace(at, what.size(), by);
    }
}

/// `ours` is where we are to be found, or look for the peer.
std::vector<std::string> filled_in(std::vector<std::string> command, const Endpoint& ours) {
    Endpoint theirs = ours;
    if (ours.kind != Kind::unix_socket) {
        theirs.kind = ours.kind == Kind::tcp ? Kind::tcp_listen : Kind::tcp;
    }
    for (std::string& word : command) {
        replace(word, "{link}", theirs.uri());
        replace(word, "{path}", theirs.path);
        replace(word, "{host}", theirs.host);
        replace(word, "{port}", std::to_string(theirs.port));
    }
    return command;
}

/// The program at the other end.
class Program {
public:
    Program(const std::string& name, const scenario::NodeSettings& settings,
            const node::Process::Options& options, const remote_port::WhileWaiting& while_waiting,
            PeerLink& link)
        : name_(name), settings_(settings), options_(options), while_waiting_(while_waiting),
          link_(link) {}

    void start(const Endpoint& ours) {
        if (settings_.command.empty()) {
            return;
        }
        link_.command = filled_in(settings_.command, ours);
        std::string& program = link_.command.front();
        if (program.find('/') == std::string::npos) {
            const std::optional<std::string> found = node::find_program(program);
            if (!found) {
                throw InputError(fmt::format("nodes.{}.command: there is no program '{}' in $PATH",
                                             name_, program));
            }
            program = *found;
        }
        link_.process = std::make_unique<node::Process>(link_.command, options_);
    }

    /// While it has not connected.
    void look() const {
        if (link_.process && !link_.process->is_running()) {
            throw SimulationError(fmt::format("{}: its program {} before it had connected\n{}",
                                              name_, link_.process->fate(),
                                              node::last_lines(options_.output, lines_shown)));
        }
        while_waiting_();
    }

private:
    const std::string& name_;
    const scenario::NodeSettings& settings_;
    const node::Process::Options& options_;
    const remote_port::WhileWaiting& while_waiting_;
    PeerLink& link_;
};

std::optional<Connection> try_to_connect(const Endpoint& endpoint, const Program& program) {
    try {
        return remote_port::connect(endpoint, [&program] { program.look(); });
    } catch (const remote_port::NobodyListens&) {
        return std::nullopt;
    }
}

Connection connect_patiently(const Endpoint& endpoint, const Program& program) {
    for (;;) {
        if (std::optional<Connection> connection = try_to_connect(endpoint, program)) {
            return *std::move(connection);
        }
        program.look();
        std::this_thread::sleep_for(between_tries);
    }
}

/// Which file a path is now.
struct FileId {
    explicit FileId(const std::string& path) {
        if (::lstat(path.c_str(), &status) != 0) {
            status = {};
        }
    }
    bool operator!=(const FileId& other) const {
        return status.st_ino != other.status.st_ino || status.st_dev != other.status.st_dev;
    }
    struct stat status {};
};

struct TakenOver {};

/// Waits for the peer, which connects, or else takes the path to listen there itself.
Connection accept_or_connect(remote_port::Listener& listener, const Program& program) {
    const std::string& path = listener.endpoint().path;
    const FileId ours(path);
    try {
        return listener.accept([&] {
            program.look();
            if (!path.empty() && FileId(path) != ours) {
                throw TakenOver{};
            }
        });
    } catch (const TakenOver&) {
        return connect_patiently(listener.endpoint(), program);
    }
}

} // namespace

PeerLink meet_peer(const std::string& name, const scenario::NodeSettings& settings,
                   const node::Process::Options& options,
                   const remote_port::WhileWaiting& while_waiting) {
    PeerLink link;
    Program program(name, settings, options, while_waiting, link);
    const Endpoint endpoint = Endpoint::parse(settings.link);
    if (endpoint.kind == Kind::tcp) {
        program.start(endpoint);
        link.connection = connect_patiently(endpoint, program);
        return link;
    }
    if (endpoint.kind == Kind::unix_socket && settings.command.empty()) {
        link.connection = try_to_connect(endpoint, program);
        if (link.connection) {
            return link;
        }
    }
    remote_port::Listener listener(endpoint);
    program.start(listener.endpoint());
    link.connection = accept_or_connect(listener, program);
    return link;
}

} // namespace ampsim::hub
