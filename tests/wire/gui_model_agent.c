// SPDX-License-Identifier: MIT
/* The model's idea of the agent end; gui_model.c is the daemon's. */
#include <assert.h>

#include "tests/wire/gui_model.h"

static void
note_input(struct model *model, const struct gui_msg *msg)
{
	struct model_record record = {.window = msg->window};
	int64_t *v = record.values;

	if (msg->type == GUI_MSG_KEYPRESS) {
		const struct gui_keypress *key = &msg->keypress;

		record.event = MODEL_KEY;
		v[0] = key->type, v[1] = key->x, v[2] = key->y;
		v[3] = key->state, v[4] = key->keycode;
	} else if (msg->type == GUI_MSG_BUTTON) {
		const struct gui_button *button = &msg->button;

		record.event = MODEL_BUTTON;
		v[0] = button->type, v[1] = button->x, v[2] = button->y;
		v[3] = button->state, v[4] = button->button;
	} else if (msg->type == GUI_MSG_MOTION) {
		record.event = MODEL_MOTION;
		v[0] = msg->motion.x, v[1] = msg->motion.y;
		v[2] = msg->motion.state;
	} else {
		const struct gui_crossing *crossing = &msg->crossing;

		record.event = MODEL_CROSSING;
		v[0] = crossing->type, v[1] = crossing->x, v[2] = crossing->y;
		v[3] = crossing->state, v[4] = crossing->mode;
		v[5] = crossing->detail, v[6] = crossing->focus;
	}
	model_note(&model->at_agent, &record);
}

static void
note_window(struct model *model, const struct gui_msg *msg)
{
	struct model_record record = {.window = msg->window};
	const struct gui_rect *at = &msg->configure.geometry;
	int64_t *v = record.values;

	if (msg->type == GUI_MSG_FOCUS) {
		record.event = MODEL_FOCUS;
		v[0] = msg->focus.type == GUI_FOCUS_IN;
	} else if (msg->type == GUI_MSG_CONFIGURE) {
		record.event = MODEL_CONFIGURE;
		v[0] = at->x, v[1] = at->y, v[2] = at->width, v[3] = at->height;
	} else if (msg->type == GUI_MSG_MAP) {
		record.event = MODEL_MAP;
	} else if (msg->type == GUI_MSG_CLOSE) {
		record.event = MODEL_CLOSE;
	} else {
		assert(msg->type == GUI_MSG_WINDOW_FLAGS);
		record.event = MODEL_FLAGS;
		v[0] = msg->flags.set, v[1] = msg->flags.unset;
	}
	model_note(&model->at_agent, &record);
}

static void
note_ack(struct model *model)
{
	struct model_record record = {.event = MODEL_ACK};

	assert(model->n_dumps > 0);
	record.window = model->dumps[model->first_dump];
	model->first_dump = (model->first_dump + 1) % MODEL_QUEUE;
	model->n_dumps--;
	model_note(&model->at_agent, &record);
}

static void
arrive(struct model *model, const struct model_item *item)
{
	const struct gui_msg *msg = &item->msg;
	struct model_record record = {.hash = item->hash};

	if (msg->type == GUI_MSG_DESTROY) {
		model->dying[msg->window] = false;
	} else if (msg->type == GUI_MSG_WINDOW_DUMP_ACK) {
		note_ack(model);
	} else if (msg->type == GUI_MSG_KEYMAP_NOTIFY) {
		record.event = MODEL_KEYMAP;
		model_note(&model->at_agent, &record);
	} else if (msg->type == GUI_MSG_CLIPBOARD_REQ) {
		record.event = MODEL_CLIPBOARD_REQUEST;
		model_note(&model->at_agent, &record);
	} else if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		record.event = MODEL_CLIPBOARD;
		record.values[0] = (int64_t)msg->clipboard.len;
		model_note(&model->at_agent, &record);
	} else if (!model->alive[msg->window]) {
		return;
	} else if (msg->type >= GUI_MSG_KEYPRESS &&
			msg->type <= GUI_MSG_CROSSING) {
		note_input(model, msg);
	} else {
		note_window(model, msg);
	}
}

void
model_at_agent(struct model *model, size_t bytes)
{
	struct model_queue *down = &model->down;

	while (bytes > 0) {
		struct model_item *item = &down->items[down->first];
		size_t part = item->size - down->done;

		assert(down->n > 0);
		part = part < bytes ? part : bytes;
		down->done += part;
		bytes -= part;
		if (down->done == item->size) {
			arrive(model, item);
			down->first = (down->first + 1) % MODEL_QUEUE;
			down->n--;
			down->done = 0;
			model->delivered++;
		}
	}
}
