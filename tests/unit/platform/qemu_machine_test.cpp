// SPDX-License-Identifier: BSD-3-Clause
//
// The table of QEMU's machines against QEMU itself: everything that a machine has is in the table.
#include "sim/platform/child_process.h"
#include "sim/platform/qemu_machine.h"
#include "sim/platform/range.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <sstream>

namespace ampsim::platform {
namespace {

struct Mapped {
    Range range;
    std::string kind; ///< "i/o", "ram", "romd"
    std::string name;
};

/// What processor 0 sees, as "info mtree -f" has it. Fillers (unimplemented devices) are left out:
/// they have a priority of -1000.
std::vector<Mapped> memory_map(const std::string& machine) {
    const std::string command =
        "printf 'info mtree -f\\nquit\\n' | qemu-system-aarch64 -M " + machine +
        " -S -display none -serial none -nic none -monitor stdio 2>/dev/null";
    const auto result = run_child({"sh", "-c", command});
    std::istringstream lines(result ? result->output : "");
    const std::regex region(
        R"(\s*([0-9a-f]{16})-([0-9a-f]{16}) \(prio (-?\d+), (\S+)\): (.*?)\s*)");
    std::vector<Mapped> found;
    std::vector<Mapped> view;
    bool of_processor = false;
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (line.rfind("FlatView", 0) == 0) {
            of_processor = false;
        } else if (line.find("AS \"cpu-memory-0\"") != std::string::npos) {
            of_processor = true;
        } else if (of_processor && std::regex_match(line, match, region) &&
                   std::stoi(match[3]) > -1000) {
            const std::uint64_t first = std::stoull(match[1], nullptr, 16);
            const std::uint64_t last = std::stoull(match[2], nullptr, 16);
            found.push_back({{first, last - first + 1}, match[4], match[5]});
        }
    }
    return found;
}

bool any_contains(const std::vector<QemuMachine::Region>& regions, const Range& range) {
    return std::any_of(regions.begin(), regions.end(), [&](const QemuMachine::Region& region) {
        return contains(region.range, range);
    });
}

class QemuMachineTable : public testing::TestWithParam<const char*> {};

TEST_P(QemuMachineTable, HasAllThatQemuHas) {
    const QemuMachine* machine = find_qemu_machine(GetParam());
    ASSERT_NE(machine, nullptr);
    const std::string options = machine->ram_base ? ",gic-version=3 -cpu cortex-a53 -m 512" : "";
    const std::vector<Mapped> map = memory_map(GetParam() + options);
    if (map.empty()) {
        GTEST_SKIP() << "there is no qemu-system-aarch64";
    }
    for (const Mapped& mapped : map) {
        if (mapped.kind == "i/o") {
            EXPECT_TRUE(any_contains(machine->peripherals, mapped.range)) << mapped.name;
        } else if (!machine->ram_base || mapped.range.address != *machine->ram_base) {
            EXPECT_TRUE(any_contains(machine->memories, mapped.range)) << mapped.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, QemuMachineTable,
                         testing::Values("virt", "mps2-an385", "mps2-an386", "mps2-an500"));

TEST(QemuMachine, Unknown) {
    EXPECT_EQ(find_qemu_machine("versatilepb"), nullptr);
}

} // namespace
} // namespace ampsim::platform
