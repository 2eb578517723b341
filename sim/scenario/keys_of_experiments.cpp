// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/key_sections.h"

namespace ampsim::scenario {

namespace {

Section parameter() {
    return {"parameters.NAME",
            {Key{"value", Type::value, R"("25 ns")", "with its unit, or without one"}.is_required(
                 "a number, a boolean or a string"),
             Key{"unit", Type::text, R"("us")",
                 "of a value without one, and of what scripts see. One of [these](#quantities) is "
                 "converted to; any other is a name for what is counted: `\"messages\"`"},
             Key{"min", Type::value, R"("0 ns")", "no value is less"}.else_is("no bound"),
             Key{"max", Type::value, R"("10 us")", "no value is more"}.else_is("no bound"),
             Key{"description", Type::text, R"("of the mailbox")", "for people"}.defaults_to(""),
             Key{"sets", Type::text_or_texts, R"("platform.mu.signal-latency-ns")",
                 "keys that get the value, as `--set` takes them"}}};
}

Section axis() {
    return {
        "sweep.axes.NAME",
        {Key{"from", Type::value, R"("25 ns")", "the first value"}.is_required("the first value"),
         Key{"to", Type::value, R"("2 us")", "the last one; less than the first is fine"}
             .is_required("the last value"),
         Key{"points", Type::whole, "8", "how many values, 2 to 256"}.is_required(
             "the number of values, 2 to 256"),
         Key{"scale", Type::choice, R"("log")", "neighbours have one distance, or one ratio"}
             .is_one_of({"linear", "log"})
             .defaults_to("linear")}};
}

} // namespace

std::vector<Section> experiment_sections() {
    return {{"parameters",
             {Key{"*", Type::value_or_table, "1000", "its value, or a table of what it may be"}.has(
                 "parameters.NAME")}},
            parameter(),
            {"variants",
             {Key{"*", Type::table, R"({ set = ["platform.net0.interrupt=intx"] })",
                  "one of them holds"}
                  .has("variants.NAME")}},
            {"variants.NAME",
             {Key{"set", Type::settings, R"(["platform.net0.interrupt=intx"])",
                  "applied as `--set` would, after the file's own keys and before those of the "
                  "command line"},
              Key{"expectations", Type::texts, R"(["counters.linux.scripts_passed == 1"])",
                  "added to the others"},
              Key{"spans", Type::tables,
                  R"([{ name = "x", start = "a:b", points = [{ hop = "c", event = "d:e" }] }])",
                  "as [`[[spans]]`](#spans), added to the others"}
                  .has("spans[]"),
              Key{"published", Type::tables,
                  R"([{ figure = "x.mean", value = "35 us", source = "a", role = "predicted" }])",
                  "as [`[[published]]`](#published), added to the others"}
                  .has("published[]")}},
            {"sweep",
             {Key{"figures", Type::texts, R"(["rpmsg.rtt.p99", "a.p50 / b.p50"])",
                  "what is asked of each point: an [expression](result.md#expectations) without a "
                  "comparison"}
                  .else_is("of every span `count`, `p50`, `p99` and `max`, of every hop `p50`"),
              Key{"axes", Type::table, "{ size = [1, 496] }", "what is varied: below"}.has(
                  "sweep.axes")}},
            {"sweep.axes",
             {Key{"*", Type::values_or_table, "[1, 64, 496]",
                  "the name is that of a parameter, or a key as `--set` takes it, in quotes"}
                  .has("sweep.axes.NAME")}},
            axis()};
}

} // namespace ampsim::scenario
