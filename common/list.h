// SPDX-License-Identifier: MIT
/* Doubly linked lists whose links live inside the objects. */
#ifndef COMMON_LIST_H
#define COMMON_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* A list's head, or one object's place in it. */
struct list {
	struct list *prev;
	struct list *next;
};

/* An empty list, or an object that is in none. */
void list_init(struct list *list);

/* Puts link, which must be in no list, at the end. */
void list_append(struct list *list, struct list *link);

/* Takes link out of the list it is in, if any; it is in none then. */
void list_remove(struct list *link);

/* True for an empty list, and for an object that is in none. */
bool list_is_empty(const struct list *list);

/* The object of this type that has ptr as its field. */
#define list_entry(ptr, type, field) \
	((type *)(void *)((char *)(ptr) - offsetof(type, field)))

#endif
