// SPDX-License-Identifier: BSD-3-Clause
//
// Brings the points of a sweep to their results: what has one is not run again, and of points that
// start from one snapshot the first makes it while the others wait.
#pragma once

#include "sim/sweep/executor.h"
#include "sim/sweep/point.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ampsim::sweep {

/// How far a sweep is.
struct Progress {
    std::size_t points = 0;
    std::size_t done = 0;   ///< with a result, failed ones too
    std::size_t failed = 0; ///< of those
    std::size_t running = 0;
    std::chrono::nanoseconds elapsed{};
    std::optional<std::chrono::nanoseconds> left; ///< nothing: not known yet
};

/// What a sweep asks the world for.
struct Surroundings {
    /// The command that runs a point.
    std::function<std::vector<std::string>(const Point&)> command;
    /// Whether the snapshot is there that a point starts from.
    std::function<bool(const Point&)> has_snapshot;
    std::function<void(const Progress&)> progress;              ///< a few times a second
    std::function<void(const Point&, const Outcome&)> finished; ///< one was run
    std::function<bool()> interrupted;
};

class Runner {
public:
    Runner(Executor& executor, Surroundings surroundings)
        : executor_(executor), surroundings_(std::move(surroundings)) {}

    /// Returns when all of them have a result; false when it was interrupted before, and nothing
    /// runs any more. A point whose run fails is not tried again in this sweep.
    bool run(const std::vector<Point>& points);

    /// Of a point that was run. Throws std::out_of_range for another one.
    const Outcome& outcome(const Point& point) const { return outcomes_.at(point.key); }

    std::size_t found() const { return found_; } ///< points that had a result before

private:
    using Clock = std::chrono::steady_clock;

    /// Points that start from one snapshot; or any that boot.
    struct Group {
        std::vector<const Point*> waiting; ///< for the snapshot
        std::string first;                 ///< key of the one that makes it; empty: none does
    };

    void submit(const std::vector<const Point*>& points);
    void start(Group& group);
    void take(const Ended& ended);
    Progress progress() const;

    Executor& executor_;
    Surroundings surroundings_;
    std::map<std::string, Outcome> outcomes_;     ///< by the key
    std::map<std::string, const Point*> missing_; ///< points without a result
    std::vector<Group> groups_;
    std::size_t points_ = 0; ///< with different keys
    std::size_t found_ = 0;
    std::size_t ended_ = 0; ///< that this sweep ran
    Clock::time_point begin_ = Clock::now();
    Clock::time_point first_end_{};
    Clock::time_point last_end_{};
};

} // namespace ampsim::sweep
