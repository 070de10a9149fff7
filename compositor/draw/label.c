// SPDX-License-Identifier: MIT
#include "compositor/draw/label.h"

#include <stddef.h>
#include <string.h>

#include "common/str.h"
#include "compositor/draw/mark.h"

static const struct {
	const char *name;
	enum mark mark;
} stock[] = {
		{"red", MARK_TRIANGLE},
		{"orange", MARK_DIAMOND},
		{"yellow", MARK_STAR},
		{"green", MARK_CIRCLE},
		{"gray", MARK_SQUARE},
		{"blue", MARK_DROP},
		{"purple", MARK_CHEVRON},
		{"black", MARK_SALTIRE},
};

/* FNV-1a: the same name has the same mark on every machine. */
static uint32_t
hash_name(const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++) {
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	}
	return hash ^ hash >> 16;
}

static unsigned int
choose_mark(const char *name)
{
	for (size_t i = 0; i < sizeof(stock) / sizeof(stock[0]); i++) {
		if (strcmp(stock[i].name, name) == 0) {
			return stock[i].mark;
		}
	}
	return MARK_STOCK + hash_name(name) % (MARK_COUNT - MARK_STOCK);
}

struct label
label_make(const char *name, uint32_t rgb)
{
	struct label label = {.rgb = rgb & 0xffffff};

	str_copy(label.name, sizeof(label.name), name);
	label.mark = choose_mark(label.name);
	return label;
}
