// SPDX-License-Identifier: BSD-3-Clause
#include "object.h"
#include "scheduler.h"

#include <string.h>

/// Slots are chained by index: the waiting messages in the order of delivery, and the free ones.
struct slot {
    uint16_t next;
    uint8_t priority;
    uint8_t reserved;
    uint8_t message[];
};
enum { no_slot = 0xFFFF };

static struct slot* slot_at(const struct os_message_queue* queue, uint16_t index) {
    return (struct slot*)(void*)(queue->slots + index * queue->slot_size);
}

static void make_empty(struct os_message_queue* queue) {
    queue->count = 0;
    queue->first = no_slot;
    queue->free = 0;
    for (uint16_t index = 0; index < queue->capacity; ++index) {
        slot_at(queue, index)->next =
            index + 1U < queue->capacity ? (uint16_t)(index + 1U) : no_slot;
    }
}

/// Behind the messages of its priority and above. There is a free slot.
static void store(struct os_message_queue* queue, const void* message, uint8_t priority) {
    const uint16_t index = queue->free;
    struct slot* slot = slot_at(queue, index);
    queue->free = slot->next;
    memcpy(slot->message, message, queue->message_size);
    slot->priority = priority;
    uint16_t* link = &queue->first;
    while (*link != no_slot && slot_at(queue, *link)->priority >= priority) {
        link = &slot_at(queue, *link)->next;
    }
    slot->next = *link;
    *link = index;
    ++queue->count;
}

/// There is a message.
static void fetch(struct os_message_queue* queue, void* message, uint8_t* priority) {
    const uint16_t index = queue->first;
    struct slot* slot = slot_at(queue, index);
    memcpy(message, slot->message, queue->message_size);
    if (priority != NULL) {
        *priority = slot->priority;
    }
    queue->first = slot->next;
    slot->next = queue->free;
    queue->free = index;
    --queue->count;
}

/// Space has come free: whoever waits for it puts its message there.
static void admit_sender(struct os_message_queue* queue) {
    struct os_thread* sender = scheduler_first_waiter(&queue->senders);
    if (sender != NULL) {
        store(queue, sender->wait.message.buffer, sender->wait.message.priority);
        scheduler_wake(sender, osOK);
    }
}

osMessageQueueId_t osMessageQueueNew(uint32_t msg_count, uint32_t msg_size,
                                     const osMessageQueueAttr_t* attr) {
    static const osMessageQueueAttr_t defaults = {0};
    const osMessageQueueAttr_t* attributes = attr == NULL ? &defaults : attr;
    if (port_in_interrupt() || msg_count == 0 || msg_count >= no_slot || msg_size == 0 ||
        msg_size > UINT16_MAX || msg_count > UINT32_MAX / osMessageQueueStorageSize(1, msg_size)) {
        return NULL;
    }
    struct os_message_queue* queue =
        object_create(sizeof *queue, attributes->cb_mem, attributes->cb_size);
    if (queue == NULL) {
        return NULL;
    }
    queue->slots = object_storage(&queue->object, osMessageQueueStorageSize(msg_count, msg_size),
                                  attributes->mq_mem, attributes->mq_size);
    if (queue->slots == NULL) {
        return NULL;
    }
    list_init(&queue->senders);
    list_init(&queue->receivers);
    queue->slot_size = osMessageQueueStorageSize(1, msg_size);
    queue->message_size = msg_size;
    queue->capacity = (uint16_t)msg_count;
    make_empty(queue);
    object_announce(queue, object_message_queue, attributes->name);
    return queue;
}

const char* osMessageQueueGetName(osMessageQueueId_t mq_id) {
    return object_name(mq_id, object_message_queue);
}

osStatus_t osMessageQueuePut(osMessageQueueId_t mq_id, const void* msg_ptr, uint8_t msg_prio,
                             uint32_t timeout) {
    struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    if (queue == NULL || msg_ptr == NULL || (timeout != 0 && port_in_interrupt())) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    struct os_thread* receiver = scheduler_first_waiter(&queue->receivers);
    if (receiver != NULL) {
        memcpy(receiver->wait.message.buffer, msg_ptr, queue->message_size);
        if (receiver->wait.message.priority_out != NULL) {
            *receiver->wait.message.priority_out = msg_prio;
        }
        scheduler_wake(receiver, osOK);
    } else if (queue->count < queue->capacity) {
        store(queue, msg_ptr, msg_prio);
    } else if (timeout == 0) {
        status = osErrorResource;
    } else if (!scheduler_can_wait(key)) {
        status = osErrorTimeout;
    } else {
        scheduler.running->wait.message.buffer = (void*)(uintptr_t)msg_ptr; // only read
        scheduler.running->wait.message.priority = msg_prio;
        return (osStatus_t)scheduler_wait(key, &queue->senders, timeout);
    }
    port_critical_leave(key);
    return status;
}

osStatus_t osMessageQueueGet(osMessageQueueId_t mq_id, void* msg_ptr, uint8_t* msg_prio,
                             uint32_t timeout) {
    struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    if (queue == NULL || msg_ptr == NULL || (timeout != 0 && port_in_interrupt())) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    if (queue->count > 0) {
        fetch(queue, msg_ptr, msg_prio);
        admit_sender(queue);
    } else if (timeout == 0) {
        status = osErrorResource;
    } else if (!scheduler_can_wait(key)) {
        status = osErrorTimeout;
    } else {
        scheduler.running->wait.message.buffer = msg_ptr;
        scheduler.running->wait.message.priority_out = msg_prio;
        return (osStatus_t)scheduler_wait(key, &queue->receivers, timeout);
    }
    port_critical_leave(key);
    return status;
}

uint32_t osMessageQueueGetCapacity(osMessageQueueId_t mq_id) {
    const struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    return queue == NULL ? 0 : queue->capacity;
}

uint32_t osMessageQueueGetMsgSize(osMessageQueueId_t mq_id) {
    const struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    return queue == NULL ? 0 : queue->message_size;
}

uint32_t osMessageQueueGetCount(osMessageQueueId_t mq_id) {
    const struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    return queue == NULL ? 0 : queue->count;
}

uint32_t osMessageQueueGetSpace(osMessageQueueId_t mq_id) {
    const struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    return queue == NULL ? 0 : (uint32_t)queue->capacity - queue->count;
}

osStatus_t osMessageQueueReset(osMessageQueueId_t mq_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    if (queue == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    make_empty(queue);
    while (queue->count < queue->capacity && !list_empty(&queue->senders)) {
        admit_sender(queue);
    }
    port_critical_leave(key);
    return osOK;
}

osStatus_t osMessageQueueDelete(osMessageQueueId_t mq_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_message_queue* queue = object_of(mq_id, object_message_queue);
    if (queue == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    scheduler_wake_all(&queue->senders);
    scheduler_wake_all(&queue->receivers);
    object_delete(queue, queue->slots);
    port_critical_leave(key);
    return osOK;
}
