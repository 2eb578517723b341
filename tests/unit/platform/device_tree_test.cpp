// SPDX-License-Identifier: BSD-3-Clause
#include "sim/platform/blob.h"
#include "sim/platform/device_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace ampsim::platform {
namespace {

DeviceTreeNode sample() {
    DeviceTreeNode root;
    root.set_texts("compatible", {"a \"b\"", "c"});
    root.set_flag("ranges");
    DeviceTreeNode& clock = root.add("clock", "clk");
    clock.set_cells("frequency", two_cells({0x1'0000'0002}));
    DeviceTreeNode& user = root.add("user@10");
    user.set_groups("clocks", {{Reference{"clk"}, 1U}, {Reference{"clk"}, 2000U}});
    return root;
}

TEST(DeviceTree, Source) {
    EXPECT_EQ(source(sample()), R"(/dts-v1/;

/ {
	compatible = "a \"b\"", "c";
	ranges;

	clk: clock {
		frequency = <1 2>;
	};

	user@10 {
		clocks = <&clk 1>, <&clk 0x7d0>;
	};
};
)");
}

TEST(DeviceTree, Flattened) {
    const std::string bytes = flattened(sample());
    const Blob blob("x", {bytes.begin(), bytes.end()});
    EXPECT_THAT(blob.root().find("compatible")->texts(), testing::ElementsAre("a \"b\"", "c"));
    EXPECT_TRUE(blob.root().find("ranges")->empty());
    const std::uint32_t phandle = blob.find("/clock")->find("phandle")->cell();
    EXPECT_THAT(blob.find("/user@10")->find("clocks")->cells(),
                testing::ElementsAre(phandle, 1U, phandle, 2000U));
}

TEST(DeviceTree, GrowsAsNeeded) {
    DeviceTreeNode root;
    for (int i = 0; i < 1000; ++i) {
        root.add("node" + std::to_string(i)).set_text("text", std::string(100, 'x'));
    }
    const std::string bytes = flattened(root);
    EXPECT_EQ(Blob("x", {bytes.begin(), bytes.end()}).root().children().size(), 1000U);
}

TEST(DeviceTree, LabelsAreOneNodes) {
    DeviceTreeNode root;
    root.add("a", "one");
    EXPECT_EQ(ambiguous_label(root), std::nullopt);
    root.add("b").add("c", "one");
    EXPECT_EQ(ambiguous_label(root), "one");
}

TEST(DeviceTree, AReferenceToNothing) {
    DeviceTreeNode root;
    root.set_cells("x", {Reference{"nobody"}});
    EXPECT_THROW(flattened(root), std::logic_error);
}

} // namespace
} // namespace ampsim::platform
