// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/coroutine.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace ampsim::scripted {
namespace {

TEST(Coroutine, IsEnteredAndLeftInTurns) {
    std::string story;
    Coroutine* inside = nullptr;
    Coroutine coroutine([&] {
        story += "a";
        inside->suspend();
        story += "b";
        inside->suspend();
        story += "c";
    });
    inside = &coroutine;
    for (const char* outside : {"1", "2", "3"}) {
        EXPECT_FALSE(coroutine.has_ended());
        story += outside;
        coroutine.resume();
    }
    EXPECT_TRUE(coroutine.has_ended());
    EXPECT_EQ(story, "1a2b3c");
}

TEST(Coroutine, WhatItThrowsReachesWhoeverResumesIt) {
    Coroutine* inside = nullptr;
    Coroutine coroutine([&] {
        inside->suspend();
        throw std::runtime_error("no more");
    });
    inside = &coroutine;
    coroutine.resume();
    EXPECT_THROW(coroutine.resume(), std::runtime_error);
    EXPECT_TRUE(coroutine.has_ended());
}

TEST(Coroutine, OneThatIsCutOffDestroysItsObjects) {
    const auto witness = std::make_shared<int>(1);
    {
        Coroutine* inside = nullptr;
        Coroutine coroutine([&] {
            const std::shared_ptr<int> held = witness;
            for (;;) {
                inside->suspend();
            }
        });
        inside = &coroutine;
        coroutine.resume();
        coroutine.resume();
        EXPECT_EQ(witness.use_count(), 2);
    }
    EXPECT_EQ(witness.use_count(), 1);
}

TEST(Coroutine, OneThatNeverStartedMayGo) {
    bool ran = false;
    {
        const Coroutine coroutine([&] { ran = true; });
    }
    EXPECT_FALSE(ran);
}

} // namespace
} // namespace ampsim::scripted
