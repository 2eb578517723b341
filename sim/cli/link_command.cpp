// SPDX-License-Identifier: BSD-3-Clause
// `ampsim link`: what is in recorded links, for people.
#include "sim/cli/commands.h"
#include "sim/cli/exit_status.h"
#include "sim/cli/flags.h"
#include "sim/error.h"
#include "sim/measure/units.h"
#include "sim/remote_port/codec.h"
#include "sim/remote_port/describe.h"
#include "sim/remote_port/recording.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <ostream>
#include <utility>

namespace ampsim::cli {

using remote_port::Direction;
using remote_port::Packet;
using remote_port::Recording;

namespace {

using Files = std::vector<std::string>;

constexpr std::size_t packets_before_difference = 5;

std::optional<Packet> packet_of(const Recording& recording, std::size_t entry) {
    remote_port::Decoder decoder;
    decoder.feed(recording.packet(entry), recording.entries[entry].size);
    try {
        return decoder.next();
    } catch (const SimulationError&) {
        return std::nullopt; // a command that this ampsim does not know
    }
}

std::string text_of(const Recording& recording, std::size_t entry) {
    const std::optional<Packet> packet = packet_of(recording, entry);
    return packet ? remote_port::describe(*packet) : "unknown command";
}

std::string line_of(const Recording& recording, std::size_t entry) {
    const Recording::Entry& packet = recording.entries[entry];
    return fmt::format(
        "{:>7} {:>13} {:>13} {} {}", entry, packet.hub_clock.count(), packet.peer_clock.count(),
        packet.direction == Direction::sent ? "hub >" : "    <", text_of(recording, entry));
}

std::string heading(const Recording& recording) {
    return fmt::format("{:>7} {:>13} {:>13}       packet", "#", "hub ns", recording.peer + " ns");
}

bool same(const Recording& a, const Recording& b, std::size_t entry) {
    const Recording::Entry& in_a = a.entries[entry];
    const Recording::Entry& in_b = b.entries[entry];
    return in_a.direction == in_b.direction && in_a.size == in_b.size &&
           std::memcmp(a.packet(entry), b.packet(entry), in_a.size) == 0;
}

/// One line a packet: number, both clocks, who sent it, what it says.
int decode_links(const Files& files, const Context& context) {
    for (const std::string& file : files) {
        const Recording recording = remote_port::read_recording(file);
        context.out << heading(recording) << '\n';
        for (std::size_t i = 0; i < recording.entries.size(); ++i) {
            context.out << line_of(recording, i) << '\n';
        }
    }
    return all_hold;
}

/// Packets and bytes by kind and direction, and how long the peer was away from the hub's clock.
int link_statistics(const Files& files, const Context& context) {
    for (const std::string& file : files) {
        const Recording recording = remote_port::read_recording(file);
        struct Sum {
            std::uint64_t packets = 0;
            std::uint64_t bytes = 0;
        };
        std::map<std::pair<std::string, std::string>, Sum> sums;
        VirtualTime furthest{0};
        for (std::size_t i = 0; i < recording.entries.size(); ++i) {
            const Recording::Entry& entry = recording.entries[i];
            const std::optional<Packet> packet = packet_of(recording, i);
            std::string kind = packet ? remote_port::name(packet->body) : "unknown";
            kind += packet && packet->is_response() ? " answer" : "";
            Sum& sum = sums[{entry.direction == Direction::sent ? "hub" : recording.peer, kind}];
            ++sum.packets;
            sum.bytes += entry.size;
            furthest = std::max(furthest, entry.peer_clock - entry.hub_clock);
        }
        const VirtualTime end =
            recording.entries.empty() ? VirtualTime{0} : recording.entries.back().hub_clock;
        fmt::print(context.out,
                   "{}: {} packets in {} of virtual time; {} was ahead of the hub by "
                   "up to {}\n",
                   file, recording.entries.size(), measure::human_duration(end), recording.peer,
                   measure::human_duration(furthest));
        fmt::print(context.out, "  {:12} {:20} {:>10} {:>12}\n", "from", "packet", "count",
                   "bytes");
        for (const auto& [key, sum] : sums) {
            fmt::print(context.out, "  {:12} {:20} {:>10} {:>12}\n", key.first, key.second,
                       sum.packets, sum.bytes);
        }
    }
    return all_hold;
}

/// The first packet in which two recordings differ, with what was before it; status 1 when there is
/// one.
int diff_links(const Files& files, const Context& context) {
    const Recording a = remote_port::read_recording(files.at(0));
    const Recording b = remote_port::read_recording(files.at(1));
    const std::size_t common = std::min(a.entries.size(), b.entries.size());
    std::size_t first = 0;
    while (first < common && same(a, b, first)) {
        ++first;
    }
    if (first == a.entries.size() && first == b.entries.size()) {
        fmt::print(context.out, "the same {} packets\n", first);
        return all_hold;
    }
    context.out << "  " << heading(a) << '\n';
    for (std::size_t i = first - std::min(first, packets_before_difference); i < first; ++i) {
        context.out << "  " << line_of(a, i) << '\n';
    }
    const auto print = [&](char sign, const Recording& recording) {
        if (first < recording.entries.size()) {
            fmt::print(context.out, "{} {}\n", sign, line_of(recording, first));
        } else {
            fmt::print(context.out, "{} {} ends after {} packets\n", sign, recording.file, first);
        }
    };
    print('-', a);
    print('+', b);
    return expectation_failed;
}

} // namespace

Command add_link(CLI::App& app) {
    CLI::App* link =
        app.add_subcommand("link", "Look into the recorded links of `ampsim run --record`");
    link->require_subcommand(1);
    const auto files = std::make_shared<Files>();
    const auto add = [&](const char* name, const char* help, int least, int most) {
        CLI::App* command = link->add_subcommand(name, help);
        add_value(*command, "files", "FILE", *files, "Recordings, NAME.link")
            ->required()
            ->expected(least, most);
        return command;
    };
    constexpr int any = 1 << 20;
    const CLI::App* decode =
        add("decode", "Every packet, a line each, with the clocks of both sides", 1, any);
    const CLI::App* statistics = add("stats", "Packets and bytes by kind", 1, any);
    add("diff", "The first packet in which two recordings differ", 2, 2);
    link->footer("Example: ampsim link decode results/rpmsg-ping/linux.link\n"
                 "Exit status of diff: 0 when they are the same, 1 when they differ.");
    return {link, [=](const Context& context) {
                return decode->parsed()       ? decode_links(*files, context)
                       : statistics->parsed() ? link_statistics(*files, context)
                                              : diff_links(*files, context);
            }};
}

} // namespace ampsim::cli
