// SPDX-License-Identifier: MIT
/* What prompt.c (which question is open), prompt_keys.c (what the person does)
 * and prompt_scene.c (how it looks) share. Nobody else includes this, but the
 * tests. */
#ifndef COMPOSITOR_PROMPT_PROMPT_IMPL_H
#define COMPOSITOR_PROMPT_PROMPT_IMPL_H

#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/draw/prompt_layout.h"
#include "compositor/draw/prompt_paint.h"
#include "compositor/input/modal.h"
#include "compositor/prompt/ask_patience.h"
#include "compositor/prompt/ask_queue.h"
#include "compositor/prompt/prompt.h"
#include "compositor/prompt/prompt_list.h"

#define PROMPT_WAIT_MSEC 1000 // until it can be allowed
#define PROMPT_SHADES 16 // screens that are darkened

struct picture;
struct wlr_scene_rect;

struct prompt {
	struct server *server; // borrowed
	struct ask_queue queue;
	struct ask_patience patience;
	struct ask *shown; // of the queue; NULL: none is open
	int answered; // since there was none
	struct prompt_list list; // of the question that is open
	enum prompt_part focus; // that keys go to
	enum prompt_part pressed; // the pointer's press was on it
	int first; // row of the list at the top
	int remember; // choice of a time: 0 for none, 1 for the first
	bool looks_around; // by the wheel; what is chosen may be out of sight
	/* Steps of the second it has had the keyboard, each of them drawn: to
	 * count them instead of reading a clock keeps a second that nobody
	 * could see, of a machine that hung, from counting. */
	int step;
	bool refused_remote; // it says that it was refused
	char flooding[ASK_MSG_NAME]; // whose questions were refused
	int refused; // how many of them

	struct wlr_box box; // layout; empty: there is no screen
	struct prompt_layout layout;
	struct picture *panel; // owned; NULL: none is open
	struct picture *allow; // owned
	struct wlr_scene_rect *shades[PROMPT_SHADES]; // owned
	int shade_count;

	struct wl_event_source *tick; // owned
	struct wl_event_source *idle; // owned, NULL: nothing to do
	struct wl_listener layout_changed;
	struct wl_listener locked;
};

/* prompt.c: something else took the input; and the person's answer, target
 * NULL: no. */
void prompt_cancel(struct prompt *prompt);
void prompt_decide(struct prompt *prompt, const struct ask_msg_target *target);

/* The second begins anew. */
void prompt_begin_second(struct prompt *prompt);
bool prompt_is_ready(const struct prompt *prompt);

/* Has it been there long enough for a press or Escape to be meant for it? */
bool prompt_was_seen(const struct prompt *prompt);

/* Opens the next question in an idle moment, if there is one. */
void prompt_open_later(struct prompt *prompt);

/* prompt_keys.c */
extern const struct modal_impl prompt_modal_impl;

/* prompt_scene.c: makes pictures and shades, draws all, draws what changes with
 * the second, takes them away. */
void prompt_scene_show(struct prompt *prompt);
void prompt_scene_draw(struct prompt *prompt);
void prompt_scene_draw_allow(struct prompt *prompt);
void prompt_scene_hide(struct prompt *prompt);

#endif
