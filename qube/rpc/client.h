// SPDX-License-Identifier: MIT
/* Calls a service of another qube: starts qrexec-client-vm. */
#ifndef QUBE_RPC_CLIENT_H
#define QUBE_RPC_CLIENT_H

#include <stdbool.h>

struct client_call {
	const char *target; // borrowed, a qube's name or a keyword
	const char *service; // borrowed, with its argument
	const char *helper; // borrowed, name of our program at this end
	char *const *args; // borrowed, of the helper, ends with NULL
};

/* Becomes the client; returns only if that fails, having said why. */
void client_exec(const struct client_call *call);

/* Runs the client and waits. Its exit code, 128 and the number of a signal,
 * or 1 if it could not be started. */
int client_run(const struct client_call *call);

/* Says what the client's own exit codes mean, if it is one of them. */
void client_explain(int code);

#endif
