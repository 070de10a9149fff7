// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // reallocarray
#include "qube/rpc/sent_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"
#include "common/str.h"
#include "protocols/filecopy/filecopy_name.h"

#define SHOWN_MAX 192
#define FIRST_CAP 64

/* What a visit knows besides the list. */
struct adding {
	struct sent_list *list; // borrowed
	const char *path; // borrowed, as the person gave it
	size_t parent_len; // of it, up to the name that is sent
};

void
sent_list_init(struct sent_list *list, bool keep)
{
	*list = (struct sent_list){.keep = keep, .plain = true};
}

void
sent_list_finish(struct sent_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->entries[i].path);
	}
	free(list->entries);
	*list = (struct sent_list){0};
}

static int
keep_entry(const struct adding *adding, const struct tree_entry *entry,
		struct err *err)
{
	struct sent_list *list = adding->list;

	if (list->count == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : FIRST_CAP;
		void *more = reallocarray(
				list->entries, cap, sizeof(*list->entries));

		if (!more) {
			return err_set(err, "too many files for the memory");
		}
		list->entries = more;
		list->cap = cap;
	}
	list->entries[list->count++] = (struct sent_list_entry){
			.path = xformat("%.*s%s", (int)adding->parent_len,
					adding->path, entry->name),
			.st = entry->st,
	};
	return 0;
}

/* As the other qube will judge it, but for the characters. */
static int
check_link(struct sent_list *list, const struct tree_entry *entry, struct err *err)
{
	char shown[SHOWN_MAX];

	if (!filecopy_text_is_safe(entry->target)) {
		list->plain = false;
	}
	if (filecopy_link_check(entry->name, entry->target, FILECOPY_ANY_NAME) ==
			0) {
		return 0;
	}
	return err_set(err,
			"\"%s\" is a link that leads out of what is copied; "
			"--ignore-symlinks leaves links out",
			str_escape(shown, sizeof(shown), entry->name,
					strlen(entry->name)));
}

static int
visit(const struct tree_entry *entry, void *user, struct err *err)
{
	struct adding *adding = user;
	struct sent_list *list = adding->list;

	if (!filecopy_text_is_safe(entry->leaf)) {
		list->plain = false;
	}
	if (!S_ISDIR(entry->st.st_mode)) {
		list->bytes += (uint64_t)entry->st.st_size;
	}
	if (entry->target && check_link(list, entry, err) < 0) {
		return -1;
	}
	if (!list->keep || (S_ISDIR(entry->st.st_mode) && !entry->leaving)) {
		return 0;
	}
	return keep_entry(adding, entry, err);
}

int
sent_list_add(struct sent_list *list, const char *path,
		const struct tree_options *options, struct err *err)
{
	struct adding adding = {.list = list, .path = path};
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/') {
		len--;
	}
	while (len > 0 && path[len - 1] != '/') {
		len--;
	}
	adding.parent_len = len;
	return tree_walk(path, options, visit, &adding, err);
}

static bool
is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
			a->st_mode == b->st_mode &&
			(S_ISDIR(a->st_mode) ||
					(a->st_size == b->st_size &&
							a->st_mtim.tv_sec ==
									b->st_mtim.tv_sec &&
							a->st_mtim.tv_nsec ==
									b->st_mtim.tv_nsec));
}

static bool
remove_entry(const struct sent_list_entry *entry, const char **why)
{
	int flags = S_ISDIR(entry->st.st_mode) ? AT_REMOVEDIR : 0;
	struct stat st;

	if (lstat(entry->path, &st) < 0) {
		return errno == ENOENT;
	}
	if (!is_same(&st, &entry->st)) {
		*why = "it changed meanwhile";
		return false;
	}
	if (unlinkat(AT_FDCWD, entry->path, flags) == 0) {
		return true;
	}
	*why = errno == ENOTEMPTY || errno == EEXIST
			? "something in it was not sent"
			: strerror(errno);
	return false;
}

bool
sent_list_remove(const struct sent_list *list)
{
	bool all = true;

	for (size_t i = 0; i < list->count; i++) {
		const struct sent_list_entry *entry = &list->entries[i];
		const char *why = "";
		char shown[SHOWN_MAX];

		if (!remove_entry(entry, &why)) {
			fprintf(stderr, "\"%s\" stays: %s\n",
					str_escape(shown, sizeof(shown),
							entry->path,
							strlen(entry->path)),
					why);
			all = false;
		}
	}
	return all;
}
