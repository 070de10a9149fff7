// SPDX-License-Identifier: MIT
#include "qube/agent/stream.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/mem.h"

#define READ_SIZE 65536 // a turn of the loop

struct stream {
	const struct stream_impl *impl; // borrowed
	void *user;
	struct wl_event_loop *loop; // borrowed
	struct wl_event_source *source; // owned
	struct wl_event_source *idle; // may be NULL
	uint32_t mask; // that the loop waits for
	int fd; // owned
	uint8_t in[READ_SIZE];
};

static void
fail(struct stream *stream, const char *what)
{
	struct err err;

	err_set_errno(&err, "%s", what);
	stream->impl->ended(stream->user, err.text);
}

/* Setting it costs a call into the kernel, and it seldom changes. */
static void
set_mask(struct stream *stream, uint32_t mask)
{
	if (mask != stream->mask) {
		stream->mask = mask;
		wl_event_source_fd_update(stream->source, mask);
	}
}

static bool
write_out(struct stream *stream)
{
	struct buf *out = stream->impl->get_out(stream->user);
	ssize_t n;

	if (out == NULL) {
		stream->impl->ended(stream->user, "the other side does not read");
		return false;
	}
	while (out->len > 0) {
		n = send(stream->fd, buf_peek(out), out->len,
				MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0 && errno != EAGAIN) {
			fail(stream, "cannot write");
			return false;
		}
		if (n < 0) {
			break;
		}
		buf_consume(out, (size_t)n);
	}
	set_mask(stream,
			WL_EVENT_READABLE |
					(out->len > 0 ? WL_EVENT_WRITABLE : 0));
	return true;
}

static bool
read_in(struct stream *stream)
{
	ssize_t n = recv(stream->fd, stream->in, sizeof(stream->in),
			MSG_DONTWAIT);
	struct err err = {0};

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return true;
	}
	if (n < 0) {
		fail(stream, "cannot read");
		return false;
	}
	if (n == 0) {
		stream->impl->ended(stream->user, "the other side closed");
		return false;
	}
	if (stream->impl->feed(stream->user, stream->in, (size_t)n, &err) != 0) {
		stream->impl->ended(stream->user, err.text);
		return false;
	}
	return true;
}

static int
handle_fd(int fd, uint32_t mask, void *data)
{
	struct stream *stream = data;

	if ((mask & (WL_EVENT_READABLE | WL_EVENT_HANGUP | WL_EVENT_ERROR)) &&
			!read_in(stream)) {
		return 0;
	}
	write_out(stream);
	return 0;
}

static void
handle_idle(void *data)
{
	struct stream *stream = data;

	stream->idle = NULL;
	write_out(stream);
}

struct stream *
stream_create(struct wl_event_loop *loop, int fd,
		const struct stream_impl *impl, void *user)
{
	struct stream *stream = xcalloc(1, sizeof(*stream));

	stream->impl = impl;
	stream->user = user;
	stream->loop = loop;
	stream->fd = fd;
	stream->mask = WL_EVENT_READABLE;
	stream->source = wl_event_loop_add_fd(
			loop, fd, stream->mask, handle_fd, stream);
	return stream;
}

void
stream_destroy(struct stream *stream)
{
	if (stream == NULL) {
		return;
	}
	if (stream->idle != NULL) {
		wl_event_source_remove(stream->idle);
	}
	wl_event_source_remove(stream->source);
	fd_close(&stream->fd);
	free(stream);
}

void
stream_flush(struct stream *stream)
{
	if (stream != NULL && stream->idle == NULL) {
		stream->idle = wl_event_loop_add_idle(
				stream->loop, handle_idle, stream);
	}
}
