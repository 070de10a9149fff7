// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // pipe2
#include "qube/qrexec/streams.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "protocols/qrexec/qrexec_data.h"

/* One end does not block, the other is as programs expect it. */
static bool
make_pair(int *ours, int *theirs)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
		return false;
	}
	*ours = fds[0];
	*theirs = fds[1];
	fd_set_room(*ours, QREXEC_ROOM);
	fd_set_room(*theirs, QREXEC_ROOM);
	return fcntl(*ours, F_SETFL, O_RDWR | O_NONBLOCK) == 0;
}

static bool
make_errors(int *ours, int *theirs)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC) < 0) {
		return false;
	}
	*ours = fds[0];
	*theirs = fds[1];
	return fcntl(*ours, F_SETFL, O_RDONLY | O_NONBLOCK) == 0;
}

bool
streams_init(struct streams *streams, bool with_errors)
{
	*streams = (struct streams){{-1, -1, -1}, {-1, -1, -1}};
	if (make_pair(&streams->ours[0], &streams->theirs[0]) &&
			make_pair(&streams->ours[1], &streams->theirs[1]) &&
			(!with_errors ||
					make_errors(&streams->ours[2],
							&streams->theirs[2]))) {
		return true;
	}
	streams_finish(streams);
	return false;
}

void
streams_finish(struct streams *streams)
{
	int error = errno;

	for (int i = 0; i < 3; i++) {
		fd_close(&streams->ours[i]);
		fd_close(&streams->theirs[i]);
	}
	errno = error;
}
