// SPDX-License-Identifier: MIT
#include "zones/drivers/sandbox_output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/loop.h"
#include "common/str.h"

/* A program that prints without end is slowed down to one piece a pause. */
#define PIECE 4096
#define PAUSE_MSEC 20
#define DRAIN_PIECES 16

static void
end_line(struct sandbox_output *output)
{
	str_escape(output->last, sizeof(output->last), output->line,
			output->used);
	output->used = 0;
	if (output->last[0] != '\0' &&
			log_limit_allow(&output->limit, loop_now_msec())) {
		log_info("%s: %s", output->name, output->last);
	}
}

static void
take(struct sandbox_output *output, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (data[i] == '\n') {
			end_line(output);
		} else if (output->used < sizeof(output->line)) {
			output->line[output->used++] = data[i];
		}
	}
}

static void
remove_sources(struct sandbox_output *output)
{
	if (output->readable) {
		wl_event_source_remove(output->readable);
		output->readable = NULL;
	}
	if (output->pause) {
		wl_event_source_remove(output->pause);
		output->pause = NULL;
	}
}

/* False when the other end is closed. */
static bool
read_piece(struct sandbox_output *output)
{
	char piece[PIECE];
	ssize_t len = read(output->fd, piece, sizeof(piece));

	if (len > 0) {
		take(output, piece, (size_t)len);
	}
	return len > 0 || (len < 0 && (errno == EAGAIN || errno == EINTR));
}

static int
handle_readable(int fd, uint32_t mask, void *data)
{
	struct sandbox_output *output = data;

	if (!read_piece(output)) {
		remove_sources(output);
		return 0;
	}
	wl_event_source_fd_update(output->readable, 0);
	wl_event_source_timer_update(output->pause, PAUSE_MSEC);
	return 0;
}

static int
handle_pause(void *data)
{
	struct sandbox_output *output = data;

	wl_event_source_fd_update(output->readable, WL_EVENT_READABLE);
	return 0;
}

void
sandbox_output_init(struct sandbox_output *output, struct wl_event_loop *loop,
		int fd, const char *name)
{
	*output = (struct sandbox_output){.fd = fd};
	str_copy(output->name, sizeof(output->name), name);
	fd_set_nonblock(fd, true);
	output->pause = wl_event_loop_add_timer(loop, handle_pause, output);
	output->readable = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_READABLE, handle_readable, output);
}

void
sandbox_output_drain(struct sandbox_output *output)
{
	for (int i = 0; i < DRAIN_PIECES && output->fd >= 0; i++) {
		if (!read_piece(output)) {
			return;
		}
	}
}

void
sandbox_output_finish(struct sandbox_output *output)
{
	remove_sources(output);
	fd_close(&output->fd);
}
