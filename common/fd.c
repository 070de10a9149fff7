// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // F_SETPIPE_SZ
#include "common/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

void
fd_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
	errno = saved;
}

int
fd_steal(int *fd)
{
	int value = *fd;

	*fd = -1;
	return value;
}

static bool
set_flag(int fd, int get, int set, int flag, bool on)
{
	int flags = fcntl(fd, get);

	if (flags < 0) {
		return false;
	}
	flags = on ? flags | flag : flags & ~flag;
	return fcntl(fd, set, flags) == 0;
}

bool
fd_set_nonblock(int fd, bool on)
{
	return set_flag(fd, F_GETFL, F_SETFL, O_NONBLOCK, on);
}

bool
fd_set_cloexec(int fd, bool on)
{
	return set_flag(fd, F_GETFD, F_SETFD, FD_CLOEXEC, on);
}

void
fd_set_room(int fd, int bytes)
{
	int saved = errno;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes)) < 0) {
		fcntl(fd, F_SETPIPE_SZ, bytes);
	}
	errno = saved;
}
