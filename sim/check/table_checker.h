// SPDX-License-Identifier: BSD-3-Clause
//
// Two copies of one resource table: Linux writes DRIVER_OK into that of the carve-out, and firmware
// that was linked with the table elsewhere reads its own.
#pragma once

#include "sim/check/checker.h"

#include <optional>

namespace ampsim::check {

class TableChecker : public Checker {
public:
    /// `copies`: bus addresses of tables in the remote's image, outside of the carve-out.
    TableChecker(const platform::Platform& platform, const platform::Rpmsg& relation,
                 std::vector<std::uint64_t> copies, const Patience& patience);

    bool on_access(const std::string& node, const std::string& place, VirtualTime at) override;
    void sample(MemoryView& memory, VirtualTime at) override;

private:
    std::string host_;
    std::string remote_;
    std::string mailbox_;
    std::uint64_t table_;
    std::vector<std::uint64_t> copies_;
    Patience patience_;
    std::optional<VirtualTime> up_since_;
    bool remote_answered_ = false;
    bool told_ = false;
};

/// Bus addresses of the tables in a firmware file that are not in the relation's carve-out. Throws
/// InputError when the file cannot be read.
std::vector<std::uint64_t> copies_of_table(const platform::Platform& platform,
                                           const platform::Rpmsg& relation,
                                           const std::string& firmware);

} // namespace ampsim::check
