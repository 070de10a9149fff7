// SPDX-License-Identifier: MIT
#include "system_info.h"

#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "strmap.h"

#define TEXTS 10 // text fields of a qube

struct entry {
	struct system_qube qube;
	char *texts[TEXTS]; // owned: what the fields of qube point to
	char *tag_text; // owned: the tags, each ended by a NUL
	char **tags; // owned, of pointers into tag_text
};

struct system_info {
	struct entry **entries; // owned
	size_t count;
	size_t cap;
	uint32_t *sorted; // owned: places in entries, by name
	struct strmap names; // and "uuid:..." to the place in entries
};

static const char *
keep(struct entry *entry, size_t at, const char *text, const char *otherwise)
{
	entry->texts[at] = xstrdup(text ? text : otherwise);
	return entry->texts[at];
}

static void
split_tags(struct entry *entry)
{
	size_t most = strlen(entry->qube.tags) / 2 + 1;
	char *rest = NULL;

	entry->tag_text = xstrdup(entry->qube.tags);
	entry->tags = xcalloc(most, sizeof(*entry->tags));
	for (char *tag = strtok_r(entry->tag_text, " ", &rest); tag;
			tag = strtok_r(NULL, " ", &rest)) {
		entry->tags[entry->qube.tag_count++] = tag;
	}
	entry->qube.tag_list = (const char *const *)entry->tags;
}

static struct entry *
entry_create(const struct system_qube *from)
{
	struct entry *entry = xcalloc(1, sizeof(*entry));

	entry->qube = (struct system_qube){
			.name = keep(entry, 0, from->name, ""),
			.uuid = keep(entry, 1, from->uuid, ""),
			.class = keep(entry, 2, from->class, "AppVM"),
			.tags = keep(entry, 3, from->tags, ""),
			.label = keep(entry, 4, from->label, ""),
			.default_dispvm = keep(entry, 5, from->default_dispvm, ""),
			.guivm = keep(entry, 6, from->guivm, ""),
			.relayvm = keep(entry, 7, from->relayvm, ""),
			.transport_rpc = keep(entry, 8, from->transport_rpc, ""),
			.power_state = keep(entry, 9, from->power_state, "Halted"),
			.flags = from->flags,
	};
	split_tags(entry);
	return entry;
}

static void
entry_destroy(struct entry *entry)
{
	for (size_t i = 0; i < TEXTS; i++) {
		free(entry->texts[i]);
	}
	free(entry->tag_text);
	free(entry->tags);
	free(entry);
}

static void
enter(struct system_info *info, size_t at)
{
	const struct system_qube *qube = &info->entries[at]->qube;

	strmap_set(&info->names, qube->name, (uint32_t)at);
	if (qube->uuid[0]) {
		char *key = xformat("uuid:%s", qube->uuid);

		strmap_set(&info->names, key, (uint32_t)at);
		free(key);
	}
}

static void
enter_all(struct system_info *info)
{
	strmap_finish(&info->names);
	for (size_t i = 0; i < info->count; i++) {
		enter(info, i);
	}
}

static size_t
find_place(const struct system_info *info, const char *name)
{
	for (size_t i = 0; i < info->count; i++) {
		if (strcmp(info->entries[i]->qube.name, name) == 0) {
			return i;
		}
	}
	return info->count;
}

struct system_info *
system_info_create(void)
{
	struct system_info *info = xcalloc(1, sizeof(*info));

	system_info_set(info,
			&(struct system_qube){
					.name = "dom0",
					.uuid = SYSTEM_INFO_DOM0_UUID,
					.class = "AdminVM",
					.power_state = "Running",
			});
	return info;
}

void
system_info_destroy(struct system_info *info)
{
	if (!info) {
		return;
	}
	for (size_t i = 0; i < info->count; i++) {
		entry_destroy(info->entries[i]);
	}
	free(info->entries);
	free(info->sorted);
	strmap_finish(&info->names);
	free(info);
}

static void
make_room(struct system_info *info)
{
	size_t cap = info->cap ? info->cap * 2 : 16;
	struct entry **entries;
	uint32_t *sorted;

	if (info->count < info->cap) {
		return;
	}
	entries = xcalloc(cap, sizeof(struct entry *));
	sorted = xcalloc(cap, sizeof(*sorted));
	for (size_t i = 0; i < info->count; i++) {
		entries[i] = info->entries[i];
		sorted[i] = info->sorted[i];
	}
	free(info->entries);
	free(info->sorted);
	info->entries = entries;
	info->sorted = sorted;
	info->cap = cap;
}

/* Puts a place where its name belongs among the first count sorted ones. */
static void
sort_in(struct system_info *info, size_t count, uint32_t place)
{
	const char *name = info->entries[place]->qube.name;
	size_t at = count;

	while (at > 0 &&
			strcmp(info->entries[info->sorted[at - 1]]->qube.name,
					name) > 0) {
		info->sorted[at] = info->sorted[at - 1];
		at--;
	}
	info->sorted[at] = place;
}

static void
append(struct system_info *info, struct entry *entry)
{
	make_room(info);
	info->entries[info->count] = entry;
	sort_in(info, info->count, (uint32_t)info->count);
	info->count++;
	enter(info, info->count - 1);
}

/* The last one takes the place of the one that goes. */
static void
drop(struct system_info *info, size_t at)
{
	size_t kept = 0;

	entry_destroy(info->entries[at]);
	info->count--;
	info->entries[at] = info->entries[info->count];
	for (size_t i = 0; i <= info->count; i++) {
		uint32_t place = info->sorted[i];

		if (place != at) {
			info->sorted[kept++] = place == info->count ? (uint32_t)at
								    : place;
		}
	}
}

bool
system_info_set(struct system_info *info, const struct system_qube *qube)
{
	struct entry *entry;
	size_t at;

	if (!qube->name || !qube->name[0]) {
		return false;
	}
	entry = entry_create(qube);
	at = find_place(info, qube->name);
	if (at == info->count) {
		append(info, entry);
		return true;
	}
	entry_destroy(info->entries[at]);
	info->entries[at] = entry;
	enter_all(info);
	return true;
}

void
system_info_remove(struct system_info *info, const char *name)
{
	size_t at = find_place(info, name);

	if (at == info->count || strcmp(name, "dom0") == 0) {
		return;
	}
	drop(info, at);
	enter_all(info);
}

const struct system_qube *
system_info_find(const struct system_info *info, const char *name)
{
	uint32_t at = strmap_find(&info->names, name);

	return at == STRMAP_NONE ? NULL : &info->entries[at]->qube;
}

const struct system_qube *
system_info_find_target(const struct system_info *info, const char *target)
{
	static const char disposable[] = "@dispvm:";
	size_t skip = strncmp(target, disposable, sizeof(disposable) - 1) == 0
			? sizeof(disposable) - 1
			: 0;

	return system_info_find(info, target + skip);
}

size_t
system_info_count(const struct system_info *info)
{
	return info->count;
}

const struct system_qube *
system_info_get(const struct system_info *info, size_t at)
{
	return &info->entries[at]->qube;
}

size_t
system_info_by_name(const struct system_info *info, size_t at)
{
	return info->sorted[at];
}

size_t
system_info_place(const struct system_info *info, const struct system_qube *qube)
{
	return strmap_find(&info->names, qube->name);
}

bool
system_qube_has_tag(const struct system_qube *qube, const char *tag)
{
	for (size_t i = 0; i < qube->tag_count; i++) {
		if (strcmp(qube->tag_list[i], tag) == 0) {
			return true;
		}
	}
	return false;
}

bool
system_info_is_dom0(const char *text)
{
	return strcmp(text, "dom0") == 0 || strcmp(text, "@adminvm") == 0 ||
			strcmp(text, "uuid:" SYSTEM_INFO_DOM0_UUID) == 0;
}
