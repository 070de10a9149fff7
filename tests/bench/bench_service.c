// SPDX-License-Identifier: MIT
/*
 * The smallest service there is: ends at once, so that a call of it costs what
 * calls cost. With the argument "wait" it ends when its caller has no more to
 * say; with a number it writes so many bytes, 64 KiB at a time.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
write_bytes(unsigned long long left)
{
	static const char room[65536];

	while (left > 0) {
		size_t part = left < sizeof(room) ? (size_t)left : sizeof(room);
		ssize_t put = write(STDOUT_FILENO, room, part);

		if (put < 0) {
			return 1;
		}
		left -= (size_t)put;
	}
	return 0;
}

int
main(int argc, char *argv[])
{
	char byte;

	if (argc == 2 && strcmp(argv[1], "wait") == 0) {
		while (read(STDIN_FILENO, &byte, 1) > 0) {
		}
		return 0;
	}
	return argc == 2 ? write_bytes(strtoull(argv[1], NULL, 10)) : 0;
}
