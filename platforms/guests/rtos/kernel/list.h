// SPDX-License-Identifier: BSD-3-Clause
//
// Intrusive doubly linked list: a ring through its head. Every operation but walking is O(1).
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct list_node {
    struct list_node* next;
    struct list_node* previous;
};

struct list {
    struct list_node head;
};

/// The object of `type` whose `member` is `node`.
#define list_entry(node, type, member) ((type*)(void*)((char*)(node)-offsetof(type, member)))

/// Walks `list`; the body must not unlink `node`.
#define list_for_each(node, list)                                                                  \
    for (struct list_node* node = (list)->head.next; node != &(list)->head; node = node->next)

static inline void list_init(struct list* list) {
    list->head.next = &list->head;
    list->head.previous = &list->head;
}

static inline bool list_empty(const struct list* list) {
    return list->head.next == &list->head;
}

/// NULL if the list is empty.
static inline struct list_node* list_first(const struct list* list) {
    return list_empty(list) ? NULL : list->head.next;
}

static inline bool list_linked(const struct list_node* node) {
    return node->next != NULL;
}

static inline void list_insert_after(struct list_node* position, struct list_node* node) {
    node->next = position->next;
    node->previous = position;
    position->next->previous = node;
    position->next = node;
}

static inline void list_push_front(struct list* list, struct list_node* node) {
    list_insert_after(&list->head, node);
}

static inline void list_push_back(struct list* list, struct list_node* node) {
    list_insert_after(list->head.previous, node);
}

/// Unlinking what is in no list changes nothing.
static inline void list_unlink(struct list_node* node) {
    if (list_linked(node)) {
        node->previous->next = node->next;
        node->next->previous = node->previous;
        node->next = NULL;
        node->previous = NULL;
    }
}
