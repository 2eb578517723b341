// SPDX-License-Identifier: BSD-3-Clause
//
// The service of consoles: the remote's console 0 as a pseudo-terminal. What nobody reads is kept
// up to a limit; then the newest is dropped.
#pragma once

#include "platforms/guests/linux/pmm/event_loop.h"
#include "platforms/guests/linux/pmm/pty.h"
#include "platforms/guests/linux/served/session.h"

namespace ampsim::served {

class Terminal : public Service {
public:
    /// `link`: where programs find it. Throws BackEndError.
    Terminal(Session& session, pmm::EventLoop& loop, const std::string& link);
    ~Terminal() override { loop_.forget(pty_.file()); }

    std::uint8_t number() const override { return service_console; }
    void receive(const Message& message) override;
    void room() override { watch(); }

private:
    void happened();
    void watch();

    Session& session_;
    pmm::EventLoop& loop_;
    pmm::Pty pty_;
    Bytes output_;
};

} // namespace ampsim::served
