// SPDX-License-Identifier: MIT
/* Connection, events seen, and moving bytes; what the ends do by themselves
 * is gui_world_acts.c. */
#include "tests/wire/gui_world.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "protocols/gui/codec.h"

#define RECORDS ((size_t)64 << 20)

static void
see(struct buf *records, enum model_event event, uint64_t window,
		const int64_t *values, size_t n, uint64_t hash)
{
	struct model_record record = {
			.event = event, .window = window, .hash = hash};

	for (size_t i = 0; i < n; i++) {
		record.values[i] = values[i];
	}
	model_note(records, &record);
}

#define SEE(records, event, window, hash, ...) \
	see(records, event, window, (const int64_t[]){__VA_ARGS__}, \
			sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t), \
			hash)

static void
daemon_ready(void *user, uint32_t version)
{
}

static void
daemon_create(void *user, struct gui_window *win)
{
	struct world *world = user;
	const struct gui_rect *at = &win->geometry;

	SEE(&world->from_daemon, MODEL_CREATE, win->id, 0, at->x, at->y,
			at->width, at->height, win->override_redirect);
}

static void
daemon_destroy(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_DESTROY, win->id, 0, 0);
}

static void
daemon_map(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_MAP, win->id, 0, win->override_redirect,
			win->transient_for);
}

static void
daemon_unmap(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_UNMAP, win->id, 0, 0);
}

static void
daemon_configure(void *user, struct gui_window *win, bool was_ack)
{
	struct world *world = user;
	const struct gui_rect *at = &win->geometry;

	SEE(&world->from_daemon, MODEL_CONFIGURE, win->id, 0, at->x, at->y,
			at->width, at->height, was_ack);
}

static bool
daemon_dump(void *user, struct gui_window *win, const struct gui_dump *dump,
		struct err *err)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_DUMP, win->id,
			model_hash(dump->refs, dump->n_refs * 4), dump->width,
			dump->height, (int64_t)dump->n_refs);
	return true;
}

static void
daemon_damage(void *user, struct gui_window *win, const struct gui_rect *rect)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_DAMAGE, win->id, 0, rect->x, rect->y,
			rect->width, rect->height);
}

static void
daemon_title(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_TITLE, win->id,
			model_hash(win->title, strlen(win->title)), 0);
}

static void
daemon_class(void *user, struct gui_window *win)
{
	struct world *world = user;
	char both[2 * GUI_CLASS_SIZE];
	int len = snprintf(both, sizeof(both), "%s%s", win->wmclass.res_class,
			win->wmclass.res_name);

	SEE(&world->from_daemon, MODEL_CLASS, win->id,
			model_hash(both, (size_t)len), 0);
}

static void
daemon_hints(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_HINTS, win->id,
			model_hash(&win->hints, sizeof(win->hints)), 0);
}

static void
daemon_flags(void *user, struct gui_window *win, uint32_t set, uint32_t unset)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_FLAGS, win->id, 0, set, unset);
}

static void
daemon_cursor(void *user, struct gui_window *win, uint32_t cursor)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_CURSOR, win->id, 0, cursor);
}

static void
daemon_dock(void *user, struct gui_window *win)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_DOCK, win->id, 0, 0);
}

static void
daemon_clipboard(void *user, const uint8_t *data, size_t len, bool too_big)
{
	struct world *world = user;

	SEE(&world->from_daemon, MODEL_CLIPBOARD, 0, model_hash(data, len),
			(int64_t)len, too_big);
}

static const struct gui_daemon_impl daemon_impl = {
		.ready = daemon_ready,
		.create = daemon_create,
		.destroy = daemon_destroy,
		.map = daemon_map,
		.unmap = daemon_unmap,
		.configure = daemon_configure,
		.dump = daemon_dump,
		.damage = daemon_damage,
		.title = daemon_title,
		.wmclass = daemon_class,
		.hints = daemon_hints,
		.flags = daemon_flags,
		.cursor = daemon_cursor,
		.dock = daemon_dock,
		.clipboard = daemon_clipboard,
};

static void
agent_ready(void *user, uint32_t version, const struct gui_xconf *xconf)
{
}

static void
agent_configure(void *user, uint32_t window, const struct gui_rect *at)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_CONFIGURE, window, 0, at->x, at->y,
			at->width, at->height);
}

static void
agent_map(void *user, uint32_t window)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_MAP, window, 0, 0);
}

static void
agent_close(void *user, uint32_t window)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_CLOSE, window, 0, 0);
}

static void
agent_flags(void *user, uint32_t window, uint32_t set, uint32_t unset)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_FLAGS, window, 0, set, unset);
}

static void
agent_key(void *user, uint32_t window, const struct gui_keypress *key)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_KEY, window, 0, key->type, key->x, key->y,
			key->state, key->keycode);
}

static void
agent_button(void *user, uint32_t window, const struct gui_button *button)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_BUTTON, window, 0, button->type,
			button->x, button->y, button->state, button->button);
}

static void
agent_motion(void *user, uint32_t window, const struct gui_motion *motion)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_MOTION, window, 0, motion->x, motion->y,
			motion->state);
}

static void
agent_crossing(void *user, uint32_t window, const struct gui_crossing *crossing)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_CROSSING, window, 0, crossing->type,
			crossing->x, crossing->y, crossing->state,
			crossing->mode, crossing->detail, crossing->focus);
}

static void
agent_focus(void *user, uint32_t window, bool in)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_FOCUS, window, 0, in);
}

static void
agent_keymap(void *user, const uint8_t keymap[GUI_KEYMAP_SIZE])
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_KEYMAP, 0,
			model_hash(keymap, GUI_KEYMAP_SIZE), 0);
}

static void
agent_clipboard_request(void *user)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_CLIPBOARD_REQUEST, 0, 0, 0);
}

static void
agent_clipboard(void *user, const uint8_t *data, size_t len)
{
	struct world *world = user;

	SEE(&world->from_agent, MODEL_CLIPBOARD, 0, model_hash(data, len),
			(int64_t)len);
}

static void
agent_dump_ack(void *user, uint32_t window)
{
	struct world *world = user;

	// below 1.7 it comes from within gui_agent_dump: nothing to compare
	if (world->model.version >= GUI_VERSION(1, 7)) {
		SEE(&world->from_agent, MODEL_ACK, window, 0, 0);
	}
}

static const struct gui_agent_impl agent_impl = {
		.ready = agent_ready,
		.configure = agent_configure,
		.map = agent_map,
		.close = agent_close,
		.flags = agent_flags,
		.key = agent_key,
		.button = agent_button,
		.motion = agent_motion,
		.crossing = agent_crossing,
		.focus = agent_focus,
		.keymap = agent_keymap,
		.clipboard_request = agent_clipboard_request,
		.clipboard = agent_clipboard,
		.dump_ack = agent_dump_ack,
};

/* The agent's word is changed on the way, so that an older one is agreed. */
static void
connect_ends(struct world *world, uint32_t version)
{
	struct buf *up;
	struct buf *down;
	uint8_t word[4];

	world->daemon = gui_daemon_create(&daemon_impl, world, &world->config);
	world->agent = gui_agent_create(&agent_impl, world);
	up = gui_agent_get_out(world->agent);
	down = gui_daemon_get_out(world->daemon);
	buf_consume(up, sizeof(word));
	gui_encode_u32(version, word);
	assert(gui_daemon_feed(world->daemon, word, sizeof(word),
			       world->model.now_msec, NULL) == 0);
	assert(gui_agent_feed(world->agent, buf_peek(down), down->len, NULL) == 0);
	buf_consume(down, down->len);
	assert(gui_agent_is_ready(world->agent));
}

void
world_init(struct world *world, uint32_t minor, uint64_t seed)
{
	memset(world, 0, sizeof(*world));
	world->config = (struct gui_daemon_config){
			.xconf = {1920, 1080, 24, 0},
			.work_area = {0, 28, 1900, 1000},
			.allow_override_redirect = true,
			.allow_utf8_titles = true,
			.max_clipboard = 2000,
	};
	world->dice = seed;
	buf_init(&world->from_daemon, RECORDS);
	buf_init(&world->from_agent, RECORDS);
	model_init(&world->model, GUI_VERSION(1, minor), &world->config);
	connect_ends(world, GUI_VERSION(1, minor));
}

void
world_finish(struct world *world)
{
	gui_daemon_destroy(world->daemon);
	gui_agent_destroy(world->agent);
	buf_finish(&world->from_daemon);
	buf_finish(&world->from_agent);
	model_finish(&world->model);
}

uint32_t
world_roll(struct world *world, uint32_t n)
{
	world->dice ^= world->dice << 13;
	world->dice ^= world->dice >> 7;
	world->dice ^= world->dice << 17;
	return (uint32_t)((world->dice >> 32) * n >> 32);
}

static void
print_records(const char *who, const struct buf *records)
{
	const struct model_record *record = (const void *)buf_peek(records);
	size_t n = records->len / sizeof(*record);

	for (size_t i = 0; i < n; i++, record++) {
		fprintf(stderr, "# %s: event %d window %u:", who,
				(int)record->event, (unsigned)record->window);
		for (size_t k = 0; k < MODEL_VALUES; k++) {
			fprintf(stderr, " %lld", (long long)record->values[k]);
		}
		fprintf(stderr, " hash %llx\n", (unsigned long long)record->hash);
	}
}

/* True if what was seen is what was expected; forgets both. */
static bool
settle(struct buf *seen, struct buf *expected)
{
	bool same = seen->len == expected->len &&
			(seen->len == 0 ||
					memcmp(buf_peek(seen), buf_peek(expected),
							seen->len) == 0);

	if (!same) {
		print_records("seen", seen);
		print_records("expected", expected);
	}
	buf_consume(seen, seen->len);
	buf_consume(expected, expected->len);
	return same;
}

static bool
begin_anew(struct world *world)
{
	uint32_t version = world->model.version;
	int64_t now_msec = world->model.now_msec;
	size_t delivered = world->model.delivered;
	bool same;

	gui_daemon_destroy(world->daemon);
	gui_agent_destroy(world->agent);
	model_end(&world->model);
	same = settle(&world->from_daemon, &world->model.at_daemon);
	model_finish(&world->model);
	model_init(&world->model, version, &world->config);
	world->model.now_msec = now_msec;
	world->model.delivered = delivered;
	connect_ends(world, version);
	world->ended++;
	return same;
}

/* Mostly a few bytes, sometimes all that is there. */
static size_t
roll_part(struct world *world, size_t len)
{
	static const uint32_t sizes[] = {1, 13, 60, 400, 4096, 1 << 20};
	size_t most = sizes[world_roll(world, 6)];

	most = most < len ? most : len;
	return 1 + world_roll(world, (uint32_t)most);
}

static bool
move_up(struct world *world)
{
	struct buf *up = gui_agent_get_out(world->agent);
	size_t part = roll_part(world, up->len);
	int rc;

	part = part < up->len ? part : up->len;
	model_at_daemon(&world->model, part);
	rc = gui_daemon_feed(world->daemon, buf_peek(up), part,
			world->model.now_msec, &world->err);
	buf_consume(up, part);
	if ((rc < 0) != world->model.failed) {
		fprintf(stderr, "# %s\n", rc < 0 ? world->err.text : "passed");
		return false;
	}
	if (!settle(&world->from_daemon, &world->model.at_daemon)) {
		return false;
	}
	return rc == 0 || begin_anew(world);
}

/* A real agent answers a configure; this one often, and not always so. */
static void
answer_configures(struct world *world, const struct buf *seen)
{
	const struct model_record *record = (const void *)buf_peek(seen);
	size_t n = seen->len / sizeof(*record);

	for (size_t i = 0; i < n; i++, record++) {
		struct gui_msg msg = {.type = GUI_MSG_CONFIGURE,
				.window = (uint32_t)record->window};
		struct gui_rect *at = &msg.configure.geometry;

		if (record->event != MODEL_CONFIGURE ||
				world_roll(world, 8) == 0) {
			continue;
		}
		at->x = (int32_t)record->values[0];
		at->y = (int32_t)record->values[1];
		at->width = (uint32_t)record->values[2];
		at->height = (uint32_t)record->values[3];
		if (world_roll(world, 4) == 0) {
			at->width = at->width / 7 * 7 + 1;
		}
		gui_agent_configure(world->agent, msg.window, at);
		model_agent_said(&world->model, &msg, 0);
	}
}

static bool
move_down(struct world *world)
{
	struct buf *down = gui_daemon_get_out(world->daemon);
	size_t part = roll_part(world, down->len);
	int rc;

	part = part < down->len ? part : down->len;
	model_at_agent(&world->model, part);
	rc = gui_agent_feed(world->agent, buf_peek(down), part, &world->err);
	buf_consume(down, part);
	if (rc < 0) {
		fprintf(stderr, "# agent: %s\n", world->err.text);
		return false;
	}
	answer_configures(world, &world->from_agent);
	return settle(&world->from_agent, &world->model.at_agent);
}

static bool
let_time_pass(struct world *world)
{
	world->model.now_msec += world_roll(world, 4);
	model_tick(&world->model);
	return gui_daemon_tick(world->daemon, world->model.now_msec,
			       &world->err) == 0 &&
			settle(&world->from_daemon, &world->model.at_daemon);
}

bool
world_moves(struct world *world)
{
	bool has_up = gui_agent_get_out(world->agent)->len > 0;
	bool has_down = gui_daemon_get_out(world->daemon)->len > 0;

	if (!let_time_pass(world)) {
		return false;
	}
	if (has_up && (!has_down || world_roll(world, 2) == 0)) {
		return move_up(world);
	}
	return has_down ? move_down(world) : true;
}
