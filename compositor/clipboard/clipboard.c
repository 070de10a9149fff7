// SPDX-License-Identifier: MIT
#include "compositor/clipboard/clipboard.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/clipboard/clip_policy.h"
#include "compositor/clipboard/clip_store.h"
#include "compositor/clipboard/clip_text.h"
#include "compositor/clipboard/local_clip.h"
#include "compositor/config/config.h"
#include "compositor/input/seat.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/windows/view.h"

#define ANSWER_MSEC 1000 // a question's life

/* What the window that holds the keyboard was asked for. */
struct copying {
	struct view *view; // only compared; NULL: no question is open
	uint32_t qube; // its domain number, 0: a trusted program's
	struct clip_party source;
	struct local_clip *local; // owned; NULL unless a program was asked
	struct wl_event_source *timer; // owned
};

/* What the policy was asked. */
struct pasting {
	struct view *view; // only compared; NULL: no question is open
	uint32_t number;
	struct clip_party target;
	struct wl_event_source *timer; // owned
};

struct clipboard {
	struct server *server; // borrowed
	struct clip_store store;
	struct copying copying;
	struct pasting pasting;
	struct clip_policy policy; // ask is NULL: there is none

	struct wl_listener views;
};

__attribute__((format(printf, 2, 3))) static void
notice(struct clipboard *clipboard, const char *fmt, ...)
{
	char text[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	strip_set_notice(clipboard->server->strip, text);
}

static const char *
get_name(const struct clip_party *party)
{
	return party->name[0] ? party->name : "a trusted program";
}

static struct clip_party
make_party(const struct view *view)
{
	struct clip_party party = {0};

	if (view->qube) {
		str_copy(party.name, sizeof(party.name), view->qube);
		str_copy(party.label, sizeof(party.label), view->label.name);
	}
	return party;
}

static void
end_copying(struct clipboard *clipboard)
{
	struct copying *copying = &clipboard->copying;
	struct qube *qube = qube_try_from_id(clipboard->server, copying->qube);

	if (!copying->view) {
		return;
	}
	copying->view = NULL;
	if (copying->qube && qube) {
		qube_cancel_clipboard(qube);
	}
	local_clip_destroy(copying->local);
	copying->local = NULL;
	wl_event_source_timer_update(copying->timer, 0);
}

/* The policy's answer is there: it need not be cancelled. */
static void
close_pasting(struct clipboard *clipboard)
{
	clipboard->pasting.view = NULL;
	wl_event_source_timer_update(clipboard->pasting.timer, 0);
}

static void
end_pasting(struct clipboard *clipboard)
{
	struct clip_policy *policy = &clipboard->policy;

	if (clipboard->pasting.view) {
		close_pasting(clipboard);
		policy->cancel(policy->user, clipboard->pasting.number);
	}
}

static size_t
get_limit(const struct clipboard *clipboard, const struct qube *qube)
{
	size_t limit = (size_t)clipboard->server->config->clipboard_max;
	size_t most = qube ? qube_get_clipboard_limit(qube) : limit;

	return most < limit ? most : limit;
}

static void
take(struct clipboard *clipboard, const struct qube *qube, const uint8_t *data,
		size_t len, bool too_big)
{
	const struct clip_party *source = &clipboard->copying.source;
	size_t limit = get_limit(clipboard, qube);
	int seconds = clipboard->server->config->clipboard_forget;

	if (too_big || len > limit) {
		notice(clipboard, "Not copied: %s has more than %zu bytes",
				get_name(source), limit);
	} else if (len == 0) {
		notice(clipboard, "Nothing to copy in %s", get_name(source));
	} else if (!clip_text_is_plain(data, len)) {
		notice(clipboard, "Not copied: what %s has is no plain text",
				get_name(source));
	} else if (clip_store_put(&clipboard->store, source, data, len, seconds)) {
		notice(clipboard, "Copied %zu bytes from %s", len,
				get_name(source));
	} else {
		notice(clipboard, "Not copied: no memory");
	}
	end_copying(clipboard);
}

static void
handle_qube_answer(void *user, struct qube *qube, const uint8_t *data,
		size_t len, bool too_big)
{
	take(user, qube, data, len, too_big);
}

static void
handle_local_answer(void *user, const uint8_t *data, size_t len, bool too_big)
{
	take(user, NULL, data, len, too_big);
}

static int
handle_copy_timeout(void *data)
{
	struct clipboard *clipboard = data;

	notice(clipboard, "Not copied: no answer from %s",
			get_name(&clipboard->copying.source));
	end_copying(clipboard);
	return 0;
}

static void
handle_expired(void *user)
{
	struct clipboard *clipboard = user;

	end_pasting(clipboard);
	notice(clipboard, "What was copied from %s is forgotten",
			get_name(&clipboard->store.source));
}

/* The keyboard may have gone elsewhere. */
static void
handle_views(struct wl_listener *listener, void *data)
{
	struct clipboard *clipboard = wl_container_of(listener, clipboard, views);
	struct view *focus = seat_get_focus(clipboard->server->seat);

	if (clipboard->copying.view && clipboard->copying.view != focus) {
		notice(clipboard, "Not copied: the keyboard left %s",
				get_name(&clipboard->copying.source));
		end_copying(clipboard);
	}
	if (clipboard->pasting.view && clipboard->pasting.view != focus) {
		notice(clipboard, "Not pasted: the keyboard left %s",
				get_name(&clipboard->pasting.target));
		end_pasting(clipboard);
	}
}

static bool
ask(struct clipboard *clipboard, struct view *view)
{
	struct server *server = clipboard->server;
	struct copying *copying = &clipboard->copying;
	struct qube_window *window = qube_window_try_from_view(view);

	copying->view = view;
	if (window) {
		copying->qube = window->qube->id;
		return qube_request_clipboard(window->qube, view,
				handle_qube_answer, clipboard);
	}
	copying->qube = 0;
	copying->local = local_clip_create(server->loop,
			seat_get_wlr_seat(server->seat),
			get_limit(clipboard, NULL), handle_local_answer,
			clipboard);
	return copying->local;
}

void
clipboard_copy(struct clipboard *clipboard)
{
	struct server *server = clipboard->server;
	struct view *view = seat_get_focus(server->seat);
	struct copying *copying = &clipboard->copying;

	end_copying(clipboard);
	end_pasting(clipboard);
	clip_store_wipe(&clipboard->store);
	if (!view) {
		return;
	}
	copying->source = make_party(view);
	if (!clip_policy_may_copy(server->config, &copying->source)) {
		notice(clipboard, "Not copied: %s may not hand out text",
				get_name(&copying->source));
	} else if (!ask(clipboard, view)) {
		notice(clipboard, "Nothing to copy in %s",
				get_name(&copying->source));
		end_copying(clipboard);
	} else {
		wl_event_source_timer_update(copying->timer, ANSWER_MSEC);
	}
}

/* To the window that holds the keyboard; everything has been asked. */
static void
hand_over(struct clipboard *clipboard, struct qube_window *window)
{
	struct clip_store *store = &clipboard->store;
	struct qube *qube = window->qube;

	if (!qube_send_clipboard(qube, &window->view, store->text, store->len)) {
		notice(clipboard, "Not pasted: %s does not listen", qube->name);
		return;
	}
	notice(clipboard, "Pasted %zu bytes from %s into %s, and forgot them",
			store->len, get_name(&store->source), qube->name);
	clip_store_wipe(store);
}

static void
deny(struct clipboard *clipboard, const struct clip_party *target)
{
	notice(clipboard, "Not pasted: %s may not have text of %s",
			get_name(target), get_name(&clipboard->store.source));
}

static void
ask_policy(struct clipboard *clipboard, struct qube_window *window,
		const struct clip_party *target)
{
	struct clip_policy *policy = &clipboard->policy;
	struct pasting *pasting = &clipboard->pasting;
	enum clip_verdict verdict = CLIP_ALLOWED;

	pasting->number++;
	if (policy->ask) {
		verdict = policy->ask(policy->user, pasting->number,
				&clipboard->store.source, target);
	}
	switch (verdict) {
	case CLIP_ALLOWED:
		hand_over(clipboard, window);
		break;
	case CLIP_DENIED:
		deny(clipboard, target);
		break;
	case CLIP_LATER:
		pasting->view = &window->view;
		pasting->target = *target;
		wl_event_source_timer_update(
				pasting->timer, policy->timeout_msec);
		break;
	}
}

void
clipboard_paste(struct clipboard *clipboard)
{
	const struct config *config = clipboard->server->config;
	struct clip_store *store = &clipboard->store;
	struct view *view = seat_get_focus(clipboard->server->seat);
	struct qube_window *window =
			view ? qube_window_try_from_view(view) : NULL;
	struct clip_party target;

	end_copying(clipboard);
	end_pasting(clipboard);
	if (!view) {
		return;
	}
	target = make_party(view);
	if (!window) {
		notice(clipboard, "Trusted programs take nothing from qubes");
	} else if (!store->text) {
		notice(clipboard, "Nothing was copied");
	} else if (strcmp(target.name, store->source.name) == 0) {
		notice(clipboard, "%s has its own clipboard for that",
				target.name);
	} else if (!clip_policy_may_copy(config, &store->source) ||
			!clip_policy_may_paste(config, &target)) {
		deny(clipboard, &target);
	} else if (store->len > get_limit(clipboard, window->qube)) {
		notice(clipboard,
				"Not pasted: %s takes at most %zu bytes, not "
				"%zu",
				target.name, get_limit(clipboard, window->qube),
				store->len);
	} else {
		ask_policy(clipboard, window, &target);
	}
}

void
clipboard_decide(struct clipboard *clipboard, uint32_t question, bool allow)
{
	struct pasting *pasting = &clipboard->pasting;
	struct view *view = pasting->view;

	if (!view || pasting->number != question) {
		return;
	}
	close_pasting(clipboard);
	if (allow) {
		hand_over(clipboard, qube_window_try_from_view(view));
	} else {
		deny(clipboard, &pasting->target);
	}
}

static int
handle_policy_timeout(void *data)
{
	struct clipboard *clipboard = data;

	notice(clipboard, "Not pasted: nobody decided whether %s may have it",
			get_name(&clipboard->pasting.target));
	end_pasting(clipboard);
	return 0;
}

void
clipboard_set_policy(struct clipboard *clipboard, const struct clip_policy *policy)
{
	end_pasting(clipboard);
	clipboard->policy = policy ? *policy : (struct clip_policy){0};
}

void
clipboard_wipe(struct clipboard *clipboard)
{
	end_copying(clipboard);
	end_pasting(clipboard);
	clip_store_wipe(&clipboard->store);
}

struct clipboard *
clipboard_create(struct server *server)
{
	struct clipboard *clipboard = xcalloc(1, sizeof(*clipboard));

	clipboard->server = server;
	clip_store_init(&clipboard->store, server->loop, handle_expired,
			clipboard);
	clipboard->copying.timer = wl_event_loop_add_timer(
			server->loop, handle_copy_timeout, clipboard);
	clipboard->pasting.timer = wl_event_loop_add_timer(
			server->loop, handle_policy_timeout, clipboard);
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
	end_copying(clipboard);
	end_pasting(clipboard);
	clip_store_finish(&clipboard->store);
	wl_list_remove(&clipboard->views.link);
	wl_event_source_remove(clipboard->copying.timer);
	wl_event_source_remove(clipboard->pasting.timer);
	free(clipboard);
}
