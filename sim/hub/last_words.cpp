// SPDX-License-Identifier: BSD-3-Clause
//
// What helps to understand why a simulation failed: where each node was, what was said last.
#include "sim/hub/simulation.h"

#include "sim/error.h"
#include "sim/node/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace ampsim::hub {

namespace {

constexpr std::chrono::milliseconds patience_for_a_death{100};
constexpr std::size_t lines_shown = 20;

} // namespace

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
