// SPDX-License-Identifier: MIT
/* Messages to bytes: the mirror of decode.c. */
#include <string.h>

#include "common/bytes.h"
#include "protocols/gui/codec.h"

static uint8_t *
put_i32(uint8_t *p, int32_t value)
{
	return bytes_put_u32(p, (uint32_t)value);
}

static uint8_t *
put_rect(uint8_t *p, const struct gui_rect *rect)
{
	p = put_i32(p, rect->x);
	p = put_i32(p, rect->y);
	p = bytes_put_u32(p, rect->width);
	return bytes_put_u32(p, rect->height);
}

/* Nothing behind the NUL leaves this process. */
static uint8_t *
put_text(uint8_t *p, const char *text, size_t size)
{
	size_t len = strnlen(text, size - 1);

	memcpy(p, text, len);
	memset(p + len, 0, size - len);
	return p + size;
}

static uint8_t *
put_bytes(uint8_t *p, const uint8_t *data, size_t len)
{
	if (len > 0) {
		memcpy(p, data, len);
	}
	return p + len;
}

static uint8_t *
put_keypress(uint8_t *p, const struct gui_keypress *key)
{
	p = bytes_put_u32(p, key->type);
	p = put_i32(p, key->x);
	p = put_i32(p, key->y);
	p = bytes_put_u32(p, key->state);
	return bytes_put_u32(p, key->keycode);
}

static uint8_t *
put_button(uint8_t *p, const struct gui_button *button)
{
	p = bytes_put_u32(p, button->type);
	p = put_i32(p, button->x);
	p = put_i32(p, button->y);
	p = bytes_put_u32(p, button->state);
	return bytes_put_u32(p, button->button);
}

static uint8_t *
put_motion(uint8_t *p, const struct gui_motion *motion)
{
	p = put_i32(p, motion->x);
	p = put_i32(p, motion->y);
	p = bytes_put_u32(p, motion->state);
	return bytes_put_u32(p, motion->is_hint);
}

static uint8_t *
put_crossing(uint8_t *p, const struct gui_crossing *crossing)
{
	p = bytes_put_u32(p, crossing->type);
	p = put_i32(p, crossing->x);
	p = put_i32(p, crossing->y);
	p = bytes_put_u32(p, crossing->state);
	p = bytes_put_u32(p, crossing->mode);
	p = bytes_put_u32(p, crossing->detail);
	return bytes_put_u32(p, crossing->focus);
}

static uint8_t *
put_focus(uint8_t *p, const struct gui_focus *focus)
{
	p = bytes_put_u32(p, focus->type);
	p = bytes_put_u32(p, focus->mode);
	return bytes_put_u32(p, focus->detail);
}

static uint8_t *
put_create(uint8_t *p, const struct gui_create *create)
{
	p = put_rect(p, &create->geometry);
	p = bytes_put_u32(p, create->parent);
	return bytes_put_u32(p, create->override_redirect);
}

static uint8_t *
put_hints(uint8_t *p, const struct gui_hints *hints)
{
	p = bytes_put_u32(p, hints->flags);
	p = bytes_put_u32(p, hints->min_width);
	p = bytes_put_u32(p, hints->min_height);
	p = bytes_put_u32(p, hints->max_width);
	p = bytes_put_u32(p, hints->max_height);
	p = bytes_put_u32(p, hints->inc_width);
	p = bytes_put_u32(p, hints->inc_height);
	p = bytes_put_u32(p, hints->base_width);
	return bytes_put_u32(p, hints->base_height);
}

static uint8_t *
put_dump_fixed(uint8_t *p, const struct gui_dump *dump)
{
	p = bytes_put_u32(p, dump->type);
	p = bytes_put_u32(p, dump->width);
	p = bytes_put_u32(p, dump->height);
	return bytes_put_u32(p, dump->bpp);
}

static uint8_t *
put_mfndump(uint8_t *p, const struct gui_mfndump *dump)
{
	p = bytes_put_u32(p, 0);
	p = bytes_put_u32(p, dump->width);
	p = bytes_put_u32(p, dump->height);
	p = bytes_put_u32(p, 32);
	p = bytes_put_u32(p, dump->off);
	p = bytes_put_u32(p, dump->n_mfns);
	return bytes_put_u32(p, 0);
}

static uint8_t *
put_body(uint8_t *p, const struct gui_msg *msg)
{
	switch (msg->type) {
	case GUI_MSG_KEYPRESS:
		return put_keypress(p, &msg->keypress);
	case GUI_MSG_BUTTON:
		return put_button(p, &msg->button);
	case GUI_MSG_MOTION:
		return put_motion(p, &msg->motion);
	case GUI_MSG_CROSSING:
		return put_crossing(p, &msg->crossing);
	case GUI_MSG_FOCUS:
		return put_focus(p, &msg->focus);
	case GUI_MSG_CREATE:
		return put_create(p, &msg->create);
	case GUI_MSG_MAP:
		p = bytes_put_u32(p, msg->map.transient_for);
		return bytes_put_u32(p, msg->map.override_redirect);
	case GUI_MSG_CONFIGURE:
		p = put_rect(p, &msg->configure.geometry);
		return bytes_put_u32(p, msg->configure.override_redirect);
	case GUI_MSG_MFNDUMP:
		return put_mfndump(p, &msg->mfndump);
	case GUI_MSG_SHMIMAGE:
		return put_rect(p, &msg->shmimage);
	case GUI_MSG_CLIPBOARD_DATA:
		return put_bytes(p, msg->clipboard.data, msg->clipboard.len);
	case GUI_MSG_WMNAME:
		return put_text(p, msg->title, GUI_TITLE_SIZE);
	case GUI_MSG_KEYMAP_NOTIFY:
		return put_bytes(p, msg->keymap, GUI_KEYMAP_SIZE);
	case GUI_MSG_WINDOW_HINTS:
		return put_hints(p, &msg->hints);
	case GUI_MSG_WINDOW_FLAGS:
		p = bytes_put_u32(p, msg->flags.set);
		return bytes_put_u32(p, msg->flags.unset);
	case GUI_MSG_WMCLASS:
		p = put_text(p, msg->wmclass.res_class, GUI_CLASS_SIZE);
		return put_text(p, msg->wmclass.res_name, GUI_CLASS_SIZE);
	case GUI_MSG_WINDOW_DUMP:
		p = put_dump_fixed(p, &msg->dump);
		return put_bytes(p, msg->dump.refs, msg->dump.n_refs * 4);
	case GUI_MSG_CURSOR:
		return bytes_put_u32(p, msg->cursor);
	case GUI_MSG_DESTROY:
	case GUI_MSG_UNMAP:
	case GUI_MSG_CLOSE:
	case GUI_MSG_CLIPBOARD_REQ:
	case GUI_MSG_DOCK:
	case GUI_MSG_WINDOW_DUMP_ACK:
	case GUI_MSG_RESIZE:
	case GUI_MSG_EXECUTE:
		break;
	}
	return p;
}

/* Bytes that follow what is written here, or that only the message knows. */
static bool
get_varying(const struct gui_msg *msg, size_t *behind, size_t *inside)
{
	*behind = 0;
	*inside = 0;
	if (msg->type == GUI_MSG_CLIPBOARD_DATA) {
		*inside = msg->clipboard.len;
		return *inside <= GUI_MAX_CLIPBOARD + 1;
	}
	if (msg->type == GUI_MSG_WINDOW_DUMP) {
		*inside = msg->dump.n_refs * 4;
		return msg->dump.n_refs <= GUI_MAX_REFS;
	}
	if (msg->type == GUI_MSG_MFNDUMP) {
		*behind = (size_t)msg->mfndump.n_mfns * 4;
		return msg->mfndump.n_mfns <= GUI_MAX_REFS;
	}
	return true;
}

/* The place of a message of this size, its header written; NULL if none. */
static uint8_t *
start(struct buf *out, const struct gui_msg *msg, size_t body, size_t behind)
{
	uint8_t *p = buf_reserve(out, GUI_HEADER_SIZE + body);

	if (!p) {
		return NULL;
	}
	p = bytes_put_u32(p, msg->type);
	p = bytes_put_u32(p, msg->window);
	return bytes_put_u32(p, (uint32_t)(body + behind));
}

bool
gui_encode(const struct gui_msg *msg, struct buf *out)
{
	size_t body;
	size_t behind;
	size_t inside;
	uint8_t *p;

	if (!get_varying(msg, &behind, &inside)) {
		return false;
	}
	body = gui_get_fixed_size(msg->type) + inside;
	p = start(out, msg, body, behind);
	if (!p) {
		return false;
	}
	put_body(p, msg);
	buf_commit(out, GUI_HEADER_SIZE + body);
	return true;
}

bool
gui_encode_dump(uint32_t window, uint32_t width, uint32_t height,
		const uint32_t *refs, size_t n_refs, struct buf *out)
{
	struct gui_msg msg = {
			.type = GUI_MSG_WINDOW_DUMP,
			.window = window,
			.dump = {.width = width, .height = height, .bpp = 32},
	};
	size_t body = gui_get_fixed_size(msg.type) + n_refs * 4;
	uint8_t *p = n_refs > GUI_MAX_REFS ? NULL : start(out, &msg, body, 0);

	if (!p) {
		return false;
	}
	p = put_dump_fixed(p, &msg.dump);
	for (size_t i = 0; i < n_refs; i++) {
		p = bytes_put_u32(p, refs[i]);
	}
	buf_commit(out, GUI_HEADER_SIZE + body);
	return true;
}
