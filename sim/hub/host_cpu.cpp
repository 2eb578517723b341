// SPDX-License-Identifier: BSD-3-Clause
#include "sim/hub/host_cpu.h"

#include "sim/error.h"
#include "sim/node/usable_cpus.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

namespace ampsim::hub {

namespace {

/// A descriptor that holds the CPU's lock; -1 when another simulation has it.
int try_lock(unsigned cpu) {
    const auto file = std::filesystem::temp_directory_path() /
                      fmt::format("ampsim-{}-cpu{}.lock", geteuid(), cpu);
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor >= 0 && flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace

HostCpu::HostCpu(const std::string& wanted) {
    if (wanted == "none") {
        return;
    }
    const std::vector<unsigned> usable = node::usable_cpus();
    if (wanted == "auto") {
        // From the last one: the host's own work tends to be on the first.
        for (auto cpu = usable.rbegin(); cpu != usable.rend() && lock_ < 0; ++cpu) {
            lock_ = try_lock(*cpu);
            number_ = *cpu;
        }
        if (lock_ < 0) { // more simulations than CPUs
            number_ = usable[static_cast<unsigned>(getpid()) % usable.size()];
        }
    } else {
        unsigned cpu = 0;
        const auto parsed = std::from_chars(wanted.data(), wanted.data() + wanted.size(), cpu);
        const bool known = parsed.ec == std::errc{} &&
                           parsed.ptr == wanted.data() + wanted.size() &&
                           std::find(usable.begin(), usable.end(), cpu) != usable.end();
        if (!known) {
            throw InputError(fmt::format(
                "run.cpu = \"{}\": there is no such CPU; expected auto, none, or one of {}", wanted,
                fmt::join(usable, ", ")));
        }
        number_ = cpu;
    }
    cpu_set_t set;
    sched_getaffinity(0, sizeof set, &set);
    before_.assign(reinterpret_cast<const char*>(&set), sizeof set);
    CPU_ZERO(&set);
    CPU_SET(*number_, &set);
    sched_setaffinity(0, sizeof set, &set);
}

HostCpu::~HostCpu() {
    if (number_) {
        sched_setaffinity(0, before_.size(), reinterpret_cast<const cpu_set_t*>(before_.data()));
    }
    if (lock_ >= 0) {
        close(lock_);
    }
}

} // namespace ampsim::hub
