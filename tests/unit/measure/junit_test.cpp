// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/junit.h"

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace ampsim::measure {
namespace {

using boost::property_tree::ptree;
using ::testing::HasSubstr;
using ::testing::Not;

ptree parsed(const std::vector<JunitSuite>& suites) {
    std::istringstream in(to_junit(suites));
    ptree tree;
    boost::property_tree::read_xml(in, tree);
    return tree;
}

Result result_with(std::vector<Expectation> expectations, const std::string& failure = "") {
    Result result;
    result.scenario = "rpmsg-ping";
    result.platform = "imx8mm-amp";
    result.wall = std::chrono::milliseconds{1500};
    result.simulated = VirtualTime{1'900'000};
    result.expectations = std::move(expectations);
    result.failure = failure;
    return result;
}

TEST(Junit, HasACaseForTheSimulationAndForEachExpectation) {
    const ptree tree = parsed({junit_suite(
        result_with({{"rtt.p99 < 60 us", true, "41 us"}, {"rtt.count == 100", false, "99"}}))});
    const ptree& suite = tree.get_child("testsuites.testsuite");
    EXPECT_EQ(suite.get<std::string>("<xmlattr>.name"), "rpmsg-ping");
    EXPECT_EQ(suite.get<int>("<xmlattr>.tests"), 3);
    EXPECT_EQ(suite.get<int>("<xmlattr>.failures"), 1);
    EXPECT_EQ(suite.get<int>("<xmlattr>.errors"), 0);
    EXPECT_EQ(suite.get<std::string>("<xmlattr>.time"), "1.500");
    std::vector<std::string> names;
    for (const auto& [element, one] : suite) {
        if (element == "testcase") {
            names.push_back(one.get<std::string>("<xmlattr>.name"));
            EXPECT_EQ(one.get<std::string>("<xmlattr>.classname"), "rpmsg-ping");
            EXPECT_EQ(one.count("failure"), names.back() == "rtt.count == 100" ? 1 : 0);
        }
    }
    EXPECT_THAT(names, ::testing::ElementsAre("the simulation ends", "rtt.p99 < 60 us",
                                              "rtt.count == 100"));
}

TEST(Junit, CallsAFailedSimulationAnError) {
    const ptree tree = parsed({junit_suite(result_with({}, "linux panicked"))});
    EXPECT_EQ(tree.get<int>("testsuites.<xmlattr>.errors"), 1);
    EXPECT_EQ(tree.get<std::string>("testsuites.testsuite.testcase.error.<xmlattr>.message"),
              "linux panicked");
}

TEST(Junit, AddsSuitesUp) {
    const JunitSuite one = junit_suite(result_with({{"a", false, "0"}}));
    const ptree tree = parsed({one, one});
    EXPECT_EQ(tree.get<int>("testsuites.<xmlattr>.tests"), 4);
    EXPECT_EQ(tree.get<int>("testsuites.<xmlattr>.failures"), 2);
    EXPECT_EQ(tree.get<std::string>("testsuites.<xmlattr>.time"), "3.000");
    EXPECT_EQ(tree.get_child("testsuites").count("testsuite"), 2U);
}

TEST(Junit, KeepsAnyTextApartFromTheMarkup) {
    const std::string hostile = "a < b && \"c\" > 'd'\n]]>\t";
    const ptree tree = parsed({junit_suite(result_with({{hostile, false, hostile}}, "x"))});
    const ptree& suite = tree.get_child("testsuites.testsuite");
    bool seen = false;
    for (const auto& [element, one] : suite) {
        seen =
            seen || (element == "testcase" && one.get<std::string>("<xmlattr>.name") == hostile &&
                     one.get<std::string>("failure") == "does not hold: " + hostile);
    }
    EXPECT_TRUE(seen);
}

TEST(Junit, HasNoCharacterThatXmlHasNot) {
    const std::string text = to_junit({junit_suite(
        result_with({}, std::string("bell \a nul \0 bad \xff end", 19) + "\xef\xbf\xbf"))});
    for (const char forbidden : {'\a', '\0', '\xff'}) {
        EXPECT_EQ(text.find(forbidden), std::string::npos);
    }
    EXPECT_THAT(text, Not(HasSubstr("\xef\xbf\xbf")));
    EXPECT_THAT(text, HasSubstr("bell \xef\xbf\xbd nul \xef\xbf\xbd bad \xef\xbf\xbd"));
}

/// The elements and attributes that the schemas of Jenkins' xUnit plugin, of GitLab and of
/// Maven's Surefire have in common.
TEST(Junit, UsesOnlyWhatReadersKnow) {
    const std::map<std::string, std::set<std::string>> known{
        {"testsuites", {"name", "tests", "failures", "errors", "time"}},
        {"testsuite", {"name", "tests", "failures", "errors", "time"}},
        {"properties", {}},
        {"property", {"name", "value"}},
        {"testcase", {"name", "classname"}},
        {"failure", {"message"}},
        {"error", {"message"}}};
    const std::function<void(const ptree&)> check = [&](const ptree& tree) {
        for (const auto& [element, below] : tree) {
            ASSERT_EQ(known.count(element), 1U) << element;
            if (const auto attributes = below.get_child_optional("<xmlattr>")) {
                for (const auto& [attribute, value] : *attributes) {
                    EXPECT_EQ(known.at(element).count(attribute), 1U)
                        << element << " " << attribute;
                }
            }
            ptree rest = below;
            rest.erase("<xmlattr>");
            check(rest);
        }
    };
    check(parsed({junit_suite(result_with({{"a", false, "0"}, {"b", true, "1"}}, "panic"))}));
}

} // namespace
} // namespace ampsim::measure
