// SPDX-License-Identifier: MIT
/* What is known of qubes, from files. */
#ifndef QREXEC_TOOL_QUBES_H
#define QREXEC_TOOL_QUBES_H

#include "common/err.h"

struct system_info;

/* Adds the qubes of a file of "qube" lines, or those that the NAME.qube files
 * of a folder describe; of these nobody knows whether they run. path NULL
 * stands for the folder /etc/leadlight/qubes.d, which may be missing. -1 with
 * err set. */
int qubes_read(struct system_info *info, const char *path, struct err *err);

#endif
