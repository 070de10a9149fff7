// SPDX-License-Identifier: MIT
#include "compositor/zone/known_qubes.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-util.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/draw/label.h"

struct known_qubes {
	struct wl_list list; // list of struct known, .link
};

struct known {
	struct wl_list link;
	uint32_t id;
	char name[32];
	struct label label;
};

static struct known *
find_id(const struct known_qubes *known, uint32_t id)
{
	struct known *one;

	wl_list_for_each(one, &known->list, link) {
		if (one->id == id) {
			return one;
		}
	}
	return NULL;
}

struct known_qubes *
known_qubes_create(void)
{
	struct known_qubes *known = xcalloc(1, sizeof(*known));

	wl_list_init(&known->list);
	return known;
}

void
known_qubes_destroy(struct known_qubes *known)
{
	struct known *one, *next;

	if (!known) {
		return;
	}
	wl_list_for_each_safe(one, next, &known->list, link) {
		free(one);
	}
	free(known);
}

void
known_qubes_put(struct known_qubes *known, uint32_t id, const char *name,
		const struct label *label)
{
	struct known *one = find_id(known, id);

	if (!one) {
		one = xcalloc(1, sizeof(*one));
		one->id = id;
		wl_list_insert(&known->list, &one->link);
	}
	str_copy(one->name, sizeof(one->name), name);
	one->label = *label;
}

void
known_qubes_remove(struct known_qubes *known, uint32_t id)
{
	struct known *one = find_id(known, id);

	if (one) {
		wl_list_remove(&one->link);
		free(one);
	}
}

const struct label *
known_qubes_find(const struct known_qubes *known, const char *name)
{
	const struct known *one;

	wl_list_for_each(one, &known->list, link) {
		if (strcmp(one->name, name) == 0) {
			return &one->label;
		}
	}
	return NULL;
}
