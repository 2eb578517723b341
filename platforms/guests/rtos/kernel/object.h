// SPDX-License-Identifier: BSD-3-Clause
//
// What all objects have in common: where their memory comes from, and whether an identifier means
// one.
#pragma once

#include "objects.h"

/// A cleared control block of `size` bytes: `memory`, if the application gave it, or from the
/// arena. NULL if that is impossible. It is no object before object_announce().
void* object_create(uint32_t size, void* memory, uint32_t memory_size);

/// Storage of an object: `memory`, if the application gave at least `size` bytes, or from the
/// arena.
void* object_storage(struct object* object, uint32_t size, void* memory, uint32_t memory_size);

/// From here on, identifiers of it are valid.
void object_announce(void* object, enum object_kind kind, const char* name);

/// Ends the object and gives back what came from the arena; `storage` is what object_storage()
/// returned, or NULL.
void object_delete(void* object, void* storage);

/// `id` as an object of that kind; NULL if it is none.
void* object_of(void* id, enum object_kind kind);

const char* object_name(void* id, enum object_kind kind);
