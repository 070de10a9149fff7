// SPDX-License-Identifier: MIT
#include "qube/rpc/stream.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/mem.h"

ssize_t
stream_read(int fd, void *data, size_t size)
{
	ssize_t n;

	do {
		n = read(fd, data, size);
	} while (n < 0 && errno == EINTR);
	return n;
}

ssize_t
stream_read_full(int fd, void *data, size_t size)
{
	size_t have = 0;

	while (have < size) {
		ssize_t n = stream_read(fd, (uint8_t *)data + have, size - have);

		if (n < 0) {
			return -1;
		}
		if (n == 0) {
			break;
		}
		have += (size_t)n;
	}
	return (ssize_t)have;
}

bool
stream_write(int fd, const void *data, size_t len)
{
	const uint8_t *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			return false;
		}
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool
copy(int from, int to, void *chunk, size_t max, size_t *count)
{
	for (;;) {
		ssize_t n = stream_read(from, chunk, STREAM_CHUNK);

		if (n <= 0) {
			return n == 0;
		}
		if ((size_t)n > max - *count) {
			errno = EFBIG;
			return false;
		}
		if (!stream_write(to, chunk, (size_t)n)) {
			return false;
		}
		*count += (size_t)n;
	}
}

bool
stream_copy(int from, int to, size_t max, size_t *count)
{
	void *chunk = xcalloc(1, STREAM_CHUNK);
	size_t done = 0;
	bool ok = copy(from, to, chunk, max, &done);
	int error = errno;

	free(chunk);
	if (count) {
		*count = done;
	}
	errno = error;
	return ok;
}
