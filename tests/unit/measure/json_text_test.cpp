// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/json_text.h"

#include <gtest/gtest.h>

namespace ampsim::measure {
namespace {

using Json = nlohmann::ordered_json;

TEST(JsonText, KeepsNumbersOnOneLine) {
    const Json json{{"name", "rpmsg.rtt"},
                    {"histogram", {{32, 34, 5}, {34, 36, 1}}},
                    {"curve", {{99.9, 7}, {100, nullptr}}},
                    {"texts", {"a", "b"}},
                    {"none", Json::array()},
                    {"nothing", Json::object()},
                    {"nested", {{"x", true}}}};
    EXPECT_EQ(json_text(json), R"({
  "name": "rpmsg.rtt",
  "histogram": [[32,34,5],[34,36,1]],
  "curve": [[99.9,7],[100,null]],
  "texts": [
    "a",
    "b"
  ],
  "none": [],
  "nothing": {},
  "nested": {
    "x": true
  }
}
)");
}

TEST(JsonText, ReadsBackAsTheSame) {
    const Json json{{"a \"quoted\" name\n", {1, -2.5, 1e300, {{"deep", {nullptr, {3}}}}}},
                    {"ü", false}};
    EXPECT_EQ(Json::parse(json_text(json)), json);
}

TEST(JsonText, ReplacesWhatIsNotUtf8) {
    EXPECT_EQ(json_text(Json{{"said", "oops \xff"}}), "{\n  \"said\": \"oops \xef\xbf\xbd\"\n}\n");
}

TEST(JsonText, OfAScalarIsTheScalar) {
    EXPECT_EQ(json_text(Json(7)), "7\n");
}

} // namespace
} // namespace ampsim::measure
