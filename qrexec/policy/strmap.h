// SPDX-License-Identifier: MIT
/* A hash table from text to a number. It owns its texts and forgets none. */
#ifndef QREXEC_POLICY_STRMAP_H
#define QREXEC_POLICY_STRMAP_H

#include <stddef.h>
#include <stdint.h>

#define STRMAP_NONE UINT32_MAX

struct strmap_entry {
	char *key; // owned; NULL if the place is free
	uint32_t hash;
	uint32_t value;
};

/* Zero it before first use. */
struct strmap {
	struct strmap_entry *entries; // owned, may be NULL
	size_t cap; // a power of two, or 0
	size_t count;
	size_t longest; // of the texts in it
};

/* Frees everything; the map is empty and can be used again. */
void strmap_finish(struct strmap *map);

/* The number of a text, or STRMAP_NONE. */
uint32_t strmap_find(const struct strmap *map, const char *key);

/* Gives the text (copied) a number, which must not be STRMAP_NONE. */
void strmap_set(struct strmap *map, const char *key, uint32_t value);

/* The number of the text, which is how many texts were there before it if it
 * is a new one. */
uint32_t strmap_intern(struct strmap *map, const char *key);

/* The map's own copy of the text, which is entered if it is a new one. */
const char *strmap_keep(struct strmap *map, const char *key);

#endif
