// SPDX-License-Identifier: MIT
/*
 * The first process of a qube: starts and restarts its agents, starts
 * programs the keeper asks for, reaps everything. Ends with the keeper.
 */
#ifndef QUBE_INIT_INIT_H
#define QUBE_INIT_INIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "qube/init/display.h"
#include "qube/init/programs.h"
#include "qube/init/respawn.h"

struct init {
	struct respawn agent; // shows windows; without it programs start at
			      // once
	struct respawn qrexec; // executes calls
	int control; // borrowed; the keeper's socket
	int signals; // owned; signalfd
	struct display display;
	struct programs programs;
	int64_t display_until_msec; // programs wait until then at most
	bool stopping; // nothing is started any more
	bool gone; // the keeper is not there any more
};

/* Prepares everything and greets the keeper. agent and qrexec are files, or
 * NULL; runtime_dir is where the display will appear. -1 with err set. */
int init_init(struct init *init, int control, const char *agent,
		const char *qrexec, const char *runtime_dir, struct err *err);

/* Works until the keeper is gone or everything has ended after INIT_STOP. */
void init_run(struct init *init);

#endif
