// SPDX-License-Identifier: MIT
/* Random things said at each end. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "protocols/gui/codec.h"
#include "tests/wire/gui_world.h"

#define ROOM (MODEL_QUEUE - 64) // messages under way; more must wait
#define MAX_DUMP_REFS 60
#define MAX_TEXT 3000

static int32_t
roll_signed(struct world *world)
{
	static const int32_t odd[] = {0, -1, 1, 16384, 16385, -16385, 6144,
			-6145, INT32_MAX, INT32_MIN};

	if (world_roll(world, 4) == 0) {
		return odd[world_roll(world, 10)];
	}
	return (int32_t)world_roll(world, 2000) - 300;
}

static uint32_t
roll_size(struct world *world)
{
	static const uint32_t odd[] = {
			1, 16384, 16385, 6144, 6145, INT32_MAX, 1900, 901};

	if (world_roll(world, 6) == 0) {
		return odd[world_roll(world, 8)];
	}
	return 1 + world_roll(world, 1200);
}

static struct gui_rect
roll_rect(struct world *world)
{
	return (struct gui_rect){
			.x = roll_signed(world),
			.y = roll_signed(world),
			.width = roll_size(world),
			.height = roll_size(world),
	};
}

static uint32_t
roll_flags(struct world *world)
{
	return world_roll(world, 5) == 0 ? 1u << world_roll(world, 32)
					 : world_roll(world, 8);
}

/* Digits, the length of which varies. */
static size_t
roll_text(struct world *world, char *out, size_t size)
{
	size_t len = world_roll(world, (uint32_t)size);

	for (size_t i = 0; i < len; i++) {
		out[i] = (char)('0' + world_roll(world, 10));
	}
	out[len] = '\0';
	return len;
}

static void
act_create(struct world *world, struct gui_msg *msg)
{
	bool is_free = !world->model.alive[msg->window] &&
			!world->model.dying[msg->window];

	assert(gui_agent_is_id_free(world->agent, msg->window) == is_free);
	if (is_free) {
		msg->type = GUI_MSG_CREATE;
		msg->create.geometry = roll_rect(world);
		msg->create.override_redirect = world_roll(world, 2);
		gui_agent_create_window(world->agent, msg->window,
				&msg->create.geometry,
				msg->create.override_redirect);
		model_agent_said(&world->model, msg, 0);
	}
}

/* Returns the type said, or 0. */
static uint32_t
act_life(struct world *world, struct gui_msg *msg)
{
	struct gui_agent *agent = world->agent;
	uint32_t parent = world_roll(world, MODEL_IDS + 2);

	switch (world_roll(world, 16)) {
	case 0:
		gui_agent_destroy_window(agent, msg->window);
		return GUI_MSG_DESTROY;
	case 1:
		gui_agent_unmap(agent, msg->window);
		return GUI_MSG_UNMAP;
	case 2:
		if (world_roll(world, 10) > 0) {
			return 0;
		}
		gui_agent_dock(agent, msg->window);
		return GUI_MSG_DOCK;
	default:
		msg->map.override_redirect = world_roll(world, 2);
		gui_agent_map(agent, msg->window, parent,
				msg->map.override_redirect);
		if (parent < MODEL_IDS && world->model.alive[parent]) {
			msg->map.transient_for = parent;
		}
		return GUI_MSG_MAP;
	}
}

static uint32_t
act_properties(struct world *world, struct gui_msg *msg, uint64_t *hash)
{
	struct gui_agent *agent = world->agent;
	char both[GUI_TITLE_SIZE + 4];
	char text[GUI_TITLE_SIZE];
	size_t len;

	switch (world_roll(world, 5)) {
	case 0:
		len = roll_text(world, text, sizeof(text));
		*hash = model_hash(text, len);
		gui_agent_title(agent, msg->window, text);
		return GUI_MSG_WMNAME;
	case 1:
		len = roll_text(world, text, GUI_CLASS_SIZE);
		gui_agent_class(agent, msg->window, text, "name");
		snprintf(both, sizeof(both), "%sname", text);
		*hash = model_hash(both, len + 4);
		return GUI_MSG_WMCLASS;
	case 2:
		msg->hints = (struct gui_hints){world_roll(world, 512),
				roll_size(world), roll_size(world),
				roll_size(world), roll_size(world),
				roll_size(world), roll_size(world),
				roll_size(world), roll_size(world)};
		gui_agent_hints(agent, msg->window, &msg->hints);
		return GUI_MSG_WINDOW_HINTS;
	case 3:
		msg->flags.set = roll_flags(world);
		msg->flags.unset = roll_flags(world);
		gui_agent_flags(agent, msg->window, msg->flags.set,
				msg->flags.unset);
		msg->flags.unset &= ~msg->flags.set;
		return GUI_MSG_WINDOW_FLAGS;
	default:
		msg->cursor = world_roll(world, 9)
				? world_roll(world, 0x9a) | 0x100
				: 0;
		gui_agent_cursor(agent, msg->window, msg->cursor);
		return GUI_MSG_CURSOR;
	}
}

static uint32_t
act_dump(struct world *world, struct gui_msg *msg, uint64_t *hash)
{
	uint32_t refs[MAX_DUMP_REFS];
	uint8_t bytes[4 * MAX_DUMP_REFS];
	uint32_t n = 1 + world_roll(world, MAX_DUMP_REFS);

	for (uint32_t i = 0; i < n; i++) {
		refs[i] = world_roll(world, UINT32_MAX);
		gui_encode_u32(refs[i], bytes + 4 * i);
	}
	*hash = model_hash(bytes, 4 * n);
	msg->dump.width = world_roll(world, 30) ? 10 + world_roll(world, 32) : 0;
	msg->dump.height = msg->dump.width ? n * 1000 / msg->dump.width : 7;
	msg->dump.n_refs = n;
	gui_agent_dump(world->agent, msg->window, msg->dump.width,
			msg->dump.height, refs, n);
	return GUI_MSG_WINDOW_DUMP;
}

static uint32_t
act_pixels(struct world *world, struct gui_msg *msg, uint64_t *hash)
{
	uint32_t kind = world_roll(world, 10);

	if (kind == 0) {
		return act_dump(world, msg, hash);
	}
	if (kind == 1) {
		msg->configure.geometry = roll_rect(world);
		gui_agent_configure(world->agent, msg->window,
				&msg->configure.geometry);
		return GUI_MSG_CONFIGURE;
	}
	msg->shmimage = roll_rect(world);
	gui_agent_damage(world->agent, msg->window, &msg->shmimage);
	return GUI_MSG_SHMIMAGE;
}

static void
act_clipboard(struct world *world)
{
	struct gui_msg msg = {.type = GUI_MSG_CLIPBOARD_DATA};
	char text[MAX_TEXT];

	msg.clipboard.len = roll_text(world, text, sizeof(text));
	gui_agent_clipboard(world->agent, (uint8_t *)text, msg.clipboard.len);
	model_agent_said(&world->model, &msg,
			model_hash(text, msg.clipboard.len));
}

/* Puts a message into the queue that the agent would not have sent. */
static void
slip_in(struct world *world, const struct gui_msg *msg, size_t behind)
{
	static const uint8_t zeros[400];
	struct buf *out = gui_agent_get_out(world->agent);

	assert(behind <= sizeof(zeros));
	assert(gui_encode(msg, out));
	assert(buf_append(out, zeros, behind));
	model_agent_slipped(&world->model, msg, 0);
}

static void
act_old_dump(struct world *world, uint32_t window)
{
	struct gui_msg msg = {.type = GUI_MSG_MFNDUMP,
			.window = window,
			.mfndump = {.width = 10, .height = 10}};

	if (world->model.alive[window] &&
			world->model.version < GUI_VERSION(1, 7)) {
		msg.mfndump.n_mfns = 1 + world_roll(world, 100);
		slip_in(world, &msg, 4 * msg.mfndump.n_mfns);
	}
}

/* What must end the connection. */
static void
act_badly(struct world *world, uint32_t window)
{
	struct gui_msg msg = {.type = GUI_MSG_UNMAP, .window = window};

	switch (world_roll(world, 6)) {
	case 0:
		msg.window = MODEL_IDS + world_roll(world, 1000);
		break;
	case 1:
		msg.type = GUI_MSG_CURSOR;
		msg.cursor = 0x19a + world_roll(world, 1000);
		break;
	case 2:
		msg.type = GUI_MSG_WINDOW_FLAGS;
		msg.flags.set = 1u << world_roll(world, 32);
		msg.flags.unset = UINT32_MAX;
		break;
	case 3:
		msg.type = GUI_MSG_CONFIGURE;
		msg.configure.geometry.width = world_roll(world, 2);
		break;
	case 4:
		msg.type = GUI_MSG_CREATE;
		msg.create.geometry.width = 0x80000000;
		break;
	default:
		msg.type = GUI_MSG_DESTROY;
		msg.window = MODEL_IDS;
		break;
	}
	slip_in(world, &msg, 0);
}

void
world_agent_acts(struct world *world)
{
	struct gui_msg msg = {.window = world_roll(world, MODEL_IDS)};
	uint32_t kind = world_roll(world, 100);
	uint64_t hash = 0;
	uint32_t type = 0;

	if (world->model.up.n > ROOM || world->model.down.n > ROOM ||
			world->model.n_dumps > ROOM) {
		return;
	}
	if (kind < 5) {
		act_create(world, &msg);
	} else if (kind < 20) {
		type = act_life(world, &msg);
	} else if (kind < 35) {
		type = act_properties(world, &msg, &hash);
	} else if (kind < 98) {
		type = act_pixels(world, &msg, &hash);
	} else if (kind < 99) {
		act_clipboard(world);
	} else if (world_roll(world, 10) > 0) {
		act_old_dump(world, msg.window);
	} else if (world_roll(world, 10) == 0) {
		act_badly(world, msg.window);
	}
	// to a window that is gone nothing was said
	if (type != 0 && world->model.alive[msg.window]) {
		msg.type = (enum gui_msg_type)type;
		model_agent_said(&world->model, &msg, hash);
	}
}

static void
act_key(struct world *world, struct gui_window *win, struct gui_msg *msg)
{
	msg->type = GUI_MSG_KEYPRESS;
	msg->keypress = (struct gui_keypress){2 + world_roll(world, 2),
			roll_signed(world), roll_signed(world),
			world_roll(world, 1 << 15), 8 + world_roll(world, 248)};
	gui_daemon_key(world->daemon, win, &msg->keypress);
	model_daemon_said(&world->model, msg, 0);
}

static void
act_pointer(struct world *world, struct gui_window *win, struct gui_msg *msg)
{
	switch (world_roll(world, 8)) {
	case 0:
		msg->type = GUI_MSG_BUTTON;
		msg->button = (struct gui_button){4 + world_roll(world, 2),
				roll_signed(world), roll_signed(world), 0,
				1 + world_roll(world, 10)};
		gui_daemon_button(world->daemon, win, &msg->button);
		break;
	case 1:
		msg->type = GUI_MSG_CROSSING;
		msg->crossing = (struct gui_crossing){7 + world_roll(world, 2),
				roll_signed(world), roll_signed(world), 1, 2, 3,
				4};
		gui_daemon_crossing(world->daemon, win, &msg->crossing);
		break;
	default:
		msg->type = GUI_MSG_MOTION;
		msg->motion = (struct gui_motion){roll_signed(world),
				roll_signed(world), world_roll(world, 100), 0};
		gui_daemon_motion(world->daemon, win, &msg->motion);
		break;
	}
	model_daemon_said(&world->model, msg, 0);
}

static void
act_focus(struct world *world, struct gui_window *win, struct gui_msg *msg)
{
	bool in = world_roll(world, 2);
	struct gui_msg keymap = {.type = GUI_MSG_KEYMAP_NOTIFY};

	for (size_t i = 0; i < GUI_KEYMAP_SIZE; i++) {
		keymap.keymap[i] = (uint8_t)world_roll(world, 256);
	}
	if (in) {
		model_daemon_said(&world->model, &keymap,
				model_hash(keymap.keymap, GUI_KEYMAP_SIZE));
	}
	gui_daemon_focus(world->daemon, win, in, keymap.keymap);
	msg->type = GUI_MSG_FOCUS;
	msg->focus.type = in ? GUI_FOCUS_IN : GUI_FOCUS_OUT;
	model_daemon_said(&world->model, msg, 0);
}

static void
act_copy_and_paste(struct world *world, struct gui_window *win,
		struct gui_msg *msg)
{
	uint8_t text[MAX_TEXT] = {1, 2, 3};
	size_t len = world_roll(world, sizeof(text));
	uint32_t kind = world_roll(world, 5);

	if (kind == 0) {
		gui_daemon_cancel_clipboard(world->daemon);
		world->model.asked = false;
	} else if (kind < 4) {
		gui_daemon_request_clipboard(world->daemon, win);
		world->model.asked = true;
		world->model.question++;
		msg->type = GUI_MSG_CLIPBOARD_REQ;
		model_daemon_said(&world->model, msg, 0);
	} else if (gui_daemon_send_clipboard(world->daemon, win, text, len)) {
		assert(len <= world->config.max_clipboard);
		msg->type = GUI_MSG_CLIPBOARD_DATA;
		msg->clipboard.len = len;
		model_daemon_said(&world->model, msg, model_hash(text, len));
	} else {
		assert(len > world->config.max_clipboard);
	}
}

static void
act_on_window(struct world *world, struct gui_window *win, struct gui_msg *msg)
{
	struct gui_rect wish;
	uint32_t set, unset;

	switch (world_roll(world, 4)) {
	case 0:
		set = world_roll(world, 8);
		unset = world_roll(world, 8);
		gui_daemon_flags(world->daemon, win, set, unset);
		model_flags(&world->model, win->id, set, unset);
		break;
	case 1:
		gui_daemon_map(world->daemon, win);
		model_map(&world->model, win->id);
		break;
	case 2:
		gui_daemon_close(world->daemon, win);
		msg->type = GUI_MSG_CLOSE;
		model_daemon_said(&world->model, msg, 0);
		break;
	default:
		wish = roll_rect(world);
		gui_daemon_configure(world->daemon, win, &wish,
				world->model.now_msec);
		model_configure(&world->model, win->id, &wish);
		break;
	}
}

void
world_daemon_acts(struct world *world)
{
	struct gui_msg msg = {.window = world_roll(world, MODEL_IDS)};
	struct gui_window *win = gui_daemon_try_window(world->daemon, msg.window);
	uint32_t kind = world_roll(world, 100);

	assert((win != NULL) == world->model.windows[msg.window].exists);
	if (!win || world->model.down.n > ROOM || world->model.up.n > ROOM) {
		return;
	}
	if (kind < 30) {
		act_key(world, win, &msg);
	} else if (kind < 70) {
		act_pointer(world, win, &msg);
	} else if (kind < 78) {
		act_focus(world, win, &msg);
	} else if (kind < 80) {
		act_copy_and_paste(world, win, &msg);
	} else {
		act_on_window(world, win, &msg);
	}
}
