// SPDX-License-Identifier: BSD-3-Clause
#include "platforms/guests/linux/served/address.h"

#include "tests/unit/services/remote_stub.h"

namespace ampsim::served {
namespace {

using models::virtio::BackEndError;

class AddressTest : public testing::Test {
protected:
    Folder folder_;
    Address there_ = *Address::parse("unix:" + folder_.path("there"));
};

TEST_F(AddressTest, ASocketThatAnEarlierRunHasLeftIsReplaced) {
    there_.listen().close();
    const HostFile listener = there_.listen();
    const HostFile program = there_.connect();
    EXPECT_TRUE(program);
    EXPECT_TRUE(accept_from(listener));
}

TEST_F(AddressTest, WhatIsNoSocketIsNotReplaced) {
    folder_.write("there", "of somebody else");
    EXPECT_THROW(there_.listen(), BackEndError);
    EXPECT_EQ(folder_.read("there"), "of somebody else");
}

TEST_F(AddressTest, ASocketAtWhichSomebodyListensIsNotReplaced) {
    const HostFile listener = there_.listen();
    EXPECT_THROW(there_.listen(), BackEndError);
    EXPECT_TRUE(there_.connect());
}

} // namespace
} // namespace ampsim::served
