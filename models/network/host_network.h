// SPDX-License-Identifier: BSD-3-Clause
//
// A network of the host as the other end of a cable. What comes from there comes at times that
// nobody can repeat: a run with it is not reproducible. The host is looked at periodically in
// virtual time, from the first frame on that it is sent; until then it costs nothing. While it is
// looked at, virtual time does not run ahead of the host's (unless told otherwise): else answers
// that take the host a moment would take the guest's timeouts.
#pragma once

#include "models/network/network.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <systemc>

namespace ampsim::models::network {

struct HostNetworkParameters {
    sc_core::sc_time poll_period{100, sc_core::SC_US}; ///< virtual time, more than 0
    bool keep_pace = true;                             ///< virtual time waits for the host's
};

struct HostNetworkCounters {
    std::uint64_t to_host_frames = 0;
    std::uint64_t from_host_frames = 0;
    std::uint64_t dropped_frames = 0; ///< for the host, which did not take them
    std::uint64_t polls = 0;
};

class HostNetwork : public sc_core::sc_module, public FrameSink {
public:
    Port port; ///< what comes from the host
    FrameSink& sink() { return *this; }

    /// What it is, for manifest and report: "user-mode network".
    virtual std::string not_reproducible() const = 0;
    const HostNetworkCounters& counters() const { return counters_; }
    std::map<std::string, std::uint64_t> all_counters() const;

protected:
    /// Throws std::invalid_argument for a parameter outside of its range.
    HostNetwork(sc_core::sc_module_name name, const HostNetworkParameters& parameters);

    /// A frame for the host; false: it does not take it.
    virtual bool to_host(const Frame& frame) = 0;
    /// Calls from_host() with every frame that has come.
    virtual void poll_host() = 0;
    void from_host(Frame frame);

private:
    void receive(Frame frame) override;
    void poll();
    void begin_pace();
    void wait_for_the_host();

    HostNetworkParameters parameters_;
    bool started_ = false;
    std::chrono::steady_clock::time_point host_begin_; ///< the same instant as virtual_begin_
    sc_core::sc_time virtual_begin_;
    sc_core::sc_event next_poll_;
    HostNetworkCounters counters_;
};

} // namespace ampsim::models::network
