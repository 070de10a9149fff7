// SPDX-License-Identifier: MIT
/*
 * A daemon's bytes into the agent end. The first byte chooses how the rest, a
 * stream from the version word on, is cut. Four windows are there; events
 * make the agent talk.
 */
#include <assert.h>
#include <string.h>

#include "protocols/gui/agent.h"
#include "protocols/gui/codec.h"

#define WINDOWS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct run {
	struct gui_agent *agent;
	uint32_t version;
	uint32_t events;
	bool alive[WINDOWS];
	size_t waiting; // dumps
};

static void
check(struct run *run, uint32_t window)
{
	assert(run->version != 0);
	assert(window < WINDOWS && run->alive[window]);
}

static void
create(struct run *run, uint32_t window)
{
	const struct gui_rect at = {1, 2, 30, 40};

	gui_agent_create_window(run->agent, window, &at, false);
	run->alive[window] = true;
}

/* Says something, another thing each time. */
static void
react(struct run *run, uint32_t window)
{
	const uint32_t n = run->events++;
	const uint32_t refs[2] = {n, n + 1};
	const struct gui_rect rect = {1, 2, n % 100, 10};

	switch (n % 7) {
	case 0:
		gui_agent_destroy_window(run->agent, window);
		run->alive[window] = false;
		break;
	case 1:
		gui_agent_map(run->agent, window, n % WINDOWS, n & 8);
		break;
	case 2:
		gui_agent_configure(run->agent, window, &rect);
		break;
	case 3:
		gui_agent_title(run->agent, window, "title");
		break;
	case 4:
		gui_agent_damage(run->agent, window, &rect);
		break;
	default:
		run->waiting++;
		assert(gui_agent_dump(run->agent, window, 30, 40, refs, 2));
		break;
	}
}

static void
handle_ready(void *user, uint32_t version, const struct gui_xconf *xconf)
{
	struct run *run = user;

	assert(version >= GUI_VERSION(1, 4) && version <= GUI_VERSION(1, 8));
	assert(xconf->width > 0 && xconf->height > 0);
	assert(run->version == 0);
	run->version = version;
	for (uint32_t i = 0; i < WINDOWS; i++) {
		create(run, i);
		react(run, i);
	}
}

static void
handle_configure(void *user, uint32_t window, const struct gui_rect *at)
{
	check(user, window);
	assert(at->x >= -GUI_MAX_WIDTH && at->x <= GUI_MAX_WIDTH);
	assert(at->y >= -GUI_MAX_HEIGHT && at->y <= GUI_MAX_HEIGHT);
	assert(at->width >= 1 && at->width <= GUI_MAX_WIDTH);
	assert(at->height >= 1 && at->height <= GUI_MAX_HEIGHT);
	react(user, window);
}

static void
handle_map(void *user, uint32_t window)
{
	check(user, window);
	react(user, window);
}

static void
handle_close(void *user, uint32_t window)
{
	check(user, window);
	react(user, window);
}

static void
handle_flags(void *user, uint32_t window, uint32_t set, uint32_t unset)
{
	check(user, window);
	assert(((set | unset) & ~7u) == 0 && (set & unset) == 0);
	assert((set | unset) != 0);
	react(user, window);
}

static void
handle_key(void *user, uint32_t window, const struct gui_keypress *key)
{
	check(user, window);
	assert(key->type == GUI_KEY_PRESS || key->type == GUI_KEY_RELEASE);
	assert(key->keycode >= 8 && key->keycode <= 255);
	react(user, window);
}

static void
handle_button(void *user, uint32_t window, const struct gui_button *button)
{
	check(user, window);
	assert(button->type == GUI_BUTTON_PRESS ||
			button->type == GUI_BUTTON_RELEASE);
	assert(button->button >= 1 && button->button <= 255);
	react(user, window);
}

static void
handle_motion(void *user, uint32_t window, const struct gui_motion *motion)
{
	check(user, window);
	react(user, window);
}

static void
handle_crossing(void *user, uint32_t window, const struct gui_crossing *crossing)
{
	check(user, window);
	assert(crossing->type == GUI_CROSSING_ENTER ||
			crossing->type == GUI_CROSSING_LEAVE);
	react(user, window);
}

static void
handle_focus(void *user, uint32_t window, bool in)
{
	check(user, window);
	react(user, window);
}

static void
handle_keymap(void *user, const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct run *run = user;

	assert(run->version != 0);
	run->events += keymap[GUI_KEYMAP_SIZE - 1];
}

static void
handle_clipboard_request(void *user)
{
	struct run *run = user;

	gui_agent_clipboard(run->agent, (const uint8_t *)"text", 4);
}

static void
handle_clipboard(void *user, const uint8_t *data, size_t len)
{
	struct run *run = user;

	assert(len <= gui_get_max_clipboard(run->version));
	run->events += len > 0 ? data[len - 1] : 0;
}

static void
handle_dump_ack(void *user, uint32_t window)
{
	struct run *run = user;

	assert(window < WINDOWS && run->waiting > 0);
	run->waiting--;
}

static const struct gui_agent_impl impl = {
		.ready = handle_ready,
		.configure = handle_configure,
		.map = handle_map,
		.close = handle_close,
		.flags = handle_flags,
		.key = handle_key,
		.button = handle_button,
		.motion = handle_motion,
		.crossing = handle_crossing,
		.focus = handle_focus,
		.keymap = handle_keymap,
		.clipboard_request = handle_clipboard_request,
		.clipboard = handle_clipboard,
		.dump_ack = handle_dump_ack,
};

/* Everything queued for the daemon is something a daemon may get. */
static void
drain(struct run *run)
{
	struct buf *out = gui_agent_get_out(run->agent);

	while (out->len > 0) {
		struct gui_header header = gui_decode_header(buf_peek(out));
		struct gui_msg msg;
		size_t size = 0;

		assert(gui_body_size(&header, GUI_SIDE_AGENT, run->version,
				       &size, NULL) == 0);
		assert(size == header.len);
		assert(gui_decode(&header, buf_peek(out) + GUI_HEADER_SIZE,
				       size, &msg, NULL) == 0);
		buf_consume(out, GUI_HEADER_SIZE + size);
	}
}

/* Windows whose end was acknowledged come back. */
static void
revive(struct run *run)
{
	for (uint32_t i = 0; i < WINDOWS; i++) {
		if (!run->alive[i] && gui_agent_is_id_free(run->agent, i)) {
			create(run, i);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = {1, 3, 12, 40, 100, 1000, 4096, SIZE_MAX};
	struct run run = {0};
	size_t step;
	int rc = 0;

	if (size < 1) {
		return 0;
	}
	step = steps[*data % 8];
	data++;
	size--;
	run.agent = gui_agent_create(&impl, &run);
	buf_consume(gui_agent_get_out(run.agent), 4);
	while (size > 0 && rc == 0) {
		size_t part = step < size ? step : size;

		rc = gui_agent_feed(run.agent, data, part, NULL);
		data += part;
		size -= part;
		if (rc == 0 && run.version != 0) {
			drain(&run);
			revive(&run);
		}
	}
	gui_agent_destroy(run.agent);
	return 0;
}
