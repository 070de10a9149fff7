// SPDX-License-Identifier: MIT
/*
 * The smallest service there is: ends at once, so that a call of it costs what
 * calls cost; or, with the argument "wait", when its caller has no more to say.
 */
#include <string.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	char byte;

	if (argc == 2 && strcmp(argv[1], "wait") == 0) {
		while (read(STDIN_FILENO, &byte, 1) > 0) {
		}
	}
	return 0;
}
