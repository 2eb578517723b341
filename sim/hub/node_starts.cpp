// SPDX-License-Identifier: BSD-3-Clause
//
// The nodes of a simulation come into being: a process or a program in this one, a link, firmware
// and boot arguments in the memory.
#include "sim/hub/simulation.h"

#include "sim/error.h"
#include "sim/hub/scripted.h"
#include "sim/node/file.h"
#include "sim/node/firmware.h"
#include "sim/node/initramfs.h"
#include "sim/remote_port/recorded_stream.h"

#include <fmt/format.h>

#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

namespace ampsim::hub {

namespace {

constexpr std::size_t lines_shown = 20;

} // namespace

namespace {

/// What the scenario adds to the initramfs.
std::map<std::string, node::GuestFile> guest_files(const scenario::NodeSettings& settings) {
    std::map<std::string, node::GuestFile> files;
    for (const auto& [path, file] : settings.files) {
        const auto permissions = std::filesystem::status(file).permissions();
        const bool executable =
            (permissions & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
        files[path] = {node::content_of(file), executable};
    }
    if (!settings.script.empty()) {
        files["/ampsim/run"] = {settings.script, true};
    }
    return files;
}

} // namespace

void Simulation::start_node(std::size_t index) {
    const std::string& name = described(index).name;
    const scenario::NodeSettings& settings = scenario_.nodes.at(name);
    node::NodeEvents& events = *this;
    Node& started = nodes_[index];
    const std::string prefix = options_.out_directory + "/" + name;
    started.console_log = prefix + ".console.log";
    started.program_log = prefix + (settings.program ? ".process.log" : ".qemu.log");
    node::write_file(started.console_log, ""); // there, whatever happens
    if (settings.program && !settings.own_process) {
        if (!options_.recorded.empty()) {
            throw InputError(
                fmt::format("node '{}' is a scripted one within the hub, of which there "
                            "is no recording; with nodes.{}.run_in=process there is",
                            name, name));
        }
        started.node = make_scripted_node(platform_, index, scenario_, *hardware_,
                                          started.console_log, events);
        return;
    }
    const auto session = [&]() -> remote_port::Session {
        if (!options_.recorded.empty()) {
            const std::string from = options_.recorded + "/" + name;
            node::write_file(started.console_log, node::content_of(from + ".console.log"));
            return replayed_session(index, from + ".link");
        }
        if (restores()) {
            node::write_file(started.console_log, node::content_of(snapshot_->console(name)));
            started.restored = start_qemu(index);
            return replayed_session(index, snapshot_->link(name));
        }
        return start_qemu(index);
    };
    auto link = std::make_unique<node::NodeLink>(index, name, session(), events,
                                                 scenario_.end.virtual_timeout);
    started.link = link.get();
    started.node = std::move(link);
    if (options_.record || (snapshot_ && !restores())) {
        started.link->record(std::make_unique<remote_port::Recorder>(
            options_.record ? prefix + ".link" : snapshot_->link(name), name,
            [this] { return hardware_->now(); }));
    }
}

remote_port::Session Simulation::session(std::size_t index,
                                         std::unique_ptr<remote_port::Stream> stream) {
    return remote_port::Session(described(index).name, std::move(stream),
                                {remote_port::extended_bus_access, remote_port::byte_enables,
                                 remote_port::posted_wires, remote_port::ampsim_extension},
                                [this] { look_around(); });
}

remote_port::Session Simulation::replayed_session(std::size_t index, const std::string& file) {
    auto recording =
        std::make_shared<const remote_port::Recording>(remote_port::read_recording(file));
    if (recording->peer != described(index).name) {
        throw InputError(fmt::format("{}: is the recording of a node '{}', expected one of '{}'",
                                     file, recording->peer, described(index).name));
    }
    return session(index, std::make_unique<remote_port::RecordedStream>(std::move(recording)));
}

remote_port::Session Simulation::start_qemu(std::size_t index) {
    const platform::Node& described_node = described(index);
    const scenario::NodeSettings& settings = scenario_.nodes.at(described_node.name);
    const Node& started = nodes_[index];
    const std::string prefix = options_.out_directory + "/" + described_node.name;
    node::QemuFiles files;
    files.console_log = started.console_log;
    files.memories = hardware_->shared_memories();
    if (described_node.os == "linux" && !settings.program) {
        files.device_tree = settings.device_tree;
        if (files.device_tree.empty()) {
            files.device_tree = prefix + ".dtb";
            node::write_file(files.device_tree, platform::linux_device_tree(platform_, index));
        }
        files.initramfs = settings.initramfs;
        if (const auto added = guest_files(settings);
            !restores() && !added.empty() && !files.initramfs.empty()) {
            files.initramfs = prefix + ".initramfs";
            node::write_file(files.initramfs, node::extended_initramfs(settings.initramfs, added));
        }
    }
    return connect(index, std::move(files));
}

void Simulation::meet_peer(std::size_t index) {
    const std::string& name = described(index).name;
    const scenario::NodeSettings& settings = scenario_.nodes.at(name);
    Node& node = nodes_[index];
    node.program_log = options_.out_directory + "/" + name + ".log";
    if (!options_.recorded.empty()) {
        throw InputError(name + " is a Remote-Port peer: its link is not recorded, and cannot be "
                                "replayed");
    }
    PeerLink link = hub::meet_peer(name, settings, {node.program_log, {}, cpu_.number()},
                                   [this] { look_around(); });
    node.command = std::move(link.command);
    node.process = std::move(link.process);
    PlainPeerEvents& events = *this;
    auto peer = std::make_unique<PlainPeer>(
        (name + "_peer").c_str(), platform_, index,
        remote_port::Session(name, *std::move(link.connection),
                             remote_port::RemotePortPeer::capabilities(),
                             [this] { look_around(); }),
        settings.clock_follows_answers, *hardware_, events);
    if (node.process) {
        peer->watch(*node.process);
    }
    node.peer = peer.get();
    node.node = std::move(peer);
}

namespace {

/// The end of a socketpair that the node's process inherits; the hub does not keep it.
struct NodeEnd {
    explicit NodeEnd(int socket) : descriptor(socket) {}
    NodeEnd(const NodeEnd&) = delete;
    NodeEnd& operator=(const NodeEnd&) = delete;
    ~NodeEnd() { close(descriptor); }
    int descriptor;
};

} // namespace

remote_port::Session Simulation::connect(std::size_t index, node::QemuFiles files) {
    const platform::Node& described_node = described(index);
    const scenario::NodeSettings& settings = scenario_.nodes.at(described_node.name);
    Node& started = nodes_[index];
    node::Process::Options process{started.program_log, {}, cpu_.number()};
    for (const auto& [label, descriptor] : files.memories) {
        process.descriptors.push_back(descriptor);
    }
    const auto start = [&](const std::string& link) {
        files.link = link;
        started.command = settings.program
                              ? scripted_command(scenario_, described_node.name, files)
                              : node::qemu_command(programs_, described_node, settings, files);
        started.process = std::make_unique<node::Process>(started.command, process);
    };
    const auto session_over = [&](remote_port::Connection connection) {
        return session(index, std::make_unique<remote_port::Connection>(std::move(connection)));
    };
    std::optional<node::OpenFile> machine;
    if (restores()) {
        machine.emplace(snapshot_->machine(described_node.name));
        files.saved_machine = machine->descriptor();
        process.descriptors.push_back(machine->descriptor());
        if (node::saves_memory_apart(described_node)) {
            files.saved_memory = snapshot_->machine_memory(described_node.name);
        }
    }
    if (settings.link == "socketpair") {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
            throw InputError("cannot make a pair of sockets; see `ampsim doctor`");
        }
        remote_port::Connection hub_end = remote_port::Connection::adopt(ends[0]);
        const NodeEnd node_end{ends[1]};
        process.descriptors.push_back(ends[1]);
        start(fmt::format("fd:{}", ends[1]));
        return session_over(std::move(hub_end));
    }
    remote_port::Listener listener(remote_port::Endpoint::parse(settings.link));
    const remote_port::Endpoint& there = listener.endpoint();
    start(there.kind == remote_port::Endpoint::Kind::unix_socket
              ? "unix:" + there.path
              : fmt::format("tcp:{}:{}", there.host, there.port));
    return session_over(listener.accept([this, index, &started] {
        if (!started.process->is_running()) {
            throw SimulationError(fmt::format("{}: its {} {} before it had connected\n{}",
                                              described(index).name, process_name(index),
                                              started.process->fate(),
                                              node::last_lines(started.program_log, lines_shown)));
        }
        look_around();
    }));
}

/// As the boot loader does it, before time 0: behind the interconnect where the node's windows are,
/// else in the node's own memory.
void Simulation::load_firmware(std::size_t index) {
    const std::string& name = described(index).name;
    const std::string& file = scenario_.nodes.at(name).firmware;
    if (file.empty()) {
        return;
    }
    for (node::Segment& segment : node::read_firmware(file)) {
        segment.bytes.resize(segment.size);
        if (!hardware_->write(index, segment.address, segment.bytes) &&
            !nodes_[index].link->write_memory(segment.address, segment.bytes)) {
            throw InputError(fmt::format("{}: its segment of {:#x} bytes at {:#x} does not fit "
                                         "into the memory of node '{}'; "
                                         "see `ampsim platform {}`",
                                         file, segment.bytes.size(), segment.address, name,
                                         platform_.name));
        }
    }
}

/// Once, as the system's boot loader does it, also for a node that another one starts later: nobody
/// else writes there, and a reset of the node leaves memory as it is.
void Simulation::write_boot_arguments(std::size_t index) {
    const platform::Node& node = described(index);
    if (!node.boot_arguments) {
        return;
    }
    const std::string text = scenario::boot_arguments(platform_, index, settings(index));
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.push_back(0);
    if (!hardware_->write(index, node.boot_arguments->address, bytes)) {
        throw std::logic_error("boot arguments are not within one memory");
    }
}

} // namespace ampsim::hub
