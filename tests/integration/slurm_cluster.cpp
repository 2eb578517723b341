// SPDX-License-Identifier: BSD-3-Clause
#include "tests/integration/slurm_cluster.h"

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace ampsim::integration {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds patience{60};

/// Of $PATH, or of what administrators have in theirs.
std::string program(const std::string& name) {
    const char* path = std::getenv("PATH");
    std::string directories = std::string(path != nullptr ? path : "") + ":/usr/sbin:/sbin";
    for (std::size_t begin = 0; begin <= directories.size();) {
        const std::size_t end = std::min(directories.find(':', begin), directories.size());
        const fs::path file = fs::path(directories.substr(begin, end - begin)) / name;
        if (access(file.c_str(), X_OK) == 0) {
            return file.string();
        }
        begin = end + 1;
    }
    throw std::runtime_error("there is no " + name + "; scripts/packages installs it");
}

/// Ports that nobody uses; they are free again when this returns.
std::vector<int> free_ports(std::size_t count) {
    std::vector<int> sockets;
    std::vector<int> ports;
    for (std::size_t i = 0; i < count; ++i) {
        sockets.push_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(sockets.back(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            getsockname(sockets.back(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error("there is no free port on loopback");
        }
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int each : sockets) {
        close(each);
    }
    return ports;
}

std::string user_name() {
    const passwd* user = getpwuid(geteuid());
    if (user == nullptr) {
        throw std::runtime_error("this user has no name");
    }
    return user->pw_name;
}

std::string host_name() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    const std::string whole = name;
    return whole.substr(0, whole.find('.'));
}

} // namespace

SlurmCluster::SlurmCluster(unsigned cpus) {
    fs::create_directory(directory_.path() / "state");
    fs::create_directory(directory_.path() / "spool");
    const std::string file = directory_.write("slurm.conf", configuration(cpus));
    controller_ = std::make_unique<Process>(
        std::vector<std::string>{program("slurmctld"), "-D", "-f", file}, controller_output_);
    node_ = std::make_unique<Process>(
        std::vector<std::string>{program("slurmd"), "-D", "-N", "one", "-f", file}, node_output_);
    const auto end = std::chrono::steady_clock::now() + patience;
    while (ask({"sinfo", "--noheader", "--format=%t"}) != "idle\n") {
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error("Slurm does not come up:\n" +
                                     content_of(directory_.file("controller.log")) +
                                     content_of(directory_.file("node.log")));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
}

SlurmCluster::~SlurmCluster() {
    cancel_all();
    for (Process* process : {node_.get(), controller_.get()}) {
        if (process != nullptr) {
            process->send(SIGTERM);
            process->wait(std::chrono::seconds{20});
        }
    }
}

std::string SlurmCluster::configuration(unsigned cpus) const {
    const std::vector<int> ports = free_ports(2);
    const std::string user = user_name();
    const std::string directory = directory_.path().string();
    return fmt::format(R"(ClusterName=ampsim
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
StateSaveLocation={directory}/state
SlurmdSpoolDir={directory}/spool
SlurmctldPidFile={directory}/controller.pid
SlurmdPidFile={directory}/node.pid
SlurmctldLogFile={directory}/controller.log
SlurmdLogFile={directory}/node.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
KillWait=5
ReturnToService=2
SchedulerParameters=sched_interval=1
SlurmdParameters=config_overrides
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=all Nodes=one Default=YES MaxTime=INFINITE State=UP
)",
                       fmt::arg("host", host_name()), fmt::arg("controller", ports[0]),
                       fmt::arg("node", ports[1]), fmt::arg("user", user),
                       fmt::arg("directory", directory), fmt::arg("cpus", cpus));
}

Process::Environment SlurmCluster::environment() const {
    return {{"SLURM_CONF", directory_.file("slurm.conf")}};
}

std::string SlurmCluster::ask(const std::vector<std::string>& command) const {
    std::vector<std::string> found = command;
    found.front() = program(command.front());
    const Directory output;
    return Process(found, output, environment()).wait(std::chrono::seconds{30}).out;
}

void SlurmCluster::cancel_all() const {
    ask({"scancel", "--user=" + user_name()});
}

std::string SlurmCluster::queue() const {
    return ask({"squeue", "--noheader", "--array", "--format=%T"});
}

} // namespace ampsim::integration
