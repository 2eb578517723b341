// SPDX-License-Identifier: BSD-3-Clause
#include "sim/measure/junit.h"

#include "sim/measure/units.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string_view>

namespace ampsim::measure {

namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

/// What is not UTF-8 becomes U+FFFD, as in result.json: guests choose bytes in some texts.
std::string as_utf8(std::string_view text) {
    const std::string quoted =
        nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return nlohmann::json::parse(quoted).get<std::string>();
}

/// XML 1.0, section 2.2: of the control characters it has only tab and the ends of lines; and it
/// has no U+FFFE and U+FFFF, in UTF-8 EF BF BE and EF BF BF.
std::string escaped(std::string_view text) {
    const std::string utf8 = as_utf8(text);
    std::string xml;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        if (c == '&') {
            xml += "&amp;";
        } else if (c == '<') {
            xml += "&lt;";
        } else if (c == '>') {
            xml += "&gt;";
        } else if (c == '"') {
            xml += "&quot;";
        } else if (c == '\n' || c == '\t' || c == '\r') {
            xml += fmt::format("&#{};", static_cast<int>(c)); // else attributes make it a space
        } else if (static_cast<unsigned char>(c) < 0x20) {
            xml += replacement;
        } else if (const std::string three = utf8.substr(i, 3);
                   three == "\xef\xbf\xbe" || three == "\xef\xbf\xbf") {
            xml += replacement;
            i += 2;
        } else {
            xml += c;
        }
    }
    return xml;
}

std::string seconds(std::chrono::nanoseconds time) {
    return fmt::format("{:.3f}", std::chrono::duration<double>(time).count());
}

struct Totals {
    std::size_t tests = 0, failures = 0, errors = 0;
    std::chrono::nanoseconds time{};

    void add(const JunitSuite& suite) {
        const auto with = [&suite](JunitCase::Outcome outcome) {
            return static_cast<std::size_t>(
                std::count_if(suite.cases.begin(), suite.cases.end(),
                              [&](const JunitCase& one) { return one.outcome == outcome; }));
        };
        tests += suite.cases.size();
        failures += with(JunitCase::Outcome::failed);
        errors += with(JunitCase::Outcome::error);
        time += suite.time;
    }
    std::string attributes() const {
        return fmt::format(R"(tests="{}" failures="{}" errors="{}" time="{}")", tests, failures,
                           errors, seconds(time));
    }
};

std::string text_of(const JunitSuite& suite, const JunitCase& one) {
    std::string text = fmt::format(R"(    <testcase classname="{}" name="{}")", escaped(suite.name),
                                   escaped(one.name));
    if (one.outcome == JunitCase::Outcome::passed) {
        return text + "/>\n";
    }
    const char* element = one.outcome == JunitCase::Outcome::failed ? "failure" : "error";
    return text + fmt::format(">\n      <{0} message=\"{1}\">{2}</{0}>\n    </testcase>\n", element,
                              escaped(one.message),
                              escaped(one.details.empty() ? one.message : one.details));
}

std::string text_of(const JunitSuite& suite) {
    Totals totals;
    totals.add(suite);
    std::string text =
        fmt::format("  <testsuite name=\"{}\" {}>\n", escaped(suite.name), totals.attributes());
    if (!suite.properties.empty()) {
        text += "    <properties>\n";
        for (const auto& [name, value] : suite.properties) {
            text += fmt::format("      <property name=\"{}\" value=\"{}\"/>\n", escaped(name),
                                escaped(value));
        }
        text += "    </properties>\n";
    }
    for (const JunitCase& one : suite.cases) {
        text += text_of(suite, one);
    }
    return text + "  </testsuite>\n";
}

} // namespace

JunitSuite junit_suite(const Result& result) {
    JunitSuite suite{result.scenario, result.wall, {}, {}};
    suite.properties = {{"platform", result.platform},
                        {"simulated_ns", std::to_string(result.simulated.count())},
                        {"trace_sha256", result.trace_sha256}};
    const bool failed = !result.failure.empty();
    suite.cases.push_back({"the simulation ends",
                           failed ? JunitCase::Outcome::error : JunitCase::Outcome::passed,
                           result.failure, ""});
    for (const Expectation& expectation : result.expectations) {
        suite.cases.push_back(
            {expectation.expression,
             expectation.holds ? JunitCase::Outcome::passed : JunitCase::Outcome::failed,
             fmt::format("does not hold: {}", expectation.value), ""});
    }
    return suite;
}

std::string to_junit(const std::vector<JunitSuite>& suites) {
    Totals totals;
    std::string text;
    for (const JunitSuite& suite : suites) {
        totals.add(suite);
        text += text_of(suite);
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"ampsim\" "
                       "{}>\n{}</testsuites>\n",
                       totals.attributes(), text);
}

} // namespace ampsim::measure
