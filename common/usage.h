// SPDX-License-Identifier: MIT
/* What every program's command line has in common. */
#ifndef COMMON_USAGE_H
#define COMMON_USAGE_H

#include <stdbool.h>

/* True if getopt has taken every word; else says on standard error which it
 * did not, and the usage. */
bool usage_is_all(int argc, char *const argv[], const char *usage);

#endif
