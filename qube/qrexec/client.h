// SPDX-License-Identifier: MIT
/* The caller's end of one call, in a process of its own. */
#ifndef QUBE_QREXEC_CLIENT_H
#define QUBE_QREXEC_CLIENT_H

#include <stdbool.h>

#include "qube/qrexec/ask.h"

struct client_options {
	struct ask ask;
	const char *prefix; // sent before stdin; may be NULL
	char **program; // borrowed; NULL: our own stdio
	int timeout_msec; // for the service's end to come; -1: none
	bool one_socket; // fd 0 is for both directions
	bool filter_out, filter_err; // make bytes harmless for terminals
};

#define CLIENT_TIMEOUT_MSEC 120000 // as long as the router waits

/* Carries a call that was allowed, and returns the exit code. */
int client_carry(const struct client_options *options,
		struct qrexec_params params);

/* Asks, carries, and returns the exit code for this process. */
int client_run(const struct client_options *options);

#endif
