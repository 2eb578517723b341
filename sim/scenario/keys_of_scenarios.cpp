// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scenario/key_sections.h"

namespace ampsim::scenario {

namespace {

Section top_level() {
    return {
        "",
        {Key{"platform", Type::text, R"("imx8mm-amp")",
             "name of a platform, or path of a `*.dts` or `*.dtb`, with a `/` in it "
             "(`\"./board.dts\"`); [platforms.md](../platforms.md)"}
             .is_required("the name of a platform, or the path of a *.dts file"),
         Key{"base", Type::path, R"("rpmsg-ping.toml")",
             "another scenario, on which this one [builds](#base)"},
         Key{"name", Type::name, R"("rpmsg-ping")",
             "of the results directory; letters, digits, `-`, `_`, `.`, no `.` first"}
             .else_is("the file's name without `.toml`"),
         Key{"description", Type::text, R"("One round trip after the other")", "for people"}
             .defaults_to(""),
         Key{"variant", Type::text, R"("intx")",
             "the table of [`[variants]`](#variantsname) that "
             "holds; required when there are any"},
         Key{"probes", Type::events, R"(["linux:vring_interrupt"])",
             "recorded besides those that spans and `end.when` need"},
         Key{"expectations", Type::texts, R"(["rpmsg.rtt.p99 < 60 us"])",
             "[expressions](result.md#expectations); all hold: exit status 0, else 1"},
         Key{"end", Type::table, R"({ when = "off:linux" })", "[below](#end)"}
             .has("end")
             .is_required("when the run ends, such as [end] when = \"off:linux\""),
         Key{"parameters", Type::table, "{ count = 1000 }", "[below](#parameters)"}.has(
             "parameters"),
         Key{"nodes", Type::table, R"({ rtos = { program = "rpmsg-remote" } })",
             "[below](#nodesname)"}
             .has("nodes"),
         Key{"spans", Type::tables,
             R"([{ name = "x", start = "a:b", points = [{ hop = "c", event = "d:e" }] }])",
             "[below](#spans)"}
             .has("spans[]"),
         Key{"published", Type::tables,
             R"([{ figure = "x.mean", value = "35 us", source = "a", role = "predicted" }])",
             "[below](#published)"}
             .has("published[]"),
         Key{"variants", Type::table, R"({ intx = { set = ["platform.net0.interrupt=intx"] } })",
             "[below](#variantsname)"}
             .has("variants"),
         Key{"platform_overrides", Type::table, R"({ "mu.signal-latency-ns" = "100 ns" })",
             "[below](#platform_overrides)"}
             .has("platform_overrides"),
         Key{"sweep", Type::table, "{ axes = { count = [1, 10] } }", "[below](#sweep)"}.has(
             "sweep"),
         Key{"snapshot", Type::table, R"({ at = "start:rtos" })", "[below](#snapshot)"}.has(
             "snapshot"),
         Key{"time", Type::table, R"({ policy = "lookahead" })", "[below](#time)"}.has("time"),
         Key{"trace", Type::table, "{ keep = true }", "[below](#trace)"}.has("trace"),
         Key{"checks", Type::table, "{ enabled = true }", "[below](#checks)"}.has("checks"),
         Key{"run", Type::table, R"({ cpu = "auto" })", "[below](#run)"}.has("run")}};
}

Section end() {
    return {
        "end",
        {Key{"when", Type::event, R"("off:linux")", "the first time that it happens ends the run"}
             .is_required("the event that ends the run, such as \"off:linux\""),
         Key{"virtual_timeout", Type::duration, R"("5 s")",
             "of virtual time; exceeding it is a failure, exit status 3"}
             .defaults_to("60 s")
             .is_at_least("1 ns"),
         Key{"wall_timeout", Type::duration, R"("90 s")", "the same, of the host's time"}
             .defaults_to("600 s")
             .is_at_least("1 ns")}};
}

Section time() {
    return {"time",
            {Key{"policy", Type::choice, R"("lockstep")",
                 "lockstep: nodes stop at every multiple of `step` as well. Slow; to check the "
                 "simulator. quantum: with a declared error, below"}
                 .is_one_of({"lookahead", "lockstep", "quantum"})
                 .defaults_to("lookahead"),
             Key{"quantum", Type::duration, R"("1 us")",
                 "the length of every grant; **required** by `policy = \"quantum\"`"}
                 .is_at_least("1 ns"),
             Key{"quantum_ns", Type::nanoseconds, "250", "the same"}.is_at_least("1 ns"),
             Key{"skew_limit", Type::duration, R"("2 us")",
                 "what takes effect later than this is a failed expectation, exit status 1"}
                 .else_is("no limit"),
             Key{"skew_limit_ns", Type::nanoseconds, "1500", "the same"},
             Key{"step", Type::duration, R"("100 ns")", "of lockstep"}
                 .else_is("the length of a turn")
                 .is_at_least("1 ns"),
             Key{"lockstep_from", Type::event, R"("start:rtos")",
                 "of lockstep. It is recorded, too: to compare `trace_sha256` with a run without "
                 "it, give that run the event in `probes`"}
                 .else_is("from the start")}};
}

Section checks() {
    return {
        "checks",
        {Key{"enabled", Type::boolean, "false", "`--set checks.enabled=true` does for any scenario"}
             .defaults_to("true"),
         Key{"notification_within", Type::duration, R"("2 ms")",
             "from an index in a ring to the notification"}
             .defaults_to("1 ms")
             .is_at_least("1 us"),
         Key{"answer_within", Type::duration, R"("20 ms")",
             "from an interrupt of a mailbox to the first access of its handler"}
             .defaults_to("10 ms")
             .is_at_least("1 us")}};
}

Section published() {
    return {
        "published[]",
        {Key{"figure", Type::text, R"("rpmsg.rtt.mean")",
             "its counterpart in this run: an [expression](result.md#expectations) without a "
             "comparison"}
             .is_required("the figure of the run, such as \"rpmsg.rtt.mean\""),
         Key{"value", Type::value, R"("35 us")", "what was published, with its unit"}.is_required(
             "what was published, such as \"35 us\""),
         Key{"source", Type::text, R"("TI, Processor SDK performance guide, AM64x")",
             "who says so, and where"}
             .is_required("who published it, and where"),
         Key{"role", Type::choice, R"("predicted")",
             "fitted: numbers of this scenario were chosen so that it comes out, and it shows "
             "nothing. predicted: it had no part in that"}
             .is_one_of({"fitted", "predicted"})
             .is_required("\"fitted\" or \"predicted\"")}};
}

} // namespace

std::vector<Section> scenario_sections() {
    return {
        top_level(),
        end(),
        time(),
        {"snapshot",
         {Key{"at", Type::event, R"("linux:ampsim-ping:ampsim_ping_send")",
              "the run is saved at this event; the next one with the same inputs starts there, "
              "and finds the same. [snapshots.md](../snapshots.md)"}
              .is_required("the event at which it is made"),
          Key{"then", Type::settings, R"(["platform.mu.signal-latency-ns=1 us"])",
              "what holds from there on: properties of the platform that can change while it "
              "runs, or parameters that set such. Also with `--then`"}}},
        {"trace",
         {Key{"keep", Type::boolean, "true",
              "`false`: events are counted and hashed, and not kept, so that a long run takes "
              "no more memory than a short one. `trace_sha256` is the same; there can be no "
              "spans, and `trace.json` has only the last events"}
              .defaults_to("true"),
          Key{"wires", Type::texts, R"(["mu.a", "mu.b"])",
              "written as a waveform, `wires.vcd`: lines as in events, and `DEVICE.run` of what "
              "starts a node. [timeline.md](../timeline.md#waveforms)"}}},
        checks(),
        {"run",
         {Key{"cpu", Type::host_cpu, "1",
              "the host CPU for hub and nodes. auto: the last one that no other run has taken. "
              "Changes speed, not results"}
              .defaults_to("auto")}},
        {"spans[]",
         {Key{"name", Type::name, R"("rpmsg.rtt")", "unique; as expectations say it"}.is_required(
              "the name of the span, such as \"rpmsg.rtt\""),
          Key{"start", Type::event, R"("linux:ampsim-ping:ampsim_ping_send")", "opens a journey"}
              .is_required("the event that opens the span"),
          Key{"points", Type::tables, R"([{ hop = "out", event = "rtos:echo_service_message" }])",
              "in order; the last one closes the journey"}
              .has("spans[].points[]")
              .is_required("an array of { hop = \"...\", event = \"...\" }")}},
        published(),
        {"spans[].points[]",
         {Key{"hop", Type::text, R"("linux to rtos")", "the way to this point"}.is_required(
              "the name of the hop that ends here"),
          Key{"event", Type::event, R"("rise:mu.b")", "ends the hop"}.is_required(
              "the event that ends the hop")}},
        {"platform_overrides",
         {Key{"*", Type::value_or_table, R"("100 ns")",
              "the name is `\"LABEL.PROPERTY\"`; or LABEL, and the table has properties"}
              .has("platform_overrides.LABEL")}},
        {"platform_overrides.LABEL", {Key{"*", Type::value, R"("100 ns")", "a property's value"}}}};
}

} // namespace ampsim::scenario
