// SPDX-License-Identifier: MIT
/* States, texts and limits of a qube's windows, asked for by either side. */
#include <stdlib.h>
#include <string.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/rig.h"

#define GREEN 0x10c020u
#define PINK 0xe070b0u

struct state {
	struct rig rig;
	struct fake_window window; // of red, 200 x 100
	struct view *view; // its view
};

static int
setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	rig_init(&s->rig, "800x600");
	rig_open(&s->rig, &s->window, &s->rig.red, 7, 200, 100, GREEN);
	s->view = rig_get_view(&s->rig, &s->window);
	fake_qube_forget(&s->rig.red);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	rig_finish(&s->rig);
	free(s);
	return 0;
}

/* The flags the agent knows of, from all it was told. */
static uint32_t
get_told_flags(struct fake_qube *qube, uint32_t id)
{
	uint32_t flags = 0;

	for (size_t i = 0; i < qube->n_msgs; i++) {
		const struct gui_msg *msg = &qube->msgs[i];

		if (msg->type == GUI_MSG_WINDOW_FLAGS && msg->window == id) {
			flags |= msg->flags.set;
			flags &= ~msg->flags.unset;
		}
	}
	return flags;
}

static void
test_fullscreen_of_a_qube_is_maximized(void **state)
{
	struct state *s = *state;
	struct output *output = output_at(&s->rig.scene.server, 0, 0);

	fake_window_flags(&s->window, GUI_FLAG_FULLSCREEN, 0);
	rig_settle(&s->rig);
	assert_true(s->view->maximized);
	assert_false(s->view->fullscreen);
	assert_true(s->view->geometry.y > output->work_area.y); // has a title
	assert_int_equal(get_told_flags(&s->rig.red, 7), GUI_FLAG_FULLSCREEN);
	fake_window_flags(&s->window, 0, GUI_FLAG_FULLSCREEN);
	rig_settle(&s->rig);
	assert_false(s->view->maximized);
	assert_int_equal(s->view->geometry.width, 200);
	assert_int_equal(get_told_flags(&s->rig.red, 7), 0);
}

static void
test_the_person_ends_what_the_agent_takes_for_fullscreen(void **state)
{
	struct state *s = *state;

	fake_window_flags(&s->window, GUI_FLAG_FULLSCREEN, 0);
	rig_settle(&s->rig);
	view_set_maximized(s->view, false);
	rig_settle(&s->rig);
	assert_int_equal(get_told_flags(&s->rig.red, 7), 0);
	view_set_maximized(s->view, true); // maximized is no flag by itself
	rig_settle(&s->rig);
	assert_int_equal(get_told_flags(&s->rig.red, 7), 0);
}

static void
test_fullscreen_of_a_qube_that_may(void **state)
{
	struct state *s = *state;

	qube_try_from_id(&s->rig.scene.server, 1)->allow_fullscreen = true;
	fake_window_flags(&s->window, GUI_FLAG_FULLSCREEN, 0);
	rig_settle(&s->rig);
	assert_true(s->view->fullscreen);
	assert_int_equal(get_told_flags(&s->rig.red, 7), GUI_FLAG_FULLSCREEN);
	fake_window_flags(&s->window, 0, GUI_FLAG_FULLSCREEN);
	rig_settle(&s->rig);
	assert_false(s->view->fullscreen);
}

static void
test_a_window_may_come_fullscreen(void **state)
{
	struct state *s = *state;
	struct fake_window window;
	const struct gui_rect at = {10, 10, 100, 100};

	fake_window_create(&window, &s->rig.red, 9, &at, PINK);
	fake_window_flags(&window, GUI_FLAG_FULLSCREEN, 0);
	fake_window_map(&window, 0);
	rig_settle(&s->rig);
	assert_true(rig_get_view(&s->rig, &window)->maximized);
	assert_int_equal(get_told_flags(&s->rig.red, 9), GUI_FLAG_FULLSCREEN);
}

static void
test_minimizing_and_back_by_the_person(void **state)
{
	struct state *s = *state;

	view_set_minimized(s->view, true);
	rig_settle(&s->rig);
	assert_int_equal(get_told_flags(&s->rig.red, 7), GUI_FLAG_MINIMIZE);
	assert_int_not_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), GREEN);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_MAP, 7), 0);
	view_set_minimized(s->view, false);
	rig_settle(&s->rig);
	assert_int_equal(get_told_flags(&s->rig.red, 7), 0);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_MAP, 7), 1);
	assert_int_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), GREEN);
}

static void
test_what_changed_while_minimized_is_seen_afterwards(void **state)
{
	struct state *s = *state;
	const struct gui_rect whole = {0, 0, 200, 100};

	view_set_minimized(s->view, true);
	rig_settle(&s->rig);
	fake_window_fill(&s->window, &whole, PINK);
	fake_window_damage(&s->window, &whole);
	rig_settle(&s->rig);
	view_set_minimized(s->view, false);
	rig_settle(&s->rig);
	assert_int_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), PINK);
}

static void
test_minimizing_by_the_agent(void **state)
{
	struct state *s = *state;
	const struct gui_msg map = {.type = GUI_MSG_MAP, .window = 7};

	fake_window_flags(&s->window, GUI_FLAG_MINIMIZE, 0);
	rig_settle(&s->rig);
	assert_true(s->view->minimized);
	fake_qube_send(&s->rig.red, &map);
	rig_settle(&s->rig);
	assert_false(s->view->minimized);
}

static void
test_urgent_until_it_has_the_keyboard(void **state)
{
	struct state *s = *state;
	struct fake_window other;
	struct view *view;

	rig_open(&s->rig, &other, &s->rig.blue, 7, 100, 100, PINK);
	view = rig_get_view(&s->rig, &other);
	assert_false(view->activated); // another qube has the keyboard
	fake_window_flags(&other, GUI_FLAG_DEMANDS_ATTENTION, 0);
	rig_settle(&s->rig);
	assert_true(view->urgent);
	assert_false(view->activated);
	assert_int_equal(get_told_flags(&s->rig.blue, 7),
			GUI_FLAG_DEMANDS_ATTENTION);
	seat_focus(s->rig.scene.server.seat, view);
	rig_settle(&s->rig);
	assert_false(view->urgent);
	assert_int_equal(get_told_flags(&s->rig.blue, 7), 0);
}

static void
test_texts_are_clean(void **state)
{
	struct state *s = *state;
	const struct gui_msg wmclass = {
			.type = GUI_MSG_WMCLASS,
			.window = 9,
			.wmclass = {.res_class = "XT\x1b[erm", .res_name = "x"},
	};
	struct fake_window window;
	const struct gui_rect at = {10, 10, 100, 100};

	fake_window_title(&s->window, "caf\xc3\xa9 \x07\xe2\x80\xae evil");
	fake_window_create(&window, &s->rig.red, 9, &at, PINK);
	fake_qube_send(&s->rig.red, &wmclass);
	rig_settle(&s->rig);
	assert_non_null(strstr(s->view->title, "caf\xc3\xa9"));
	assert_null(strstr(s->view->title, "\x07"));
	assert_null(strstr(s->view->title, "\xe2\x80\xae"));
	assert_string_equal(
			rig_get_view(&s->rig, &window)->app_id, "work:XT_[erm");
}

static void
test_size_hints_bound_a_resize(void **state)
{
	struct state *s = *state;
	const struct gui_msg hints = {
			.type = GUI_MSG_WINDOW_HINTS,
			.window = 7,
			.hints =
					{
							.flags = GUI_HINT_MIN_SIZE |
									GUI_HINT_RESIZE_INC |
									GUI_HINT_BASE_SIZE,
							.min_width = 64,
							.min_height = 40,
							.inc_width = 10,
							.inc_height = 20,
							.base_width = 4,
							.base_height = 4,
					},
	};
	int width = 158;
	int height = 10;

	fake_qube_send(&s->rig.red, &hints);
	rig_settle(&s->rig);
	view_constrain_size(s->view, &width, &height);
	assert_int_equal(width, 154);
	assert_int_equal(height, 44); // the first step that is large enough
}

static void
test_close_is_a_request(void **state)
{
	struct state *s = *state;

	view_close(s->view);
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_CLOSE, 7), 1);
	assert_true(s->view->mapped);
}

static void
test_a_transient_hangs_on_its_window(void **state)
{
	struct state *s = *state;
	struct fake_window dialog;
	struct fake_window stranger;
	const struct gui_rect at = {10, 10, 100, 80};

	fake_window_create(&dialog, &s->rig.red, 9, &at, PINK);
	fake_window_map(&dialog, 7);
	rig_settle(&s->rig);
	assert_ptr_equal(rig_get_view(&s->rig, &dialog)->parent, s->view);
	// the same number in another qube is another window, or none
	fake_window_create(&stranger, &s->rig.blue, 9, &at, PINK);
	fake_window_map(&stranger, 7);
	rig_settle(&s->rig);
	assert_null(rig_get_view(&s->rig, &stranger)->parent);
	fake_window_destroy(&s->window);
	rig_settle(&s->rig);
	assert_null(rig_get_view(&s->rig, &dialog)->parent);
}

static void
test_a_tray_icon_is_not_shown(void **state)
{
	struct state *s = *state;
	struct fake_window icon;
	const struct gui_rect at = {10, 10, 32, 32};
	const struct gui_msg dock = {.type = GUI_MSG_DOCK, .window = 9};

	fake_window_create(&icon, &s->rig.red, 9, &at, PINK);
	fake_qube_send(&s->rig.red, &dock);
	fake_window_map(&icon, 0);
	rig_settle(&s->rig);
	assert_false(rig_get_view(&s->rig, &icon)->mapped);
	assert_false(fake_qube_is_dropped(&s->rig.red));
}

static void
test_an_agent_cannot_throw_its_window_off_the_screen(void **state)
{
	struct state *s = *state;
	struct gui_rect away = s->window.geometry;
	struct output *output = output_at(&s->rig.scene.server, 0, 0);
	struct wlr_box shown;

	away.x = 5000;
	away.y = -3000;
	fake_window_configure(&s->window, &away);
	rig_settle(&s->rig);
	assert_true(wlr_box_intersection(
			&shown, &s->view->geometry, &output->work_area));
	assert_true(s->view->geometry.y > output->work_area.y);
	assert_int_equal(s->window.geometry.x, s->view->geometry.x);
	assert_int_equal(s->window.geometry.y, s->view->geometry.y);
}

struct answer {
	char text[64];
	size_t len;
	int n;
	bool too_big;
};

static void
handle_answer(void *user, struct qube *qube, const uint8_t *data, size_t len,
		bool too_big)
{
	struct answer *answer = user;

	answer->n++;
	answer->len = len;
	answer->too_big = too_big;
	memcpy(answer->text, data, len < 63 ? len : 63);
}

static void
test_clipboard_text_is_asked_for_and_handed_over(void **state)
{
	struct state *s = *state;
	struct qube *red = qube_try_from_id(&s->rig.scene.server, 1);
	struct qube *blue = qube_try_from_id(&s->rig.scene.server, 2);
	const struct gui_msg data = {
			.type = GUI_MSG_CLIPBOARD_DATA,
			.window = 7,
			.clipboard = {(const uint8_t *)"hello", 5},
	};
	struct answer answer = {0};

	assert_false(qube_request_clipboard(
			blue, s->view, handle_answer, &answer));
	fake_qube_send(&s->rig.red, &data); // nobody asked
	rig_settle(&s->rig);
	assert_true(qube_request_clipboard(red, s->view, handle_answer, &answer));
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_CLIPBOARD_REQ, 0),
			1);
	assert_int_equal(answer.n, 0);
	fake_qube_send(&s->rig.red, &data);
	fake_qube_send(&s->rig.red, &data); // once is enough
	rig_settle(&s->rig);
	assert_int_equal(answer.n, 1);
	assert_string_equal(answer.text, "hello");
	assert_true(qube_send_clipboard(red, s->view, (const uint8_t *)"back", 4));
	assert_false(qube_send_clipboard(
			blue, s->view, (const uint8_t *)"back", 4));
	rig_settle(&s->rig);
	assert_int_equal(fake_qube_count(&s->rig.red, GUI_MSG_CLIPBOARD_DATA, 0),
			1);
	assert_int_equal(fake_qube_count(&s->rig.blue, GUI_MSG_CLIPBOARD_DATA, 0),
			0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_fullscreen_of_a_qube_is_maximized),
			cmocka_unit_test(test_the_person_ends_what_the_agent_takes_for_fullscreen),
			cmocka_unit_test(test_fullscreen_of_a_qube_that_may),
			cmocka_unit_test(test_a_window_may_come_fullscreen),
			cmocka_unit_test(test_minimizing_and_back_by_the_person),
			cmocka_unit_test(test_what_changed_while_minimized_is_seen_afterwards),
			cmocka_unit_test(test_minimizing_by_the_agent),
			cmocka_unit_test(test_urgent_until_it_has_the_keyboard),
			cmocka_unit_test(test_texts_are_clean),
			cmocka_unit_test(test_size_hints_bound_a_resize),
			cmocka_unit_test(test_close_is_a_request),
			cmocka_unit_test(test_a_transient_hangs_on_its_window),
			cmocka_unit_test(test_a_tray_icon_is_not_shown),
			cmocka_unit_test(test_an_agent_cannot_throw_its_window_off_the_screen),
			cmocka_unit_test(test_clipboard_text_is_asked_for_and_handed_over),
	};
	const size_t n = sizeof(tests) / sizeof(tests[0]);
	struct CMUnitTest with_rig[sizeof(tests) / sizeof(tests[0])];

	for (size_t i = 0; i < n; i++) {
		with_rig[i] = tests[i];
		with_rig[i].setup_func = setup;
		with_rig[i].teardown_func = teardown;
	}
	return _cmocka_run_group_tests("qube states", with_rig, n, NULL, NULL);
}
