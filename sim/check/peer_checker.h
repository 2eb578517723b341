// SPDX-License-Identifier: BSD-3-Clause
//
// A mailbox between two nodes: a notification to one that is held in reset or off, and one that
// nobody answers.
#pragma once

#include "sim/check/checker.h"

#include <map>
#include <optional>

namespace ampsim::check {

class PeerChecker : public Checker {
public:
    PeerChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                const Patience& patience);

    bool on_access(const std::string& node, const std::string& place, VirtualTime at) override;
    void on_line(const std::string& node, const std::string& device, bool level,
                 VirtualTime at) override;
    void on_lifecycle(const std::string& node, const std::string& state, VirtualTime at) override;
    void sample(MemoryView& memory, VirtualTime at) override;

private:
    struct Peer {
        std::string state; ///< "" or what it did last: "start", "off"
        VirtualTime since{};
        std::optional<VirtualTime> line_is_high; ///< and it has not looked at the mailbox
        bool dead_told = false;
        bool deaf_told = false;
        bool is_dead() const { return !state.empty() && state != "start"; }
    };

    const std::string& other(const std::string& node) const;

    std::string mailbox_;
    std::string host_;
    std::string remote_;
    Patience patience_;
    std::map<std::string, Peer> peers_;
};

} // namespace ampsim::check
