// SPDX-License-Identifier: MIT
/* Both ends together: what one says is what the other hears. */
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

struct pair {
	struct rig daemon;
	struct agent_rig agent;
};

/* Moves bytes in pieces of at most step until both queues are empty. */
static void
pump(struct pair *pair, size_t step)
{
	struct buf *down = gui_daemon_get_out(pair->daemon.daemon);
	struct buf *up = gui_agent_get_out(pair->agent.agent);

	while (down->len + up->len > 0) {
		size_t n = up->len < step ? up->len : step;

		assert_true(rig_feed(&pair->daemon, buf_peek(up), n));
		buf_consume(up, n);
		n = down->len < step ? down->len : step;
		assert_true(agent_rig_feed(&pair->agent, buf_peek(down), n));
		buf_consume(down, n);
	}
}

static void
pair_init(struct pair *pair)
{
	rig_init(&pair->daemon);
	agent_rig_init(&pair->agent);
	pump(pair, 1);
	assert_string_equal(rig_take_log(&pair->daemon), "ready 1.8\n");
	assert_string_equal(agent_rig_take_log(&pair->agent),
			"ready 1.8 1920x1080\n");
}

static void
pair_finish(struct pair *pair)
{
	agent_rig_finish(&pair->agent);
	rig_finish(&pair->daemon);
}

static void
test_a_window_lives_from_create_to_destroy(void **state)
{
	const struct gui_rect at = {10, 20, 640, 400};
	const struct gui_rect all = {0, 0, 640, 400};
	const struct gui_rect moved = {30, 40, 800, 600};
	uint32_t refs[250];
	struct gui_window *win;
	struct pair pair;

	for (size_t i = 0; i < 250; i++) {
		refs[i] = (uint32_t)i + 22;
	}
	pair_init(&pair);
	gui_agent_create_window(pair.agent.agent, 7, &at, false);
	gui_agent_title(pair.agent.agent, 7, "a title");
	gui_agent_class(pair.agent.agent, 7, "Class", "name");
	gui_agent_map(pair.agent.agent, 7, 0, false);
	assert_true(gui_agent_dump(pair.agent.agent, 7, 640, 400, refs, 250));
	gui_agent_damage(pair.agent.agent, 7, &all);
	pump(&pair, 7);
	assert_string_equal(rig_take_log(&pair.daemon),
			"create 7 10,20 640x400\n"
			"title 7 a title\n"
			"class 7 Class/name\n"
			"map 7 above 0\n"
			"dump 7 640x400 250 refs from 22\n"
			"damage 7 0,0 640x400\n");
	assert_string_equal(agent_rig_take_log(&pair.agent), "ack 7\n");
	win = gui_daemon_try_window(pair.daemon.daemon, 7);
	assert_non_null(win);
	gui_daemon_configure(pair.daemon.daemon, win, &moved, 1000);
	pump(&pair, 7);
	assert_string_equal(agent_rig_take_log(&pair.agent),
			"configure 7 30,40 800x600\n");
	gui_agent_configure(pair.agent.agent, 7, &moved);
	pump(&pair, 7);
	assert_string_equal(rig_take_log(&pair.daemon),
			"configure 7 30,40 800x600 ack\n");
	gui_agent_destroy_window(pair.agent.agent, 7);
	assert_false(gui_agent_is_id_free(pair.agent.agent, 7));
	pump(&pair, 7);
	assert_true(gui_agent_is_id_free(pair.agent.agent, 7));
	assert_string_equal(rig_take_log(&pair.daemon), "destroy 7\n");
	pair_finish(&pair);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_window_lives_from_create_to_destroy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
