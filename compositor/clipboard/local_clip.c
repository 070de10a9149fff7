// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // pipe2, explicit_bzero
#include "compositor/clipboard/local_clip.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_seat.h>

#include "common/buf.h"
#include "common/fd.h"
#include "common/mem.h"

#define CHUNK 16384

struct local_clip {
	int fd; // owned
	struct wl_event_source *source; // owned
	struct buf text;
	local_clip_fn fn;
	void *user;
};

static const char *const types[] = {
		"text/plain;charset=utf-8",
		"UTF8_STRING",
		"text/plain",
};

static const char *
choose_type(const struct wlr_data_source *source)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		char **offered;

		wl_array_for_each(offered, &source->mime_types) {
			if (strcmp(*offered, types[i]) == 0) {
				return types[i];
			}
		}
	}
	return NULL;
}

/* One piece for each turn of the loop. */
static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct local_clip *clip = data;
	uint8_t chunk[CHUNK];
	ssize_t n = read(fd, chunk, sizeof(chunk));
	bool more = n > 0 && buf_append(&clip->text, chunk, (size_t)n);

	if (n > 0) {
		explicit_bzero(chunk, (size_t)n);
	}
	if (more || (n < 0 && (errno == EAGAIN || errno == EINTR))) {
		return 0;
	}
	wl_event_source_remove(clip->source);
	clip->source = NULL;
	if (n > 0) {
		clip->fn(clip->user, NULL, 0, true);
	} else {
		clip->fn(clip->user, buf_peek(&clip->text), clip->text.len,
				false);
	}
	return 0;
}

struct local_clip *
local_clip_create(struct wl_event_loop *loop, struct wlr_seat *seat,
		size_t limit, local_clip_fn fn, void *user)
{
	struct wlr_data_source *source = seat->selection_source;
	const char *type = source ? choose_type(source) : NULL;
	struct local_clip *clip;
	int fds[2];

	if (!type || pipe2(fds, O_CLOEXEC) < 0) {
		return NULL;
	}
	/* Only our end must not block; what the client does is its own. */
	fd_set_nonblock(fds[0], true);
	clip = xcalloc(1, sizeof(*clip));
	clip->fd = fds[0];
	clip->fn = fn;
	clip->user = user;
	buf_init_secret(&clip->text, limit);
	clip->source = wl_event_loop_add_fd(loop, clip->fd, WL_EVENT_READABLE,
			handle_readable, clip);
	wlr_data_source_send(source, type, fds[1]); // takes the descriptor
	return clip;
}

void
local_clip_destroy(struct local_clip *clip)
{
	if (!clip) {
		return;
	}
	if (clip->source) {
		wl_event_source_remove(clip->source);
	}
	fd_close(&clip->fd);
	buf_finish(&clip->text);
	free(clip);
}
