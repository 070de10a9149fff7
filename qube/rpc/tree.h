// SPDX-License-Identifier: MIT
/*
 * Walks what a person wants to send: files, directories and links, each under
 * the name it will have there. Other kinds (pipes, devices) are passed over.
 * Links are not followed.
 */
#ifndef QUBE_RPC_TREE_H
#define QUBE_RPC_TREE_H

#include <stdbool.h>
#include <sys/stat.h>

#include "common/err.h"

struct tree_entry {
	int dir; // borrowed, the directory it is in
	const char *leaf; // borrowed, its name there
	const char *name; // borrowed, as sent: from the last part of the path
	const char *target; // borrowed, of a link; NULL otherwise
	struct stat st;
	bool leaving; // a directory, behind all that is in it
};

/* Returns 0, or -1 with err set to stop the walk. */
typedef int (*tree_visit_fn)(
		const struct tree_entry *entry, void *user, struct err *err);

struct tree_options {
	bool skip_links;
};

/* Visits path and all below: a directory before and behind what is in it. -1
 * with err set if visit says so or something cannot be read, or if the path
 * has no last part to be named by ("", "/", "." and ".."). */
int tree_walk(const char *path, const struct tree_options *options,
		tree_visit_fn visit, void *user, struct err *err);

#endif
