// SPDX-License-Identifier: MIT
/* The descriptors between us and a program: sockets for its stdin and stdout,
 * a pipe for its stderr, as programs written for Qubes may rely on. */
#ifndef QUBE_QREXEC_STREAMS_H
#define QUBE_QREXEC_STREAMS_H

#include <stdbool.h>

struct streams {
	int ours[3]; // owned, do not block; take one with fd_steal()
	int theirs[3]; // owned; -1: the program gets ours
};

/* Makes them, with or without one for stderr. False with errno set on failure;
 * nothing is open then. */
bool streams_init(struct streams *streams, bool with_errors);

/* Closes what is still there. */
void streams_finish(struct streams *streams);

#endif
