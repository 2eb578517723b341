// SPDX-License-Identifier: BSD-3-Clause
//
// The program: relations with their hardware and their devices, served until a signal ends it.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/pmm/hardware.h"
#include "platforms/guests/linux/pmm/options.h"

namespace ampsim::pmm {

class Monitor {
public:
    /// Sets everything up, as root if need be. Throws WrongInput, SystemRefused, BackEndError.
    explicit Monitor(const Options& options);
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    ~Monitor();

    /// Serves until SIGTERM or SIGINT.
    void run();

private:
    struct Served;

    void add(const RelationOption& option);
    void listen_to_lines(Served& served);
    void listen_to_signals();
    void report() const;

    Options options_;
    EventLoop loop_;
    bool ended_ = false;
    std::vector<std::unique_ptr<Served>> relations_;
};

} // namespace ampsim::pmm
