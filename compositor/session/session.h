// SPDX-License-Identifier: MIT
/*
 * The session: zone service and compositor, kept running until the person
 * logs out. Qubes live below the zone service's keepers, so both may crash and
 * come back without harm to a qube. At the end all qubes are stopped.
 */
#ifndef COMPOSITOR_SESSION_SESSION_H
#define COMPOSITOR_SESSION_SESSION_H

#include <stdbool.h>

#include "common/err.h"

struct session_options {
	const char *config_dir; // borrowed; NULL: /etc/leadlight
	const char *runtime_dir; // NULL: $XDG_RUNTIME_DIR/leadlight
	const char *state_dir; // NULL: the zone service's own default
	const char *headless; // "WxH[@S]" for the compositor, or NULL
	bool keep_policy; // the router keeps the last valid one
};

/* Runs a whole session; returns the exit status for the process: 0 after an
 * orderly end, 1 with a line in the log otherwise. */
int session_run(const struct session_options *options);

#endif
