// SPDX-License-Identifier: BSD-3-Clause
#include "arena.h"

#include <stdbool.h>
#include <stddef.h>

/// Blocks follow each other without gaps; the size says where the next one starts.
struct block {
    uint32_t size; ///< bytes with this header
    bool used;
} __attribute__((aligned(8)));

static union {
    struct block first;
    uint8_t bytes[KERNEL_ARENA_SIZE];
} arena;

static struct block* next_block(struct block* block) {
    struct block* next = (struct block*)(void*)((uint8_t*)block + block->size);
    return (uint8_t*)next < arena.bytes + sizeof arena.bytes ? next : NULL;
}

void arena_reset(void) {
    arena.first = (struct block){.size = sizeof arena.bytes, .used = false};
}

void* arena_allocate(uint32_t size) {
    if (size > sizeof arena.bytes) {
        return NULL;
    }
    const uint32_t needed = (uint32_t)sizeof(struct block) + ((size + 7U) & ~7U);
    for (struct block* block = &arena.first; block != NULL; block = next_block(block)) {
        if (block->used || block->size < needed) {
            continue;
        }
        if (block->size - needed > sizeof(struct block)) {
            struct block* rest = (struct block*)(void*)((uint8_t*)block + needed);
            *rest = (struct block){.size = block->size - needed, .used = false};
            block->size = needed;
        }
        block->used = true;
        return block + 1;
    }
    return NULL;
}

void arena_free(void* memory) {
    ((struct block*)memory - 1)->used = false;
    for (struct block* block = &arena.first; block != NULL;) {
        struct block* next = next_block(block);
        if (!block->used && next != NULL && !next->used) {
            block->size += next->size;
        } else {
            block = next;
        }
    }
}

uint32_t arena_space(void) {
    uint32_t space = 0;
    for (struct block* block = &arena.first; block != NULL; block = next_block(block)) {
        space += block->used ? 0 : block->size - (uint32_t)sizeof *block;
    }
    return space;
}
