// SPDX-License-Identifier: MIT
/* Starts the program of the qube that is for a file, an address, or named by
 * its desktop entry, and waits until it ends. */
#ifndef QUBE_RPC_LAUNCH_H
#define QUBE_RPC_LAUNCH_H

#include "common/err.h"

/* Opens a file (an absolute path) with the program for its kind. Returns the
 * program's exit code, or -1 with err set if none was started. */
int launch_file(const char *path, struct err *err);

/* The same for an address with the program for its scheme. */
int launch_url(const char *url, struct err *err);

/* Starts the entry with this id: the base name of its file, without the suffix,
 * '-' for folders. */
int launch_entry(const char *id, struct err *err);

#endif
