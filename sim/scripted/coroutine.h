// SPDX-License-Identifier: BSD-3-Clause
//
// A function that can be left in the middle and entered there again: it has a stack of its own
// (Boost.Context). Leaving and entering costs some 10 ns of host time, no system call, and no
// thread.
#pragma once

#include <boost/context/fiber.hpp>

#include <cstddef>
#include <exception>
#include <functional>

namespace ampsim::scripted {

class Coroutine {
public:
    /// `body` starts with the first resume().
    explicit Coroutine(std::function<void()> body);
    Coroutine(const Coroutine&) = delete;
    Coroutine& operator=(const Coroutine&) = delete;
    /// A body that has not ended is unwound: its objects are destroyed.
    ~Coroutine();

    /// Enters the body until it calls suspend() or ends. Throws what the body throws.
    void resume();
    /// Called by the body alone.
    void suspend();
    bool has_ended() const { return ended_; }

private:
    /// What AddressSanitizer must be told when the stack changes.
    struct Stack {
        const void* bottom = nullptr;
        std::size_t size = 0;
        void* fake = nullptr;
    };

    boost::context::fiber run(boost::context::fiber&& caller);

    std::function<void()> body_;
    std::exception_ptr error_;
    bool ended_ = false;
    Stack own_;
    Stack callers_;
    boost::context::fiber caller_;
    boost::context::fiber self_;
};

} // namespace ampsim::scripted
