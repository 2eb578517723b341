// SPDX-License-Identifier: BSD-3-Clause
//
// What a node tried and was refused: an access that its address map does not lead anywhere, or that
// the target answers with an error. The processor takes it as an error of the bus; here it is
// counted, and the first few are named.
#pragma once

#include "sim/time/virtual_time.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ampsim::hub {

class Refusals {
public:
    struct Access {
        VirtualTime issued;
        bool write;
        std::uint64_t address; ///< as the node sees it
        std::size_t size;
    };

    /// `cluster`: whose address map says what the node may reach.
    explicit Refusals(std::string cluster) : cluster_(std::move(cluster)) {}

    /// `place` is asked for the name of what is there ("mu.b.TR1"; empty: nothing that the node may
    /// reach), for those that the report names.
    void add(const Access& access, const std::function<std::string()>& place);
    std::uint64_t count() const { return count_; }
    /// Of the first few, for the report.
    const std::vector<std::string>& remarks() const { return remarks_; }

private:
    std::string cluster_;
    std::uint64_t count_ = 0;
    std::vector<std::string> remarks_;
};

} // namespace ampsim::hub
