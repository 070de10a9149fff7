// SPDX-License-Identifier: MIT
#include "protocols/gui/table.h"

#include <assert.h>

/* Spreads the bits of an address over a word (the finalizer of splitmix64). */
static uint64_t
mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

void
gui_table_init(struct gui_table *table)
{
	*table = (struct gui_table){0};
	table->factor = mix((uintptr_t)table) | 1;
}

/* Multiply-shift hashing: the top bits of a product. */
static size_t
get_bucket(const struct gui_table *table, uint32_t id)
{
	return (size_t)((id * table->factor) >> (64 - GUI_TABLE_BITS));
}

struct gui_node *
gui_table_find(const struct gui_table *table, uint32_t id)
{
	struct gui_node *node = table->buckets[get_bucket(table, id)];

	while (node && node->id != id) {
		node = node->next;
	}
	return node;
}

void
gui_table_insert(struct gui_table *table, struct gui_node *node, uint32_t id)
{
	struct gui_node **bucket = &table->buckets[get_bucket(table, id)];

	assert(!gui_table_find(table, id));
	node->id = id;
	node->next = *bucket;
	*bucket = node;
	table->n++;
}

void
gui_table_remove(struct gui_table *table, struct gui_node *node)
{
	struct gui_node **link = &table->buckets[get_bucket(table, node->id)];

	while (*link && *link != node) {
		link = &(*link)->next;
	}
	assert(*link);
	*link = node->next;
	table->n--;
}
