// SPDX-License-Identifier: MIT
/* A bounded queue of bytes: append at the end, consume at the front. */
#ifndef COMMON_BUF_H
#define COMMON_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t *data; // owned, may be NULL
	size_t start; // of the first byte in use
	size_t len; // bytes in use
	size_t cap;
	size_t limit; // most bytes ever in use
	bool secret; // bytes out of use are overwritten
};

/* Empty queue that will hold at most limit bytes. */
void buf_init(struct buf *buf, size_t limit);

/* The same for what nobody shall find in memory later: every byte is
 * overwritten as soon as it is out of use. */
void buf_init_secret(struct buf *buf, size_t limit);

/* Frees the memory; the queue is empty and keeps its limit. */
void buf_finish(struct buf *buf);

/* Appends a copy of len bytes. False, and nothing changed, if the limit would
 * be passed or memory is gone. */
bool buf_append(struct buf *buf, const void *data, size_t len);

/* Makes room for len bytes at the end and returns where they go, or NULL as
 * for buf_append. The bytes count once buf_commit is called. */
uint8_t *buf_reserve(struct buf *buf, size_t len);

/* Counts len bytes (at most those reserved) as appended. */
void buf_commit(struct buf *buf, size_t len);

/* First byte in use (NULL when empty); valid until the next change. */
const uint8_t *buf_peek(const struct buf *buf);

/* Drops len (at most buf->len) bytes from the front. */
void buf_consume(struct buf *buf, size_t len);

/* Takes back the last len (at most buf->len) bytes appended. */
void buf_drop_end(struct buf *buf, size_t len);

#endif
