// SPDX-License-Identifier: MIT
#include "compositor/prompt/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "common/str.h"
#include "compositor/input/focus.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/prompt/prompt_impl.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/switcher.h"

#define STEP_MSEC (PROMPT_WAIT_MSEC / PROMPT_PAINT_STEPS + 1)

void
prompt_begin_second(struct prompt *prompt)
{
	prompt->step = 0;
	wl_event_source_timer_update(prompt->tick, STEP_MSEC);
}

bool
prompt_is_ready(const struct prompt *prompt)
{
	return prompt->shown && prompt->step == PROMPT_PAINT_STEPS;
}

bool
prompt_was_seen(const struct prompt *prompt)
{
	return prompt->step * STEP_MSEC >= FOCUS_PRESS_DELAY_MSEC;
}

static int
handle_tick(void *data)
{
	struct prompt *prompt = data;

	if (prompt->shown && prompt->step < PROMPT_PAINT_STEPS) {
		prompt->step++;
		wl_event_source_timer_update(prompt->tick, STEP_MSEC);
		prompt_scene_draw_allow(prompt);
	}
	return 0;
}

/* Takes the question off the screen; it stays in the queue. */
static void
put_away(struct prompt *prompt)
{
	if (!prompt->shown) {
		return;
	}
	prompt->shown = NULL;
	prompt_list_finish(&prompt->list);
	wl_event_source_timer_update(prompt->tick, 0);
	prompt_scene_hide(prompt);
	strip_set_holder(prompt->server->strip, NULL);
	strip_set_mode(prompt->server->strip, NULL);
}

/* Something else took the keyboard, such as the lock: the question comes back
 * after it. */
void
prompt_cancel(struct prompt *prompt)
{
	put_away(prompt);
	prompt_open_later(prompt);
}

/* Whatever the person was in the middle of ends; nothing of it can be meant for
 * what comes. */
static void
take_input(struct prompt *prompt)
{
	struct server *server = prompt->server;

	switcher_end(server->switcher, false);
	seat_end_grabs(server->seat);
	seat_release_pointer(server->seat);
	modal_begin(server->modal, &prompt_modal_impl, prompt, NULL);
}

static void
open_next(struct prompt *prompt)
{
	struct ask *ask = ask_queue_next(&prompt->queue);

	if (!ask) {
		prompt->answered = 0;
		return;
	}
	if (prompt->shown || lock_is_locked(prompt->server->lock) ||
			seat_get_taker(prompt->server->seat)) {
		return;
	}
	take_input(prompt);
	prompt->shown = ask;
	prompt->focus = PROMPT_LIST;
	prompt->pressed = PROMPT_NONE;
	prompt->first = 0;
	prompt->remember = 0;
	prompt->looks_around = false;
	prompt->refused_remote = false;
	prompt_list_init(&prompt->list, &ask->msg);
	strip_set_holder(prompt->server->strip, "Leadlight");
	strip_set_mode(prompt->server->strip, "Leadlight asks");
	prompt_begin_second(prompt);
	prompt_scene_show(prompt);
}

static void
handle_idle(void *data)
{
	struct prompt *prompt = data;

	prompt->idle = NULL;
	open_next(prompt);
}

void
prompt_open_later(struct prompt *prompt)
{
	if (!prompt->idle) {
		prompt->idle = wl_event_loop_add_idle(
				prompt->server->loop, handle_idle, prompt);
	}
}

/* Says no to whatever else this qube would ask now. */
static void
refuse_waiting(struct prompt *prompt, const char *source)
{
	struct ask *ask, *next;

	wl_list_for_each_safe(ask, next, &prompt->queue.asks, link) {
		if (strcmp(ask->msg.source, source) == 0) {
			ask_queue_remove(&prompt->queue, ask);
			ask->answer(ask, NULL, 0);
		}
	}
}

/* A qube's question, seen by the person, ended without a yes. */
static void
lose_patience(struct prompt *prompt, const char *source)
{
	int sec = ask_patience_end_in_vain(
			&prompt->patience, source, loop_now_msec());
	char text[96];

	if (sec == 0) {
		return;
	}
	snprintf(text, sizeof(text),
			"%s asked too often: no questions for %d seconds",
			source, sec);
	log_warn("%s", text);
	strip_set_notice(prompt->server->strip, text);
	refuse_waiting(prompt, source);
}

/* The question is over: what comes next? */
static void
finish(struct prompt *prompt, struct ask *ask, bool allowed)
{
	bool was_shown = ask == prompt->shown;

	ask_queue_remove(&prompt->queue, ask);
	if (was_shown) {
		prompt->answered++;
		put_away(prompt);
		modal_end(prompt->server->modal);
		if (allowed) {
			ask_patience_forgive(&prompt->patience, ask->msg.source);
		} else {
			lose_patience(prompt, ask->msg.source);
		}
		open_next(prompt);
	} else if (prompt->shown) {
		prompt_scene_draw(prompt); // it counts them
	}
	if (ask_queue_count_of(&prompt->queue, prompt->flooding) == 0) {
		prompt->refused = 0;
	}
}

void
prompt_decide(struct prompt *prompt, const struct ask_msg_target *target)
{
	struct ask *ask = prompt->shown;
	int seconds = prompt->remember > 0 ? ask->msg.times[prompt->remember - 1]
					   : 0;
	char text[ASK_MSG_TARGET];

	if (target) {
		ask_msg_format_target(target, text);
	}
	log_info("asked whether %s may call %s: %s, for %d s", ask->msg.source,
			ask->msg.service, target ? text : "no", seconds);
	finish(prompt, ask, target);
	ask->answer(ask, target ? text : NULL, seconds);
}

/* One that is not put is counted, and told where a question is open. */
static bool
refuse(struct prompt *prompt, const char *source)
{
	if (strcmp(prompt->flooding, source) != 0) {
		prompt->refused = 0;
		str_copy(prompt->flooding, sizeof(prompt->flooding), source);
	}
	prompt->refused++;
	if (prompt->shown) {
		prompt_scene_draw(prompt);
	}
	return false;
}

bool
prompt_put(struct prompt *prompt, struct ask *ask)
{
	const char *source = ask->msg.source;
	int64_t now = loop_now_msec();
	unsigned int unseen;

	if (!ask_patience_admit(&prompt->patience, source, now)) {
		return refuse(prompt, source);
	}
	unseen = ask_patience_take_refused(&prompt->patience, source);
	if (unseen > 0) {
		log_warn("%u questions of %s got no unseen", unseen, source);
	}
	ask->vain = ask_patience_get_vain(&prompt->patience, source, now);
	if (!ask_queue_add(&prompt->queue, ask)) {
		return refuse(prompt, source);
	}
	if (prompt->shown) {
		prompt_scene_draw(prompt); // it counts them
	} else {
		prompt_open_later(prompt);
	}
	return true;
}

void
prompt_withdraw(struct prompt *prompt, struct ask *ask)
{
	if (ask->link.next && !wl_list_empty(&ask->link)) {
		finish(prompt, ask, false);
	}
}

const struct ask *
prompt_get_shown(const struct prompt *prompt)
{
	return prompt->shown;
}

/* The panel may be elsewhere now, or of another size. */
static void
handle_layout_changed(struct wl_listener *listener, void *data)
{
	struct prompt *prompt = wl_container_of(listener, prompt, layout_changed);

	if (prompt->shown) {
		prompt_begin_second(prompt);
		prompt_scene_hide(prompt);
		prompt_scene_show(prompt);
	}
}

static void
handle_locked(struct wl_listener *listener, void *data)
{
	struct prompt *prompt = wl_container_of(listener, prompt, locked);

	prompt_open_later(prompt);
}

struct prompt *
prompt_create(struct server *server)
{
	struct prompt *prompt = xcalloc(1, sizeof(*prompt));

	prompt->server = server;
	ask_queue_init(&prompt->queue);
	prompt->tick = wl_event_loop_add_timer(server->loop, handle_tick, prompt);
	prompt->layout_changed.notify = handle_layout_changed;
	wl_signal_add(&server->events.layout, &prompt->layout_changed);
	prompt->locked.notify = handle_locked;
	wl_signal_add(&server->events.lock, &prompt->locked);
	return prompt;
}

void
prompt_destroy(struct prompt *prompt)
{
	if (!prompt) {
		return;
	}
	if (prompt->shown) {
		put_away(prompt);
		modal_end(prompt->server->modal);
	}
	if (prompt->idle) {
		wl_event_source_remove(prompt->idle);
	}
	wl_event_source_remove(prompt->tick);
	wl_list_remove(&prompt->layout_changed.link);
	wl_list_remove(&prompt->locked.link);
	free(prompt);
}
