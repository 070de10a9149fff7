// SPDX-License-Identifier: MIT
#include "common/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST 256

void
buf_init(struct buf *buf, size_t limit)
{
	*buf = (struct buf){.limit = limit};
}

void
buf_finish(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){.limit = buf->limit};
}

static bool
grow(struct buf *buf, size_t need)
{
	size_t cap = buf->cap ? buf->cap : SMALLEST;
	uint8_t *data;

	while (cap < need) {
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	}
	data = realloc(buf->data, cap);
	if (!data) {
		return false;
	}
	buf->data = data;
	buf->cap = cap;
	return true;
}

uint8_t *
buf_reserve(struct buf *buf, size_t len)
{
	if (len > buf->limit || buf->len > buf->limit - len) {
		return NULL;
	}
	if (buf->cap - buf->start - buf->len < len && buf->start > 0) {
		memmove(buf->data, buf->data + buf->start, buf->len);
		buf->start = 0;
	}
	if (buf->cap - buf->len < len && !grow(buf, buf->len + len)) {
		return NULL;
	}
	if (!buf->data && !grow(buf, SMALLEST)) {
		return NULL;
	}
	return buf->data + buf->start + buf->len;
}

void
buf_commit(struct buf *buf, size_t len)
{
	assert(len <= buf->cap - buf->start - buf->len);
	buf->len += len;
}

bool
buf_append(struct buf *buf, const void *data, size_t len)
{
	uint8_t *end = buf_reserve(buf, len);

	if (!end) {
		return false;
	}
	if (len > 0) {
		memcpy(end, data, len);
	}
	buf_commit(buf, len);
	return true;
}

const uint8_t *
buf_peek(const struct buf *buf)
{
	return buf->len ? buf->data + buf->start : NULL;
}

void
buf_consume(struct buf *buf, size_t len)
{
	assert(len <= buf->len);
	buf->start += len;
	buf->len -= len;
	if (buf->len == 0) {
		buf->start = 0;
	}
}

void
buf_drop_end(struct buf *buf, size_t len)
{
	assert(len <= buf->len);
	buf->len -= len;
}
