// SPDX-License-Identifier: MIT
/* What the daemon end does over several messages: versions, texts, buffers,
 * acknowledgements. Single messages are test_gui_values.c. */
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_types_that_agents_do_not_send(void **state)
{
	static const uint32_t types[] = {0, 123, 124, 125, 126, 127, 128, 129,
			137, 138, 139, 142, 149, 150, UINT32_MAX};

	for (size_t i = 0; i < COUNT(types); i++) {
		for (uint32_t minor = 0; minor <= 8; minor++) {
			struct rig rig;

			rig_init(&rig);
			rig_shake_hands(&rig, minor);
			rig_prepare(&rig, RIG_CREATED);
			assert_false(rig_feed_words(&rig, types[i], 5, NULL, 0));
			assert_true(strlen(rig.err.text) > 0);
			rig_finish(&rig);
		}
	}
}

/* Stub agents say 1.0 and send all they have. */
static void
test_old_agents_may_send_new_types(void **state)
{
	for (uint32_t minor = 0; minor <= 8; minor++) {
		const uint32_t dump[] = {0, 4, 4, 24, 9};
		const uint32_t cursor = 0x146;
		const struct gui_msg wmclass = {
				.type = GUI_MSG_WMCLASS,
				.window = 5,
				.wmclass = {"C", "n"},
		};
		struct rig rig;

		rig_init(&rig);
		rig_shake_hands(&rig, minor);
		rig_prepare(&rig, RIG_CREATED);
		assert_true(rig_feed_msg(&rig, &wmclass));
		assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 5, dump, 5));
		assert_true(rig_feed_words(&rig, GUI_MSG_CURSOR, 5, &cursor, 1));
		assert_string_equal(rig_take_log(&rig),
				"class 5 C/n\ndump 5 4x4 1 refs from 9\n"
				"cursor 5 146\n");
		assert_string_equal(rig_take_sent(&rig),
				minor >= 7 ? "WINDOW_DUMP_ACK 5\n" : "");
		assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 5, NULL, 0));
		rig_take_log(&rig);
		assert_string_equal(rig_take_sent(&rig),
				minor >= 5 ? "DESTROY 5\n" : "");
		rig_finish(&rig);
	}
}

/* Below 1.6 the length of an old dump is in its body alone. */
static void
test_old_dumps_are_stepped_over(void **state)
{
	static uint8_t zeros[4 * GUI_MAX_REFS];
	struct gui_msg msg = {
			.type = GUI_MSG_MFNDUMP,
			.window = 5,
			.mfndump = {.width = 16384, .height = 6144},
	};

	for (uint32_t minor = 0; minor <= 8; minor++) {
		struct rig rig;

		rig_init(&rig);
		rig_shake_hands(&rig, minor);
		rig_prepare(&rig, RIG_MAPPED);
		msg.mfndump.n_mfns = GUI_MAX_REFS;
		assert_true(rig_feed_msg(&rig, &msg));
		assert_true(rig_feed(&rig, zeros, 1000));
		assert_true(rig_feed(&rig, zeros, sizeof(zeros) - 1000));
		rig_check_in_step(&rig);
		assert_string_equal(rig_take_sent(&rig),
				minor >= 7 ? "WINDOW_DUMP_ACK 5\n" : "");
		rig_finish(&rig);
	}
}

static void
test_old_dumps_of_too_many_frames(void **state)
{
	const uint32_t body[] = {0, 1, 1, 32, 0, GUI_MAX_REFS + 1, 0};
	const uint32_t huge[] = {0, 1, 1, 32, 0, UINT32_MAX, 0};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 5);
	rig_prepare(&rig, RIG_MAPPED);
	assert_false(rig_feed_words(&rig, GUI_MSG_MFNDUMP, 5, body, 7));
	rig_finish(&rig);
	rig_init(&rig);
	rig_shake_hands(&rig, 0);
	rig_prepare(&rig, RIG_MAPPED);
	assert_false(rig_feed_words(&rig, GUI_MSG_MFNDUMP, 5, huge, 7));
	rig_finish(&rig);
}

static void
test_titles_are_cleaned_as_the_configuration_says(void **state)
{
	struct gui_msg msg = {.type = GUI_MSG_WMNAME, .window = 5};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, RIG_CREATED);
	snprintf(msg.title, sizeof(msg.title), "gr\xc3\xbcn\x01\xe2\x80\xae");
	assert_true(rig_feed_msg(&rig, &msg));
	assert_string_equal(rig_take_log(&rig), "title 5 gr\xc3\xbcn_\n");
	assert_true(rig_feed_msg(&rig, &msg));
	assert_string_equal(rig_take_log(&rig), "");
	rig_finish(&rig);
	rig_init(&rig);
	rig.config.allow_utf8_titles = false;
	rig_restart(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, RIG_CREATED);
	assert_true(rig_feed_msg(&rig, &msg));
	assert_string_equal(rig_take_log(&rig), "title 5 gr__n____\n");
	rig_finish(&rig);
}

/* 128 bytes without an end: the last one is taken for it. */
static void
test_texts_end_in_their_field(void **state)
{
	uint8_t bytes[GUI_HEADER_SIZE + 128];
	char want[160];
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, RIG_CREATED);
	memset(bytes, 'x', sizeof(bytes));
	bytes_put_u32(bytes, GUI_MSG_WMNAME);
	bytes_put_u32(bytes + 4, 5);
	bytes_put_u32(bytes + 8, 128);
	assert_true(rig_feed(&rig, bytes, sizeof(bytes)));
	snprintf(want, sizeof(want), "title 5 %.127s\n",
			(char *)bytes + GUI_HEADER_SIZE);
	want[8 + 127] = '\n';
	want[8 + 128] = '\0';
	assert_string_equal(rig_take_log(&rig), want);
	bytes_put_u32(bytes, GUI_MSG_WMCLASS);
	assert_true(rig_feed(&rig, bytes, sizeof(bytes)));
	assert_int_equal(strlen(rig_take_log(&rig)), 8 + 63 + 1 + 63 + 1);
	rig_finish(&rig);
}

static void
test_a_mapped_window_keeps_its_class(void **state)
{
	const struct gui_msg msg = {
			.type = GUI_MSG_WMCLASS,
			.window = 5,
			.wmclass = {"Class", "na\xc3\xafve"},
	};
	const uint32_t map[] = {0, 0};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, RIG_CREATED);
	assert_true(rig_feed_msg(&rig, &msg));
	assert_string_equal(rig_take_log(&rig), "class 5 Class/na__ve\n");
	assert_true(rig_feed_msg(&rig, &msg));
	assert_true(rig_feed_words(&rig, GUI_MSG_MAP, 5, map, 2));
	rig_take_log(&rig);
	assert_true(rig_feed_msg(&rig,
			&(struct gui_msg){.type = GUI_MSG_WMCLASS, .window = 5}));
	assert_string_equal(rig_take_log(&rig), "");
	rig_finish(&rig);
}

static void
test_refused_refs_end_the_connection(void **state)
{
	const uint32_t dump[] = {0, 1, 1, 32, 9};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, RIG_MAPPED);
	rig.refuse_dumps = true;
	assert_false(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 5, dump, 5));
	assert_string_equal(rig.err.text,
			"WINDOW_DUMP of window 0x5: not our page");
	rig_finish(&rig);
}

static void
test_acks_come_one_for_each_dump_in_order(void **state)
{
	const uint32_t create[] = {1, 1, 8, 8, 0, 0};
	const uint32_t dump[] = {0, 1, 1, 32, 9};
	const uint32_t empty[] = {0, 0, 0, 32};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 7);
	rig_prepare(&rig, RIG_MAPPED);
	assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, 6, create, 6));
	assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 6, dump, 5));
	assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 5, dump, 5));
	assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 5, dump, 5));
	assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 6, empty, 4));
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 6, NULL, 0));
	rig_take_log(&rig);
	assert_string_equal(rig_take_sent(&rig),
			"WINDOW_DUMP_ACK 6\nWINDOW_DUMP_ACK 5\n"
			"WINDOW_DUMP_ACK 5\nWINDOW_DUMP_ACK 6\nDESTROY 6\n");
	rig_finish(&rig);
}

static void
test_a_buffer_ends_with_unmap_but_not_window_0_s(void **state)
{
	const uint32_t create[] = {0, 0, 50, 50, 0, 0};
	const uint32_t map[] = {0, 0};
	const uint32_t dump[] = {0, 32, 32, 32, 9};
	const uint32_t all[] = {0, 0, 99, 99};
	struct rig rig;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	for (uint32_t id = 0; id <= 1; id++) {
		assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, id, create, 6));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, id, map, 2));
		assert_true(rig_feed_words(
				&rig, GUI_MSG_WINDOW_DUMP, id, dump, 5));
		assert_true(rig_feed_words(&rig, GUI_MSG_UNMAP, id, NULL, 0));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, id, map, 2));
	}
	rig_take_log(&rig);
	assert_true(rig_feed_words(&rig, GUI_MSG_SHMIMAGE, 0, all, 4));
	assert_string_equal(rig_take_log(&rig), "damage 0 0,0 32x32\n");
	// window 1 has none now and shows the screen's
	assert_true(rig_feed_words(&rig, GUI_MSG_SHMIMAGE, 1, all, 4));
	assert_string_equal(rig_take_log(&rig), "damage 1 0,0 32x32\n");
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 0, NULL, 0));
	rig_take_log(&rig);
	assert_true(rig_feed_words(&rig, GUI_MSG_SHMIMAGE, 1, all, 4));
	assert_string_equal(rig_take_log(&rig), "");
	rig_finish(&rig);
}

/* Screen 64 x 32. Where a window is, what changed in it, what of that can be
 * seen: all in the window's coordinates. */
static const struct {
	int32_t x, y;
	uint32_t width, height;
	uint32_t damage[4];
	const char *events;
} on_screen[] = {
		{0, 0, 10, 10, {0, 0, 99, 99}, "damage 1 0,0 10x10\n"},
		{60, 30, 10, 10, {0, 0, 99, 99}, "damage 1 0,0 4x2\n"},
		{60, 30, 10, 10, {3, 1, 99, 99}, "damage 1 3,1 1x1\n"},
		{60, 30, 10, 10, {4, 0, 99, 99}, ""},
		{-5, -6, 10, 10, {0, 0, 99, 99}, "damage 1 5,6 5x4\n"},
		{-5, -6, 10, 10, {7, 7, 1, 1}, "damage 1 7,7 1x1\n"},
		{-10, 0, 10, 10, {0, 0, 10, 10}, ""},
		{64, 0, 10, 10, {0, 0, 10, 10}, ""},
		{16384, 6144, 10, 10, {0, 0, 0x7fffffff, 0x7fffffff}, ""},
		{-16384, -6144, 16384, 6144, {0, 0, 0x7fffffff, 0x7fffffff}, ""},
		{-16384, -6144, 16384, 6144,
				{0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff},
				""},
};

static void
test_windows_without_a_buffer_show_the_screen_s(void **state)
{
	const uint32_t screen[] = {0, 0, 64, 32, 0, 0};
	const uint32_t dump[] = {0, 64, 32, 32, 7, 8};
	const uint32_t map[] = {0, 0};
	struct rig rig;

	for (size_t i = 0; i < COUNT(on_screen); i++) {
		const uint32_t create[] = {(uint32_t)on_screen[i].x,
				(uint32_t)on_screen[i].y, on_screen[i].width,
				on_screen[i].height, 0, 0};

		rig_init(&rig);
		rig_shake_hands(&rig, 8);
		assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, 0, screen, 6));
		assert_true(rig_feed_words(&rig, GUI_MSG_WINDOW_DUMP, 0, dump, 6));
		assert_true(rig_feed_words(&rig, GUI_MSG_CREATE, 1, create, 6));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, 1, map, 2));
		rig_take_log(&rig);
		assert_true(rig_feed_words(&rig, GUI_MSG_SHMIMAGE, 1,
				on_screen[i].damage, 4));
		assert_string_equal(rig_take_log(&rig), on_screen[i].events);
		rig_finish(&rig);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_types_that_agents_do_not_send),
			cmocka_unit_test(test_old_agents_may_send_new_types),
			cmocka_unit_test(test_old_dumps_are_stepped_over),
			cmocka_unit_test(test_old_dumps_of_too_many_frames),
			cmocka_unit_test(test_titles_are_cleaned_as_the_configuration_says),
			cmocka_unit_test(test_texts_end_in_their_field),
			cmocka_unit_test(test_a_mapped_window_keeps_its_class),
			cmocka_unit_test(test_refused_refs_end_the_connection),
			cmocka_unit_test(test_acks_come_one_for_each_dump_in_order),
			cmocka_unit_test(test_a_buffer_ends_with_unmap_but_not_window_0_s),
			cmocka_unit_test(test_windows_without_a_buffer_show_the_screen_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
