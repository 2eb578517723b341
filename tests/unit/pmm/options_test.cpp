// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/pmm/options.h"

#include "platforms/guests/linux/pmm/choose_relation.h"
#include "platforms/guests/linux/pmm/privileges.h"
#include "tests/unit/pmm/files.h"

#include <gmock/gmock.h>

namespace ampsim::pmm::test {
namespace {

using testing::HasSubstr;

std::string wrong(const std::vector<std::string>& arguments) {
    try {
        parse_options(arguments);
    } catch (const WrongInput& problem) {
        return problem.what();
    }
    return "";
}

TEST(OptionsTest, DevicesOfTheOnlyRelation) {
    const Options options = parse_options({"console=/run/console", "block=/image,ro", "rng"});
    ASSERT_EQ(options.relations.size(), 1);
    EXPECT_EQ(options.relations[0].name, "");
    ASSERT_EQ(options.relations[0].devices.size(), 3);
    EXPECT_EQ(options.relations[0].devices[0].value, "/run/console");
    EXPECT_EQ(options.relations[0].devices[1].value, "/image");
    EXPECT_EQ(options.relations[0].devices[1].more.count("ro"), 1);
    EXPECT_EQ(options.user, "nobody");
    EXPECT_FALSE(options.manner.polled);
}

TEST(OptionsTest, SeveralRelations) {
    const Options options = parse_options(
        {"--relation", "hvl0", "rng", "--relation", "hvl1", "9p=/srv,tag=files", "--user", "1000"});
    ASSERT_EQ(options.relations.size(), 2);
    EXPECT_EQ(options.relations[1].name, "hvl1");
    EXPECT_EQ(options.relations[1].devices[0].more.at("tag"), "files");
}

TEST(OptionsTest, Manners) {
    EXPECT_EQ(parse_options({"--poll=50", "rng"}).poll_period, std::chrono::microseconds(50));
    EXPECT_TRUE(parse_options({"--poll", "rng"}).manner.polled);
    EXPECT_EQ(parse_options({"--2020", "rng"}).manner.sleep_before_look,
              std::chrono::milliseconds(1));
    EXPECT_TRUE(parse_options({"--dev-mem", "--poll", "rng"}).manner.shim_polled);
}

TEST(OptionsTest, WhatIsWrongIsSaid) {
    EXPECT_THAT(wrong({}), HasSubstr("no device"));
    EXPECT_THAT(wrong({"gpu=1"}), HasSubstr("\"gpu=1\" is neither an option nor a device"));
    EXPECT_THAT(wrong({"console"}), HasSubstr("expected console=SOMETHING"));
    EXPECT_THAT(wrong({"console="}), HasSubstr("what is it to be?"));
    EXPECT_THAT(wrong({"rng=1"}), HasSubstr("expected rng"));
    EXPECT_THAT(wrong({"block=/image,rw"}), HasSubstr("\"rw\" does not belong there"));
    EXPECT_THAT(wrong({"block=/image,ro=1"}), HasSubstr("\"ro=1\" does not belong there"));
    EXPECT_THAT(wrong({"vsock=/v,cid"}), HasSubstr("\"cid\" does not belong there"));
    EXPECT_THAT(wrong({"rng", "--user"}), HasSubstr("--user needs a value"));
    EXPECT_THAT(wrong({"--relation", "hvl0"}), HasSubstr("no device follows"));
    EXPECT_THAT(wrong({"--poll=x", "rng"}), HasSubstr("expected microseconds"));
    EXPECT_THAT(wrong({"--dev-mem", "rng"}), HasSubstr("it needs --poll"));
    EXPECT_THAT(wrong({"--2020", "--poll", "rng"}), HasSubstr("--2020 is about notifications"));
}

TEST(RelationChoiceTest, IsClear) {
    EXPECT_EQ(choose_relation({"hvl0"}, "", "here"), 0);
    EXPECT_EQ(choose_relation({"hvl0", "hvl1"}, "hvl1", "here"), 1);
    EXPECT_THROW(choose_relation({}, "", "here"), WrongInput);
    EXPECT_THROW(choose_relation({"hvl0", "hvl1"}, "", "here"), WrongInput);
    EXPECT_THROW(choose_relation({"hvl0"}, "hvl1", "here"), WrongInput);
}

TEST(UserTest, IsFound) {
    const Directory directory;
    directory.write("passwd", "root:x:0:0::/:/bin/sh\nmonitor:x:70:71::/:/bin/false\n");
    EXPECT_EQ(find_user("monitor", directory.path("passwd")).id, 70);
    EXPECT_EQ(find_user("monitor", directory.path("passwd")).group, 71);
    EXPECT_EQ(find_user("nobody", directory.path("none")).id, 65534);
    EXPECT_EQ(find_user("1000", directory.path("none")).group, 1000);
    EXPECT_THROW(find_user("somebody", directory.path("passwd")), WrongInput);
    EXPECT_THROW(find_user("", directory.path("passwd")), WrongInput);
}

} // namespace
} // namespace ampsim::pmm::test
