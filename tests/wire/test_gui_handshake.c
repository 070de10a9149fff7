// SPDX-License-Identifier: MIT
/* Version words of all kinds, at both ends. */
#include <string.h>

#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define XCONF "80070000 38040000 18000000 a51f0000"

/* What an agent says first and what it hears. */
static const struct {
	const char *word, *reply, *events;
} agents[] = {
		{"00000100", XCONF, "ready 1.0\n"},
		{"01000100", XCONF, "ready 1.1\n"},
		{"02000100", XCONF, "ready 1.2\n"},
		{"03000100", XCONF, "ready 1.3\n"},
		{"04000100", "04000100" XCONF, "ready 1.4\n"},
		{"05000100", "05000100" XCONF, "ready 1.5\n"},
		{"06000100", "06000100" XCONF, "ready 1.6\n"},
		{"07000100", "07000100" XCONF, "ready 1.7\n"},
		{"08000100", "08000100" XCONF, "ready 1.8\n"},
		{"09000100", "08000100" XCONF, "ready 1.8\n"},
		{"ffff0100", "08000100" XCONF, "ready 1.8\n"},
		{"00000200", NULL, ""}, {"08000200", NULL, ""},
		{"08000000", NULL, ""}, {"00000000", NULL, ""},
		{"ffffffff", NULL, ""},
		{"00010008", NULL, ""}, // the other byte order
};

static void
check_agent(size_t i, size_t step)
{
	struct rig rig;
	struct buf *out;
	uint8_t word[4];
	uint8_t reply[20];
	size_t len = 0;
	bool ok = true;

	rig_init(&rig);
	out = gui_daemon_get_out(rig.daemon);
	rig_from_hex(agents[i].word, word, sizeof(word));
	for (size_t at = 0; at < sizeof(word); at += step) {
		assert_false(gui_daemon_is_ready(rig.daemon));
		assert_int_equal(out->len, 0);
		ok = rig_feed(&rig, word + at, step);
	}
	assert_int_equal(ok, agents[i].reply != NULL);
	assert_int_equal(gui_daemon_is_ready(rig.daemon), ok);
	assert_string_equal(rig_take_log(&rig), agents[i].events);
	if (ok) {
		len = rig_from_hex(agents[i].reply, reply, sizeof(reply));
		assert_memory_equal(buf_peek(out), reply, len);
	} else {
		assert_non_null(strstr(rig.err.text, "agent speaks version"));
	}
	assert_int_equal(out->len, len);
	rig_finish(&rig);
}

static void
test_agents_of_each_version(void **state)
{
	for (size_t i = 0; i < COUNT(agents); i++) {
		check_agent(i, 1);
		check_agent(i, 2);
		check_agent(i, 4);
	}
}

static void
test_requests_before_the_handshake_are_nothing(void **state)
{
	static const uint8_t keymap[GUI_KEYMAP_SIZE];
	struct rig rig;

	rig_init(&rig);
	gui_daemon_keymap(rig.daemon, keymap);
	assert_null(gui_daemon_try_window(rig.daemon, 0));
	assert_int_equal(gui_daemon_get_out(rig.daemon)->len, 0);
	rig_finish(&rig);
}

static void
test_width_is_sent_rounded_up_to_eight(void **state)
{
	static const struct {
		uint32_t width, sent, height, mem;
	} screens[] = {
			{1920, 1920, 1080, 8101},
			{1366, 1368, 768, 4105},
			{1, 8, 1, 1},
			{16384, 16384, 6144, 393217},
	};

	for (size_t i = 0; i < COUNT(screens); i++) {
		struct gui_xconf xconf;
		struct rig rig;

		rig_init(&rig);
		rig.config.xconf = (struct gui_xconf){
				screens[i].width, screens[i].height, 24, 0};
		rig_restart(&rig);
		assert_true(rig_feed(&rig, "\3\0\1\0", 4));
		assert_int_equal(gui_daemon_get_out(rig.daemon)->len, 16);
		xconf = gui_decode_xconf(
				buf_peek(gui_daemon_get_out(rig.daemon)));
		assert_int_equal(xconf.width, screens[i].sent);
		assert_int_equal(xconf.height, screens[i].height);
		assert_int_equal(xconf.depth, 24);
		assert_int_equal(xconf.mem_kib, screens[i].mem);
		rig_finish(&rig);
	}
}

static void
test_an_agent_must_speak_within_ten_seconds(void **state)
{
	struct rig rig;
	struct err err;

	rig_init(&rig);
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, 5000), 10000);
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, 9000), 6000);
	assert_int_equal(gui_daemon_tick(rig.daemon, 14999, &err), 0);
	assert_true(rig_feed(&rig, "\10\0\1", 3));
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, 15000), 0);
	assert_int_equal(gui_daemon_tick(rig.daemon, 15000, &err), -1);
	assert_string_equal(err.text, "no version word within 10000 ms");
	rig_finish(&rig);
}

static void
test_after_the_handshake_nothing_is_due(void **state)
{
	struct rig rig;
	struct err err;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	assert_int_equal(gui_daemon_get_timeout(rig.daemon, 5000), -1);
	assert_int_equal(gui_daemon_tick(rig.daemon, 1000000, &err), 0);
	rig_finish(&rig);
}

/* What a daemon answers and what the agent makes of it. */
static const struct {
	const char *reply, *events, *error;
} daemons[] = {
		{"04000100" XCONF, "ready 1.4 1920x1080\n", NULL},
		{"05000100" XCONF, "ready 1.5 1920x1080\n", NULL},
		{"06000100" XCONF, "ready 1.6 1920x1080\n", NULL},
		{"07000100" XCONF, "ready 1.7 1920x1080\n", NULL},
		{"08000100" XCONF, "ready 1.8 1920x1080\n", NULL},
		{"03000100" XCONF, "", "daemon answers with version 1.3"},
		{"09000100" XCONF, "", "daemon answers with version 1.9"},
		{"08000200" XCONF, "", "daemon answers with version 2.8"},
		{"08000000" XCONF, "", "daemon answers with version 0.8"},
		{XCONF, "", "daemon answers with version 0.1920"},
		{"08000100 00000000 38040000 18000000 00000000", "",
				"screen of 0 x 1080"},
		{"08000100 80070000 00000000 18000000 00000000", "",
				"screen of 1920 x 0"},
		{"08000100 80070000 ffffffff 18000000 00000000", "",
				"screen of 1920 x 4294967295"},
		{"08000100 01000100 38040000 18000000 00000000", "",
				"screen of 65537 x 1080"},
};

static void
test_daemons_of_each_version(void **state)
{
	for (size_t i = 0; i < COUNT(daemons); i++) {
		struct agent_rig rig;
		uint8_t reply[20];
		bool ok = true;
		size_t len = rig_from_hex(daemons[i].reply, reply, sizeof(reply));

		agent_rig_init(&rig);
		assert_int_equal(gui_agent_get_out(rig.agent)->len, 4);
		assert_memory_equal(buf_peek(gui_agent_get_out(rig.agent)),
				"\10\0\1\0", 4);
		for (size_t at = 0; ok && at < len; at++) {
			assert_false(gui_agent_is_ready(rig.agent));
			ok = agent_rig_feed(&rig, reply + at, 1);
		}
		assert_int_equal(ok, !daemons[i].error);
		assert_int_equal(gui_agent_is_ready(rig.agent), ok);
		assert_string_equal(agent_rig_take_log(&rig), daemons[i].events);
		if (!ok) {
			assert_string_equal(rig.err.text, daemons[i].error);
		}
		agent_rig_finish(&rig);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_agents_of_each_version),
			cmocka_unit_test(test_requests_before_the_handshake_are_nothing),
			cmocka_unit_test(test_width_is_sent_rounded_up_to_eight),
			cmocka_unit_test(test_an_agent_must_speak_within_ten_seconds),
			cmocka_unit_test(test_after_the_handshake_nothing_is_due),
			cmocka_unit_test(test_daemons_of_each_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
