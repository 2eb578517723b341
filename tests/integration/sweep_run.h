// SPDX-License-Identifier: BSD-3-Clause
//
// The real `ampsim sweep` of a scenario whose nodes are scripted: no QEMU, so points take
// milliseconds.
#pragma once

#include "tests/integration/run_ampsim.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace ampsim::integration {

using Arguments = std::vector<std::string>;

inline const std::string scripted_scenario = source_file("scenarios/scripted-rpmsg.toml");

inline Arguments operator+(Arguments left, const Arguments& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// A sweep into a directory of its own.
class SweepRun {
public:
    /// Starts `ampsim sweep SCENARIO ARGUMENTS... --out OUT`, `out` or a directory of its own.
    explicit SweepRun(const Arguments& arguments, const Process::Environment& environment = {},
                      std::string out = "", const std::string& scenario = scripted_scenario)
        : out_(out.empty() ? directory_.file("out") : std::move(out)),
          process_(ampsim(Arguments{"sweep", scenario, "--out", out_, "--snapshots",
                                    directory_.file("snapshots")} +
                          arguments),
                   directory_, environment) {}

    const Finished& finish() {
        if (!finished_) {
            finished_ = std::make_unique<Finished>(process_.wait());
        }
        return *finished_;
    }
    void send(int signal) const { process_.send(signal); }
    std::string error_output() const { return process_.error_output(); }

    const std::string& out() const { return out_; }
    std::string csv() const { return content_of(out_ + "/points.csv"); }
    std::string json_text() const { return content_of(out_ + "/sweep.json"); }
    nlohmann::json json() const { return nlohmann::json::parse(json_text()); }

    /// Points with a result.
    std::size_t done() const {
        std::size_t count = 0;
        std::error_code none;
        for (const auto& entry : std::filesystem::directory_iterator(out_ + "/points", none)) {
            count += std::filesystem::exists(entry.path() / "result.json") ? 1 : 0;
        }
        return count;
    }
    bool wait_for_points(std::size_t count) const {
        for (int patience = 30'000; patience > 0 && done() < count; --patience) {
            std::this_thread::sleep_for(std::chrono::milliseconds{2});
        }
        return done() >= count;
    }

private:
    Directory directory_;
    std::string out_;
    Process process_;
    std::unique_ptr<Finished> finished_;
};

/// Whether all processes that work for this directory are gone, soon.
inline bool nobody_works_for(const std::string& out) {
    for (int patience = 2'500; patience > 0; --patience) {
        if (processes_with({out}).empty()) {
            return true;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return false;
}

} // namespace ampsim::integration
