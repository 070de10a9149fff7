// SPDX-License-Identifier: MIT
/* Where the reader gets its files from: folders of this machine, or others in
 * memory. */
#ifndef QREXEC_POLICY_TREE_H
#define QREXEC_POLICY_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

/* Tells two files apart, by whatever names. */
struct policy_file_id {
	uint64_t device;
	uint64_t number;
};

struct policy_file {
	char *text; // owned, with a NUL behind len bytes
	size_t len;
	struct policy_file_id id;
};

struct policy_names {
	char **names; // owned, sorted by their bytes
	size_t count;
};

struct policy_tree {
	/* Reads a regular file of at most max bytes. 1 and the file, 0 if
	 * there is no such regular file, -1 with err set. */
	int (*read)(void *user, const char *path, size_t max,
			struct policy_file *file, struct err *err);
	/* The names in a folder, at most max of them. 1 and the names, 0 if
	 * there is no such folder, -1 with err set. */
	int (*list)(void *user, const char *path, size_t max,
			struct policy_names *names, struct err *err);
	/* Whether it is a regular file, or a link to one. */
	bool (*is_file)(void *user, const char *path);
	void *user;
};

/* The folders of this machine. */
extern const struct policy_tree policy_tree_of_machine;

void policy_names_finish(struct policy_names *names);

/* Sorts the names by their bytes. */
void policy_names_sort(struct policy_names *names);

#endif
