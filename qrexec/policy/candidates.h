// SPDX-License-Identifier: MIT
/* Which files of a folder are policy files, and which of several folders
 * count. */
#ifndef QREXEC_POLICY_CANDIDATES_H
#define QREXEC_POLICY_CANDIDATES_H

#include <stddef.h>

#include "common/err.h"
#include "qrexec/policy/policy.h"
#include "qrexec/policy/tree.h"

/* One policy file of the folders. */
struct candidate {
	char *name; // owned
	const char *dir; // borrowed from the paths
};

struct candidates {
	struct candidate *files; // owned, in the order in which they count
	size_t count;
};

/* The names of the policy files in a folder, sorted; at most max names may be
 * in it. 1 and the names, 0 if there is no such folder, -1 with err set, also
 * if a policy file has a name that none may have. */
int candidates_list(const struct policy_tree *tree, const char *dir, size_t max,
		struct policy_names *names, struct err *err);

/* The files of all folders. -1 with err set. */
int candidates_choose(const struct policy_tree *tree,
		const struct policy_paths *paths, size_t max,
		struct candidates *out, struct err *err);

void candidates_finish(struct candidates *candidates);

#endif
