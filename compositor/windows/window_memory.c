// SPDX-License-Identifier: MIT
#include "compositor/windows/window_memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/buf.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/config/config.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "compositor/windows/snap.h"
#include "compositor/windows/workspaces.h"
#include "protocols/gui/daemon.h"

#define FILE_NAME "leadlight-windows"
#define MAX_RECORDS 1024 // the oldest go first
#define MAX_QUBE_RECORDS 256 // of one qube, which thus drives out its own
#define MAX_FILE (MAX_RECORDS * 160)
#define SAVE_MSEC 200
#define FIELDS 8 // numbers of a line, behind the qube's name
#define MAX_COORDINATE 1000000

enum flag {
	FLAG_STICKY = 1 << 0,
	FLAG_ON_TOP = 1 << 1,
	FLAG_MAXIMIZED = 1 << 2,
	FLAG_MINIMIZED = 1 << 3,
	FLAG_ALL = 0xf,
};

struct record {
	struct wl_list link; // memory.records, newest first
	char *qube; // owned
	uint32_t id; // of the window
	int workspace;
	unsigned int flags; // bitmask of enum flag
	uint32_t tiled; // enum wlr_edges
	struct wlr_box restore;
};

struct window_memory {
	struct server *server; // borrowed
	char *path; // owned; NULL: nothing is kept
	struct wl_list records; // list of struct record, .link
	int count;
	char *written; // owned: text of the file, may be NULL
	struct wl_event_source *timer; // owned
	bool waiting; // for it

	struct wl_listener views;
};

static struct record *
find(struct window_memory *memory, const char *qube, uint32_t id)
{
	struct record *record;

	wl_list_for_each(record, &memory->records, link) {
		if (record->id == id && strcmp(record->qube, qube) == 0) {
			return record;
		}
	}
	return NULL;
}

static void
drop(struct window_memory *memory, struct record *record)
{
	wl_list_remove(&record->link);
	memory->count--;
	free(record->qube);
	free(record);
}

static void
make_room(struct window_memory *memory, const char *qube)
{
	struct record *record, *oldest = NULL;
	int count = 0;

	wl_list_for_each(record, &memory->records, link) {
		if (strcmp(record->qube, qube) == 0) {
			oldest = record;
			count++;
		}
	}
	if (count >= MAX_QUBE_RECORDS) {
		drop(memory, oldest);
	}
}

static struct record *
add(struct window_memory *memory, const char *qube, uint32_t id)
{
	struct record *record = xcalloc(1, sizeof(*record));

	make_room(memory, qube);
	record->qube = xstrdup(qube);
	record->id = id;
	wl_list_insert(&memory->records, &record->link);
	if (++memory->count > MAX_RECORDS) {
		struct record *oldest = wl_container_of(
				memory->records.prev, oldest, link);

		drop(memory, oldest);
	}
	return record;
}

/* Reading: "QUBE ID WORKSPACE FLAGS EDGES X Y WIDTH HEIGHT" */

static bool
read_numbers(char *text, long numbers[FIELDS])
{
	static const struct {
		long min, max;
	} limits[FIELDS] = {
			{0, UINT32_MAX},
			{0, CONFIG_MAX_WORKSPACES - 1},
			{0, FLAG_ALL},
			{0, SNAP_ALL},
			{-MAX_COORDINATE, MAX_COORDINATE},
			{-MAX_COORDINATE, MAX_COORDINATE},
			{0, MAX_COORDINATE},
			{0, MAX_COORDINATE},
	};
	char *rest = NULL;
	char *word = strtok_r(text, " ", &rest);

	for (int i = 0; i < FIELDS; i++) {
		if (!word ||
				!str_to_long(word, limits[i].min, limits[i].max,
						&numbers[i])) {
			return false;
		}
		word = strtok_r(NULL, " ", &rest);
	}
	return !word;
}

static void
read_line(struct window_memory *memory, char *line)
{
	long n[FIELDS];
	char *space = strchr(line, ' ');
	struct record *record;

	if (!space) {
		return;
	}
	*space = '\0';
	if (!str_is_qube_name(line) || !read_numbers(space + 1, n) ||
			find(memory, line, (uint32_t)n[0])) {
		return;
	}
	record = add(memory, line, (uint32_t)n[0]);
	record->workspace = (int)n[1];
	record->flags = (unsigned int)n[2];
	record->tiled = (uint32_t)n[3];
	record->restore = (struct wlr_box){
			(int)n[4], (int)n[5], (int)n[6], (int)n[7]};
}

static void
read_file(struct window_memory *memory)
{
	char *text = file_read_text(memory->path, MAX_FILE);
	char *rest = NULL;
	long current;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line;
			line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, "= ", 2) == 0) {
			if (str_to_long(line + 2, 0, CONFIG_MAX_WORKSPACES - 1,
					    &current)) {
				workspaces_switch(memory->server->workspaces,
						(int)current);
			}
		} else {
			read_line(memory, line);
		}
	}
	free(text);
}

/* Writing */

static void
note(struct window_memory *memory, struct qube_window *window)
{
	const struct view *view = &window->view;
	struct record *record = find(memory, view->qube, window->gui->id);

	if (!record) {
		record = add(memory, view->qube, window->gui->id);
	}
	record->workspace = view->workspace;
	record->tiled = view->tiled;
	record->restore = view->restore;
	record->flags = (view->sticky ? (unsigned int)FLAG_STICKY : 0) |
			(view->on_top ? (unsigned int)FLAG_ON_TOP : 0) |
			(view->maximized ? (unsigned int)FLAG_MAXIMIZED : 0) |
			(view->minimized ? (unsigned int)FLAG_MINIMIZED : 0);
}

static void
note_all(struct window_memory *memory)
{
	struct qube *qube;
	struct qube_window *window;

	wl_list_for_each(qube, &memory->server->qubes, link) {
		wl_list_for_each(window, &qube->windows, link) {
			if (window->view.mapped && !window->view.popup) {
				note(memory, window);
			}
		}
	}
}

/* Oldest last, so that reading restores the order; the caller frees it. */
static char *
format(struct window_memory *memory)
{
	struct buf buf;
	struct record *record;
	char *text = xformat("= %d\n",
			workspaces_get_current(memory->server->workspaces));

	buf_init(&buf, MAX_FILE);
	buf_append(&buf, text, strlen(text));
	free(text);
	wl_list_for_each_reverse(record, &memory->records, link) {
		const struct wlr_box *box = &record->restore;

		text = xformat("%s %u %d %u %u %d %d %d %d\n", record->qube,
				record->id, record->workspace, record->flags,
				record->tiled, box->x, box->y, box->width,
				box->height);
		buf_append(&buf, text, strlen(text));
		free(text);
	}
	buf_append(&buf, "", 1);
	text = xstrdup((const char *)buf_peek(&buf));
	buf_finish(&buf);
	return text;
}

void
window_memory_save(struct window_memory *memory)
{
	struct err err = {0};
	char *text;

	memory->waiting = false;
	wl_event_source_timer_update(memory->timer, 0);
	if (!memory->path) {
		return;
	}
	note_all(memory);
	text = format(memory);
	if (memory->written && strcmp(text, memory->written) == 0) {
		free(text);
		return;
	}
	if (file_write_whole(memory->path, text, strlen(text), 0600, &err) < 0) {
		log_warn("%s; where windows are is not kept", err.text);
	}
	free(memory->written);
	memory->written = text;
}

static int
handle_timer(void *data)
{
	window_memory_save(data);
	return 0;
}

static void
handle_views(struct wl_listener *listener, void *data)
{
	struct window_memory *memory = wl_container_of(listener, memory, views);

	if (!memory->waiting && memory->path) {
		memory->waiting = true;
		wl_event_source_timer_update(memory->timer, SAVE_MSEC);
	}
}

const struct wlr_box *
window_memory_restore(struct window_memory *memory, struct qube_window *window)
{
	struct view *view = &window->view;
	struct record *record = view->popup
			? NULL
			: find(memory, view->qube, window->gui->id);
	int count = workspaces_get_count(memory->server->workspaces);

	if (!record) {
		return NULL;
	}
	view->keep_state = true;
	view->workspace = record->workspace < count ? record->workspace
						    : count - 1;
	view->sticky = record->flags & FLAG_STICKY;
	view->maximized = record->flags & FLAG_MAXIMIZED;
	view->minimized = record->flags & FLAG_MINIMIZED;
	view->tiled = record->tiled == SNAP_ALL ? 0 : record->tiled;
	view_set_on_top(view, record->flags & FLAG_ON_TOP);
	return &record->restore;
}

struct window_memory *
window_memory_create(struct server *server)
{
	struct window_memory *memory = xcalloc(1, sizeof(*memory));
	const char *dir = getenv("XDG_RUNTIME_DIR");

	memory->server = server;
	wl_list_init(&memory->records);
	memory->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, memory);
	if (dir && dir[0] == '/') {
		memory->path = xformat("%s/%s", dir, FILE_NAME);
		read_file(memory);
	}
	memory->views.notify = handle_views;
	wl_signal_add(&server->events.views, &memory->views);
	return memory;
}

void
window_memory_destroy(struct window_memory *memory)
{
	struct record *record, *tmp;

	if (!memory) {
		return;
	}
	wl_list_remove(&memory->views.link);
	wl_list_for_each_safe(record, tmp, &memory->records, link) {
		drop(memory, record);
	}
	wl_event_source_remove(memory->timer);
	free(memory->written);
	free(memory->path);
	free(memory);
}
