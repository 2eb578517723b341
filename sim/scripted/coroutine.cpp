// SPDX-License-Identifier: BSD-3-Clause
#include "sim/scripted/coroutine.h"

#include <boost/context/protected_fixedsize_stack.hpp>

#include <utility>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace ampsim::scripted {

namespace context = boost::context;

namespace {

constexpr std::size_t stack_size = std::size_t{256} * 1024; ///< and a page that catches overflows

#if defined(__SANITIZE_ADDRESS__)
void leave_stack(void** fake, const void* next_bottom, std::size_t next_size) {
    __sanitizer_start_switch_fiber(fake, next_bottom, next_size);
}
void enter_stack(void* fake, const void** last_bottom, std::size_t* last_size) {
    __sanitizer_finish_switch_fiber(fake, last_bottom, last_size);
}
#else
void leave_stack(void** /*fake*/, const void* /*next_bottom*/, std::size_t /*next_size*/) {}
void enter_stack(void* /*fake*/, const void** /*last_bottom*/, std::size_t* /*last_size*/) {}
#endif

} // namespace

Coroutine::Coroutine(std::function<void()> body) : body_(std::move(body)) {
    context::protected_fixedsize_stack allocator(stack_size);
    const context::stack_context stack = allocator.allocate();
    own_.bottom = static_cast<char*>(stack.sp) - stack.size;
    own_.size = stack.size;
    self_ = context::fiber(std::allocator_arg, context::preallocated(stack.sp, stack.size, stack),
                           allocator,
                           [this](context::fiber&& caller) { return run(std::move(caller)); });
}

Coroutine::~Coroutine() {
    if (self_) {
        leave_stack(&callers_.fake, own_.bottom, own_.size);
        self_ = context::fiber(); // unwinds the body
        enter_stack(callers_.fake, nullptr, nullptr);
    }
}

context::fiber Coroutine::run(context::fiber&& caller) {
    caller_ = std::move(caller);
    enter_stack(nullptr, &callers_.bottom, &callers_.size);
    try {
        body_();
    } catch (const context::detail::forced_unwind&) {
        leave_stack(nullptr, callers_.bottom, callers_.size);
        throw;
    } catch (...) {
        error_ = std::current_exception();
    }
    ended_ = true;
    leave_stack(nullptr, callers_.bottom, callers_.size);
    return std::move(caller_);
}

void Coroutine::resume() {
    leave_stack(&callers_.fake, own_.bottom, own_.size);
    self_ = std::move(self_).resume();
    enter_stack(callers_.fake, nullptr, nullptr);
    if (error_) {
        std::rethrow_exception(std::exchange(error_, nullptr));
    }
}

void Coroutine::suspend() {
    leave_stack(&own_.fake, callers_.bottom, callers_.size);
    try {
        caller_ = std::move(caller_).resume();
    } catch (const context::detail::forced_unwind&) {
        enter_stack(own_.fake, &callers_.bottom, &callers_.size);
        throw;
    }
    enter_stack(own_.fake, &callers_.bottom, &callers_.size);
}

} // namespace ampsim::scripted
