// SPDX-License-Identifier: BSD-3-Clause
//
// What a test does in simulated time when nothing of it is an access:
//
//     Script script{"script"};
//     script.run([&] { net.receive(frame); wait_until(ns(100)); EXPECT_EQ(...); });
#pragma once

#include "tests/unit/models/stimulus.h"

namespace ampsim::models {

class Script : public sc_core::sc_module {
public:
    explicit Script(sc_core::sc_module_name name) : sc_module(name) {
        SC_HAS_PROCESS(Script);
        SC_THREAD(play);
    }

    /// Simulates until nothing is left to happen; the body has to come to its end.
    void run(std::function<void()> body) {
        body_ = std::move(body);
        sc_core::sc_start();
        EXPECT_TRUE(done_) << name() << " is stuck";
    }

private:
    void play() {
        body_();
        done_ = true;
    }

    std::function<void()> body_;
    bool done_ = false;
};

} // namespace ampsim::models
