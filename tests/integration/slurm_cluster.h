// SPDX-License-Identifier: BSD-3-Clause
//
// A Slurm of one node, this host: a real slurmctld and slurmd on loopback, with a configuration,
// ports and directories of their own, run as whoever runs the test. Both are gone afterwards.
#pragma once

#include "tests/integration/run_ampsim.h"

#include <memory>
#include <string>
#include <vector>

namespace ampsim::integration {

class SlurmCluster {
public:
    /// With this many CPUs, whatever the host has. Throws std::runtime_error when it does not come
    /// up.
    explicit SlurmCluster(unsigned cpus);
    ~SlurmCluster();
    SlurmCluster(const SlurmCluster&) = delete;
    SlurmCluster& operator=(const SlurmCluster&) = delete;

    /// What a client needs to find it.
    Process::Environment environment() const;

    /// What a command of Slurm says.
    std::string ask(const std::vector<std::string>& command) const;

    /// Every job of this user.
    void cancel_all() const;

    /// Array tasks that wait or run: their states, a line each.
    std::string queue() const;

private:
    std::string configuration(unsigned cpus) const;

    Directory directory_;
    Directory controller_output_;
    Directory node_output_;
    std::unique_ptr<Process> controller_;
    std::unique_ptr<Process> node_;
};

} // namespace ampsim::integration
