// SPDX-License-Identifier: BSD-3-Clause
#include "sim/remote_port/recording.h"

#include "sim/error.h"
#include "sim/remote_port/codec.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <utility>

namespace ampsim::remote_port {
namespace {

constexpr const char* title = "ampsim-link 1 ";
constexpr std::size_t stamps_size = 1 + 8 + 8;

} // namespace

Recorder::Recorder(std::string file, const std::string& peer,
                   std::function<VirtualTime()> hub_clock)
    : file_(std::move(file)), hub_clock_(std::move(hub_clock)), out_(file_, std::ios::binary) {
    out_ << title << peer << '\n';
    if (!out_) {
        throw InputError(
            fmt::format("{}: cannot write the recording: {}", file_, std::strerror(errno)));
    }
}

void Recorder::add(Direction direction, VirtualTime peer_clock, const std::uint8_t* packet,
                   std::size_t size) {
    std::array<char, stamps_size> stamps{};
    stamps[0] = static_cast<char>(direction);
    const std::int64_t hub = boost::endian::native_to_little(hub_clock_().count());
    const std::int64_t peer = boost::endian::native_to_little(peer_clock.count());
    std::memcpy(stamps.data() + 1, &hub, sizeof hub);
    std::memcpy(stamps.data() + 1 + sizeof hub, &peer, sizeof peer);
    out_.write(stamps.data(), stamps.size());
    out_.write(reinterpret_cast<const char*>(packet), static_cast<std::streamsize>(size));
}

void Recorder::flush() {
    out_.flush();
    if (!out_) {
        throw SimulationError(file_ + ": the recording cannot be written: is the disk full?");
    }
}

Recording read_recording(const std::string& file) {
    Recording recording;
    recording.file = file;
    std::ifstream in(file, std::ios::binary);
    std::string line;
    if (!in) {
        throw InputError(fmt::format("{}: cannot be read: {}", file, std::strerror(errno)));
    }
    if (!std::getline(in, line) || line.rfind(title, 0) != 0) {
        throw InputError(fmt::format("{}: is no recording of a link; `ampsim run --record` makes "
                                     "them: NAME.link for each node",
                                     file));
    }
    recording.peer = line.substr(std::strlen(title));
    recording.bytes.assign(std::istreambuf_iterator<char>(in), {});

    const std::vector<std::uint8_t>& bytes = recording.bytes;
    for (std::size_t at = 0; at + stamps_size + header_size <= bytes.size();) {
        Recording::Entry entry;
        if (bytes[at] != 's' && bytes[at] != 'r') {
            throw InputError(fmt::format("{}: packet {} is not where it should be, at byte {}",
                                         file, recording.entries.size(), line.size() + 1 + at));
        }
        entry.direction = static_cast<Direction>(bytes[at]);
        entry.hub_clock = VirtualTime{boost::endian::load_little_s64(&bytes[at + 1])};
        entry.peer_clock = VirtualTime{boost::endian::load_little_s64(&bytes[at + 9])};
        entry.begin = at + stamps_size;
        entry.size = packet_size(&bytes[entry.begin]);
        if (entry.size > header_size + longest_payload) {
            throw InputError(fmt::format("{}: packet {} is said to have {} bytes, at most {} are "
                                         "possible",
                                         file, recording.entries.size(), entry.size,
                                         header_size + longest_payload));
        }
        at = entry.begin + entry.size;
        if (at <= bytes.size()) {
            recording.entries.push_back(entry);
        }
    }
    return recording;
}

} // namespace ampsim::remote_port
