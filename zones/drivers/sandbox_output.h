// SPDX-License-Identifier: MIT
/* What a qube's programs print, line by line into the log: made harmless and
 * never more than the log should take. */
#ifndef ZONES_DRIVERS_SANDBOX_OUTPUT_H
#define ZONES_DRIVERS_SANDBOX_OUTPUT_H

#include <stddef.h>

#include "common/log.h"

struct wl_event_loop;
struct wl_event_source;

struct sandbox_output {
	int fd; // owned; -1 when it ended
	struct wl_event_source *readable; // owned, may be NULL
	struct wl_event_source *pause; // owned timer, may be NULL
	struct log_limit limit;
	char name[32]; // of the qube
	char line[512]; // the beginning of a line not yet whole
	size_t used;
	char last[256]; // the last whole line, escaped
};

/* Starts to read fd, which becomes the output's. */
void sandbox_output_init(struct sandbox_output *output,
		struct wl_event_loop *loop, int fd, const char *name);

/* Reads what is there now, without waiting for more. */
void sandbox_output_drain(struct sandbox_output *output);

void sandbox_output_finish(struct sandbox_output *output);

#endif
