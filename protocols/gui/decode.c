// SPDX-License-Identifier: MIT
/* Bodies from bytes, field by field; shape only. */
#include <string.h>

#include "common/bytes.h"
#include "protocols/gui/codec.h"

static struct gui_rect
read_rect(struct bytes_reader *r)
{
	struct gui_rect rect = {0};

	rect.x = bytes_read_i32(r);
	rect.y = bytes_read_i32(r);
	rect.width = bytes_read_u32(r);
	rect.height = bytes_read_u32(r);
	return rect;
}

static void
read_text(struct bytes_reader *r, char *out, size_t size)
{
	const uint8_t *bytes = bytes_read(r, size);

	if (bytes) {
		memcpy(out, bytes, size);
	}
	out[size - 1] = '\0';
}

static void
read_keypress(struct bytes_reader *r, struct gui_keypress *key)
{
	key->type = bytes_read_u32(r);
	key->x = bytes_read_i32(r);
	key->y = bytes_read_i32(r);
	key->state = bytes_read_u32(r);
	key->keycode = bytes_read_u32(r);
}

static void
read_button(struct bytes_reader *r, struct gui_button *button)
{
	button->type = bytes_read_u32(r);
	button->x = bytes_read_i32(r);
	button->y = bytes_read_i32(r);
	button->state = bytes_read_u32(r);
	button->button = bytes_read_u32(r);
}

static void
read_motion(struct bytes_reader *r, struct gui_motion *motion)
{
	motion->x = bytes_read_i32(r);
	motion->y = bytes_read_i32(r);
	motion->state = bytes_read_u32(r);
	motion->is_hint = bytes_read_u32(r);
}

static void
read_crossing(struct bytes_reader *r, struct gui_crossing *crossing)
{
	crossing->type = bytes_read_u32(r);
	crossing->x = bytes_read_i32(r);
	crossing->y = bytes_read_i32(r);
	crossing->state = bytes_read_u32(r);
	crossing->mode = bytes_read_u32(r);
	crossing->detail = bytes_read_u32(r);
	crossing->focus = bytes_read_u32(r);
}

static void
read_focus(struct bytes_reader *r, struct gui_focus *focus)
{
	focus->type = bytes_read_u32(r);
	focus->mode = bytes_read_u32(r);
	focus->detail = bytes_read_u32(r);
}

static void
read_hints(struct bytes_reader *r, struct gui_hints *hints)
{
	hints->flags = bytes_read_u32(r);
	hints->min_width = bytes_read_u32(r);
	hints->min_height = bytes_read_u32(r);
	hints->max_width = bytes_read_u32(r);
	hints->max_height = bytes_read_u32(r);
	hints->inc_width = bytes_read_u32(r);
	hints->inc_height = bytes_read_u32(r);
	hints->base_width = bytes_read_u32(r);
	hints->base_height = bytes_read_u32(r);
}

static void
read_dump(struct bytes_reader *r, struct gui_dump *dump)
{
	dump->type = bytes_read_u32(r);
	dump->width = bytes_read_u32(r);
	dump->height = bytes_read_u32(r);
	dump->bpp = bytes_read_u32(r);
	dump->n_refs = r->left / 4;
	dump->refs = bytes_read(r, dump->n_refs * 4);
}

static void
read_mfndump(struct bytes_reader *r, struct gui_mfndump *dump)
{
	bytes_read_u32(r); // shmid
	dump->width = bytes_read_u32(r);
	dump->height = bytes_read_u32(r);
	bytes_read_u32(r); // bits a pixel
	dump->off = bytes_read_u32(r);
	dump->n_mfns = bytes_read_u32(r);
	bytes_read_u32(r); // domain
}

static void
read_configure(struct bytes_reader *r, struct gui_configure *configure)
{
	configure->geometry = read_rect(r);
	configure->override_redirect = bytes_read_u32(r);
}

static void
read_create(struct bytes_reader *r, struct gui_create *create)
{
	create->geometry = read_rect(r);
	create->parent = bytes_read_u32(r);
	create->override_redirect = bytes_read_u32(r);
}

static void
read_keymap(struct bytes_reader *r, uint8_t keymap[GUI_KEYMAP_SIZE])
{
	const uint8_t *bytes = bytes_read(r, GUI_KEYMAP_SIZE);

	if (bytes) {
		memcpy(keymap, bytes, GUI_KEYMAP_SIZE);
	}
}

static void
read_body(struct bytes_reader *r, struct gui_msg *msg)
{
	switch (msg->type) {
	case GUI_MSG_KEYPRESS:
		read_keypress(r, &msg->keypress);
		break;
	case GUI_MSG_BUTTON:
		read_button(r, &msg->button);
		break;
	case GUI_MSG_MOTION:
		read_motion(r, &msg->motion);
		break;
	case GUI_MSG_CROSSING:
		read_crossing(r, &msg->crossing);
		break;
	case GUI_MSG_FOCUS:
		read_focus(r, &msg->focus);
		break;
	case GUI_MSG_CREATE:
		read_create(r, &msg->create);
		break;
	case GUI_MSG_MAP:
		msg->map.transient_for = bytes_read_u32(r);
		msg->map.override_redirect = bytes_read_u32(r);
		break;
	case GUI_MSG_CONFIGURE:
		read_configure(r, &msg->configure);
		break;
	case GUI_MSG_MFNDUMP:
		read_mfndump(r, &msg->mfndump);
		break;
	case GUI_MSG_SHMIMAGE:
		msg->shmimage = read_rect(r);
		break;
	case GUI_MSG_CLIPBOARD_DATA:
		msg->clipboard.len = r->left;
		msg->clipboard.data = bytes_read(r, r->left);
		break;
	case GUI_MSG_WMNAME:
		read_text(r, msg->title, sizeof(msg->title));
		break;
	case GUI_MSG_KEYMAP_NOTIFY:
		read_keymap(r, msg->keymap);
		break;
	case GUI_MSG_WINDOW_HINTS:
		read_hints(r, &msg->hints);
		break;
	case GUI_MSG_WINDOW_FLAGS:
		msg->flags.set = bytes_read_u32(r);
		msg->flags.unset = bytes_read_u32(r);
		break;
	case GUI_MSG_WMCLASS:
		read_text(r, msg->wmclass.res_class, GUI_CLASS_SIZE);
		read_text(r, msg->wmclass.res_name, GUI_CLASS_SIZE);
		break;
	case GUI_MSG_WINDOW_DUMP:
		read_dump(r, &msg->dump);
		break;
	case GUI_MSG_CURSOR:
		msg->cursor = bytes_read_u32(r);
		break;
	case GUI_MSG_DESTROY:
	case GUI_MSG_UNMAP:
	case GUI_MSG_CLOSE:
	case GUI_MSG_CLIPBOARD_REQ:
	case GUI_MSG_DOCK:
	case GUI_MSG_WINDOW_DUMP_ACK:
		break;
	case GUI_MSG_RESIZE:
	case GUI_MSG_EXECUTE:
		r->bad = true;
		break;
	}
}

static int
check_image(uint32_t width, uint32_t height, size_t bytes, struct err *err)
{
	if (width > GUI_MAX_WIDTH || height > GUI_MAX_HEIGHT) {
		return err_set(err, "image of %u x %u pixels", width, height);
	}
	if (bytes < (size_t)width * height * 4) {
		return err_set(err, "%zu bytes for an image of %u x %u", bytes,
				width, height);
	}
	return 0;
}

static int
check_dump(const struct gui_dump *dump, struct err *err)
{
	if (dump->type != 0) {
		return err_set(err, "dump type %u", dump->type);
	}
	if (dump->n_refs > GUI_MAX_REFS) {
		return err_set(err, "%zu refs", dump->n_refs);
	}
	return check_image(dump->width, dump->height,
			dump->n_refs * GUI_PAGE_SIZE, err);
}

static int
check_mfndump(const struct gui_mfndump *dump, struct err *err)
{
	if (dump->n_mfns > GUI_MAX_REFS || dump->off >= GUI_PAGE_SIZE) {
		return err_set(err, "%u frames from byte %u", dump->n_mfns,
				dump->off);
	}
	if (dump->n_mfns == 0) {
		return check_image(dump->width, dump->height, 0, err);
	}
	return check_image(dump->width, dump->height,
			(size_t)dump->n_mfns * GUI_PAGE_SIZE - dump->off, err);
}

static int
check_input_type(uint32_t type, uint32_t a, uint32_t b, struct err *err)
{
	return type == a || type == b ? 0 : err_set(err, "event type %u", type);
}

static int
check_body(const struct gui_msg *msg, struct err *err)
{
	if (msg->type == GUI_MSG_KEYPRESS) {
		return check_input_type(msg->keypress.type, GUI_KEY_PRESS,
				GUI_KEY_RELEASE, err);
	}
	if (msg->type == GUI_MSG_BUTTON) {
		return check_input_type(msg->button.type, GUI_BUTTON_PRESS,
				GUI_BUTTON_RELEASE, err);
	}
	if (msg->type == GUI_MSG_CROSSING) {
		return check_input_type(msg->crossing.type, GUI_CROSSING_ENTER,
				GUI_CROSSING_LEAVE, err);
	}
	if (msg->type == GUI_MSG_FOCUS) {
		return check_input_type(msg->focus.type, GUI_FOCUS_IN,
				GUI_FOCUS_OUT, err);
	}
	if (msg->type == GUI_MSG_WINDOW_DUMP) {
		return check_dump(&msg->dump, err);
	}
	if (msg->type == GUI_MSG_MFNDUMP) {
		return check_mfndump(&msg->mfndump, err);
	}
	return 0;
}

int
gui_decode(const struct gui_header *header, const uint8_t *body, size_t len,
		struct gui_msg *msg, struct err *err)
{
	struct bytes_reader r = bytes_reader_init(body, len);
	const char *name = gui_msg_name(header->type);

	if (!name) {
		return err_set(err, "unknown message type %u", header->type);
	}
	*msg = (struct gui_msg){
			.type = (enum gui_msg_type)header->type,
			.window = header->window,
	};
	read_body(&r, msg);
	if (!bytes_reader_is_done(&r)) {
		return err_set(err, "%s with a body of %zu bytes", name, len);
	}
	if (check_body(msg, err) < 0) {
		return err_wrap(err, "%s", name);
	}
	return 0;
}
