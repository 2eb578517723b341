// SPDX-License-Identifier: BSD-3-Clause
//
// The table of keys, and what has to agree with it: the readers, the page, the schema.
#include "sim/scenario/keys.h"

#include "sim/error.h"
#include "sim/scenario/reference_page.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/schema.h"
#include "tests/unit/scenario/temporary_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <toml++/toml.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

namespace ampsim::scenario {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string content_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json json_of(const std::string& toml) {
    std::ostringstream json;
    json << toml::json_formatter{toml::parse(toml)};
    return nlohmann::json::parse(json.str());
}

// --- Readers ----------------------------------------------------------------------------------

/// For each section: what is in front of a key of it.
const std::map<std::string, std::string>& fronts() {
    static const std::map<std::string, std::string> files{
        {"", ""},
        {"end", "[end]\n"},
        {"time", "[time]\n"},
        {"snapshot", "[snapshot]\n"},
        {"trace", "[trace]\n"},
        {"checks", "[checks]\n"},
        {"run", "[run]\n"},
        {"published[]", "[[published]]\n"},
        {"spans[]", "[[spans]]\n"},
        {"spans[].points[]", "[[spans]]\nname = 'x'\nstart = 'a:b'\n[[spans.points]]\n"},
        {"platform_overrides", "[platform_overrides]\n"},
        {"platform_overrides.LABEL", "[platform_overrides.mu]\n"},
        {"parameters", "[parameters]\n"},
        {"parameters.NAME", "[parameters.x]\n"},
        {"variants", "variant = 'any'\n[variants]\n"},
        {"variants.NAME", "variant = 'v'\n[variants.v]\n"},
        {"sweep", "[sweep]\n"},
        {"sweep.axes", "[sweep.axes]\n"},
        {"sweep.axes.NAME", "[parameters]\nx = 1\n[sweep.axes.x]\n"},
        {"nodes", "[nodes]\n"},
        {"nodes.NAME", "[nodes.rtos]\n"},
        {"nodes.NAME.parameters", "[nodes.rtos]\nprogram = 'traffic'\n[nodes.rtos.parameters]\n"},
        {"nodes.NAME.steps[]", "[[nodes.rtos.steps]]\n"}};
    return files;
}

/// What a key needs beside it.
std::string company_of(const Section& section, const Key& key) {
    static const std::map<std::pair<std::string, std::string>, std::string> needed{
        {{"", "variants"}, "variant = 'intx'\n"},
        {{"time", "quantum"}, "policy = 'quantum'\n"},
        {{"time", "quantum_ns"}, "policy = 'quantum'\n"},
        {{"nodes.NAME", "parameters"}, "program = 'rpmsg-host'\n"},
        {{"nodes.NAME", "run_in"}, "program = 'rpmsg-host'\n"},
        {{"nodes.NAME.steps[]", "write"}, "value = 1\n"},
        {{"nodes.NAME.steps[]", "expect"}, "value = 1\n"},
        {{"nodes.NAME.steps[]", "refused_write"}, "value = 1\n"},
        {{"nodes.NAME.steps[]", "value"}, "write = 'x'\n"},
        {{"nodes.NAME.steps[]", "size"}, "read = 'x'\n"},
        {{"nodes.NAME.steps[]", "timeout"}, "wait_irq = 'x'\n"},
        {{"nodes.NAME.steps[]", "repeat"}, "steps = [{ compute = '1 us' }]\n"},
        {{"nodes.NAME.steps[]", "steps"}, "repeat = 2\n"}};
    const auto found = needed.find({std::string(section.path), std::string(key.name)});
    std::string text = found == needed.end() ? "" : found->second;
    for (const Key& other : section.keys) {
        if (!other.required.empty() && other.name != key.name) {
            text += fmt::format("{} = {}\n", other.name, other.example);
        }
    }
    return text;
}

/// A whole scenario with the example of a key.
std::string example_of(const Section& section, const Key& key) {
    std::string text;
    if (!section.path.empty()) {
        text = section.path == "end" ? "platform = 'imx8mm-amp'\n"
                                     : "platform = 'imx8mm-amp'\nend.when = 'off:linux'\n";
    }
    return text + fronts().at(std::string(section.path)) +
           fmt::format("{} = {}\n", key.name == "*" ? "any" : key.name, key.example) +
           company_of(section, key);
}

class Keys : public ::testing::Test {
protected:
    std::string error(const std::string& text) {
        try {
            load(files_.write("s.toml", text));
        } catch (const InputError& error) {
            return error.what();
        }
        return "no error";
    }

    TemporaryFiles files_;
};

/// Tables are finished before a scenario is held against its platform: what nobody asked for is an
/// unknown key by then.
TEST_F(Keys, EachIsOneThatTheReaderTakes) {
    for (const Section& section : sections()) {
        ASSERT_EQ(fronts().count(std::string(section.path)), 1U) << section.path;
        for (const Key& key : section.keys) {
            const std::string text = example_of(section, key);
            EXPECT_THAT(error(text), Not(AnyOf(HasSubstr("unknown key"), HasSubstr("missing;"))))
                << text;
        }
    }
}

TEST_F(Keys, HaveAMeaningAndAnExampleOfTheirType) {
    for (const Section& section : sections()) {
        for (const Key& key : section.keys) {
            EXPECT_FALSE(key.meaning.empty()) << section.path << " " << key.name;
            EXPECT_FALSE(key.example.empty()) << section.path << " " << key.name;
            EXPECT_EQ(key.choices.empty(), key.type != Type::choice) << key.name;
            EXPECT_FALSE(key.fallback && !key.required.empty()) << key.name;
        }
    }
}

TEST_F(Keys, HaveTheDefaultsOfWhatIsReadWithoutThem) {
    const Scenario read = load(files_.write(
        "s.toml", "platform = 'imx8mm-amp'\nend.when = 'off:linux'\n[checks]\n[time]\n"));
    EXPECT_EQ(read.end.virtual_timeout, End{}.virtual_timeout);
    EXPECT_EQ(read.end.wall_timeout, End{}.wall_timeout);
    EXPECT_EQ(read.time.policy, TimeSettings{}.policy);
    EXPECT_EQ(read.checks.notification_within, CheckSettings{}.notification_within);
    EXPECT_EQ(read.checks.answer_within, CheckSettings{}.answer_within);
    EXPECT_EQ(read.nodes.at("rtos").link, NodeSettings{}.link);
    EXPECT_EQ(read.keep_trace, Scenario{}.keep_trace);
    EXPECT_EQ(read.cpu, Scenario{}.cpu);
}

// --- The page and the schema ------------------------------------------------------------------

TEST(ReferencePage, HasTheTablesOfKeys) {
    const std::string page = content_of(DOCS_DIRECTORY "/scenario.md");
    EXPECT_EQ(with_key_tables(page), page)
        << "run: ampsim schema --page docs/reference/scenario.md";
}

TEST(ReferencePage, ComplainsAboutItsMarks) {
    EXPECT_THROW(with_key_tables(""), InputError);
    EXPECT_THROW(with_key_tables("<!-- keys of nothing -->\n<!-- end of keys -->\n"), InputError);
    EXPECT_THROW(with_key_tables("<!-- keys of end -->\n"), InputError);
}

/// A scenario as JSON, held against the schema; what is wrong with it.
class Schema {
public:
    Schema() {
        const nlohmann::json document = nlohmann::json::parse(json_schema());
        valijson::SchemaParser parser;
        parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
    }

    std::string problems(const std::string& toml) const {
        const nlohmann::json document = json_of(toml);
        valijson::ValidationResults results;
        valijson::Validator validator;
        if (validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(document),
                               &results)) {
            return "";
        }
        std::string text = "wrong";
        for (valijson::ValidationResults::Error error; results.popError(error);) {
            text +=
                "\n" + fmt::format("{}", fmt::join(error.context, "")) + ": " + error.description;
        }
        return text;
    }

private:
    valijson::Schema schema_;
};

TEST(SchemaOfScenarios, IsTheOneThatIsKept) {
    EXPECT_EQ(json_schema(), content_of(DOCS_DIRECTORY "/scenario.schema.json"))
        << "run: ampsim schema > docs/reference/scenario.schema.json";
}

TEST(SchemaOfScenarios, TakesEveryScenarioThatThereIs) {
    const Schema schema;
    unsigned seen = 0;
    for (const char* directory : {SCENARIOS_DIRECTORY, TEST_SCENARIOS_DIRECTORY}) {
        for (const fs::directory_entry& file : fs::directory_iterator(directory)) {
            if (file.path().extension() == ".toml") {
                EXPECT_EQ(schema.problems(content_of(file.path())), "") << file.path();
                ++seen;
            }
        }
    }
    EXPECT_GT(seen, 20U);
}

TEST(SchemaOfScenarios, TakesTheExampleOfEachKey) {
    const Schema schema;
    for (const Section& section : sections()) {
        for (const Key& key : section.keys) {
            const std::string text = example_of(section, key);
            EXPECT_EQ(schema.problems(text), "") << text;
        }
    }
}

TEST(SchemaOfScenarios, RefusesWhatReadersRefuse) {
    const Schema schema;
    const std::string good = "platform = 'x'\nend.when = 'off:linux'\n";
    EXPECT_EQ(schema.problems(good), "");
    EXPECT_EQ(schema.problems("base = 'x.toml'\n"), "");
    for (const char* wrong :
         {"expectation = []\n", "[nodes.linux]\ninitramf = 'x'\n", "end.virtual_timeout = 60\n",
          "end.virtual_timeout = '60 min'\n", "time.policy = 'quantm'\n", "probes = ['linux']\n",
          "[[spans]]\nname = 'x'\n", "[snapshot]\n", "[sweep.axes]\nx = []\n",
          "[sweep.axes]\nx = { from = 1 }\n", "[parameters]\na-b = 1\n", "name = '../x'\n"}) {
        EXPECT_NE(schema.problems(good + wrong), "") << wrong;
    }
    EXPECT_NE(schema.problems("platform = 'x'\n"), "");
    EXPECT_NE(schema.problems("platform = 'x'\nend.virtual_timeout = '1 s'\n"), "");
}

} // namespace
} // namespace ampsim::scenario
