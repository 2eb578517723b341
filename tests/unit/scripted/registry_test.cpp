// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace ampsim::scripted {
namespace {

using testing::HasSubstr;

ProgramDescription nothing(const std::string& name) {
    return {name,
            "does nothing",
            {number("count", 1, 0, 9, "of nothing")},
            {"done"},
            [](Core&, const Arguments&) {
            }};
}

TEST(Programs, ThoseOfAmpsimAreThere) {
    for (const char* name : {"rpmsg-host", "rpmsg-remote", "traffic", "virtio-mmio-driver"}) {
        EXPECT_EQ(find_program(name).name, name);
        EXPECT_FALSE(find_program(name).summary.empty());
    }
}

TEST(Programs, AUsersOwnIsAddedOnce) {
    register_program(nothing("nothing"));
    EXPECT_EQ(find_program("nothing").with({{"count", "3"}}).name, "nothing");
    EXPECT_THROW(register_program(nothing("nothing")), std::logic_error);
}

TEST(Programs, AnUnknownOneIsNamedWithItsLikes) {
    try {
        find_program("rpmsg-hots");
        FAIL();
    } catch (const InputError& error) {
        EXPECT_THAT(error.what(), HasSubstr("did you mean 'rpmsg-host'?"));
    }
}

/// What the documentation says must hold: defaults fit their own bounds.
TEST(Programs, DefaultsAreValid) {
    for (const ProgramDescription& program : programs()) {
        std::map<std::string, std::string> given;
        for (const Parameter& parameter : program.all_parameters()) {
            EXPECT_FALSE(parameter.meaning.empty()) << program.name << " " << parameter.name;
            if (parameter.fallback.empty()) {
                given[parameter.name] = "given";
            }
        }
        EXPECT_NO_THROW(program.with(given)) << program.name;
    }
}

TEST(Programs, EachHasTheCostOfDirectMemory) {
    using namespace std::chrono_literals;
    EXPECT_EQ(find_program("rpmsg-host").with({}).memory_access, 4ns);
    EXPECT_EQ(find_program("rpmsg-host").with({{"memory_access", "7 ns"}}).memory_access, 7ns);
}

} // namespace
} // namespace ampsim::scripted
