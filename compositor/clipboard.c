// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // explicit_bzero
#include "compositor/clipboard.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/local_clip.h"
#include "compositor/qube.h"
#include "compositor/qube_window.h"
#include "compositor/seat.h"
#include "compositor/server.h"
#include "compositor/strip.h"
#include "compositor/view.h"
#include "protocols/gui/wire.h"

#define ANSWER_MSEC 1000 // a question's life

struct clipboard {
	struct server *server; // borrowed
	uint8_t *text; // owned; NULL: empty
	size_t len;
	char source[32]; // qube it came from; "" for a trusted program

	struct view *asked; // only compared; NULL: no question is open
	uint32_t asked_qube; // its domain number, 0: a trusted program's
	struct local_clip *local; // owned; NULL unless a program was asked
	struct wl_event_source *timer; // owned

	struct wl_listener views;
};

__attribute__((format(printf, 2, 3))) static void
notice(struct clipboard *clipboard, const char *fmt, ...)
{
	char text[128];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	strip_set_notice(clipboard->server->strip, text);
}

static void
wipe(struct clipboard *clipboard)
{
	if (clipboard->text) {
		explicit_bzero(clipboard->text, clipboard->len);
	}
	free(clipboard->text);
	clipboard->text = NULL;
	clipboard->len = 0;
}

static void
end_question(struct clipboard *clipboard)
{
	struct qube *qube = qube_try_from_id(
			clipboard->server, clipboard->asked_qube);

	if (!clipboard->asked) {
		return;
	}
	clipboard->asked = NULL;
	if (clipboard->asked_qube && qube) {
		qube_cancel_clipboard(qube);
	}
	local_clip_destroy(clipboard->local);
	clipboard->local = NULL;
	wl_event_source_timer_update(clipboard->timer, 0);
}

static const char *
get_name(const char *qube)
{
	return qube && qube[0] ? qube : "a trusted program";
}

static void
take(struct clipboard *clipboard, const char *source, const uint8_t *data,
		size_t len, bool too_big)
{
	wipe(clipboard);
	if (too_big || len == 0) {
		notice(clipboard,
				too_big ? "Too much to copy from %s"
					: "Nothing to copy in %s",
				get_name(source));
		end_question(clipboard);
		return;
	}
	clipboard->text = malloc(len);
	if (clipboard->text) {
		memcpy(clipboard->text, data, len);
		clipboard->len = len;
		str_copy(clipboard->source, sizeof(clipboard->source), source);
		notice(clipboard, "Copied %zu bytes from %s", len,
				get_name(source));
	}
	end_question(clipboard);
}

static void
handle_qube_answer(void *user, struct qube *qube, const uint8_t *data,
		size_t len, bool too_big)
{
	take(user, qube->name, data, len, too_big);
}

static void
handle_local_answer(void *user, const uint8_t *data, size_t len, bool too_big)
{
	take(user, "", data, len, too_big);
}

static int
handle_timeout(void *data)
{
	struct clipboard *clipboard = data;
	struct qube *qube = qube_try_from_id(
			clipboard->server, clipboard->asked_qube);

	notice(clipboard, "No answer from %s",
			get_name(qube ? qube->name : NULL));
	end_question(clipboard);
	return 0;
}

/* The keyboard may have gone elsewhere. */
static void
handle_views(struct wl_listener *listener, void *data)
{
	struct clipboard *clipboard = wl_container_of(listener, clipboard, views);

	if (clipboard->asked != seat_get_focus(clipboard->server->seat)) {
		end_question(clipboard);
	}
}

void
clipboard_copy(struct clipboard *clipboard)
{
	struct server *server = clipboard->server;
	struct view *view = seat_get_focus(server->seat);
	struct qube_window *window =
			view ? qube_window_try_from_view(view) : NULL;
	bool asked;

	end_question(clipboard);
	wipe(clipboard);
	if (!view) {
		return;
	}
	clipboard->asked = view;
	if (window) {
		clipboard->asked_qube = window->qube->id;
		asked = qube_request_clipboard(window->qube, view,
				handle_qube_answer, clipboard);
	} else {
		clipboard->asked_qube = 0;
		clipboard->local = local_clip_create(server->loop,
				seat_get_wlr_seat(server->seat),
				GUI_MAX_CLIPBOARD, handle_local_answer,
				clipboard);
		asked = clipboard->local;
	}
	if (!asked) {
		notice(clipboard, "Nothing to copy in %s", get_name(view->qube));
		end_question(clipboard);
		return;
	}
	wl_event_source_timer_update(clipboard->timer, ANSWER_MSEC);
}

void
clipboard_paste(struct clipboard *clipboard)
{
	struct view *view = seat_get_focus(clipboard->server->seat);
	struct qube_window *window =
			view ? qube_window_try_from_view(view) : NULL;

	end_question(clipboard);
	if (!view) {
		return;
	}
	if (!window) {
		notice(clipboard, "Trusted programs take nothing from qubes");
	} else if (!clipboard->text) {
		notice(clipboard, "Nothing was copied");
	} else if (strcmp(window->qube->name, clipboard->source) == 0) {
		notice(clipboard, "%s has its own clipboard for that",
				window->qube->name);
	} else if (qube_send_clipboard(window->qube, view, clipboard->text,
				   clipboard->len)) {
		notice(clipboard, "Handed %zu bytes from %s to %s",
				clipboard->len, get_name(clipboard->source),
				window->qube->name);
		wipe(clipboard);
	} else {
		notice(clipboard, "%s cannot take so much", window->qube->name);
	}
}

struct clipboard *
clipboard_create(struct server *server)
{
	struct clipboard *clipboard = xcalloc(1, sizeof(*clipboard));

	clipboard->server = server;
	clipboard->timer = wl_event_loop_add_timer(
			server->loop, handle_timeout, clipboard);
	clipboard->views.notify = handle_views;
	wl_signal_add(&server->events.views, &clipboard->views);
	return clipboard;
}

void
clipboard_destroy(struct clipboard *clipboard)
{
	if (!clipboard) {
		return;
	}
	end_question(clipboard);
	wipe(clipboard);
	wl_list_remove(&clipboard->views.link);
	wl_event_source_remove(clipboard->timer);
	free(clipboard);
}
