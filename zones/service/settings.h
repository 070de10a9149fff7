// SPDX-License-Identifier: MIT
/*
 * What the compositor publishes for every qube of the zone: entries of QubesDB
 * with checked values, kept in the runtime directory for the next service.
 */
#ifndef ZONES_SERVICE_SETTINGS_H
#define ZONES_SERVICE_SETTINGS_H

#include <stddef.h>

#include "common/err.h"

#define SETTINGS_COUNT 3

struct settings {
	char *dir; // owned
	char *values[SETTINGS_COUNT]; // owned, may be NULL; see settings_path
};

/* Reads what is kept in dir, which is made if it is missing. -1 with err set
 * if it cannot be made. */
int settings_init(struct settings *settings, const char *dir, struct err *err);
void settings_finish(struct settings *settings);

/* The QubesDB path of setting i. */
const char *settings_path(size_t i);

/* Checks and stores a value. 1 if it is new, 0 if it was so already, -1 with
 * err set if the path is not one of ours or the value not valid. */
int settings_set(struct settings *settings, const char *path, const char *value,
		struct err *err);

#endif
