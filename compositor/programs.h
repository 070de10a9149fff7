// SPDX-License-Identifier: MIT
/*
 * The programs the configuration names. Each gets one end of a socketpair as
 * its Wayland connection, and through it the role it was given; there is no
 * socket that anybody else could connect to.
 */
#ifndef COMPOSITOR_PROGRAMS_H
#define COMPOSITOR_PROGRAMS_H

#include <stdbool.h>

struct programs;
struct server;

/* Starts all of them. */
struct programs *programs_create(struct server *server);

/* Ends them with SIGTERM and does not wait. NULL is allowed. */
void programs_destroy(struct programs *programs);

/* Follows a changed configuration: ends what is no longer in it, starts what
 * is new, restarts what is different. */
void programs_configure(struct programs *programs);

/* Starts the program of this name of the configuration, unless it runs. False
 * if there is none. */
bool programs_run(struct programs *programs, const char *name);

#endif
