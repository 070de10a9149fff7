// SPDX-License-Identifier: MIT
/*
 * An agent that says anything the protocol allows, and a person who does
 * anything with its windows. Nothing of it ends a connection, no content
 * reaches out of its frame, no popup leaves the work area.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/types/wlr_scene.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/windows/view.h"
#include "protocols/gui/daemon.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define STEPS 2500
#define IDS 9 // windows of the agent, 0 is the whole screen's
#define BORDER 3
#define MAX_SIDE 400 // pixels of a picture

struct chaos {
	struct rig rig;
	uint64_t seed;
	bool exists[IDS];
	size_t n_dumps;
	size_t n_acks; // of what was forgotten
};

/* 0 to n - 1, the same for the same seed everywhere. */
static uint32_t
pick(struct chaos *c, uint32_t n)
{
	c->seed = c->seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(c->seed >> 33) % n;
}

static int32_t
pick_between(struct chaos *c, int32_t from, int32_t to)
{
	return from + (int32_t)pick(c, (uint32_t)(to - from + 1));
}

static struct gui_rect
pick_rect(struct chaos *c)
{
	static const uint32_t odd[] = {1, 2, 3, 4000, 16384};
	struct gui_rect rect = {
			.x = pick_between(c, -300, 1000),
			.y = pick_between(c, -300, 800),
			.width = 1 + pick(c, MAX_SIDE),
			.height = 1 + pick(c, MAX_SIDE),
	};

	if (pick(c, 10) == 0) {
		rect.width = odd[pick(c, 5)];
	}
	if (pick(c, 10) == 0) {
		rect.height = odd[pick(c, 4)];
	}
	return rect;
}

static void
send(struct chaos *c, enum gui_msg_type type, uint32_t id, struct gui_msg *msg)
{
	msg->type = type;
	msg->window = id;
	fake_qube_send(&c->rig.red, msg);
}

static void
send_create(struct chaos *c, uint32_t id)
{
	struct gui_msg msg = {
			.create = {pick_rect(c), 0, pick(c, 3) == 0},
	};

	c->exists[id] = true;
	send(c, GUI_MSG_CREATE, id, &msg);
}

static void
send_dump(struct chaos *c, uint32_t id)
{
	struct fake_window window = {.qube = &c->rig.red, .id = id};
	uint32_t width = 1 + pick(c, MAX_SIDE);
	uint32_t height = 1 + pick(c, MAX_SIDE);
	uint32_t n = (width * height * 4 + 4095) / 4096 + pick(c, 3);
	uint32_t first = 1 + pick(c, 500);
	bool scattered = pick(c, 4) == 0;
	uint32_t refs[MAX_SIDE * MAX_SIDE * 4 / 4096 + 4];

	for (uint32_t i = 0; i < n; i++) {
		refs[i] = 1u << 20 | (scattered ? 1 + pick(c, 2000) : first + i);
	}
	c->n_dumps++;
	fake_window_dump_refs(&window, refs, n, width, height);
}

static void
send_text(struct chaos *c, uint32_t id)
{
	struct gui_msg msg = {0};

	for (size_t i = 0; i < sizeof(msg.title) - 1; i++) {
		msg.title[i] = (char)pick(c, 256);
	}
	send(c, GUI_MSG_WMNAME, id, &msg);
}

static void
send_hints(struct chaos *c, uint32_t id)
{
	struct gui_msg msg = {
			.hints =
					{
							.flags = pick(c, 0x200),
							.min_width = pick(c, 500),
							.min_height = pick(c, 500),
							.max_width = pick(c, 900),
							.max_height = pick(c, 900),
							.inc_width = pick(c, 30),
							.inc_height = pick(c, 30),
							.base_width = pick(c, 50),
							.base_height = pick(c, 50),
					},
	};

	send(c, GUI_MSG_WINDOW_HINTS, id, &msg);
}

static void
send_flags(struct chaos *c, uint32_t id)
{
	uint32_t set = pick(c, 8);
	struct gui_msg msg = {.flags = {set, pick(c, 8) & ~set}};

	send(c, GUI_MSG_WINDOW_FLAGS, id, &msg);
}

/* One message about a window that exists. */
static void
say(struct chaos *c, uint32_t id)
{
	struct gui_msg msg = {0};

	switch (pick(c, 14)) {
	case 0:
		c->exists[id] = false;
		send(c, GUI_MSG_DESTROY, id, &msg);
		break;
	case 1:
		send(c, GUI_MSG_UNMAP, id, &msg);
		break;
	case 2:
	case 3:
		msg.configure.geometry = pick_rect(c);
		send(c, GUI_MSG_CONFIGURE, id, &msg);
		break;
	case 4:
	case 5:
		send_dump(c, id);
		break;
	case 6:
	case 7:
		msg.shmimage = pick_rect(c);
		send(c, GUI_MSG_SHMIMAGE, id, &msg);
		break;
	case 8:
		send_text(c, id);
		break;
	case 9:
		send_hints(c, id);
		break;
	case 10:
		send_flags(c, id);
		break;
	case 11:
		msg.cursor = 0x100 + 2 * pick(c, 77);
		send(c, GUI_MSG_CURSOR, id, &msg);
		break;
	case 12:
		if (pick(c, 20) == 0) {
			send(c, GUI_MSG_DOCK, id, &msg);
		}
		break;
	default:
		msg.map.transient_for = pick(c, IDS);
		msg.map.override_redirect = pick(c, 3) == 0;
		send(c, GUI_MSG_MAP, id, &msg);
		break;
	}
}

static struct view *
pick_view(struct chaos *c)
{
	struct wl_list *views = &c->rig.scene.server.views;
	struct view *view;
	int n = wl_list_length(views);

	if (n == 0) {
		return NULL;
	}
	n = (int)pick(c, (uint32_t)n);
	wl_list_for_each(view, views, link) {
		if (n-- == 0) {
			return view;
		}
	}
	return NULL;
}

static void
resize(struct chaos *c, struct view *view)
{
	struct gui_rect rect = pick_rect(c);

	view_resize(view,
			&(struct wlr_box){rect.x, rect.y, (int)rect.width % 900,
					(int)rect.height % 700});
}

/* One thing the person does to a window. */
static void
act(struct chaos *c, struct view *view)
{
	struct view_key key = {.evdev = pick(c, 200), .pressed = pick(c, 2)};
	struct view_button button = {0, 0x110 + pick(c, 5), pick(c, 2)};

	switch (view->popup ? 6 + pick(c, 4) : pick(c, 10)) {
	case 0:
		view_move(view, pick_between(c, -50, 700),
				pick_between(c, 0, 500));
		break;
	case 1:
		resize(c, view);
		break;
	case 2:
		view_set_maximized(view, pick(c, 2));
		break;
	case 3:
		view_set_minimized(view, pick(c, 2));
		break;
	case 4:
		view_set_fullscreen(view, pick(c, 2));
		break;
	case 5:
		seat_focus(c->rig.scene.server.seat, view);
		break;
	case 6:
		view_close(view);
		break;
	case 7:
		view->impl->key(view, &key);
		break;
	case 8:
		view->impl->pointer_motion(view, 0, pick_between(c, -9, 400),
				pick_between(c, -9, 400));
		break;
	default:
		view->impl->pointer_button(view, &button);
		break;
	}
}

static void
reconnect(struct chaos *c)
{
	fake_qube_connect(&c->rig.red, 7 + pick(c, 2));
	memset(c->exists, 0, sizeof(c->exists));
	fake_qube_forget(&c->rig.red);
	c->n_dumps = 0;
	c->n_acks = 0;
}

static void
rescale(struct chaos *c)
{
	static const char *const scales[] = {"1", "1.5", "2"};
	char text[64];

	snprintf(text, sizeof(text), "[output *]\nmode=800x600\nscale=%s\n",
			scales[pick(c, 3)]);
	scene_write_config(&c->rig.scene, text);
	server_reload(&c->rig.scene.server);
}

static void
step(struct chaos *c)
{
	uint32_t id = pick(c, IDS);
	struct view *view;

	if (!c->exists[id]) {
		send_create(c, id);
	} else {
		say(c, id);
	}
	view = pick(c, 3) == 0 ? pick_view(c) : NULL;
	if (view) {
		act(c, view);
	}
	if (pick(c, 300) == 0) {
		rescale(c);
	}
	if (pick(c, 500) == 0) {
		reconnect(c);
	}
}

static void
check_window(struct chaos *c, struct qube_window *window)
{
	struct server *server = &c->rig.scene.server;
	const struct wlr_box *at = &window->view.geometry;
	const struct wlr_scene_buffer *node = window->surface.bands.bands[0].node;
	struct output *output = output_of_box(server, at);

	assert_int_equal(window->view.mapped && !window->gui->mapped, 0);
	if (!window->view.mapped) {
		return;
	}
	if (node && node->node.enabled) {
		assert_in_range(node->dst_width, 1, at->width);
		assert_in_range(node->dst_height, 1, at->height);
	}
	if (window->view.popup) {
		const struct wlr_box *area = &output->work_area;

		assert_true(at->x >= area->x + BORDER);
		assert_true(at->y >= area->y + BORDER);
		assert_true(at->x + at->width <= area->x + area->width - BORDER);
		assert_true(at->y + at->height <= area->y + area->height - BORDER);
	}
}

static void
check(struct chaos *c)
{
	struct qube *red = qube_try_from_id(&c->rig.scene.server, 1);
	struct qube_window *window;

	assert_false(fake_qube_is_dropped(&c->rig.red));
	assert_false(fake_qube_is_dropped(&c->rig.blue));
	wl_list_for_each(window, &red->windows, link) {
		check_window(c, window);
	}
	c->n_acks += fake_qube_count(&c->rig.red, GUI_MSG_WINDOW_DUMP_ACK, 0);
	fake_qube_forget(&c->rig.red);
}

static void
run(uint64_t seed)
{
	struct chaos *c = calloc(1, sizeof(*c));
	struct fake_window good;

	c->seed = seed;
	rig_init(&c->rig, "800x600");
	rig_open(&c->rig, &good, &c->rig.blue, 7, 100, 100, 0x10c020);
	for (int i = 0; i < STEPS; i++) {
		step(c);
		if (pick(c, 4) == 0) {
			c->rig.red.auto_ack = pick(c, 3) > 0;
			rig_turn(&c->rig);
		}
		if (i % 20 == 0) {
			for (int j = 0; j < 5; j++) {
				rig_turn(&c->rig);
			}
			check(c);
		}
	}
	rig_settle(&c->rig);
	check(c);
	if (c->n_acks != c->n_dumps) {
		fail_msg("%zu dumps, %zu acknowledged", c->n_dumps, c->n_acks);
	}
	rig_finish(&c->rig);
	free(c);
}

static void
test_anything_goes_with_seed_5(void **state)
{
	run(5);
}

static void
test_anything_goes_with_seed_2(void **state)
{
	run(2);
}

static void
test_anything_goes_with_seed_6(void **state)
{
	run(6);
}

/* To look for more: QUBE_SEED=n runs that one instead. */
static void
test_anything_goes_with_a_given_seed(void **state)
{
	run(strtoull(getenv("QUBE_SEED"), NULL, 10));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_anything_goes_with_seed_5),
			cmocka_unit_test(test_anything_goes_with_seed_2),
			cmocka_unit_test(test_anything_goes_with_seed_6),
	};
	const struct CMUnitTest given[] = {
			cmocka_unit_test(test_anything_goes_with_a_given_seed),
	};

	if (getenv("QUBE_SEED")) {
		return cmocka_run_group_tests(given, NULL, NULL);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
