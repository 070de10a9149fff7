// SPDX-License-Identifier: MIT
/*
 * One program that the session keeps running: started again when it crashes,
 * given up on when it crashes too often. A crash is a signal or a status other
 * than 0.
 */
#ifndef COMPOSITOR_SESSION_SERVICE_H
#define COMPOSITOR_SESSION_SERVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define SERVICE_MAX_CRASHES 5 // in SERVICE_WINDOW_MSEC
#define SERVICE_WINDOW_MSEC 60000

struct wl_event_loop;
struct loop_child;

/* Counts crashes; pure. Zero it before first use. */
struct service_crashes {
	int64_t at_msec[SERVICE_MAX_CRASHES];
	unsigned int next;
};

/* Notes a crash. False if it was one too many in SERVICE_WINDOW_MSEC. */
bool service_crashes_add(struct service_crashes *crashes, int64_t now_msec);

struct service {
	struct wl_event_loop *loop; // borrowed
	const char *name; // borrowed, for people
	char *const *argv; // borrowed, argv[0] is the path
	int heirloom; // descriptor that it inherits, borrowed; 0: none
	struct loop_child *child; // owned; NULL while it does not run
	pid_t pid; // 0 while it does not run
	struct service_crashes crashes;
	bool stopping; // its end is wanted
	/* It has ended and will not be started again: because it was asked to
	 * (status 0, or stopping), or failed for good. */
	void (*ended)(void *user, struct service *service, bool failed);
	void *user;
};

/* Starts it. False, with a line in the log, if that is impossible. */
bool service_start(struct service *service);

/* Asks it to end (SIGTERM, or SIGKILL if kill); ended() follows if it runs. */
void service_stop(struct service *service, bool kill);

/* Asks it to end and forgets it; ended() is not called. */
void service_finish(struct service *service);

#endif
