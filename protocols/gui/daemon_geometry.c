// SPDX-License-Identifier: MIT
/*
 * Where windows are: limits, the override-redirect rule, and the agreement
 * with the agent on one geometry at a time.
 */
#include "protocols/gui/daemon_priv.h"
#include "protocols/gui/rect.h"

#define ANSWER_MSEC 500
#define MAX_RESENDS 2
#define MAX_OVERRIDE_PERCENT 90

/* A window as large as the desktop would hide it. That no mapped window gains
 * the flag, to shed its frame, is because none is asked: only CREATE and a MAP
 * that maps carry it. */
bool
daemon_may_override(const struct window *win, bool asked)
{
	const struct gui_daemon_config *config = &win->daemon->config;
	uint64_t most = gui_rect_get_area(&config->work_area) *
			MAX_OVERRIDE_PERCENT / 100;

	if (!config->allow_override_redirect || win->pub.docked) {
		return false;
	}
	return asked && gui_rect_get_area(&win->pub.geometry) <= most;
}

static void
send_configure(struct window *win, const struct gui_rect *geometry)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_CONFIGURE,
			.window = win->pub.id,
			.configure = {.geometry = *geometry},
	};

	daemon_send(win->daemon, &msg);
}

static bool
is_in_flight(const struct window *win)
{
	return !list_is_empty(&win->flight.link);
}

/* Sends flight.sent and waits for its answer from now on. */
static void
flight_send(struct window *win)
{
	struct flight *flight = &win->flight;

	flight->deadline_msec = win->daemon->now_msec + ANSWER_MSEC;
	list_remove(&flight->link);
	list_append(&win->daemon->flights, &flight->link);
	send_configure(win, &flight->sent);
}

static void
flight_begin(struct window *win, const struct gui_rect *geometry)
{
	win->flight.sent = *geometry;
	win->flight.resends = 0;
	win->flight.has_waiting = false;
	flight_send(win);
}

static void
flight_end(struct window *win)
{
	list_remove(&win->flight.link);
}

/* The wish that came up in the meantime, if it still is one. */
static bool
flight_begin_waiting(struct window *win)
{
	struct gui_rect waiting = win->flight.waiting;

	if (is_in_flight(win) || !win->flight.has_waiting) {
		return false;
	}
	win->flight.has_waiting = false;
	if (gui_rect_is_equal(&waiting, &win->pub.geometry)) {
		return false;
	}
	flight_begin(win, &waiting);
	return true;
}

static void
tell(struct window *win, bool was_ack)
{
	win->daemon->impl->configure(win->daemon->user, &win->pub, was_ack);
}

/* Takes the agent's geometry. A mapped override-redirect window that became
 * too large goes and comes back as one with a frame. */
static void
take(struct window *win, const struct gui_rect *geometry, bool was_ack)
{
	const struct gui_daemon_impl *impl = win->daemon->impl;
	void *user = win->daemon->user;
	struct gui_rect before = win->pub.geometry;
	bool loses;

	win->pub.geometry = *geometry;
	loses = win->pub.override_redirect && !daemon_may_override(win, true);
	if (!loses || !win->pub.mapped) {
		win->pub.override_redirect &= !loses;
		tell(win, was_ack);
		return;
	}
	win->pub.geometry = before;
	win->pub.mapped = false;
	win->image_width = 0;
	win->image_height = 0;
	impl->unmap(user, &win->pub);
	win->pub.override_redirect = false;
	win->pub.geometry = *geometry;
	tell(win, was_ack);
	win->pub.mapped = true;
	impl->map(user, &win->pub);
}

/* Not what we asked for: ask again, with the newest wish, before giving in.
 * False when it is time to give in. */
static bool
flight_insist(struct window *win)
{
	struct flight *flight = &win->flight;

	if (flight->resends >= MAX_RESENDS) {
		return false;
	}
	flight->resends++;
	if (flight->has_waiting) {
		flight->has_waiting = false;
		flight->sent = flight->waiting;
	}
	flight_send(win);
	return true;
}

static void
handle_answer(struct window *win, const struct gui_rect *geometry)
{
	bool was_ack = gui_rect_is_equal(geometry, &win->flight.sent);

	if (!was_ack && flight_insist(win)) {
		return;
	}
	flight_end(win);
	take(win, geometry, was_ack);
	flight_begin_waiting(win);
}

/* Where a tray icon is is not the agent's to say. */
static void
handle_docked(struct window *win, const struct gui_rect *geometry)
{
	struct flight *flight = &win->flight;

	if (!is_in_flight(win)) {
		if (gui_rect_is_equal(geometry, &win->pub.geometry)) {
			flight->resends = 0;
		} else if (flight->resends < MAX_RESENDS) {
			flight->resends++;
			send_configure(win, &win->pub.geometry);
		}
		return;
	}
	if (!gui_rect_is_equal(geometry, &flight->sent)) {
		if (!flight_insist(win)) {
			flight_end(win);
			flight_begin_waiting(win);
		}
		return;
	}
	flight_end(win);
	flight->resends = 0;
	win->pub.geometry = *geometry;
	tell(win, true);
	flight_begin_waiting(win);
}

int
daemon_handle_configure(struct window *win,
		const struct gui_configure *configure, struct err *err)
{
	struct gui_rect geometry = gui_rect_clamp(&configure->geometry);

	if (configure->geometry.width == 0 || configure->geometry.height == 0) {
		return err_set(err, "size of zero");
	}
	if (win->pub.docked) {
		handle_docked(win, &geometry);
	} else if (is_in_flight(win)) {
		handle_answer(win, &geometry);
	} else if (!gui_rect_is_equal(&geometry, &win->pub.geometry)) {
		take(win, &geometry, false);
	}
	return 0;
}

bool
gui_daemon_is_asking(struct gui_window *pub)
{
	return is_in_flight(daemon_window_from(pub));
}

void
gui_daemon_configure(struct gui_daemon *daemon, struct gui_window *pub,
		const struct gui_rect *geometry, int64_t now_msec)
{
	struct window *win = daemon_window_from(pub);
	struct gui_rect wish = gui_rect_clamp(geometry);

	if (now_msec > daemon->now_msec) {
		daemon->now_msec = now_msec;
	}
	if (!gui_daemon_is_ready(daemon)) {
		return;
	}
	if (!is_in_flight(win)) {
		win->flight.has_waiting = false;
		if (gui_rect_is_equal(&wish, &pub->geometry)) {
			return;
		}
		if (pub->id == GUI_WINDOW_SCREEN) {
			win->flight.resends = 0;
			send_configure(win, &wish);
		} else {
			flight_begin(win, &wish);
		}
		return;
	}
	win->flight.has_waiting = !gui_rect_is_equal(&wish, &win->flight.sent);
	win->flight.waiting = wish;
}

/* Silence means no. A newer wish gets its chance; else the user of the window
 * is told that its geometry is what it was. */
static void
expire(struct window *win)
{
	flight_end(win);
	if (!flight_begin_waiting(win)) {
		tell(win, false);
	}
}

void
daemon_flight_tick(struct gui_daemon *daemon)
{
	struct window *win;
	int64_t now_msec = daemon->now_msec;

	while (!list_is_empty(&daemon->flights)) {
		win = list_entry(daemon->flights.next, struct window,
				flight.link);
		if (win->flight.deadline_msec > now_msec) {
			break;
		}
		expire(win);
	}
}
