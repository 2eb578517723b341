// SPDX-License-Identifier: BSD-3-Clause
//
// A recorded link: every packet in both directions, byte by byte, with the hub's clock and the
// peer's. What is in it is a pure function of the run's inputs, so two recordings of one run are
// the same file.
//
// The file: the line "ampsim-link 1 PEER\n", then for each packet a byte 's' (sent by the hub) or
// 'r' (received), i64 hub's clock in ns, i64 peer's clock in ns, both little-endian, and the packet
// as it was on the wire, whose header says how long it is.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

namespace ampsim::remote_port {

enum class Direction : char { sent = 's', received = 'r' }; ///< as the hub sees it

/// Writes a recording while the link is used.
class Recorder {
public:
    /// `hub_clock` is asked at each packet. Throws InputError when the file cannot be written.
    Recorder(std::string file, const std::string& peer, std::function<VirtualTime()> hub_clock);

    /// `peer_clock`: what the peer last said of its time.
    void add(Direction direction, VirtualTime peer_clock, const std::uint8_t* packet,
             std::size_t size);
    /// What has been added is in the file. Throws SimulationError when the disk is full.
    void flush();

    const std::string& file() const { return file_; }

private:
    std::string file_;
    std::function<VirtualTime()> hub_clock_;
    std::ofstream out_;
};

/// A recording in memory.
struct Recording {
    struct Entry {
        Direction direction = Direction::sent;
        VirtualTime hub_clock{};
        VirtualTime peer_clock{};
        std::size_t begin = 0; ///< of the packet, in `bytes`
        std::size_t size = 0;
    };

    std::string file;
    std::string peer;
    std::vector<std::uint8_t> bytes; ///< of all packets
    std::vector<Entry> entries;

    const std::uint8_t* packet(std::size_t entry) const {
        return bytes.data() + entries[entry].begin;
    }
};

/// Throws InputError that says where the file is not what it should be; one that ends in the middle
/// of a packet (a killed run) ends before it.
Recording read_recording(const std::string& file);

} // namespace ampsim::remote_port
