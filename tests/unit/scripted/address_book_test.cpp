// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/address_book.h"

#include "tests/unit/scripted/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ampsim::scripted {
namespace {

using testing::HasSubstr;

class AddressBookTest : public testing::Test {
protected:
    std::string error_of(const std::string& name) {
        try {
            book.address(name);
        } catch (const InputError& error) {
            return error.what();
        }
        return "none";
    }

    platform::Platform platform = Bench::make_platform();
    AddressBook book{platform, 0, Bench::register_names};
};

TEST_F(AddressBookTest, EverythingThatTheNodeSeesHasAName) {
    EXPECT_EQ(book.address("box"), 0x1000U);
    EXPECT_EQ(book.address("box.OUT"), 0x1004U);
    EXPECT_EQ(book.address("box+0x20"), 0x1020U);
    EXPECT_EQ(book.address("ram"), 0x10000U);
    EXPECT_EQ(book.address("ram+16"), 0x10010U);
    EXPECT_EQ(book.address("mail"), 0x10100U) << "where the node sees the carve-out";
    EXPECT_EQ(book.address("0x1234"), 0x1234U);
    EXPECT_EQ(book.address_of_bus(0x80ff8, 8), 0x10ff8U);
    EXPECT_EQ(book.address_of_bus(0x80ff8, 9), std::nullopt);
}

TEST_F(AddressBookTest, AWrongNameGetsASuggestion) {
    EXPECT_THAT(error_of("box.OUTT"), HasSubstr("did you mean 'box.OUT'?"));
    EXPECT_THAT(error_of("ramm"), HasSubstr("did you mean 'ram'?"));
    EXPECT_THAT(error_of("ram+four"), HasSubstr("expected an offset such as +0x10"));
    platform.nodes[0].windows.pop_back();
    EXPECT_THAT(error_of("ram"), HasSubstr("node 'one' does not see 'ram'"));
    EXPECT_THROW(book.line("box.two"), InputError);
    EXPECT_EQ(book.line("box.one"), 0U);
}

} // namespace
} // namespace ampsim::scripted
