// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // MAP_ANONYMOUS
#include "tests/vm/escape/hog.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MIB (1024L * 1024L)

int
hog_processes(long wanted, unsigned int seconds)
{
	long started = 0;

	for (; started < wanted; started++) {
		pid_t pid = fork();

		if (pid == 0) {
			sleep(seconds);
			_exit(0);
		}
		if (pid < 0) {
			break;
		}
	}
	printf("%ld processes: %s\n", started,
			started < wanted ? strerror(errno) : "all");
	fflush(stdout);
	sleep(seconds);
	return started == wanted ? 0 : 1;
}

int
hog_memory(long wanted)
{
	for (long i = 0; i < wanted; i++) {
		void *piece = mmap(NULL, MIB, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (piece == MAP_FAILED) {
			printf("%ld MiB\n", i);
			return 1;
		}
		memset(piece, 1, MIB);
	}
	return 0;
}

int
hog_files(const char *dir, long wanted)
{
	static char piece[MIB];
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/hog", dir);
	fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	for (long i = 0; i < wanted; i++) {
		if (write(fd, piece, MIB) != MIB) {
			printf("%ld MiB: %s\n", i, strerror(errno));
			return 1;
		}
	}
	return 0;
}
