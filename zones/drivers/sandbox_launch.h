// SPDX-License-Identifier: MIT
/* The child process that turns into bubblewrap, and our ends of its pipes. */
#ifndef ZONES_DRIVERS_SANDBOX_LAUNCH_H
#define ZONES_DRIVERS_SANDBOX_LAUNCH_H

#include <sys/types.h>

#include "common/err.h"
#include "zones/drivers/cgroup.h"
#include "zones/drivers/driver.h"
#include "zones/drivers/idblock.h"

struct sandbox_launch {
	pid_t pid; // a child of ours, the future bubblewrap
	int control; // the first process' socket; the caller's
	int info; // where bubblewrap tells that process' id; the caller's
	int output; // standard output and error of it all; the caller's
};

/* How many processes the qube may have: as asked for, or as usual. */
uint32_t sandbox_launch_processes(const struct driver_request *request);

/* Forks. What goes wrong in the child is a line of output and an exit status
 * that is not 0. -1 with err set, and nothing left behind. */
int sandbox_launch_start(struct sandbox_launch *launch,
		const struct driver_request *request,
		const struct idblock_range *ids, const struct cgroup *cgroup,
		struct err *err);

/* Closes the descriptors; the process is left alone. */
void sandbox_launch_finish(struct sandbox_launch *launch);

#endif
