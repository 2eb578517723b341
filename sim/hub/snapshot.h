// SPDX-License-Identifier: BSD-3-Clause
//
// A snapshot: a run that has come to some point, on disk. The nodes' machines are there as QEMU
// saves them, the direct memories as they were. The hub is there as the packets of its links up to
// that point: given them again it comes to the same state, with the same trace, as it is
// deterministic. So no model has to know how to save itself.
//
// A snapshot is named by a hash of everything that the run depends on; with any other input it is
// another one, and what is not complete does not have the name.
#pragma once

#include "sim/scenario/scenario.h"
#include "sim/time/virtual_time.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace ampsim::hub {

/// The hash of all inputs of a run: the scenario as it is after --set, `inputs` (file -> hash), and
/// this program.
std::string snapshot_key(const scenario::Scenario& scenario,
                         const std::map<std::string, std::string>& inputs);

/// Whether there is one with this key in the directory of all snapshots. Throws InputError for one
/// that is damaged.
bool has_snapshot(const std::string& directory, const std::string& scenario,
                  const std::string& key);

class Snapshot {
public:
    /// Where in the run it is.
    struct Point {
        std::uint64_t steps = 0; ///< of the conductor
        VirtualTime time{};
    };

    /// `directory` is where all snapshots are.
    Snapshot(const std::filesystem::path& directory, const std::string& scenario,
             const std::string& key);
    /// Removes what was saved when commit() was not called.
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    const std::string& directory() const { return directory_; }

    /// Whether there is one. Throws InputError for one that is damaged.
    bool exists() const { return exists_; }
    Point point() const { return point_; }

    // Files of the snapshot, or, between begin() and commit(), of the one that is being made.
    std::string link(const std::string& node) const { return file(node + ".link"); }
    std::string machine(const std::string& node) const { return file(node + ".machine"); }
    std::string console(const std::string& node) const { return file(node + ".console.log"); }
    std::string direct_reads() const { return file("devices.reads"); } ///< DirectReadLog
    std::string memory(const std::string& label) const { return file(label + ".memory"); }

    /// Makes a directory for a new one. Throws InputError when that cannot be.
    void begin();
    /// What is in it is complete.
    void commit(Point point);

private:
    std::string file(const std::string& name) const;
    void read_point();

    std::string directory_;
    std::string draft_; ///< empty when none is being made
    bool exists_ = false;
    Point point_;
};

} // namespace ampsim::hub
