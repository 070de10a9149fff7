// SPDX-License-Identifier: MIT
/* A control group (version 2) for one qube, where this process may make one. */
#ifndef ZONES_DRIVERS_CGROUP_H
#define ZONES_DRIVERS_CGROUP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"

struct cgroup {
	char *path; // owned; NULL: there is none
};

/* Makes the group "leadlight-NAME" beside or above this process' own with
 * these limits (0: none). False, and nothing left behind, where that is not
 * possible; err says why. A stale empty group of that name is used again. */
bool cgroup_create(struct cgroup *cgroup, const char *name, uint64_t memory,
		uint32_t processes, struct err *err);

/* Moves the calling process into the group. -1 with err set. */
int cgroup_join(const struct cgroup *cgroup, struct err *err);

/* Kills everything in the group; false if the kernel is too old for it. */
bool cgroup_kill(const struct cgroup *cgroup);

/* Removes the group, which must be empty by now, and frees the path. */
void cgroup_finish(struct cgroup *cgroup);

#endif
