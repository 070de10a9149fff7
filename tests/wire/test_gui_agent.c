// SPDX-License-Identifier: MIT
/* The agent end: what it makes of each message of a daemon, and what it lets
 * its user send. */
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_WORDS 8

static const struct gui_rect at = {1, 2, 30, 40};

/* Windows 5 (alive) and 6 (destroyed, not yet echoed), empty queues. */
static void
start(struct agent_rig *rig, uint32_t minor)
{
	const uint32_t hello[] = {GUI_VERSION(1, minor), 1920, 1080, 24, 8101};
	struct buf *out;

	agent_rig_init(rig);
	out = gui_agent_get_out(rig->agent);
	for (size_t i = 0; i < COUNT(hello); i++) {
		uint8_t word[4];

		gui_encode_u32(hello[i], word);
		assert_true(agent_rig_feed(rig, word, sizeof(word)));
	}
	gui_agent_create_window(rig->agent, 5, &at, false);
	gui_agent_create_window(rig->agent, 6, &at, false);
	gui_agent_destroy_window(rig->agent, 6);
	buf_consume(out, out->len);
	agent_rig_take_log(rig);
}

static bool
feed_words(struct agent_rig *rig, uint32_t type, uint32_t window, uint32_t len,
		const uint32_t *words, size_t n)
{
	uint8_t bytes[GUI_HEADER_SIZE + 4 * MAX_WORDS];
	uint8_t *p = bytes;

	p = bytes_put_u32(p, type);
	p = bytes_put_u32(p, window);
	p = bytes_put_u32(p, len);
	for (size_t i = 0; i < n; i++) {
		p = bytes_put_u32(p, words[i]);
	}
	return agent_rig_feed(rig, bytes, (size_t)(p - bytes));
}

#define NEG(n) ((uint32_t)-(n))
#define W(...) \
	{__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)
#define NO_BODY {0}, 0

static const struct step {
	const char *name;
	uint32_t type, window;
	uint32_t words[MAX_WORDS];
	size_t n_words;
	const char *events;
	const char *error; // part of it; NULL: none
} steps[] = {
		{"press", 124, 5, W(2, 10, NEG(1), 4, 38),
				"key 5 2 38 at 10,-1 state 4\n", NULL},
		{"release", 124, 5, W(3, 0, 0, 0, 255),
				"key 5 3 255 at 0,0 state 0\n", NULL},
		{"key of a dying window", 124, 6, W(2, 0, 0, 0, 38), "", NULL},
		{"key of no window", 124, 99, W(2, 0, 0, 0, 38), "", NULL},
		{"keycode below 8", 124, 5, W(2, 0, 0, 0, 7), "",
				"KEYPRESS of window 0x5: keycode 7"},
		{"keycode above 255", 124, 5, W(2, 0, 0, 0, 256), "",
				"KEYPRESS of window 0x5: keycode 256"},
		{"neither press nor release", 124, 5, W(4, 0, 0, 0, 38), "",
				"KEYPRESS: event type 4"},
		{"button", 125, 5, W(4, 1, 2, 0x100, 1),
				"button 5 4 1 at 1,2 state 100\n", NULL},
		{"button of a dying window", 125, 6, W(4, 1, 2, 0, 1), "", NULL},
		{"no button", 125, 5, W(5, 1, 2, 0, 0), "", "button 0"},
		{"button of all bits", 125, 5, W(5, 1, 2, 0, UINT32_MAX), "",
				"button 4294967295"},
		{"button neither down nor up", 125, 5, W(2, 1, 2, 0, 1), "",
				"BUTTON: event type 2"},
		{"motion", 126, 5, W(NEG(3), 0x7fffffff, 0x10, 1),
				"motion 5 -3,2147483647 state 10\n", NULL},
		{"motion in no window", 126, 0, W(1, 1, 0, 0), "", NULL},
		{"enter", 127, 5, W(7, 1, 2, 0, 0, 0, 0), "crossing 5 7 1,2\n",
				NULL},
		{"leave a dying window", 127, 6, W(8, 1, 2, 0, 0, 0, 0), "", NULL},
		{"neither enter nor leave", 127, 5, W(9, 1, 2, 0, 0, 0, 0), "",
				"CROSSING: event type 9"},
		{"focus", 128, 5, W(9, 0, 3), "focus 5 in\n", NULL},
		{"unfocus", 128, 5, W(10, 0, 3), "focus 5 out\n", NULL},
		{"focus of a dying window", 128, 6, W(9, 0, 3), "", NULL},
		{"other focus", 128, 5, W(0, 0, 3), "", "FOCUS: event type 0"},
		{"keymap", 142, 0, W(1, 0, 0, 0, 0, 0, 0, 0x80000000),
				"keymap 1 80\n", NULL},
		{"echo", 131, 6, NO_BODY, "", NULL},
		{"echo for a window that lives", 131, 5, NO_BODY, "",
				"DESTROY of window 0x5: it was not destroyed"},
		{"echo for no window", 131, 99, NO_BODY, "",
				"DESTROY of window 0x63: it was not destroyed"},
		{"map", 132, 5, W(0, 0), "map 5\n", NULL},
		{"map of a dying window", 132, 6, W(0, 0), "", NULL},
		{"configure", 134, 5, W(NEG(7), 8, 9, 10, 0),
				"configure 5 -7,8 9x10\n", NULL},
		{"configure beyond all limits", 134, 5,
				W(0x80000000, 0x7fffffff, UINT32_MAX, 0, 0),
				"configure 5 -16384,6144 16384x1\n", NULL},
		{"configure of a dying window", 134, 6, W(1, 2, 3, 4, 0), "",
				NULL},
		{"close", 137, 5, NO_BODY, "close 5\n", NULL},
		{"close of a dying window", 137, 6, NO_BODY, "", NULL},
		{"clipboard request", 139, 5, NO_BODY, "clipboard request\n",
				NULL},
		{"clipboard request for no window", 139, 99, NO_BODY,
				"clipboard request\n", NULL},
		{"clipboard", 140, 99, W(1, 2, 3), "clipboard 12 bytes\n", NULL},
		{"empty clipboard", 140, 5, NO_BODY, "clipboard 0 bytes\n", NULL},
		{"flags", 145, 5, W(5, 2), "flags 5 +5 -2\n", NULL},
		{"flags both ways", 145, 5, W(1, 3), "flags 5 +1 -2\n", NULL},
		{"unknown flags", 145, 5, W(8, 0xf0), "", NULL},
		{"flags of a dying window", 145, 6, W(1, 0), "", NULL},
		{"ack of nothing", 149, 5, NO_BODY, "",
				"WINDOW_DUMP_ACK of window 0x5: no dump"},
		// what agents say
		{"create", 130, 7, W(0, 0, 1, 1, 0, 0), "",
				"CREATE does not come from the daemon"},
		{"unmap", 133, 5, NO_BODY, "", "UNMAP does not come"},
		{"old dump", 135, 5, NO_BODY, "", "MFNDUMP does not come"},
		{"damage", 136, 5, W(0, 0, 1, 1), "", "SHMIMAGE does not come"},
		{"title", 141, 5, NO_BODY, "", "WMNAME does not come"},
		{"dock", 143, 5, NO_BODY, "", "DOCK does not come"},
		{"hints", 144, 5, NO_BODY, "", "WINDOW_HINTS does not come"},
		{"class", 146, 5, NO_BODY, "", "WMCLASS does not come"},
		{"dump", 147, 5, W(0, 1, 1, 32, 9), "",
				"WINDOW_DUMP does not come"},
		{"cursor", 148, 5, W(0), "", "CURSOR does not come"},
		// what nobody says today
		{"unknown type", 150, 5, W(1, 2, 3), "", NULL},
		{"type 0", 0, 0, NO_BODY, "", NULL},
		{"largest type", UINT32_MAX, 5, W(1), "", NULL},
		{"resize", 129, 5, W(1, 2), "", NULL},
		{"execute", 138, 5, W(1, 2, 3, 4), "", NULL},
};

static void
check_in_step(struct agent_rig *rig)
{
	assert_true(feed_words(rig, GUI_MSG_CLOSE, 5, 0, NULL, 0));
	assert_string_equal(agent_rig_take_log(rig), "close 5\n");
}

static void
test_each_message_at_its_limits(void **state)
{
	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *step = &steps[i];
		struct agent_rig rig;
		bool ok;

		start(&rig, 8);
		ok = feed_words(&rig, step->type, step->window,
				(uint32_t)(4 * step->n_words), step->words,
				step->n_words);
		if (ok != !step->error) {
			fail_msg("%s: %s", step->name, rig.err.text);
		}
		if (!ok && !strstr(rig.err.text, step->error)) {
			fail_msg("%s: %s", step->name, rig.err.text);
		}
		if (strcmp(agent_rig_take_log(&rig), step->events) != 0) {
			fail_msg("%s: other events", step->name);
		}
		if (ok) {
			check_in_step(&rig);
		}
		agent_rig_finish(&rig);
	}
}

/* Short, long and huge bodies of what a daemon may send; below 1.6 only what
 * varies has a length that counts. */
static void
test_lengths_are_exact_from_1_6(void **state)
{
	static const int64_t off[] = {-4, -1, 1, 4, 0x7fffffff};

	for (size_t i = 0; i < COUNT(steps); i++) {
		const struct step *step = &steps[i];

		if (step->error || step->type < 124 || step->type > 149 ||
				step->type == GUI_MSG_CLIPBOARD_DATA ||
				step->type == GUI_MSG_RESIZE ||
				step->type == GUI_MSG_EXECUTE) {
			continue;
		}
		for (size_t k = 0; k < 2 * COUNT(off); k++) {
			uint32_t minor = k < COUNT(off) ? 6 : 5;
			struct agent_rig rig;
			bool ok;

			start(&rig, minor);
			ok = feed_words(&rig, step->type, step->window,
					(uint32_t)(off[k % COUNT(off)] +
							4 * (int64_t)step->n_words),
					step->words, step->n_words);
			assert_int_equal(ok, minor < 6);
			agent_rig_take_log(&rig);
			if (ok) {
				check_in_step(&rig);
			}
			agent_rig_finish(&rig);
		}
	}
}

static void
test_unknown_messages_are_stepped_over_in_bounds(void **state)
{
	static uint8_t zeros[GUI_MAX_BODY];
	struct agent_rig rig;

	start(&rig, 8);
	assert_true(feed_words(&rig, 200, 0, GUI_MAX_BODY, NULL, 0));
	assert_true(agent_rig_feed(&rig, zeros, 1));
	assert_true(agent_rig_feed(&rig, zeros, sizeof(zeros) - 1));
	check_in_step(&rig);
	assert_false(feed_words(&rig, 200, 0, GUI_MAX_BODY + 1, NULL, 0));
	assert_string_equal(rig.err.text, "type 200 with a body of 393233 bytes");
	agent_rig_finish(&rig);
}

static void
test_echoes_and_acks_need_their_version(void **state)
{
	struct agent_rig rig;

	start(&rig, 4);
	assert_true(gui_agent_is_id_free(rig.agent, 6));
	assert_false(feed_words(&rig, GUI_MSG_DESTROY, 6, 0, NULL, 0));
	agent_rig_finish(&rig);
	start(&rig, 6);
	assert_false(gui_agent_is_id_free(rig.agent, 6));
	assert_true(feed_words(&rig, GUI_MSG_DESTROY, 6, 0, NULL, 0));
	assert_true(gui_agent_is_id_free(rig.agent, 6));
	assert_false(feed_words(&rig, GUI_MSG_WINDOW_DUMP_ACK, 5, 0, NULL, 0));
	agent_rig_finish(&rig);
}

static void
test_acks_release_the_oldest_dump_whatever_they_name(void **state)
{
	const uint32_t refs[] = {1, 2};
	struct agent_rig rig;

	start(&rig, 7);
	gui_agent_create_window(rig.agent, 7, &at, false);
	assert_true(gui_agent_dump(rig.agent, 5, 30, 40, refs, 2));
	assert_true(gui_agent_dump(rig.agent, 7, 30, 40, refs, 2));
	assert_true(gui_agent_dump(rig.agent, 5, 30, 40, refs, 2));
	assert_false(gui_agent_dump(rig.agent, 6, 30, 40, refs, 2));
	assert_false(gui_agent_dump(rig.agent, 99, 30, 40, refs, 2));
	gui_agent_destroy_window(rig.agent, 7);
	for (int i = 0; i < 3; i++) {
		assert_true(feed_words(&rig, GUI_MSG_WINDOW_DUMP_ACK, 1234, 0,
				NULL, 0));
	}
	assert_string_equal(agent_rig_take_log(&rig), "ack 5\nack 7\nack 5\n");
	assert_false(feed_words(&rig, GUI_MSG_WINDOW_DUMP_ACK, 5, 0, NULL, 0));
	agent_rig_finish(&rig);
}

static void
test_below_1_7_dumps_are_released_at_once(void **state)
{
	const uint32_t refs[] = {1, 2};
	struct agent_rig rig;

	start(&rig, 6);
	assert_true(gui_agent_dump(rig.agent, 5, 30, 40, refs, 2));
	assert_string_equal(agent_rig_take_log(&rig), "ack 5\n");
	agent_rig_finish(&rig);
}

static void
test_nothing_is_said_about_windows_that_are_gone(void **state)
{
	static const uint32_t gone[] = {6, 99};
	const struct gui_hints hints = {0};
	struct agent_rig rig;

	start(&rig, 8);
	for (size_t i = 0; i < COUNT(gone); i++) {
		gui_agent_destroy_window(rig.agent, gone[i]);
		gui_agent_map(rig.agent, gone[i], 5, true);
		gui_agent_unmap(rig.agent, gone[i]);
		gui_agent_configure(rig.agent, gone[i], &at);
		gui_agent_damage(rig.agent, gone[i], &at);
		gui_agent_title(rig.agent, gone[i], "x");
		gui_agent_class(rig.agent, gone[i], "x", "y");
		gui_agent_hints(rig.agent, gone[i], &hints);
		gui_agent_flags(rig.agent, gone[i], 1, 0);
		gui_agent_cursor(rig.agent, gone[i], 0);
		gui_agent_dock(rig.agent, gone[i]);
	}
	assert_int_equal(gui_agent_get_out(rig.agent)->len, 0);
	agent_rig_finish(&rig);
}

static void
test_nothing_but_the_version_goes_out_before_the_handshake(void **state)
{
	struct agent_rig rig;

	agent_rig_init(&rig);
	gui_agent_create_window(rig.agent, 5, &at, false);
	gui_agent_map(rig.agent, 5, 0, false);
	gui_agent_clipboard(rig.agent, NULL, 0);
	assert_int_equal(gui_agent_get_out(rig.agent)->len, 4);
	assert_true(gui_agent_is_id_free(rig.agent, 5));
	agent_rig_finish(&rig);
}

static void
test_a_map_names_only_a_parent_that_lives(void **state)
{
	static const struct {
		uint32_t asked, sent;
	} parents[] = {{0, 0}, {5, 5}, {6, 0}, {99, 0}};

	for (size_t i = 0; i < COUNT(parents); i++) {
		struct agent_rig rig;
		struct buf *out;

		start(&rig, 8);
		out = gui_agent_get_out(rig.agent);
		gui_agent_map(rig.agent, 5, parents[i].asked, false);
		assert_int_equal(bytes_get_u32(buf_peek(out) + GUI_HEADER_SIZE),
				parents[i].sent);
		agent_rig_finish(&rig);
	}
}

#define X40 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X120 X40 X40 X40

static const struct {
	const char *title, *sent;
} titles[] = {
		{NULL, ""},
		{"short", "short"},
		{X120 "1234567", X120 "1234567"},
		{X120 "12345678", X120 "1234\xe2\x80\xa6"},
		{X120 "123\xc3\xbc"
		      "5678",
				X120 "123\xe2\x80\xa6"},
		{X120 "12\xc3\xbc"
		      "5678",
				X120 "12\xc3\xbc\xe2\x80\xa6"},
};

static void
test_long_titles_end_in_an_ellipsis(void **state)
{
	for (size_t i = 0; i < COUNT(titles); i++) {
		struct agent_rig rig;
		struct buf *out;

		start(&rig, 8);
		out = gui_agent_get_out(rig.agent);
		gui_agent_title(rig.agent, 5, titles[i].title);
		assert_int_equal(out->len, GUI_HEADER_SIZE + 128);
		assert_string_equal((const char *)buf_peek(out) + GUI_HEADER_SIZE,
				titles[i].sent);
		agent_rig_finish(&rig);
	}
}

static void
test_class_names_are_cut_at_a_character(void **state)
{
	struct agent_rig rig;
	struct buf *out;

	start(&rig, 8);
	out = gui_agent_get_out(rig.agent);
	gui_agent_class(rig.agent, 5, X40 "1234567890123456789012\xc3\xbc", NULL);
	assert_string_equal((const char *)buf_peek(out) + GUI_HEADER_SIZE,
			X40 "1234567890123456789012");
	assert_int_equal(buf_peek(out)[GUI_HEADER_SIZE + 64], 0);
	agent_rig_finish(&rig);
}

static void
test_a_daemon_that_never_reads_is_dropped(void **state)
{
	static uint8_t text[GUI_MAX_CLIPBOARD];
	struct agent_rig rig;

	start(&rig, 8);
	while (!gui_agent_has_overflowed(rig.agent)) {
		gui_agent_clipboard(rig.agent, text, sizeof(text));
		assert_true(gui_agent_get_out(rig.agent)->len <=
				GUI_AGENT_MAX_OUT);
	}
	assert_false(feed_words(&rig, GUI_MSG_CLOSE, 5, 0, NULL, 0));
	assert_string_equal(rig.err.text, "daemon does not read");
	agent_rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_each_message_at_its_limits),
			cmocka_unit_test(test_lengths_are_exact_from_1_6),
			cmocka_unit_test(test_unknown_messages_are_stepped_over_in_bounds),
			cmocka_unit_test(test_echoes_and_acks_need_their_version),
			cmocka_unit_test(test_acks_release_the_oldest_dump_whatever_they_name),
			cmocka_unit_test(test_below_1_7_dumps_are_released_at_once),
			cmocka_unit_test(test_nothing_is_said_about_windows_that_are_gone),
			cmocka_unit_test(test_nothing_but_the_version_goes_out_before_the_handshake),
			cmocka_unit_test(test_a_map_names_only_a_parent_that_lives),
			cmocka_unit_test(test_long_titles_end_in_an_ellipsis),
			cmocka_unit_test(test_class_names_are_cut_at_a_character),
			cmocka_unit_test(test_a_daemon_that_never_reads_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
