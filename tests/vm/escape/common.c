// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

pid_t
escape_victim(void)
{
	const char *text = getenv("ESCAPE_VICTIM");

	return text ? (pid_t)strtol(text, NULL, 10) : 1;
}

int
escape_result(long result)
{
	return result < 0 ? errno : 0;
}

int
escape_read(const char *path)
{
	char byte;
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	ssize_t got;

	if (fd < 0) {
		return errno;
	}
	got = read(fd, &byte, 1);
	if (got < 0) {
		return errno;
	}
	return got == 1 ? 0 : ENODATA;
}

int
escape_write(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);

	if (fd < 0) {
		return errno;
	}
	return escape_result(write(fd, text, strlen(text)));
}
