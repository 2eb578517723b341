// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/simulation.h"

#include "sim/error.h"
#include "sim/hub/inputs.h"
#include "sim/hub/memories.h"
#include "sim/hub/scripted.h"
#include "sim/measure/units.h"
#include "sim/node/file.h"
#include "sim/node/firmware.h"
#include "sim/node/initramfs.h"
#include "sim/remote_port/recorded_stream.h"

#include <fmt/format.h>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>

namespace ampsim::hub {

using measure::EventKind;
using remote_port::BusAccess;

namespace {

constexpr std::size_t steps_between_looks = 256;
constexpr std::size_t steps_between_settlings = 65'536;
constexpr std::size_t most_steps_without_time = 1'000'000;
constexpr std::chrono::milliseconds progress_interval{200};
constexpr std::chrono::milliseconds patience_at_the_end{2000};
constexpr std::chrono::milliseconds patience_for_a_death{100};
constexpr std::size_t lines_shown = 20;
const std::vector<std::string> no_marks;
constexpr int samples_within_patience = 4; // of checkers

std::string progress_event(const scenario::Scenario& scenario) {
    return scenario.spans.empty() ? "" : scenario.spans.front().points.back().event;
}

} // namespace

Simulation::Simulation(const scenario::Scenario& scenario, const RunOptions& options)
    : scenario_(scenario), options_(options),
      platform_(platform::load(scenario.platform, scenario.overrides)),
      programs_(needs_qemu(scenario_, platform_) ? node::find_qemu_with_plugin()
                                                 : node::QemuWithPlugin{}),
      cpu_(scenario.cpu), nodes_(platform_.nodes.size()), last_reached_(nodes_.size()),
      accesses_(nodes_.size()), issued_(nodes_.size(), never) {
    for (const platform::Node& node : platform_.nodes) {
        ways_.push_back({node.request_latency, node.response_latency});
    }
    read_later_values();
    ended_ = recorder_.watch(scenario.end.when);
    progress_ = recorder_.watch(progress_event(scenario));
    lockstep_ = recorder_.watch(scenario.time.lockstep_from);
    snapshot_event_ = recorder_.watch(scenario.snapshot.at);
    prepare_probes();
    HardwareEvents& events = *this;
    hardware_ = std::make_unique<Hardware>(
        platform_, nodes_running_at_start(), events,
        DeviceFiles{std::filesystem::path(scenario.file).parent_path().string(),
                    options.out_directory});
    if (!scenario.trace_wires.empty()) {
        waveform_ = std::make_unique<Waveform>(options.out_directory, scenario.file,
                                               scenario.trace_wires, *hardware_);
    }
    inputs_ = hash_inputs();
    find_snapshot();
    start_checks();
    watch_direct_reads();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (described(i).is_peer) {
            meet_peer(i);
        } else {
            start_node(i);
        }
    }
}

Simulation::~Simulation() = default;

bool Simulation::Node::has_died() const {
    return process && !process->is_running() && !(peer != nullptr && process->has_succeeded());
}

void Simulation::boot() {
    // They have started at the same time; now each is awaited.
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].peer != nullptr) {
            nodes_[i].peer->greet();
            continue;
        }
        if (nodes_[i].link != nullptr) {
            nodes_[i].link->greet();
        }
        for (const measure::Probe& probe : probes_->immediate()) {
            if (probe.node == i) {
                nodes_[i].node->set_probe(probe);
            }
        }
        load_firmware(i);
        write_boot_arguments(i);
        for (const platform::Range& range : hardware_->covered(i)) {
            nodes_[i].node->cover(range.address, range.size, true, VirtualTime{0});
        }
    }
    make_conductor();
}

// --- Set-up --------------------------------------------------------------------------------------

/// A controlled node starts when its boot loader has put something there; the others always.
std::vector<bool> Simulation::nodes_running_at_start() const {
    std::vector<bool> runs(platform_.nodes.size(), true);
    for (const platform::Device& device : platform_.devices) {
        if (device.controls) {
            const scenario::NodeSettings& of_node = settings(*device.controls);
            runs[*device.controls] = of_node.program || !of_node.firmware.empty();
        }
    }
    return runs;
}

void Simulation::prepare_probes() {
    std::vector<measure::NodeCode> code;
    for (const platform::Node& node : platform_.nodes) {
        const scenario::NodeSettings& settings = scenario_.nodes.at(node.name);
        measure::NodeCode of_node;
        of_node.name = node.name;
        of_node.kernel = settings.kernel;
        of_node.modules = settings.modules;
        of_node.programs = settings.programs;
        if (!settings.firmware.empty()) {
            of_node.firmware.push_back(settings.firmware);
        }
        of_node.scripted = settings.program.has_value();
        if (settings.program) {
            of_node.marks = settings.program->marks;
        }
        code.push_back(std::move(of_node));
    }
    probes_ =
        std::make_unique<measure::ProbeTable>(std::move(code), known_symbols(options_.snapshots));
    for (const measure::SpanDefinition& span : scenario_.spans) {
        probes_->add(span.start);
        for (const measure::Point& point : span.points) {
            probes_->add(point.event);
        }
    }
    probes_->add(scenario_.end.when);
    probes_->stop_at(scenario_.end.when);
    if (!scenario_.time.lockstep_from.empty()) {
        probes_->add(scenario_.time.lockstep_from);
    }
    if (!scenario_.snapshot.at.empty()) {
        probes_->add(scenario_.snapshot.at);
        probes_->stop_at(scenario_.snapshot.at);
    }
    for (const std::string& probe : scenario_.probes) {
        probes_->add(probe);
    }
    for (const auto& [name, node] : scenario_.nodes) {
        for (const std::string& mark : node.program ? node.program->marks : no_marks) {
            probes_->add(
                fmt::format("{}:{}", name, mark)); // all of them: they are few, and cost nothing
        }
    }
    keep_symbols(options_.snapshots, probes_->kernel_symbols());
}

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

void Simulation::find_snapshot() {
    if (scenario_.snapshot.at.empty() || options_.snapshots.empty()) {
        return;
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (described(i).is_peer || settings(i).program) {
            throw InputError(
                fmt::format("{}: [snapshot]: node '{}' is {}, whose state cannot be "
                            "saved; remove the table",
                            scenario_.file, described(i).name,
                            described(i).is_peer ? "a Remote-Port peer" : "a scripted one"));
        }
    }
    snapshot_ = std::make_unique<Snapshot>(options_.snapshots, scenario_.name,
                                           snapshot_key(scenario_, inputs_));
    if (!snapshot_->exists()) {
        snapshot_->begin();
    }
}

void Simulation::start_checks() {
    if (!scenario_.checks.enabled) {
        return;
    }
    std::vector<std::string> firmware;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        firmware.push_back(settings(i).firmware);
    }
    const check::Patience patience{scenario_.checks.notification_within,
                                   scenario_.checks.answer_within};
    checkers_ = check::make_checkers(platform_, firmware, patience);
    hardware_->sample_every(patience.notification / samples_within_patience,
                            [this](check::MemoryView& memory) {
                                for (const auto& checker : checkers_) {
                                    checker->sample(memory, hardware_->now());
                                }
                            });
}

void Simulation::watch_direct_reads() {
    if (!hardware_->has_masters()) {
        return;
    }
    if (!options_.recorded.empty()) {
        direct_reads_.replay(options_.recorded + direct_reads_file);
    } else if (restores()) {
        direct_reads_.replay(snapshot_->direct_reads());
    }
    if (options_.record) {
        direct_reads_.record(options_.out_directory + direct_reads_file);
    } else if (snapshot_ && !restores()) {
        direct_reads_.record(snapshot_->direct_reads());
    }
    hardware_->watch_direct_reads(direct_reads_);
}

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

VirtualTime Simulation::lookahead(std::size_t from, std::size_t to) const {
    const VirtualTime line = hardware_->least_latency(from, to);
    const VirtualTime touch = hardware_->least_touch(to);
    VirtualTime least = line == never ? never : line + described(to).interrupt_latency;
    if (line != never && touch != never) {
        least = std::min(least, line + touch);
    }
    return least == never ? never : std::max(least, VirtualTime{1});
}

/// Until the point of the snapshot nobody is further ahead of another than furthest_ahead().
time::Conductor::Lookahead Simulation::conductor_lookahead() const {
    const bool is_bounded = !scenario_.snapshot.at.empty() && !snapshot_point_.passed;
    return [this, is_bounded](std::size_t from, std::size_t to) {
        const VirtualTime least = lookahead(from, to);
        return is_bounded && least == never ? longest_turn : least;
    };
}

/// Its accesses do not all come over the link.
bool Simulation::shares_memory(std::size_t node) const {
    return !described(node).is_peer;
}

VirtualTime Simulation::window() const {
    VirtualTime window = never;
    for (std::size_t from = 1; from < nodes_.size(); ++from) {
        for (std::size_t to = 0; to < from; ++to) {
            if (shares_memory(from) && shares_memory(to)) {
                window = std::min(window, lookahead(from, to));
            }
        }
    }
    return std::min(window, longest_turn);
}

time::Turns Simulation::turns() const {
    return {window(), [this](std::size_t node) { return ways_[node].request; },
            [this](std::size_t node) {
                const Ways& ways = ways_[node];
                return described(node).posted_writes ? VirtualTime{0}
                                                     : ways.request + ways.response;
            },
            [this](std::size_t node) {
                return shares_memory(node);
            }};
}

void Simulation::start_lockstep() {
    conductor_->lockstep(scenario_.time.step.value_or(window()));
    lockstep_started_ = true;
}

std::unique_ptr<time::Conductor> Simulation::chosen_conductor() {
    std::vector<time::Processor*> processors;
    for (const Node& node : nodes_) {
        processors.push_back(node.node.get());
    }
    if (scenario_.time.policy == scenario::TimeSettings::Policy::quantum) {
        return std::make_unique<time::QuantumConductor>(*hardware_, processors,
                                                        scenario_.time.quantum, turns().shares);
    }
    return std::make_unique<time::Conductor>(
        *hardware_, processors, conductor_lookahead(),
        [this](std::size_t to) {
            return std::min(described(to).interrupt_latency, hardware_->least_touch(to));
        },
        turns());
}

void Simulation::make_conductor() {
    const auto controlled = [this](std::size_t node) {
        return std::any_of(
            platform_.devices.begin(), platform_.devices.end(),
            [node](const platform::Device& device) { return device.controls == node; });
    };
    conductor_ = chosen_conductor();
    for (const Node& node : nodes_) {
        if (node.peer != nullptr) {
            node.peer->attach(*conductor_);
        }
    }
    if (scenario_.time.policy == scenario::TimeSettings::Policy::lockstep &&
        scenario_.time.lockstep_from.empty()) {
        start_lockstep();
    }
    const std::vector<bool> runs = nodes_running_at_start();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (controlled(i) || !scenario_.nodes.at(described(i).name).firmware.empty()) {
            conductor_->hold(i, VirtualTime{0});
            if (runs[i]) {
                conductor_->start(i, VirtualTime{0});
            }
        }
    }
}

/// What runs at the far end of a node's link, for messages.
const char* Simulation::process_name(std::size_t node) const {
    return described(node).is_peer ? "program" : settings(node).program ? "process" : "QEMU";
}

// --- Running -------------------------------------------------------------------------------------

void Simulation::run() {
    boot();
    VirtualTime last_advance{-1};
    std::size_t steps_without_time = 0;
    for (std::size_t step = 0; end_ == never || !conductor_->have_met(); ++step) {
        if (step % steps_between_looks == 0) {
            look_around();
        }
        if (!scenario_.keep_trace && step % steps_between_settlings == 0) {
            settle_trace();
        }
        conductor_->step();
        ++steps_;
        look_for_end();
        if (end_ == never) {
            look_for_snapshot_point();
        }
        if (!lockstep_started_ && recorder_.count(lockstep_) > 0) {
            start_lockstep();
        }
        if (!failure_.empty()) {
            throw SimulationError(failure_);
        }
        if (conductor_->now() > last_advance) {
            last_advance = conductor_->now();
            steps_without_time = 0;
        } else if (++steps_without_time == most_steps_without_time) {
            throw SimulationError(fmt::format("livelock: virtual time stands still at {} ns\n{}",
                                              last_advance.count(), conductor_->describe()));
        }
        // Behind the end, the next instant may be far.
        if (last_advance >= scenario_.end.virtual_timeout && end_ == never) {
            throw SimulationError(fmt::format(
                "'{}' did not happen within {} of virtual time (end.virtual_timeout)\n{}",
                scenario_.end.when, measure::human_duration(scenario_.end.virtual_timeout),
                conductor_->describe()));
        }
    }
    end_trace();
}

/// What has happened for good: an access enters the trace with its answer, at its issue.
void Simulation::settle_trace() {
    VirtualTime settled = conductor_->now();
    for (const VirtualTime issued : issued_) {
        settled = std::min(settled, issued);
    }
    recorder_.trace().settle(settled);
}

void Simulation::look_around() {
    if (options_.interrupted && options_.interrupted()) {
        throw Interrupted{};
    }
    const Clock::time_point now = Clock::now();
    if (now - started_ > scenario_.end.wall_timeout) {
        throw SimulationError(
            fmt::format("'{}' did not happen within {} of the host's time (end.wall_timeout)\n{}",
                        scenario_.end.when, measure::human_duration(scenario_.end.wall_timeout),
                        conductor_ ? conductor_->describe() : "  the nodes are starting\n"));
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        // The link to one is not looked at while another one runs.
        if (nodes_[i].has_died()) {
            throw SimulationError(
                fmt::format("{}: its {} has ended", described(i).name, process_name(i)));
        }
    }
    if (!options_.progress || now - shown_ < progress_interval) {
        return;
    }
    shown_ = now;
    Progress progress;
    progress.now = conductor_ ? conductor_->now() : VirtualTime{0};
    progress.wall = now - started_;
    progress.spans_done = recorder_.count(progress_);
    progress.span_name = scenario_.spans.empty() ? "" : scenario_.spans.front().name;
    progress.waiting_for = waiting_for();
    progress.guest_time = guest_time();
    progress.grant_ends = grant_ends();
    options_.progress(progress);
}

std::string Simulation::waiting_for() const {
    if (!conductor_) {
        return "the nodes to start";
    }
    std::string text;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", described(i).name,
                            conductor_->state(i));
    }
    return text;
}

void Simulation::shut_down() {
    for (Node& node : nodes_) {
        try {
            if (node.node) {
                node.node->shut_down();
            }
        } catch (const std::exception&) { // NOLINT(bugprone-empty-catch): it has gone already
        } catch (const Interrupted&) {    // the same
        }
    }
    for (Node& node : nodes_) {
        if (node.process) {
            // What has been cut off may be anywhere, and does not listen.
            node.process->end(end_ != never ? patience_at_the_end : std::chrono::milliseconds{0});
        }
    }
}

// --- What happens --------------------------------------------------------------------------------

void Simulation::on_arrival(const std::string& initiator, std::size_t target,
                            const std::string& place, std::uint64_t value) {
    recorder_.add(EventKind::arrival, nodes_.size() + target, initiator, place, hardware_->now(),
                  value);
    for (const auto& checker : checkers_) {
        if (checker->on_access(initiator, place, hardware_->now())) {
            hardware_->look_soon();
        }
    }
}

void Simulation::on_access(std::size_t node, const BusAccess& access) {
    accesses_[node] = access;
    issued_[node] = hardware_->now();
    hardware_->begin_access(node, access);
}

void Simulation::on_answer(std::size_t node, BusAccess answer, VirtualTime at) {
    const BusAccess& access = accesses_[node];
    const std::vector<std::uint8_t>& data = access.write ? access.data : answer.data;
    recorder_.add(access.write ? EventKind::write : EventKind::read, node, described(node).name,
                  hardware_->place(node, access.address), issued_[node],
                  value_of(data.data(), data.size()), at - issued_[node]);
    issued_[node] = never;
    ways_[node].request = described(node).request_latency;
    nodes_[node].node->answer(std::move(answer), at);
    conductor_->answered(node, at);
}

/// When the change of a line that happens now reaches the node: none overtakes another.
VirtualTime Simulation::reaches(std::size_t node) {
    VirtualTime& last = last_reached_[node];
    last = std::max(last, hardware_->now() + described(node).interrupt_latency);
    return last;
}

void Simulation::on_wire(std::size_t device, const std::string& output, bool level) {
    const VirtualTime now = hardware_->now();
    const std::string& label = platform_.devices[device].label;
    recorder_.add(EventKind::wire, nodes_.size() + device, label, output, now, level ? 1 : 0);
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
        const std::vector<platform::Wire>& wires = described(node).wires;
        for (std::uint32_t line = 0; line < wires.size(); ++line) {
            if (wires[line].device == label && wires[line].output == output) {
                const VirtualTime at = reaches(node);
                nodes_[node].interrupts += level ? 1 : 0;
                for (const auto& checker : checkers_) {
                    checker->on_line(described(node).name, label, level, now);
                }
                nodes_[node].node->change_line(line, level, at);
                if (nodes_[node].peer ==
                    nullptr) { // which is never idle, and says itself when it is late
                    conductor_->reaches(node, at);
                }
            }
        }
    }
}

void Simulation::on_run(std::size_t node, bool run) {
    if (!conductor_) {
        return; // the state before time 0
    }
    // The reset line takes the way of the interrupt lines.
    const VirtualTime at = reaches(node);
    if (run) {
        conductor_->start(node, at);
    } else {
        lifecycle(node, "stop", at);
        conductor_->hold(node, at);
    }
}

void Simulation::lifecycle(std::size_t node, const std::string& what, VirtualTime at) {
    const std::string& name = described(node).name;
    recorder_.add(EventKind::lifecycle, node, name, what, at);
    for (const auto& checker : checkers_) {
        checker->on_lifecycle(name, what, at);
    }
}

void Simulation::on_memory_written(std::size_t node, std::uint64_t address, std::uint64_t size) {
    nodes_[node].node->memory_written(address, size);
}

void Simulation::on_cover(std::size_t node, const platform::Range& range, bool covered) {
    // As a line of an interrupt: nothing reaches a node sooner.
    nodes_[node].node->cover(range.address, range.size, covered, reaches(node));
}

void Simulation::on_mark(std::size_t node, const remote_port::Mark& mark) {
    ++nodes_[node].marks;
    recorder_.add(EventKind::mark, node, described(node).name, probes_->what(mark.probe), mark.time,
                  mark.argument);
}

std::vector<measure::Probe> Simulation::on_module(std::size_t node,
                                                  const remote_port::Module& module) {
    recorder_.add(EventKind::lifecycle, node, described(node).name, "module " + module.name,
                  module.time);
    return probes_->module_loaded(node, module.name, module.section_addresses);
}

void Simulation::on_started(std::size_t node, VirtualTime at) {
    lifecycle(node, "start", at);
}

void Simulation::on_off(std::size_t node, VirtualTime at, ampsim_off_cause cause) {
    const std::string& name = described(node).name;
    const char* what = cause == AMPSIM_OFF_POWER   ? "off"
                       : cause == AMPSIM_OFF_RESET ? "reset"
                                                   : "panic";
    lifecycle(node, what, at);
    if (cause == AMPSIM_OFF_RESET && settings(node).restarts_on_reset) {
        load_firmware(node);
        // As a reset line does.
        conductor_->start(node, at + described(node).interrupt_latency);
        return;
    }
    const bool before_end = recorder_.count(ended_) == 0 || at < recorder_.first(ended_);
    if (cause != AMPSIM_OFF_POWER && before_end && described(node).os == "linux") {
        const std::string panic = node::last_line_with(nodes_[node].console_log, "Kernel panic");
        failure_ = name + (panic.empty() ? " restarted its machine" : " panicked: " + panic);
    }
}

void Simulation::on_peer_access(std::size_t node, const BusAccess& access, VirtualTime issued,
                                VirtualTime until) {
    recorder_.add(access.write ? EventKind::write : EventKind::read, node, described(node).name,
                  hardware_->place(node, access.address), issued,
                  value_of(access.data.data(), access.data.size()), until - issued);
}

void Simulation::on_peer_late(const time::Late& late) {
    late_at_peers_.push_back(late);
}

void Simulation::on_peer_ended(std::size_t node, VirtualTime at) {
    recorder_.add(EventKind::lifecycle, node, described(node).name, "off", at);
}

// --- What was found ------------------------------------------------------------------------------

std::vector<measure::Link> Simulation::links() const {
    std::vector<VirtualTime> skews(nodes_.size());
    for (const time::Late& late : this->late()) {
        skews[late.node] = std::max(skews[late.node], late.taken - late.due);
    }
    const bool all = scenario_.time.policy == scenario::TimeSettings::Policy::quantum;
    std::vector<measure::Link> links;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (all || nodes_[i].peer) {
            links.push_back({described(i).name, skews[i]});
        }
    }
    return links;
}

std::vector<time::Late> Simulation::late() const {
    std::vector<time::Late> all = late_at_peers_;
    if (conductor_) {
        all.insert(all.end(), conductor_->late().begin(), conductor_->late().end());
    }
    return all;
}

VirtualTime Simulation::now() const {
    if (end_ != never) {
        return recorder_.first(ended_);
    }
    return conductor_ ? conductor_->now() : VirtualTime{0};
}

std::chrono::nanoseconds Simulation::guest_time() const {
    std::chrono::nanoseconds sum{};
    for (const Node& node : nodes_) {
        sum += node.link != nullptr   ? node.link->running_time()
               : node.peer != nullptr ? node.peer->running_time()
                                      : std::chrono::nanoseconds{};
    }
    return sum;
}

measure::GrantEnds Simulation::grant_ends() const {
    measure::GrantEnds ends;
    for (std::size_t i = 0; conductor_ && i < nodes_.size(); ++i) {
        ends[described(i).name] = conductor_->grant_ends(i);
    }
    return ends;
}

Counters Simulation::counters() const {
    Counters counters = hardware_->counters();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const std::string& name = described(i).name;
        counters[name + ".marks"] = nodes_[i].marks;
        counters[name + ".interrupts"] = nodes_[i].interrupts;
    }
    if (scenario_.checks.enabled) {
        std::uint64_t findings = 0;
        for (const auto& checker : checkers_) {
            findings += checker->count();
        }
        counters["checks.findings"] = findings;
    }
    counters["grants"] = conductor_ ? conductor_->grants() : 0;
    return counters;
}

std::map<std::string, std::vector<std::string>> Simulation::remarks() const {
    std::map<std::string, std::vector<std::string>> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const Device& device = hardware_->device(i);
        if (std::vector<std::string> of_device =
                device.remarks ? device.remarks() : std::vector<std::string>{};
            !of_device.empty()) {
            all[platform_.devices[i].label] = std::move(of_device);
        }
    }
    for (const auto& checker : checkers_) {
        const std::vector<std::string> findings = with_rest(checker->findings(), checker->count());
        if (!findings.empty()) {
            std::vector<std::string>& checks = all["checks"];
            checks.insert(checks.end(), findings.begin(), findings.end());
        }
    }
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Refusals& refusals = hardware_->refusals(i);
        if (refusals.count() > 0) {
            all[described(i).name] = with_rest(refusals.remarks(), refusals.count());
        }
    }
    return all;
}

std::map<std::string, std::string> Simulation::not_reproducible() const {
    std::map<std::string, std::string> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const Device& device = hardware_->device(i);
        if (const std::string what = device.not_reproducible ? device.not_reproducible() : "";
            !what.empty()) {
            all[platform_.devices[i].label] = what;
        }
    }
    return all;
}

std::vector<DeviceTiming> Simulation::timing() const {
    std::vector<DeviceTiming> all;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        all.push_back(hardware_->device(i).timing);
    }
    return all;
}

std::map<std::string, std::vector<std::string>> Simulation::command_lines() const {
    std::map<std::string, std::vector<std::string>> lines;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        lines[described(i).name] = nodes_[i].command;
    }
    return lines;
}

std::map<std::string, std::string> Simulation::hash_inputs() const {
    std::vector<std::string> device_files;
    for (std::size_t i = 0; i < platform_.devices.size(); ++i) {
        const std::vector<std::string>& files = hardware_->device(i).inputs;
        device_files.insert(device_files.end(), files.begin(), files.end());
    }
    FileHashes known = known_hashes(options_.snapshots);
    FileHashes hashes = hub::hash_inputs(scenario_, platform_, programs_, device_files, known);
    keep_hashes(options_.snapshots, known);
    return hashes;
}

std::string Simulation::where_it_is(std::size_t index) const {
    if (settings(index).program) {
        return "";
    }
    const std::uint64_t pc = nodes_[index].link->program_counter();
    std::string symbol;
    try {
        symbol = pc == 0 ? "" : probes_->symbol_at(index, pc);
    } catch (const InputError&) { // NOLINT(bugprone-empty-catch): a kernel without symbols
    }
    return fmt::format("  {} was last seen at pc {:#x}{}\n", described(index).name, pc,
                       symbol.empty() ? "" : " (" + symbol + ")");
}

std::string Simulation::deaths() {
    const auto has_ended = [](Node& node) {
        return node.has_died();
    };
    // A process that dies closes its link first.
    const Clock::time_point patience_ends = Clock::now() + patience_for_a_death;
    while (std::none_of(nodes_.begin(), nodes_.end(), has_ended) && Clock::now() < patience_ends) {
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    std::string text;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (has_ended(nodes_[i])) {
            text += fmt::format("  {} of {} {}\n{}", process_name(i), described(i).name,
                                nodes_[i].process->fate(),
                                node::last_lines(nodes_[i].program_log, lines_shown));
        }
    }
    return text;
}

std::string Simulation::last_words(const std::string& said_already) const {
    std::string words;
    std::string packets;
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Node& node = nodes_[i];
        const std::string& name = described(i).name;
        if (const std::string said = node::last_lines(node.console_log, lines_shown);
            node.link != nullptr && !said.empty()) {
            words += fmt::format("  last lines of {}'s console:\n{}", name, said);
        }
        if ((node.link != nullptr || node.peer != nullptr) && conductor_) {
            words += node.link != nullptr ? where_it_is(i) : "";
            const std::string history =
                node.link != nullptr ? node.link->history() : node.peer->history();
            if (said_already.find(history) == std::string::npos) {
                packets += fmt::format("  last packets of {}'s link:\n{}", name, history);
            }
        }
    }
    return words + packets;
}

} // namespace ampsim::hub
