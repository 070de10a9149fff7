// SPDX-License-Identifier: MIT
/*
 * One text may be asked for many times at once, and the askers may be slow:
 * each gets a transfer of its own, with a bound on how many there are and how
 * long they take.
 */
#include "qube/agent/text_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wlr/types/wlr_data_device.h>
#include <wlr/types/wlr_primary_selection.h>
#include <wlr/types/wlr_seat.h>

#include "common/fd.h"
#include "common/mem.h"
#include "qube/agent/server.h"

#define TRANSFER_MSEC 10000
#define TRANSFER_MAX 32

/* Shared by the two sources and the transfers. */
struct text {
	unsigned int refs;
	unsigned int transfers;
	size_t len;
	uint8_t data[];
};

struct text_source {
	struct wlr_data_source base;
	struct wl_event_loop *loop; // borrowed
	struct text *text; // ref
};

struct primary_source {
	struct wlr_primary_selection_source base;
	struct wl_event_loop *loop; // borrowed
	struct text *text; // ref
};

struct transfer {
	struct text *text; // ref
	size_t done;
	int fd; // owned
	struct wl_event_source *source; // owned
	struct wl_event_source *timer; // owned
};

static const char *const types[] = {
		"text/plain;charset=utf-8",
		"text/plain",
		"UTF8_STRING",
		"STRING",
		"TEXT",
};

static void
text_unref(struct text *text)
{
	if (--text->refs == 0) {
		free(text);
	}
}

static void
transfer_destroy(struct transfer *transfer)
{
	wl_event_source_remove(transfer->source);
	wl_event_source_remove(transfer->timer);
	fd_close(&transfer->fd);
	transfer->text->transfers--;
	text_unref(transfer->text);
	free(transfer);
}

static int
handle_writable(int fd, uint32_t mask, void *data)
{
	struct transfer *transfer = data;
	struct text *text = transfer->text;
	ssize_t n = write(fd, text->data + transfer->done,
			text->len - transfer->done);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return 0;
	}
	if (n > 0) {
		transfer->done += (size_t)n;
	}
	if (n <= 0 || transfer->done == text->len) {
		transfer_destroy(transfer);
	}
	return 0;
}

static int
handle_timer(void *data)
{
	transfer_destroy(data);
	return 0;
}

static void
transfer_start(struct wl_event_loop *loop, struct text *text, int fd)
{
	struct transfer *transfer;

	if (text->transfers >= TRANSFER_MAX || !fd_set_nonblock(fd, true)) {
		close(fd);
		return;
	}
	transfer = xcalloc(1, sizeof(*transfer));
	transfer->text = text;
	transfer->fd = fd;
	transfer->source = wl_event_loop_add_fd(
			loop, fd, WL_EVENT_WRITABLE, handle_writable, transfer);
	transfer->timer = wl_event_loop_add_timer(loop, handle_timer, transfer);
	wl_event_source_timer_update(transfer->timer, TRANSFER_MSEC);
	text->refs++;
	text->transfers++;
}

static void
impl_send(struct wlr_data_source *base, const char *type, int32_t fd)
{
	struct text_source *source = wl_container_of(base, source, base);

	transfer_start(source->loop, source->text, fd);
}

static void
impl_destroy(struct wlr_data_source *base)
{
	struct text_source *source = wl_container_of(base, source, base);

	text_unref(source->text);
	free(source);
}

static const struct wlr_data_source_impl impl = {
		.send = impl_send,
		.destroy = impl_destroy,
};

static void
primary_send(struct wlr_primary_selection_source *base, const char *type, int fd)
{
	struct primary_source *source = wl_container_of(base, source, base);

	transfer_start(source->loop, source->text, fd);
}

static void
primary_destroy(struct wlr_primary_selection_source *base)
{
	struct primary_source *source = wl_container_of(base, source, base);

	text_unref(source->text);
	free(source);
}

static const struct wlr_primary_selection_source_impl primary_impl = {
		.send = primary_send,
		.destroy = primary_destroy,
};

static void
add_types(struct wl_array *array)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		char **type = wl_array_add(array, sizeof(*type));

		if (type != NULL) {
			*type = xstrdup(types[i]);
		}
	}
}

/* Length of the UTF-8 sequence at p (n bytes are left), 0 if it is none. */
static size_t
sequence_length(const uint8_t *p, size_t n)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = p[0] < 0x80		? 1
			: (p[0] & 0xe0) == 0xc0 ? 2
			: (p[0] & 0xf0) == 0xe0 ? 3
			: (p[0] & 0xf8) == 0xf0 ? 4
						: 0;
	uint32_t c;

	if (len <= 1 || len > n) {
		return len <= n ? len : 0;
	}
	c = p[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80) {
			return 0;
		}
		c = c << 6 | (p[i] & 0x3f);
	}
	return c < least[len] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)
			? 0
			: len;
}

bool
text_source_is_clean(const uint8_t *data, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t n = sequence_length(data + i, len - i);

		if (n == 0 || data[i] == 0x7f ||
				(data[i] < 0x20 && data[i] != '\t' &&
						data[i] != '\n' &&
						data[i] != '\r')) {
			return false;
		}
		i += n;
	}
	return true;
}

void
text_source_offer(struct server *server, const uint8_t *data, size_t len)
{
	struct text_source *source = xcalloc(1, sizeof(*source));
	struct primary_source *primary = xcalloc(1, sizeof(*primary));
	struct text *text;
	uint32_t serial = wl_display_next_serial(server->display);

	if (!text_source_is_clean(data, len)) {
		len = 0;
	}
	text = xcalloc(1, sizeof(*text) + len);
	text->refs = 2;
	text->len = len;
	if (len > 0) {
		memcpy(text->data, data, len);
	}
	wlr_data_source_init(&source->base, &impl);
	source->loop = server->loop;
	source->text = text;
	add_types(&source->base.mime_types);
	wlr_primary_selection_source_init(&primary->base, &primary_impl);
	primary->loop = server->loop;
	primary->text = text;
	add_types(&primary->base.mime_types);
	wlr_seat_set_selection(server->seat, &source->base, serial);
	wlr_seat_set_primary_selection(server->seat, &primary->base, serial);
}
