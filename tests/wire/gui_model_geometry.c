// SPDX-License-Identifier: MIT
/* The model's idea of geometry: one configure under way for each window. */
#include <string.h>

#include "tests/wire/gui_model.h"

static bool
is_same(const struct gui_rect *a, const struct gui_rect *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

int64_t
model_between(int64_t least, int64_t value, int64_t most)
{
	return value < least ? least : value > most ? most : value;
}

struct gui_rect
model_limit(const struct gui_rect *raw)
{
	return (struct gui_rect){
			.x = (int32_t)model_between(-16384, raw->x, 16384),
			.y = (int32_t)model_between(-6144, raw->y, 6144),
			.width = (uint32_t)model_between(1, raw->width, 16384),
			.height = (uint32_t)model_between(1, raw->height, 6144),
	};
}

bool
model_is_small(const struct model *model, const struct gui_rect *at)
{
	uint64_t area = (uint64_t)at->width * at->height;
	uint64_t work = (uint64_t)model->config.work_area.width *
			model->config.work_area.height;

	return area <= work * 90 / 100;
}

static void
send_configure(struct model *model, uint32_t id, const struct gui_rect *at)
{
	const struct gui_msg msg = {.type = GUI_MSG_CONFIGURE,
			.window = id,
			.configure = {.geometry = *at}};

	model_daemon_said(model, &msg, 0);
}

static void
send_out(struct model *model, uint32_t id, const struct gui_rect *at)
{
	struct model_window *win = &model->windows[id];

	win->out = true;
	win->sent = *at;
	win->due_msec = model->now_msec + 500;
	win->flight = model->flights++;
	send_configure(model, id, at);
}

static void
send_waiting(struct model *model, uint32_t id)
{
	struct model_window *win = &model->windows[id];

	if (win->has_waiting && !is_same(&win->waiting, &win->at)) {
		win->insisted = 0;
		send_out(model, id, &win->waiting);
	}
	win->has_waiting = false;
}

static void
take(struct model *model, uint32_t id, const struct gui_rect *at, bool was_ack)
{
	struct model_window *win = &model->windows[id];
	bool loses = win->override_redirect && !model_is_small(model, at);
	bool comes_back = loses && win->mapped;

	if (comes_back) {
		model_note_two(model, MODEL_UNMAP, id, 0, 0);
		win->image_width = 0;
		win->image_height = 0;
	}
	win->at = *at;
	win->override_redirect &= !loses;
	model_note_rect(model, MODEL_CONFIGURE, id, at, was_ack);
	if (comes_back) {
		model_note_two(model, MODEL_MAP, id, 0, win->parent);
	}
}

static bool
insist(struct model *model, uint32_t id)
{
	struct model_window *win = &model->windows[id];

	if (win->insisted == 2) {
		return false;
	}
	win->insisted++;
	if (win->has_waiting) {
		win->sent = win->waiting;
		win->has_waiting = false;
	}
	send_out(model, id, &win->sent);
	return true;
}

static void
configure_docked(struct model *model, uint32_t id, const struct gui_rect *at)
{
	struct model_window *win = &model->windows[id];

	if (!win->out) {
		if (is_same(at, &win->at)) {
			win->insisted = 0;
		} else if (win->insisted < 2) {
			win->insisted++;
			send_configure(model, id, &win->at);
		}
	} else if (is_same(at, &win->sent)) {
		win->out = false;
		win->insisted = 0;
		win->at = *at;
		model_note_rect(model, MODEL_CONFIGURE, id, at, true);
		send_waiting(model, id);
	} else if (!insist(model, id)) {
		win->out = false;
		send_waiting(model, id);
	}
}

void
model_configured(struct model *model, uint32_t id, const struct gui_rect *raw)
{
	struct model_window *win = &model->windows[id];
	struct gui_rect at = model_limit(raw);

	if (raw->width == 0 || raw->height == 0) {
		model->failed = true;
	} else if (win->docked) {
		configure_docked(model, id, &at);
	} else if (!win->out) {
		if (!is_same(&at, &win->at)) {
			take(model, id, &at, false);
		}
	} else if (is_same(&at, &win->sent) || !insist(model, id)) {
		win->out = false;
		take(model, id, &at, is_same(&at, &win->sent));
		send_waiting(model, id);
	}
}

void
model_configure(struct model *model, uint32_t id, const struct gui_rect *wish)
{
	struct model_window *win = &model->windows[id];
	struct gui_rect at = model_limit(wish);

	if (win->out) {
		win->has_waiting = !is_same(&at, &win->sent);
		win->waiting = at;
	} else if (!is_same(&at, &win->at)) {
		win->insisted = 0;
		if (id == 0) {
			send_configure(model, id, &at);
		} else {
			send_out(model, id, &at);
		}
	}
}

static struct model_window *
find_due(struct model *model)
{
	struct model_window *first = NULL;

	for (uint32_t i = 0; i < MODEL_IDS; i++) {
		struct model_window *win = &model->windows[i];

		if (win->exists && win->out && win->due_msec <= model->now_msec &&
				(!first || win->flight < first->flight)) {
			first = win;
		}
	}
	return first;
}

void
model_tick(struct model *model)
{
	struct model_window *win;

	while ((win = find_due(model))) {
		uint32_t id = (uint32_t)(win - model->windows);

		win->out = false;
		send_waiting(model, id);
		if (!win->out) {
			model_note_rect(model, MODEL_CONFIGURE, id, &win->at,
					false);
		}
	}
}
