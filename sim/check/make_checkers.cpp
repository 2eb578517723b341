// SPDX-License-Identifier: BSD-3-Clause
#include "sim/check/peer_checker.h"
#include "sim/check/rpmsg_checker.h"
#include "sim/check/table_checker.h"

#include <algorithm>

namespace ampsim::check {

namespace {

/// Linux' carve-outs, which say where everything is.
bool has_carveouts(const platform::Rpmsg& relation) {
    constexpr const char* needed[] = {"rsc-table", "vdev0vring0", "vdev0vring1", "vdev0buffer"};
    return std::all_of(std::begin(needed), std::end(needed), [&relation](const char* name) {
        return relation.carveouts.count(name) != 0;
    });
}

} // namespace

std::vector<std::unique_ptr<Checker>> make_checkers(const platform::Platform& platform,
                                                    const std::vector<std::string>& firmware,
                                                    const Patience& patience) {
    std::vector<std::unique_ptr<Checker>> checkers;
    for (const platform::Rpmsg& relation : platform.rpmsg) {
        checkers.push_back(std::make_unique<PeerChecker>(platform, relation, patience));
        if (!has_carveouts(relation)) {
            continue;
        }
        checkers.push_back(std::make_unique<RpmsgChecker>(platform, relation, patience));
        const std::string& image = firmware.at(relation.remote);
        std::vector<std::uint64_t> copies;
        if (!image.empty()) {
            copies = copies_of_table(platform, relation, image);
        }
        if (!copies.empty()) {
            checkers.push_back(
                std::make_unique<TableChecker>(platform, relation, std::move(copies), patience));
        }
    }
    return checkers;
}

} // namespace ampsim::check
