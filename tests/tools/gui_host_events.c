// SPDX-License-Identifier: MIT
/* Events of the daemon's end, a line each. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/mem.h"
#include "protocols/gui/codec.h"
#include "protocols/zone/arena.h"
#include "tests/tools/gui_host.h"

static void
say_window(const char *what, const struct gui_window *win)
{
	printf("%s %u %d %d %u %u or=%d mapped=%d parent=%u flags=%u "
	       "hints=%u,%u,%u,%u,%u,%u,%u,%u,%u class=%s/%s title=%s\n",
			what, win->id, win->geometry.x, win->geometry.y,
			win->geometry.width, win->geometry.height,
			win->override_redirect, win->mapped, win->transient_for,
			win->flags, win->hints.flags, win->hints.min_width,
			win->hints.min_height, win->hints.max_width,
			win->hints.max_height, win->hints.inc_width,
			win->hints.inc_height, win->hints.base_width,
			win->hints.base_height, win->wmclass.res_class,
			win->wmclass.res_name, win->title);
}

static void
handle_ready(void *user, uint32_t version)
{
	printf("ready %u.%u\n", version >> 16, version & 0xffff);
}

static void
handle_create(void *user, struct gui_window *win)
{
	win->data = xcalloc(1, sizeof(struct image));
	say_window("create", win);
}

static void
handle_destroy(void *user, struct gui_window *win)
{
	struct image *image = win->data;

	free(image->refs);
	free(image);
	say_window("destroy", win);
}

static void
handle_map(void *user, struct gui_window *win)
{
	say_window("map", win);
}

static void
handle_unmap(void *user, struct gui_window *win)
{
	say_window("unmap", win);
}

static void
handle_configure(void *user, struct gui_window *win, bool was_ack)
{
	say_window(was_ack ? "ack" : "configure", win);
}

const uint8_t *
gui_host_find_page(const struct gui_host *host, uint32_t ref)
{
	for (size_t i = 0; i < host->n_segments; i++) {
		const struct mapped *segment = &host->segments[i];
		size_t at = (size_t)arena_ref_page(ref) * ARENA_PAGE_SIZE;

		if (segment->number == arena_ref_segment(ref) &&
				at < segment->size) {
			return segment->data + at;
		}
	}
	return NULL;
}

static bool
handle_dump(void *user, struct gui_window *win, const struct gui_dump *dump,
		struct err *err)
{
	struct gui_host *host = user;
	struct image *image = win->data;

	free(image->refs);
	image->refs = xcalloc(dump->n_refs, sizeof(*image->refs));
	image->width = dump->width;
	image->height = dump->height;
	image->dumps++;
	for (size_t i = 0; i < dump->n_refs; i++) {
		image->refs[i] = gui_dump_get_ref(dump, i);
		if (gui_host_find_page(host, image->refs[i]) == NULL) {
			err_set(err, "ref %" PRIx32 " is nowhere",
					image->refs[i]);
			return false;
		}
	}
	printf("dump %u %u %u\n", win->id, dump->width, dump->height);
	return true;
}

static void
handle_damage(void *user, struct gui_window *win, const struct gui_rect *rect)
{
	struct image *image = win->data;

	image->damages++;
	image->pixels += (uint64_t)rect->width * rect->height;
}

static void
handle_title(void *user, struct gui_window *win)
{
	say_window("title", win);
}

static void
handle_wmclass(void *user, struct gui_window *win)
{
	say_window("class", win);
}

static void
handle_hints(void *user, struct gui_window *win)
{
	say_window("hints", win);
}

static void
handle_flags(void *user, struct gui_window *win, uint32_t set, uint32_t unset)
{
	printf("flags %u %u %u\n", win->id, set, unset);
}

static void
handle_cursor(void *user, struct gui_window *win, uint32_t cursor)
{
	printf("cursor %u %u\n", win->id, cursor);
}

static void
handle_dock(void *user, struct gui_window *win)
{
	say_window("dock", win);
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len, bool too_big)
{
	printf("clipboard %d %zu ", too_big, len);
	for (size_t i = 0; i < len && i < 1000; i++) {
		printf("%02x", data[i]);
	}
	printf("\n");
}

const struct gui_daemon_impl gui_host_events = {
		.ready = handle_ready,
		.create = handle_create,
		.destroy = handle_destroy,
		.map = handle_map,
		.unmap = handle_unmap,
		.configure = handle_configure,
		.dump = handle_dump,
		.damage = handle_damage,
		.title = handle_title,
		.wmclass = handle_wmclass,
		.hints = handle_hints,
		.flags = handle_flags,
		.cursor = handle_cursor,
		.dock = handle_dock,
		.clipboard = handle_clipboard,
};
