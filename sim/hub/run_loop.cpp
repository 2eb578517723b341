// SPDX-License-Identifier: BSD-3-Clause
//
// A simulation goes on, step by step, until its end or until something is wrong.
#include "sim/hub/simulation.h"

#include "sim/error.h"
#include "sim/measure/units.h"

#include <fmt/format.h>

#include <algorithm>

namespace ampsim::hub {

namespace {

constexpr std::size_t steps_between_looks = 256;
constexpr std::size_t steps_between_settlings = 65'536;
constexpr std::size_t most_steps_without_time = 1'000'000;
constexpr std::chrono::milliseconds progress_interval{200};
constexpr std::chrono::milliseconds patience_at_the_end{2000};

} // namespace

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

} // namespace ampsim::hub
