// SPDX-License-Identifier: MIT
#include "common/usage.h"

#include <stdio.h>
#include <unistd.h>

bool
usage_is_all(int argc, char *const argv[], const char *usage)
{
	if (optind >= argc) {
		return true;
	}
	fprintf(stderr, "%s: what is \"%s\"?\n%s", argv[0], argv[optind], usage);
	return false;
}
