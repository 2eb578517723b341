// SPDX-License-Identifier: BSD-3-Clause
//
// A device that reads and writes memory by itself. Memory that it shares with processors directly
// it reaches as bytes, in instants that it has announced (memory_access.h); everything else, timed
// memory and registers such as an MSI frame's, over the interconnect. What it may reach can be
// confined to windows: an access that leaves them is refused or reported.
#pragma once

#include "models/access_counts.h"
#include "models/bus_master/memory_access.h"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <systemc>
#include <tlm>
#include <tlm_utils/simple_initiator_socket.h>
#include <vector>

namespace ampsim::models {

/// What a replay needs of the memory that processors have written directly.
class DirectReads {
public:
    virtual ~DirectReads() = default;
    /// Of the bytes that were just read. May replace them, by those of an earlier run.
    virtual void on_read(void* data, std::size_t size) = 0;
    /// Whether writes are to be left out.
    virtual bool replays() const = 0;
};

/// Bytes that were written by a device: a processor that has executed them must forget them.
using DirectWritten = std::function<void(std::uint64_t address, std::size_t size)>;

struct BusWindow {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
};

struct BusMasterParameters {
    /// From any event to an instant at which direct memory is touched, if there is such memory.
    /// Processors that see the memory run ahead by this much; 0 is exact too, and slow.
    sc_core::sc_time least_touch_latency{200, sc_core::SC_NS};
    std::vector<BusWindow> granted; ///< empty: everything
    bool refuses_outside = true;    ///< else an access outside is carried out, and reported
};

class BusMaster : public sc_core::sc_module, public MemoryAccess {
public:
    BusMaster(sc_core::sc_module_name name, const BusMasterParameters& parameters = {});

    tlm_utils::simple_initiator_socket<BusMaster> socket{"socket"};

    /// `bytes` are those of [address, address + size) on the bus, and outlive this.
    void share(std::uint64_t address, std::uint64_t size, unsigned char* bytes);
    /// Where an interrupt controller takes messages: words may be written there besides what is
    /// granted.
    void allow_messages(const BusWindow& frame) { message_frames_.push_back(frame); }
    /// Whether it may touch direct memory there, now; over the interconnect others ask that.
    using Gate = std::function<bool(std::uint64_t address, std::size_t size, bool is_write)>;
    void guard(Gate gate) { gate_ = std::move(gate); }
    void record(DirectReads& reads) { direct_reads_ = &reads; }
    void on_direct_write(DirectWritten written) { direct_written_ = std::move(written); }

    /// The earliest instant that has been announced; sc_max_time() when there is none.
    sc_core::sc_time next_touch() const;

    bool touch_after(sc_core::sc_time delay, const sc_core::sc_event& abandoned) override;
    sc_core::sc_time least_latency() const override { return parameters_.least_touch_latency; }
    void read(std::uint64_t address, void* data, std::size_t size,
              const std::string& what) override;
    void write(std::uint64_t address, const void* data, std::size_t size,
               const std::string& what) override;

    const AccessCounts& direct_counts() const { return direct_counts_; }
    std::uint64_t outside() const { return outside_; } ///< accesses outside of what is granted
    /// Accesses that were not carried out: not granted, or answered with an error.
    std::uint64_t refused() const { return refused_; }
    /// The first few of those outside, for people.
    const std::vector<std::string>& violations() const { return violations_; }

private:
    struct Shared {
        BusWindow window;
        unsigned char* bytes;
    };

    unsigned char* direct(std::uint64_t address, std::size_t size) const;
    void check(std::uint64_t address, std::size_t size, bool is_read, const std::string& what);
    void pass_gate(std::uint64_t address, std::size_t size, bool is_read, const std::string& what);
    void report_outside(std::uint64_t address, std::size_t size, bool is_read,
                        const std::string& what, bool refused);
    void transport(tlm::tlm_command command, std::uint64_t address, unsigned char* data,
                   std::size_t size, const std::string& what);
    void be_in_an_instant();
    [[noreturn]] void refuse(const std::string& why);

    BusMasterParameters parameters_;
    std::vector<Shared> shared_;
    std::vector<BusWindow> message_frames_;
    DirectReads* direct_reads_ = nullptr;
    DirectWritten direct_written_;
    Gate gate_;
    std::multiset<sc_core::sc_time> announced_;
    sc_core::sc_time instant_{sc_core::sc_max_time()};
    sc_core::sc_event never_;
    AccessCounts direct_counts_;
    std::uint64_t outside_ = 0;
    std::uint64_t refused_ = 0;
    std::vector<std::string> violations_;
};

} // namespace ampsim::models
