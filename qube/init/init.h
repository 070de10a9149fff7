// SPDX-License-Identifier: MIT
/*
 * The first process of a qube: starts and restarts the GUI agent, starts
 * programs the keeper asks for, reaps everything. Ends with the keeper.
 */
#ifndef QUBE_INIT_INIT_H
#define QUBE_INIT_INIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/err.h"
#include "qube/init/display.h"
#include "qube/init/programs.h"

struct init {
	const char *agent; // borrowed; NULL: none, programs start at once
	int control; // borrowed; the keeper's socket
	int signals; // owned; signalfd
	struct display display;
	struct programs programs;
	pid_t agent_pid; // 0: it does not run
	int64_t agent_since_msec; // when it was last started
	int64_t agent_again_msec; // when it may be started again
	int64_t agent_pause_msec; // how long to wait after the next crash
	int64_t display_until_msec; // programs wait until then at most
	bool stopping; // nothing is started any more
	bool gone; // the keeper is not there any more
};

/* Prepares everything and greets the keeper. runtime_dir is where the display
 * will appear. -1 with err set. */
int init_init(struct init *init, int control, const char *agent,
		const char *runtime_dir, struct err *err);

/* Works until the keeper is gone or everything has ended after INIT_STOP. */
void init_run(struct init *init);

#endif
