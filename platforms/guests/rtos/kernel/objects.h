// SPDX-License-Identifier: BSD-3-Clause
//
// The control blocks behind the identifiers of the API. An application needs them for one purpose:
// to give an object memory of its own, `cb_mem = &block, cb_size = sizeof(struct os_semaphore)`.
// Their members are the kernel's.
#pragma once

#include "cmsis_os2.h"
#include "list.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum object_kind { ///< what a control block is; anything else is not an object (any more)
    object_none = 0,
    object_thread = 0xA1,
    object_semaphore,
    object_mutex,
    object_message_queue,
    object_event_flags,
    object_timer,
    object_memory_pool,
};

/// First member of every control block.
struct object {
    const char* name;
    uint8_t kind;           ///< enum object_kind
    uint8_t block_is_ours;  ///< the control block came from the arena
    uint8_t memory_is_ours; ///< so did the stack, the queue's storage or the pool's
};

/// A call at a tick: a waiting thread's time-out, or a timer.
struct timeout {
    struct list_node node;
    uint64_t deadline; ///< tick
    void (*expired)(struct timeout* timeout);
};

struct os_mutex;

struct os_thread {
    struct object object;
    struct list_node ready;   ///< in the ready list of `priority`
    struct list_node waiting; ///< in the wait list `wait_list` of an object
    struct list_node all;     ///< in the list of all threads, or of those to be reclaimed
    struct timeout timeout;
    void* stack_pointer; ///< while it does not run; the port's
    uint32_t* stack;     ///< lowest word: the canary
    uint32_t stack_size; ///< bytes
    osThreadFunc_t function;
    void* argument;
    uint8_t priority;      ///< at which it is scheduled, with what it inherited
    uint8_t base_priority; ///< as set
    bool blocked;
    bool suspended;
    uint32_t flags;
    uint32_t flags_wanted; ///< of its own flags; 0 unless it waits for them
    uint32_t flags_options;
    struct list* wait_list;     ///< NULL: none
    struct os_mutex* waits_for; ///< the mutex it waits for, to hand on the priority
    struct list owned;          ///< mutexes that it holds
    int32_t wait_result;
    union { ///< what it waits for in wait_list
        struct {
            uint32_t flags;
            uint32_t options;
        } flags;
        struct {
            void* buffer;
            uint8_t* priority_out;
            uint8_t priority;
        } message;
        void* block;
    } wait;
};

struct os_semaphore {
    struct object object;
    struct list waiters;
    uint32_t count;
    uint32_t limit;
};

struct os_mutex {
    struct object object;
    struct list waiters;
    struct list_node owned; ///< in its owner's list
    struct os_thread* owner;
    uint32_t depth; ///< 0: free
    uint32_t attributes;
};

struct os_event_flags {
    struct object object;
    struct list waiters;
    uint32_t flags;
};

struct os_message_queue {
    struct object object;
    struct list senders;   ///< wait for space
    struct list receivers; ///< wait for a message
    uint8_t* slots;
    uint32_t slot_size;
    uint32_t message_size;
    uint16_t capacity;
    uint16_t count;
    uint16_t first; ///< slot of the next message; messages are chained in the order of delivery
    uint16_t free;  ///< first of the chain of free slots
};

/// What `mq_mem` must hold for `count` messages of `size` bytes.
#define osMessageQueueStorageSize(count, size) ((count) * (4U + (((size) + 3U) & ~3U)))

struct os_timer {
    struct object object;
    struct timeout timeout;
    struct list_node expired; ///< in the list of timers whose function is due
    osTimerFunc_t function;
    void* argument;
    uint32_t period; ///< ticks
    uint32_t due;    ///< calls that the timer thread still has to make
    bool periodic;
};

struct os_memory_pool {
    struct object object;
    struct list waiters;
    uint8_t* blocks;
    void* free; ///< chain through the first word of each free block
    uint32_t block_size;
    uint32_t capacity;
    uint32_t used;
};

#ifdef __cplusplus
}
#endif
