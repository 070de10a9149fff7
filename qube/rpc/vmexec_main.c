// SPDX-License-Identifier: MIT
/* qubes.VMExec and qubes.VMExecGUI: becomes the program of the argument. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qube/rpc/vmexec.h"

#define EXIT_NOT_STARTED 125
#define EXIT_NOT_FOUND 127

int
main(int argc, char **argv)
{
	char **words = argc == 2 ? vmexec_decode(argv[1]) : NULL;
	int error;

	if (!words) {
		fputs("qubes.VMExec: the argument is no encoded command\n",
				stderr);
		return 1;
	}
	execvp(words[0], words);
	error = errno;
	free(words);
	fprintf(stderr, "qubes.VMExec: %s\n", strerror(error));
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_STARTED;
}
