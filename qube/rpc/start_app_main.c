// SPDX-License-Identifier: MIT
/* qubes.StartApp: starts the program of a desktop entry. */
#include <stdio.h>

#include "qube/rpc/launch.h"

int
main(int argc, char **argv)
{
	struct err err = {0};
	int code;

	if (argc != 2) {
		fputs("qubes.StartApp: the argument is a desktop entry's name\n",
				stderr);
		return 1;
	}
	code = launch_entry(argv[1], &err);
	if (code < 0) {
		fprintf(stderr, "qubes.StartApp: %s\n", err.text);
		return 1;
	}
	return code;
}
