// SPDX-License-Identifier: MIT
/*
 * Windows by id. Ids come from the peer, so places are scattered by a number
 * it cannot know: however ids are chosen, a look-up stays short.
 */
#ifndef PROTOCOLS_GUI_TABLE_H
#define PROTOCOLS_GUI_TABLE_H

#include <stddef.h>
#include <stdint.h>

#define GUI_TABLE_BITS 10

struct gui_node {
	uint32_t id;
	struct gui_node *next; // in its bucket; may be NULL
};

struct gui_table {
	uint64_t factor; // odd
	size_t n;
	struct gui_node *buckets[1 << GUI_TABLE_BITS]; // may be NULL
};

/* Empty table. The address of the table is part of the secret. */
void gui_table_init(struct gui_table *table);

/* The node with this id, or NULL. */
struct gui_node *gui_table_find(const struct gui_table *table, uint32_t id);

/* Links node (the caller's) under an id that is not there yet. */
void gui_table_insert(
		struct gui_table *table, struct gui_node *node, uint32_t id);

/* Unlinks node, which must be linked. */
void gui_table_remove(struct gui_table *table, struct gui_node *node);

#endif
