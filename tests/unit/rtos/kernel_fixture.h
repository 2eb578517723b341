// SPDX-License-Identifier: BSD-3-Clause
//
// A fresh kernel for each test, and threads from lambdas. What threads do in which order is told as
// a string.
#pragma once

#include "cmsis_os2.h"
#include "host.h"

#include <functional>
#include <gtest/gtest.h>
#include <list>
#include <string>

class KernelTest : public testing::Test {
protected:
    KernelTest() {
        host_reset();
        EXPECT_EQ(osKernelInitialize(), osOK);
    }
    ~KernelTest() override { host_reset(); }

    osThreadId_t thread(osPriority_t priority, std::function<void()> body,
                        const char* name = nullptr) {
        bodies_.push_back(std::move(body));
        osThreadAttr_t attributes{};
        attributes.name = name;
        attributes.priority = priority;
        return osThreadNew(
            [](void* argument) { (*static_cast<std::function<void()>*>(argument))(); },
            &bodies_.back(), &attributes);
    }

    static void interrupt(const std::function<void()>& body) {
        host_interrupt(
            [](void* argument) { (*static_cast<const std::function<void()>*>(argument))(); },
            const_cast<std::function<void()>*>(&body));
    }

    void tell(const std::string& text) { story_ += text; }
    /// What was told since the last call.
    std::string told() { return std::exchange(story_, {}); }

    void start(uint64_t until = 1000) {
        EXPECT_EQ(osKernelStart(), osOK);
        host_run_until(until);
    }

private:
    std::list<std::function<void()>> bodies_;
    std::string story_;
};
