// SPDX-License-Identifier: BSD-3-Clause
#include "scheduler.h"

#include "mutex.h"
#include "thread.h"

struct scheduler scheduler;

void scheduler_reset(void) {
    scheduler = (struct scheduler){.state = osKernelInactive, .alarm = port_no_deadline};
    for (unsigned priority = 0; priority < priority_count; ++priority) {
        list_init(&scheduler.ready[priority]);
    }
    list_init(&scheduler.timeouts);
    list_init(&scheduler.threads);
    list_init(&scheduler.terminated);
}

// --- Ready threads

void scheduler_make_ready(struct os_thread* thread) {
    if (!thread->blocked && !thread->suspended && !list_linked(&thread->ready)) {
        list_push_back(&scheduler.ready[thread->priority], &thread->ready);
        scheduler.ready_priorities |= 1ULL << thread->priority;
    }
}

void scheduler_make_unready(struct os_thread* thread) {
    list_unlink(&thread->ready);
    if (list_empty(&scheduler.ready[thread->priority])) {
        scheduler.ready_priorities &= ~(1ULL << thread->priority);
    }
}

struct os_thread* scheduler_highest_ready(void) {
    const int highest =
        63 - __builtin_clzll(scheduler.ready_priorities); // the idle thread is always ready
    return list_entry(list_first(&scheduler.ready[highest]), struct os_thread, ready);
}

void scheduler_reschedule(void) {
    if (scheduler.state == osKernelRunning && scheduler_highest_ready() != scheduler.running) {
        port_request_switch();
    }
}

void* scheduler_start(void) {
    scheduler.running = scheduler_highest_ready();
    scheduler.state = osKernelRunning;
    return scheduler.running->stack_pointer;
}

void* scheduler_switch(void* stack_pointer) {
    struct os_thread* last = scheduler.running;
    last->stack_pointer = stack_pointer;
    if (!thread_stack_intact(last)) {
        port_panic("stack overflow", last->object.name);
    }
    scheduler.running = scheduler_highest_ready();
    return scheduler.running->stack_pointer;
}

static void insert_by_priority(struct list* list, struct os_thread* thread) {
    struct list_node* position = list->head.previous;
    while (position != &list->head &&
           list_entry(position, struct os_thread, waiting)->priority < thread->priority) {
        position = position->previous;
    }
    list_insert_after(position, &thread->waiting);
}

void scheduler_set_priority(struct os_thread* thread, unsigned priority) {
    if (thread->priority == priority) {
        return;
    }
    if (list_linked(&thread->ready)) {
        scheduler_make_unready(thread);
        thread->priority = (uint8_t)priority;
        scheduler_make_ready(thread);
        if (thread == scheduler.running) {
            // It did not give up the processor: it stays ahead of its new equals.
            list_unlink(&thread->ready);
            list_push_front(&scheduler.ready[priority], &thread->ready);
        }
    } else {
        thread->priority = (uint8_t)priority;
        if (thread->wait_list != NULL) {
            list_unlink(&thread->waiting);
            insert_by_priority(thread->wait_list, thread);
        }
    }
    scheduler_reschedule();
}

// --- Waiting

bool scheduler_can_wait(unsigned key) {
    return scheduler.state == osKernelRunning && key == port_unmasked && !port_in_interrupt();
}

static void wait_timed_out(struct timeout* timeout) {
    scheduler_wake(list_entry(timeout, struct os_thread, timeout), osErrorTimeout);
}

int32_t scheduler_wait(unsigned key, struct list* list, uint32_t timeout) {
    struct os_thread* self = scheduler.running;
    scheduler_make_unready(self);
    self->blocked = true;
    self->wait_list = list;
    if (list != NULL) {
        insert_by_priority(list, self);
    }
    if (self->waits_for != NULL) {
        mutex_update_priority(self->waits_for->owner);
    }
    if (timeout != osWaitForever) {
        self->timeout.expired = wait_timed_out;
        timeout_start(&self->timeout, port_ticks() + timeout);
    }
    scheduler_reschedule();
    port_critical_leave(key);
    return self->wait_result;
}

void scheduler_wake(struct os_thread* thread, int32_t result) {
    list_unlink(&thread->waiting);
    timeout_cancel(&thread->timeout);
    thread->wait_list = NULL;
    thread->wait_result = result;
    thread->blocked = false;
    if (thread->waits_for != NULL) {
        mutex_waiter_left(thread);
    }
    scheduler_make_ready(thread);
    scheduler_reschedule();
}

void scheduler_wake_all(struct list* list) {
    struct os_thread* thread;
    while ((thread = scheduler_first_waiter(list)) != NULL) {
        scheduler_wake(thread, osErrorResource);
    }
}

struct os_thread* scheduler_first_waiter(const struct list* list) {
    struct list_node* first = list_first(list);
    return first == NULL ? NULL : list_entry(first, struct os_thread, waiting);
}

// --- Time-outs

static uint64_t next_deadline(void) {
    const struct list_node* first = list_first(&scheduler.timeouts);
    return first == NULL ? port_no_deadline : list_entry(first, struct timeout, node)->deadline;
}

static void set_alarm(uint64_t deadline) {
    scheduler.alarm = deadline;
    port_wake_at(deadline);
}

void timeout_start(struct timeout* timeout, uint64_t deadline) {
    struct list_node* position = &scheduler.timeouts.head;
    while (position->next != &scheduler.timeouts.head &&
           list_entry(position->next, struct timeout, node)->deadline <= deadline) {
        position = position->next;
    }
    timeout->deadline = deadline;
    list_insert_after(position, &timeout->node);
    if (position == &scheduler.timeouts.head &&
        (scheduler.alarm == port_no_deadline || deadline < scheduler.alarm)) {
        set_alarm(deadline);
    }
}

void scheduler_time_passed(void) {
    const uint64_t now = port_ticks();
    struct list_node* first;
    while ((first = list_first(&scheduler.timeouts)) != NULL) {
        struct timeout* timeout = list_entry(first, struct timeout, node);
        if (timeout->deadline > now) {
            break;
        }
        timeout_cancel(timeout);
        timeout->expired(timeout);
    }
    set_alarm(next_deadline());
}

void scheduler_trim_alarm(void) {
    if (scheduler.alarm != next_deadline()) {
        set_alarm(next_deadline());
    }
}
