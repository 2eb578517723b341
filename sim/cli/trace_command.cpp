// SPDX-License-Identifier: BSD-3-Clause
// `ampsim trace`: what happened, as text: the life of one message, or a stretch of time.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/error.h"
#include "sim/measure/suggestion.h"
#include "sim/measure/timeline.h"
#include "sim/measure/units.h"
#include "sim/scenario/duration.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <ostream>

namespace ampsim::cli {

using measure::exact_duration;
using measure::TimelineEvent;
using measure::TimelineHop;
using measure::TimelineJourney;

namespace {

struct TraceArguments {
    std::string file;             ///< trace.json, or the directory of a run
    std::uint64_t journey = 0;    ///< its number, from 1; 0: no journey
    std::string span;             ///< whose journey; empty: the first span's
    std::string from;             ///< duration since the begin of the simulation
    std::string to;               ///< the same
    std::vector<std::string> who; ///< only these nodes, devices and lines
    std::string what;             ///< only events that have this in their name
    bool list = false;            ///< the journeys themselves
};

constexpr const char* row = "{:>14} {:>14}  {:<10} {:<46} {:<18} {}";

/// The file's journeys, and the one that is asked for.
class Journeys {
public:
    explicit Journeys(const TraceArguments& arguments) : arguments_(arguments) {}

    void see(const TimelineJourney& journey) {
        if (counts_.count(journey.span) == 0) {
            spans_.push_back(journey.span);
        }
        ++counts_[journey.span];
        const std::string& wanted = arguments_.span.empty() ? spans_.front() : arguments_.span;
        if (journey.span == wanted && journey.number == arguments_.journey) {
            chosen_ = journey;
        }
    }

    /// Once all have been seen.
    const TimelineJourney& chosen() const {
        if (spans_.empty()) {
            throw InputError(arguments_.file + ": no span of the run has a journey; expected one "
                                               "for --span, or --from and --to");
        }
        const std::string& wanted = arguments_.span.empty() ? spans_.front() : arguments_.span;
        if (counts_.count(wanted) == 0) {
            throw InputError(fmt::format("--name {}: the run has no such span{}; there are: {}",
                                         wanted, measure::did_you_mean(wanted, spans_),
                                         fmt::join(spans_, ", ")));
        }
        if (!chosen_) {
            throw InputError(fmt::format("--span {}: {} has the journeys 1 to {}",
                                         arguments_.journey, wanted, counts_.at(wanted)));
        }
        return *chosen_;
    }

    std::uint64_t count(const std::string& span) const { return counts_.at(span); }

private:
    const TraceArguments& arguments_;
    std::vector<std::string> spans_; ///< in order of the file
    std::map<std::string, std::uint64_t> counts_;
    std::optional<TimelineJourney> chosen_;
};

std::string hop_text(const TimelineHop& hop) {
    const std::string of = fmt::format("{} #{}", hop.span, hop.journey);
    if (hop.name.empty()) {
        return of + " begins";
    }
    return hop.duration ? fmt::format("{} {} ({})", hop.name, exact_duration(*hop.duration), of)
                        : fmt::format("{} ({})", hop.name, of);
}

class Printer {
public:
    Printer(const TraceArguments& arguments, const Context& context)
        : arguments_(arguments), context_(context), journeys_(arguments) {
        if (!arguments.from.empty()) {
            from_ = scenario::parse_duration(arguments.from);
        }
        if (!arguments.to.empty()) {
            to_ = scenario::parse_duration(arguments.to);
        }
    }

    void see(const TimelineJourney& journey) {
        journeys_.see(journey);
        if (arguments_.list && within(journey.begin) && is_of_span(journey)) {
            fmt::print(context_.out, "{:>16}  {:>14}  {} #{}\n", exact_duration(journey.begin),
                       exact_duration(journey.duration), journey.span, journey.number);
        }
    }

    void see(const TimelineEvent& event) {
        if (arguments_.list) {
            return;
        }
        begin();
        if (!within(event.time) || !is_wanted(event)) {
            return;
        }
        if (!start_) {
            start_ = event.time;
            fmt::print(context_.out, "from {} on\n\n", exact_duration(event.time));
            heading();
        }
        fmt::print(context_.out, "{}\n", text_of(event));
        last_ = event.time;
    }

    void finish() {
        if (!arguments_.list) {
            begin();
        }
    }

private:
    bool within(VirtualTime time) const { return time >= from_ && time <= to_; }
    bool is_of_span(const TimelineJourney& journey) const {
        return arguments_.span.empty() || arguments_.span == journey.span;
    }
    bool is_wanted(const TimelineEvent& event) const {
        const auto& who = arguments_.who;
        return (who.empty() || std::find(who.begin(), who.end(), event.who) != who.end()) &&
               event.what.find(arguments_.what) != std::string::npos;
    }

    /// After all journeys.
    void begin() {
        if (begun_ || arguments_.journey == 0) {
            return;
        }
        begun_ = true;
        const TimelineJourney& journey = journeys_.chosen();
        from_ = std::max(from_, journey.begin);
        to_ = std::min(to_, journey.end());
        start_ = journey.begin;
        fmt::print(context_.out, "{} #{} of {}: begins at {}, takes {}\n\n", journey.span,
                   journey.number, journeys_.count(journey.span), exact_duration(journey.begin),
                   exact_duration(journey.duration));
        heading();
    }

    void heading() {
        fmt::print(context_.out, "{}\n",
                   fmt::format(row, "since start", "since last", "who", "what", "value",
                               "hop that ends here"));
    }

    std::string text_of(const TimelineEvent& event) const {
        std::string what = event.what;
        if (event.stall > VirtualTime{0}) {
            what += fmt::format(", stalls {}", exact_duration(event.stall));
        }
        std::vector<std::string> hops;
        for (const TimelineHop& hop : event.hops) {
            hops.push_back(hop_text(hop));
        }
        std::string line = fmt::format(row, exact_duration(event.time - *start_),
                                       last_ ? exact_duration(event.time - *last_) : "", event.who,
                                       what, event.value, fmt::join(hops, ", "));
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    }

    const TraceArguments& arguments_;
    const Context& context_;
    Journeys journeys_;
    VirtualTime from_{0};
    VirtualTime to_ = never;
    bool begun_ = false;
    std::optional<VirtualTime> start_;
    std::optional<VirtualTime> last_;
};

/// Throws InputError for a file that is no trace, and for a journey that there is not.
int show_trace(const TraceArguments& arguments, const Context& context) {
    Printer printer(arguments, context);
    const std::string file = std::filesystem::is_directory(arguments.file)
                                 ? (std::filesystem::path(arguments.file) / "trace.json").string()
                                 : arguments.file;
    measure::Timeline::read(file,
                            {[&printer](const TimelineJourney& journey) { printer.see(journey); },
                             [&printer](const TimelineEvent& event) {
                                 printer.see(event);
                             }});
    printer.finish();
    return all_hold;
}

} // namespace

Command add_trace(CLI::App& app) {
    CLI::App* command =
        app.add_subcommand("trace", "What happened, as text: one message's life, or a time");
    const auto arguments = std::make_shared<TraceArguments>();
    add_value(*command, "file", "FILE", arguments->file, "Directory of a run, or its trace.json")
        ->required();
    add_value(*command, "--span", "N", arguments->journey, "The journey with this number, from 1")
        ->check(CLI::PositiveNumber);
    add_value(*command, "--name", "SPAN", arguments->span,
              "Of this span (the first of the scenario)");
    add_value(*command, "--from", "TIME", arguments->from, "Nothing before this time: \"1.87 s\"");
    add_value(*command, "--to", "TIME", arguments->to, "Nothing after it");
    add_repeated(*command, "--who", "NAME", arguments->who,
                 "Only what this node, device or line does");
    add_value(*command, "--what", "TEXT", arguments->what,
              "Only events that have this in their name");
    command->add_flag("--journeys", arguments->list, "List the journeys instead of the events");
    command->footer("Example: ampsim trace results/rpmsg-ping --span 3 --name rpmsg.rtt");
    return {command, [arguments](const Context& context) {
                return show_trace(*arguments, context);
            }};
}

} // namespace ampsim::cli
