// SPDX-License-Identifier: BSD-3-Clause
#include "object.h"

#include "arena.h"
#include "port.h"

#include <string.h>

static void* take(uint32_t size, void* memory, uint32_t memory_size, uint8_t* is_ours) {
    *is_ours = memory == NULL;
    if (memory != NULL) {
        return memory_size >= size ? memory : NULL;
    }
    const unsigned key = port_critical_enter();
    void* block = arena_allocate(size);
    port_critical_leave(key);
    return block;
}

void* object_create(uint32_t size, void* memory, uint32_t memory_size) {
    uint8_t is_ours;
    struct object* object = take(size, memory, memory_size, &is_ours);
    if (object != NULL) {
        memset(object, 0, size);
        object->block_is_ours = is_ours;
    }
    return object;
}

void* object_storage(struct object* object, uint32_t size, void* memory, uint32_t memory_size) {
    void* storage = take(size, memory, memory_size, &object->memory_is_ours);
    if (storage == NULL) {
        object_delete(object, NULL);
    }
    return storage;
}

void object_announce(void* object, enum object_kind kind, const char* name) {
    ((struct object*)object)->name = name;
    ((struct object*)object)->kind = (uint8_t)kind;
}

void object_delete(void* object, void* storage) {
    struct object* self = object;
    self->kind = object_none;
    const unsigned key = port_critical_enter();
    if (storage != NULL && self->memory_is_ours) {
        arena_free(storage);
    }
    if (self->block_is_ours) {
        arena_free(self);
    }
    port_critical_leave(key);
}

void* object_of(void* id, enum object_kind kind) {
    return id != NULL && ((struct object*)id)->kind == kind ? id : NULL;
}

const char* object_name(void* id, enum object_kind kind) {
    const struct object* object = object_of(id, kind);
    return object == NULL ? NULL : object->name;
}
