// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // explicit_bzero
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
buf_init_secret(struct buf *buf, size_t limit)
{
	*buf = (struct buf){.limit = limit, .secret = true};
}

static void
forget(struct buf *buf, size_t at, size_t len)
{
	if (buf->secret && len > 0) {
		explicit_bzero(buf->data + at, len);
	}
}

void
buf_finish(struct buf *buf)
{
	forget(buf, buf->start, buf->len);
	free(buf->data);
	*buf = (struct buf){.limit = buf->limit, .secret = buf->secret};
}

/* As realloc, but leaves nothing where the bytes were. */
static uint8_t *
move_secret(struct buf *buf, size_t cap)
{
	uint8_t *data = malloc(cap);

	if (!data) {
		return NULL;
	}
	if (buf->data && buf->len > 0) {
		memcpy(data + buf->start, buf->data + buf->start, buf->len);
		forget(buf, buf->start, buf->len);
	}
	free(buf->data);
	return data;
}

static bool
grow(struct buf *buf, size_t need)
{
	size_t cap = buf->cap ? buf->cap : SMALLEST;
	uint8_t *data;

	while (cap < need) {
		cap = cap > SIZE_MAX / 2 ? need : cap * 2;
	}
	data = buf->secret ? move_secret(buf, cap) : realloc(buf->data, cap);
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
		size_t end = buf->start + buf->len;
		size_t stale = buf->start < buf->len ? buf->len : buf->start;

		memmove(buf->data, buf->data + buf->start, buf->len);
		forget(buf, stale, end - stale);
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
	forget(buf, buf->start, len);
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
	forget(buf, buf->start + buf->len, len);
}
