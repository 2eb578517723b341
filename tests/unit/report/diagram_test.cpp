// SPDX-License-Identifier: BSD-3-Clause
#include "sim/report/diagram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace ampsim::report {
namespace {

using Json = nlohmann::ordered_json;
using testing::Contains;
using testing::IsEmpty;
using testing::Not;

platform::Platform load(const std::string& name) {
    return platform::load(std::string(AMPSIM_SOURCE_DIR) + "/platforms/" + name + "/" + name +
                          ".dts");
}

std::size_t index_of(const platform::Platform& platform, const std::string& label) {
    for (std::size_t i = 0; i < platform.devices.size(); ++i) {
        if (platform.devices[i].label == label) {
            return i;
        }
    }
    throw std::out_of_range(label);
}

Json of_kind(const Json& diagram, const std::string& kind) {
    Json edges = Json::array();
    for (const Json& edge : diagram["edges"]) {
        if (edge["kind"] == kind) {
            edges.push_back(edge);
        }
    }
    return edges;
}

TEST(Diagram, HasBoxesAndArrowsOfAPlatform) {
    const platform::Platform platform = load("imx8mm-amp");
    std::vector<hub::DeviceTiming> timing(platform.devices.size());
    timing[index_of(platform, "mu")].latencies = {{"signal-latency", 25'000}, {"per-byte", 250}};
    const Json json = diagram(platform, timing);
    EXPECT_EQ(json["format"], "ampsim-platform 1");
    EXPECT_EQ(json["name"], "imx8mm-amp");
    EXPECT_EQ(json["nodes"][0].dump(),
              R"({"name":"linux","cluster":"cpus_a53","cpu":"cortex-a53","os":"linux",)"
              R"("machine":"virt","instruction_ns":2,"posted_writes":false})");
    EXPECT_EQ(json["nodes"][1]["cpu"], "cortex-m4"); // the machine's own
    EXPECT_THAT(json["devices"],
                Contains(Json{{"label", "mu"},
                              {"what", "mailbox"},
                              {"compatible", "fsl,imx8mm-mu"},
                              {"faces", {"a", "b"}},
                              {"latencies", Json::array({Json::array({"signal-latency", 25}),
                                                         Json::array({"per-byte", 0.25})})}}));
    EXPECT_THAT(json["memories"], Contains(Json{{"label", "tcml"},
                                                {"address", 0x007e0000},
                                                {"size", 0x20000},
                                                {"access", "direct"},
                                                {"read_ns", 60},
                                                {"write_ns", 20}}));
    EXPECT_THAT(json["edges"], Contains(Json{{"from", "linux"},
                                             {"to", "mu.a"},
                                             {"kind", "access"},
                                             {"request_ns", 60},
                                             {"response_ns", 60}}));
    EXPECT_THAT(json["edges"],
                Contains(Json{
                    {"from", "mu.b"}, {"to", "rtos"}, {"kind", "interrupt"}, {"latency_ns", 48}}));
    EXPECT_THAT(json["edges"],
                Contains(Json{{"from", "src"}, {"to", "rtos"}, {"kind", "control"}}));
    // The RTOS sees TCML at two addresses: one arrow.
    EXPECT_EQ(std::count(json["edges"].begin(), json["edges"].end(),
                         Json{{"from", "rtos"}, {"to", "tcml"}, {"kind", "memory"}}),
              1);
}

TEST(Diagram, ShowsDevicesThatAccessByThemselves) {
    const platform::Platform platform = load("virtio-a53");
    std::vector<hub::DeviceTiming> timing(platform.devices.size());
    timing[index_of(platform, "net0")].master = {VirtualTime{30}, VirtualTime{40}};
    const Json json = diagram(platform, timing);
    EXPECT_EQ(of_kind(json, "dma"), Json({{{"from", "net0"}, {"to", "ram"}, {"kind", "dma"}},
                                          {{"from", "net0"},
                                           {"to", "ocm"},
                                           {"kind", "dma"},
                                           {"request_ns", 30},
                                           {"response_ns", 40}}}));
    const auto interrupt = [](const char* output) {
        return Json{{"from", output}, {"to", "linux"}, {"kind", "interrupt"}, {"latency_ns", 250}};
    };
    EXPECT_THAT(of_kind(json, "interrupt"), Contains(interrupt("net0")));
    EXPECT_THAT(of_kind(json, "interrupt"), Contains(interrupt("v2m.spi31")));
    EXPECT_THAT(of_kind(json, "network"), Not(IsEmpty()));
}

TEST(Diagram, SaysHowTheBusIsShared) {
    const platform::Platform platform = load("dma-amp");
    std::vector<hub::DeviceTiming> timing(platform.devices.size());
    timing[index_of(platform, "dma")].master = {VirtualTime{60}, VirtualTime{61}};
    const Json json = diagram(platform, timing);
    EXPECT_EQ(of_kind(json, "dma"), Json({{{"from", "dma"},
                                           {"to", "ddr"},
                                           {"kind", "dma"},
                                           {"request_ns", 60},
                                           {"response_ns", 61}}}));
    EXPECT_THAT(json["sharing"], Contains(Json::array({"arbitration", "round-robin"})));
    EXPECT_THAT(json["sharing"], Contains(Json::array({"width-bits", 64})));
    for (const Json& memory : json["memories"]) {
        if (memory["label"] == "ddr") {
            EXPECT_EQ(memory["sharing"], Json::array({Json::array({"dram", "ddr3-1600"})}));
        }
    }
    EXPECT_EQ(diagram(load("imx8mm-amp"), {}).count("sharing"), 0U);
}

TEST(Diagram, IsOfAPlatformThatWasNeverMadeToo) {
    EXPECT_EQ(diagram({}, {})["edges"], Json::array());
    EXPECT_THAT(diagram(load("imx8mm-amp"), {})["devices"], Not(IsEmpty()));
}

class EachPlatform : public testing::TestWithParam<std::string> {};

TEST_P(EachPlatform, HasArrowsBetweenBoxesOnly) {
    const Json json = diagram(load(GetParam()), {});
    std::set<std::string> boxes;
    for (const Json& node : json["nodes"]) {
        boxes.insert(node["name"]);
    }
    for (const Json& memory : json["memories"]) {
        boxes.insert(memory["label"]);
    }
    for (const Json& device : json["devices"]) {
        const std::string label = device["label"];
        boxes.insert(label);
        for (const std::string face : device["faces"]) {
            boxes.insert(label + "." + face);
        }
    }
    EXPECT_THAT(json["edges"], Not(IsEmpty()));
    for (const Json& edge : json["edges"]) {
        std::string from = edge["from"];
        if (edge["kind"] == "interrupt") { // of an output, which need not have a face's name
            from = from.substr(0, from.find('.'));
        }
        EXPECT_THAT(boxes, Contains(from)) << edge;
        EXPECT_THAT(boxes, Contains(edge["to"].get<std::string>())) << edge;
    }
}

std::vector<std::string> platforms() {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(AMPSIM_SOURCE_DIR) + "/platforms")) {
        const std::string name = entry.path().filename().string();
        if (std::filesystem::exists(entry.path() / (name + ".dts"))) {
            names.push_back(name);
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& platform) {
    std::string name = platform.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(All, EachPlatform, testing::ValuesIn(platforms()), test_name);

} // namespace
} // namespace ampsim::report
