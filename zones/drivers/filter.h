// SPDX-License-Identifier: MIT
/* The system calls a sandboxed qube may make, as filters for bubblewrap. */
#ifndef ZONES_DRIVERS_FILTER_H
#define ZONES_DRIVERS_FILTER_H

#include "common/err.h"

/* Two, since one filter of libseccomp cannot say "this call, but not with
 * these arguments": one of allowed calls, one of refused arguments. */
#define FILTER_FILES 2

/* Makes memory files with the filters as --add-seccomp-fd takes them, each at
 * its start. The caller closes them. -1 with err set, and none open. */
int filter_create_files(int fds[FILTER_FILES], struct err *err);

#endif
