// SPDX-License-Identifier: BSD-3-Clause
#include "object.h"
#include "scheduler.h"

#include <string.h>

enum { block_alignment = sizeof(void*) };

static void* pop(struct os_memory_pool* pool) {
    void* block = pool->free;
    memcpy(&pool->free, block, sizeof pool->free);
    ++pool->used;
    return block;
}

static void push(struct os_memory_pool* pool, void* block) {
    memcpy(block, &pool->free, sizeof pool->free);
    pool->free = block;
}

osMemoryPoolId_t osMemoryPoolNew(uint32_t block_count, uint32_t block_size,
                                 const osMemoryPoolAttr_t* attr) {
    static const osMemoryPoolAttr_t defaults = {0};
    const osMemoryPoolAttr_t* attributes = attr == NULL ? &defaults : attr;
    if (port_in_interrupt() || block_count == 0 || block_size == 0 ||
        block_size > UINT32_MAX / 2U / block_count) {
        return NULL;
    }
    const uint32_t size = (block_size + block_alignment - 1U) & ~(uint32_t)(block_alignment - 1U);
    struct os_memory_pool* pool =
        object_create(sizeof *pool, attributes->cb_mem, attributes->cb_size);
    if (pool == NULL) {
        return NULL;
    }
    pool->blocks =
        object_storage(&pool->object, block_count * size, attributes->mp_mem, attributes->mp_size);
    if (pool->blocks == NULL) {
        return NULL;
    }
    list_init(&pool->waiters);
    pool->block_size = size;
    pool->capacity = block_count;
    for (uint32_t block = block_count; block-- > 0;) {
        push(pool, pool->blocks + block * size);
    }
    object_announce(pool, object_memory_pool, attributes->name);
    return pool;
}

const char* osMemoryPoolGetName(osMemoryPoolId_t mp_id) {
    return object_name(mp_id, object_memory_pool);
}

void* osMemoryPoolAlloc(osMemoryPoolId_t mp_id, uint32_t timeout) {
    struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    if (pool == NULL || (timeout != 0 && port_in_interrupt())) {
        return NULL;
    }
    const unsigned key = port_critical_enter();
    void* block = NULL;
    if (pool->free != NULL) {
        block = pop(pool);
    } else if (timeout != 0 && scheduler_can_wait(key)) {
        struct os_thread* self = scheduler.running;
        self->wait.block = NULL;
        return scheduler_wait(key, &pool->waiters, timeout) == osOK ? self->wait.block : NULL;
    }
    port_critical_leave(key);
    return block;
}

static bool is_block(const struct os_memory_pool* pool, const void* block) {
    const uintptr_t offset = (uintptr_t)block - (uintptr_t)pool->blocks;
    return block != NULL && (uintptr_t)block >= (uintptr_t)pool->blocks &&
           offset < (uintptr_t)pool->capacity * pool->block_size && offset % pool->block_size == 0;
}

osStatus_t osMemoryPoolFree(osMemoryPoolId_t mp_id, void* block) {
    struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    if (pool == NULL || !is_block(pool, block)) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    osStatus_t status = osOK;
    struct os_thread* waiter = scheduler_first_waiter(&pool->waiters);
    if (pool->used == 0) {
        status = osErrorResource;
    } else if (waiter != NULL) {
        waiter->wait.block = block;
        scheduler_wake(waiter, osOK);
    } else {
        push(pool, block);
        --pool->used;
    }
    port_critical_leave(key);
    return status;
}

uint32_t osMemoryPoolGetCapacity(osMemoryPoolId_t mp_id) {
    const struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    return pool == NULL ? 0 : pool->capacity;
}

uint32_t osMemoryPoolGetBlockSize(osMemoryPoolId_t mp_id) {
    const struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    return pool == NULL ? 0 : pool->block_size;
}

uint32_t osMemoryPoolGetCount(osMemoryPoolId_t mp_id) {
    const struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    return pool == NULL ? 0 : pool->used;
}

uint32_t osMemoryPoolGetSpace(osMemoryPoolId_t mp_id) {
    const struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    return pool == NULL ? 0 : pool->capacity - pool->used;
}

osStatus_t osMemoryPoolDelete(osMemoryPoolId_t mp_id) {
    if (port_in_interrupt()) {
        return osErrorISR;
    }
    struct os_memory_pool* pool = object_of(mp_id, object_memory_pool);
    if (pool == NULL) {
        return osErrorParameter;
    }
    const unsigned key = port_critical_enter();
    scheduler_wake_all(&pool->waiters);
    object_delete(pool, pool->blocks);
    port_critical_leave(key);
    return osOK;
}
