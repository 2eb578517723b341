// SPDX-License-Identifier: BSD-3-Clause
//
// An RPMsg relation: its resource table says where the rings are and whether the link is up, its
// mailbox who has notified whom.
#pragma once

#include "sim/check/ring_checker.h"

#include <array>

namespace ampsim::check {

class RpmsgChecker : public Checker {
public:
    RpmsgChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                 const Patience& patience);

    bool on_access(const std::string& node, const std::string& place, VirtualTime at) override;
    void sample(MemoryView& memory, VirtualTime at) override;

private:
    static constexpr std::size_t rings = 2;

    std::string host_;
    std::string remote_;
    std::string mailbox_;
    std::uint64_t table_ = 0;
    std::array<std::uint64_t, rings> addresses_{};
    std::array<RingLayout, rings> layouts_{};
    std::vector<RingChecker> checkers_;
    bool up_ = false;
    VirtualTime sampled_{};
};

} // namespace ampsim::check
