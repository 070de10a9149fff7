// SPDX-License-Identifier: MIT
/* The clipboard: only when asked for, only so much, cut where it must be. */
#include <string.h>

#include "common/bytes.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define ID 5

static uint8_t text[2 * GUI_MAX_CLIPBOARD];

static void
start(struct rig *rig, uint32_t minor, size_t max)
{
	rig_init(rig);
	rig->config.max_clipboard = max;
	rig_restart(rig);
	rig_shake_hands(rig, minor);
	rig_prepare(rig, RIG_MAPPED);
}

static void
ask(struct rig *rig)
{
	gui_daemon_request_clipboard(
			rig->daemon, gui_daemon_try_window(rig->daemon, ID));
	assert_string_equal(rig_take_sent(rig), "CLIPBOARD_REQ 5\n");
}

static bool
feed_header(struct rig *rig, size_t len)
{
	uint8_t bytes[GUI_HEADER_SIZE];

	bytes_put_u32(bytes, GUI_MSG_CLIPBOARD_DATA);
	bytes_put_u32(bytes + 4, 12345); // of no window
	bytes_put_u32(bytes + 8, (uint32_t)len);
	return rig_feed(rig, bytes, sizeof(bytes));
}

static bool
answer(struct rig *rig, size_t len)
{
	return feed_header(rig, len) && rig_feed(rig, text, len);
}

/* Version, limit of the configuration, bytes sent, what comes of it (NULL:
 * the end). */
static const struct {
	uint32_t minor;
	size_t max, len;
	const char *events;
} answers[] = {
		{8, 64000, 0, "clipboard 0 bytes\n"},
		{8, 64000, 1, "clipboard 1 bytes\n"},
		{8, 64000, 64000, "clipboard 64000 bytes\n"},
		{8, 64000, 64001, "clipboard 0 bytes too big\n"},
		{8, 64000, 256001, "clipboard 0 bytes too big\n"},
		{8, 64000, 256002, NULL},
		{8, 64000, 0x7fffffff, NULL},
		{8, 64000, 0xffffffff, NULL},
		{8, 256000, 256000, "clipboard 256000 bytes\n"},
		{8, 256000, 256001, "clipboard 0 bytes too big\n"},
		{8, 256, 256, "clipboard 256 bytes\n"},
		{8, 256, 257, "clipboard 0 bytes too big\n"},
		{7, 256000, 65000, "clipboard 65000 bytes\n"},
		{7, 64000, 65000, "clipboard 0 bytes too big\n"},
		{7, 256000, 65001, NULL},
		{0, 64000, 64000, "clipboard 64000 bytes\n"},
		{0, 64000, 65001, NULL},
};

static void
test_answers_of_each_size(void **state)
{
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct rig rig;
		bool ok;

		start(&rig, answers[i].minor, answers[i].max);
		ask(&rig);
		if (answers[i].events) {
			assert_true(answer(&rig, answers[i].len));
			assert_string_equal(
					rig_take_log(&rig), answers[i].events);
			rig_check_in_step(&rig);
		} else {
			ok = feed_header(&rig, answers[i].len);
			assert_false(ok);
			assert_non_null(strstr(
					rig.err.text, "CLIPBOARD_DATA with"));
		}
		rig_finish(&rig);
	}
}

static void
test_what_nobody_asked_for_is_dropped(void **state)
{
	struct rig rig;

	start(&rig, 8, 64000);
	assert_true(answer(&rig, 1000));
	assert_true(answer(&rig, 256001));
	assert_string_equal(rig_take_log(&rig), "");
	ask(&rig);
	assert_true(answer(&rig, 10));
	assert_true(answer(&rig, 10));
	assert_string_equal(rig_take_log(&rig), "clipboard 10 bytes\n");
	rig_check_in_step(&rig);
	rig_finish(&rig);
}

static void
test_a_question_can_be_taken_back(void **state)
{
	struct rig rig;

	start(&rig, 8, 64000);
	ask(&rig);
	gui_daemon_cancel_clipboard(rig.daemon);
	assert_true(answer(&rig, 10));
	assert_string_equal(rig_take_log(&rig), "");
	rig_finish(&rig);
}

/* The body that was on its way when the question came is not its answer. */
static void
test_a_body_begun_before_the_question_is_not_its_answer(void **state)
{
	struct rig rig;

	start(&rig, 8, 64000);
	assert_true(feed_header(&rig, 100));
	assert_true(rig_feed(&rig, text, 50));
	ask(&rig);
	assert_true(rig_feed(&rig, text, 50));
	assert_string_equal(rig_take_log(&rig), "");
	assert_true(feed_header(&rig, 100));
	assert_true(rig_feed(&rig, text, 50));
	gui_daemon_cancel_clipboard(rig.daemon);
	ask(&rig);
	assert_true(rig_feed(&rig, text, 50));
	assert_string_equal(rig_take_log(&rig), "");
	assert_true(answer(&rig, 7));
	assert_string_equal(rig_take_log(&rig), "clipboard 7 bytes\n");
	rig_finish(&rig);
}

/* Bytes given to a qube: how many it takes and in which words. */
static const struct {
	uint32_t minor;
	size_t max, len;
	bool ok;
	uint32_t window; // of the header
} pastes[] = {
		{8, 256000, 256000, true, ID},
		{8, 256000, 256001, false, 0},
		{8, 64000, 64001, false, 0},
		{8, 64000, 0, true, ID},
		{7, 256000, 65000, true, ID},
		{7, 256000, 65001, false, 0},
		{2, 64000, 10, true, ID},
		{1, 64000, 10, true, 10}, // the length went there
		{0, 64000, 63999, true, 63999},
};

static void
test_pastes_of_each_size(void **state)
{
	for (size_t i = 0; i < COUNT(pastes); i++) {
		struct gui_header header;
		struct buf *out;
		struct rig rig;

		start(&rig, pastes[i].minor, pastes[i].max);
		out = gui_daemon_get_out(rig.daemon);
		assert_int_equal(gui_daemon_send_clipboard(rig.daemon,
						 gui_daemon_try_window(
								 rig.daemon, ID),
						 text, pastes[i].len),
				pastes[i].ok);
		if (pastes[i].ok) {
			header = gui_decode_header(buf_peek(out));
			assert_int_equal(header.window, pastes[i].window);
			assert_int_equal(header.len, pastes[i].len);
			assert_int_equal(out->len,
					GUI_HEADER_SIZE + pastes[i].len);
			assert_memory_equal(buf_peek(out) + GUI_HEADER_SIZE,
					text, pastes[i].len);
		} else {
			assert_int_equal(out->len, 0);
		}
		rig_finish(&rig);
	}
}

/* An agent's own answer is cut so that the daemon still sees "too big". */
static void
test_agents_cut_their_answer(void **state)
{
	static const struct {
		const char *hello;
		size_t len, sent;
	} cuts[] = {
			{"\10\0\1\0", 10, 10},
			{"\10\0\1\0", 256001, 256001},
			{"\10\0\1\0", 300000, 256001},
			{"\7\0\1\0", 65000, 65000},
			{"\4\0\1\0", 70000, 65000},
	};

	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct agent_rig rig;
		struct buf *out;

		agent_rig_init(&rig);
		out = gui_agent_get_out(rig.agent);
		assert_true(agent_rig_feed(&rig, cuts[i].hello, 4));
		assert_true(agent_rig_feed(
				&rig, "\1\0\0\0\1\0\0\0\30\0\0\0\1\0\0\0", 16));
		buf_consume(out, out->len);
		gui_agent_clipboard(rig.agent, text, cuts[i].len);
		assert_int_equal(out->len, GUI_HEADER_SIZE + cuts[i].sent);
		assert_int_equal(gui_decode_header(buf_peek(out)).len,
				cuts[i].sent);
		agent_rig_finish(&rig);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_answers_of_each_size),
			cmocka_unit_test(test_what_nobody_asked_for_is_dropped),
			cmocka_unit_test(test_a_question_can_be_taken_back),
			cmocka_unit_test(test_a_body_begun_before_the_question_is_not_its_answer),
			cmocka_unit_test(test_pastes_of_each_size),
			cmocka_unit_test(test_agents_cut_their_answer),
	};

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = (uint8_t)(i * 31 + i / 256);
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
