// SPDX-License-Identifier: MIT
#include "strmap.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"

#define FIRST_CAP 64

static uint32_t
hash_of(const char *key, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ (unsigned char)key[i]) * 16777619u;
	}
	return hash ^ (hash >> 15);
}

/* Where the text is, or where it would go. The map has free places. */
static struct strmap_entry *
place_of(const struct strmap *map, const char *key, size_t len, uint32_t hash)
{
	size_t at = hash & (map->cap - 1);

	while (map->entries[at].key) {
		const struct strmap_entry *entry = &map->entries[at];

		if (entry->hash == hash && strncmp(entry->key, key, len) == 0 &&
				entry->key[len] == '\0') {
			break;
		}
		at = (at + 1) & (map->cap - 1);
	}
	return &map->entries[at];
}

static void
grow(struct strmap *map)
{
	struct strmap old = *map;

	map->cap = old.cap ? old.cap * 2 : FIRST_CAP;
	map->entries = xcalloc(map->cap, sizeof(*map->entries));
	for (size_t i = 0; i < old.cap; i++) {
		const struct strmap_entry *entry = &old.entries[i];

		if (entry->key) {
			*place_of(map, entry->key, strlen(entry->key),
					entry->hash) = *entry;
		}
	}
	free(old.entries);
}

void
strmap_finish(struct strmap *map)
{
	for (size_t i = 0; i < map->cap; i++) {
		free(map->entries[i].key);
	}
	free(map->entries);
	*map = (struct strmap){0};
}

uint32_t
strmap_find(const struct strmap *map, const char *key)
{
	const struct strmap_entry *entry;
	size_t len;

	if (map->count == 0) {
		return STRMAP_NONE;
	}
	len = strnlen(key, map->longest + 1);
	if (len > map->longest) {
		// a qube may ask with 65,000 bytes: not worth a look
		return STRMAP_NONE;
	}
	entry = place_of(map, key, len, hash_of(key, len));
	return entry->key ? entry->value : STRMAP_NONE;
}

void
strmap_set(struct strmap *map, const char *key, uint32_t value)
{
	size_t len = strlen(key);
	uint32_t hash = hash_of(key, len);
	struct strmap_entry *entry;

	if (map->cap <= map->count * 2) {
		grow(map);
	}
	entry = place_of(map, key, len, hash);
	if (!entry->key) {
		entry->key = xstrdup(key);
		entry->hash = hash;
		map->count++;
	}
	entry->value = value;
	if (len > map->longest) {
		map->longest = len;
	}
}

uint32_t
strmap_intern(struct strmap *map, const char *key)
{
	uint32_t value = strmap_find(map, key);

	if (value == STRMAP_NONE) {
		value = (uint32_t)map->count;
		strmap_set(map, key, value);
	}
	return value;
}

const char *
strmap_keep(struct strmap *map, const char *key)
{
	size_t len = strlen(key);

	strmap_intern(map, key);
	return place_of(map, key, len, hash_of(key, len))->key;
}
