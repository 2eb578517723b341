// SPDX-License-Identifier: BSD-3-Clause
#include "sim/sweep/runner.h"

#include "sim/error.h"

#include <fmt/format.h>

#include <thread>

namespace ampsim::sweep {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::milliseconds between_looks{5};
constexpr std::chrono::milliseconds between_reports{200};

fs::path log_of(const Point& point) {
    return point.directory / "run.log";
}

} // namespace

bool Runner::run(const std::vector<Point>& points) {
    std::map<std::string, std::size_t> group_of;
    groups_.clear();
    for (const Point& point : points) {
        if (outcomes_.count(point.key) != 0 || missing_.count(point.key) != 0) {
            continue;
        }
        ++points_;
        // What failed is run again: it may have been the host.
        if (auto before = read_outcome(point.directory); before && before->done()) {
            outcomes_.emplace(point.key, std::move(*before));
            ++found_;
            continue;
        }
        missing_[point.key] = &point;
        const auto [place, is_new] = group_of.try_emplace(point.snapshot, groups_.size());
        if (is_new) {
            groups_.emplace_back();
        }
        groups_[place->second].waiting.push_back(&point);
    }
    for (Group& group : groups_) {
        start(group);
    }
    Clock::time_point reported{};
    while (!missing_.empty()) {
        for (const Ended& ended : executor_.poll()) {
            take(ended);
        }
        if (surroundings_.interrupted()) {
            executor_.cancel();
            return false;
        }
        if (Clock::now() - reported >= between_reports) {
            surroundings_.progress(progress());
            reported = Clock::now();
        }
        std::this_thread::sleep_for(between_looks);
    }
    return true;
}

void Runner::start(Group& group) {
    group.first.clear();
    if (group.waiting.empty()) {
        return;
    }
    const Point& first = *group.waiting.front();
    if (group.waiting.size() == 1 || first.snapshot.empty() || surroundings_.has_snapshot(first)) {
        submit(group.waiting);
        group.waiting.clear();
        return;
    }
    group.first = first.key;
    submit({&first});
    group.waiting.erase(group.waiting.begin());
}

void Runner::submit(const std::vector<const Point*>& points) {
    std::vector<Task> tasks;
    for (const Point* point : points) {
        std::error_code failed;
        fs::create_directories(point->directory, failed);
        if (failed) {
            throw InputError(fmt::format("cannot make the directory {}: {}",
                                         point->directory.string(), failed.message()));
        }
        tasks.push_back({point->key, surroundings_.command(*point), log_of(*point).string(),
                         (point->directory / result_file).string()});
    }
    executor_.submit(tasks);
}

void Runner::take(const Ended& ended) {
    const Point& point = *missing_.at(ended.key);
    last_end_ = Clock::now();
    first_end_ = ended_++ == 0 ? last_end_ : first_end_;
    const auto left = read_outcome(point.directory);
    const Outcome& outcome =
        outcomes_.emplace(point.key, left ? *left : without_result(ended.how, log_of(point)))
            .first->second;
    missing_.erase(point.key);
    surroundings_.finished(point, outcome);
    for (Group& group : groups_) {
        if (group.first == ended.key) {
            start(group); // from its snapshot; when there is none, the next one has to make it
        }
    }
}

Progress Runner::progress() const {
    Progress progress;
    progress.points = points_;
    progress.done = outcomes_.size();
    for (const auto& [key, outcome] : outcomes_) {
        progress.failed += outcome.done() ? 0 : 1;
    }
    progress.running = executor_.running();
    progress.elapsed = Clock::now() - begin_;
    if (ended_ > 1) { // the first one boots, and says nothing of the others
        progress.left = (last_end_ - first_end_) / static_cast<long>(ended_ - 1) *
                        static_cast<long>(missing_.size());
    }
    return progress;
}

} // namespace ampsim::sweep
