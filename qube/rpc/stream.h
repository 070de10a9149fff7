// SPDX-License-Identifier: MIT
/* Blocking descriptors read and written as a whole: the programs here are
 * filters with one peer. */
#ifndef QUBE_RPC_STREAM_H
#define QUBE_RPC_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define STREAM_CHUNK (128 * 1024)

/* read() that starts again after a signal. */
ssize_t stream_read(int fd, void *data, size_t size);

/* Reads until size bytes are there or the stream ends. Returns how many, or -1
 * with errno set. */
ssize_t stream_read_full(int fd, void *data, size_t size);

/* Writes all of it; false with errno set. */
bool stream_write(int fd, const void *data, size_t len);

/* Copies to the end of the stream, at most max bytes: one more is EFBIG. False
 * with errno set. *count is set to the bytes copied; it may be NULL. */
bool stream_copy(int from, int to, size_t max, size_t *count);

#endif
