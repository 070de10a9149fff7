// SPDX-License-Identifier: MIT
/* What one qube may cost: windows, messages a second, queued bytes, memory. */
#include <stdlib.h>
#include <string.h>

#include "common/bytes.h"
#include "protocols/gui/rate.h"
#include "protocols/gui/stream.h"
#include "protocols/gui/table.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define UNMAP_BYTES GUI_HEADER_SIZE

static void
start(struct rig *rig)
{
	rig_init(rig);
	rig_shake_hands(rig, 8);
}

static bool
create(struct rig *rig, uint32_t id)
{
	const uint32_t body[] = {0, 0, 10, 10, 0, 0};

	return rig_feed_words(rig, GUI_MSG_CREATE, id, body, 6);
}

static void
test_a_qube_has_1024_windows_at_most(void **state)
{
	struct rig rig;

	start(&rig);
	for (uint32_t id = 0; id < 1024; id++) {
		assert_true(create(&rig, id << 20 | id));
	}
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 7 << 20 | 7, NULL, 0));
	assert_true(create(&rig, 4711));
	assert_false(create(&rig, 4712));
	assert_string_equal(rig.err.text,
			"CREATE of window 0x1268: more than 1024 windows");
	rig_finish(&rig);
}

/* However a peer numbers its windows, a look-up stays short. */
static void
test_no_numbering_of_windows_is_slow_to_search(void **state)
{
	static struct gui_node nodes[GUI_DAEMON_MAX_WINDOWS];
	struct gui_table *table = calloc(1, sizeof(*table));

	assert_non_null(table);
	for (uint32_t shift = 0; shift <= 22; shift++) {
		size_t longest = 0;

		gui_table_init(table);
		for (uint32_t i = 0; i < COUNT(nodes); i++) {
			gui_table_insert(table, &nodes[i], i << shift);
		}
		for (size_t i = 0; i < COUNT(table->buckets); i++) {
			struct gui_node *node = table->buckets[i];
			size_t n = 0;

			for (; node; node = node->next) {
				n++;
			}
			longest = n > longest ? n : longest;
		}
		assert_in_range(longest, 1, 64);
		for (uint32_t i = 0; i < COUNT(nodes); i++) {
			assert_ptr_equal(gui_table_find(table, i << shift),
					&nodes[i]);
		}
		for (uint32_t i = 0; i < COUNT(nodes); i += 2) {
			gui_table_remove(table, &nodes[i]);
			assert_null(gui_table_find(table, i << shift));
		}
		assert_int_equal(table->n, COUNT(nodes) / 2);
	}
	free(table);
}

static void
flood(struct rig *rig, size_t n)
{
	static uint8_t bytes[1000 * UNMAP_BYTES];

	for (size_t i = 0; i < 1000; i++) {
		bytes_put_u32(bytes + i * UNMAP_BYTES, GUI_MSG_UNMAP);
		bytes_put_u32(bytes + i * UNMAP_BYTES + 4, 5);
	}
	for (size_t i = 0; i < n; i += 1000) {
		size_t part = n - i < 1000 ? n - i : 1000;

		assert_true(rig_feed(rig, bytes, part * UNMAP_BYTES));
	}
}

static void
test_a_burst_is_not_slowed(void **state)
{
	struct rig rig;

	start(&rig);
	rig_prepare(&rig, RIG_CREATED);
	flood(&rig, 99998); // create was one
	assert_int_equal(gui_daemon_get_read_delay(rig.daemon, rig.now_msec), 0);
	flood(&rig, 1);
	assert_int_equal(gui_daemon_get_read_delay(rig.daemon, rig.now_msec), 10);
	flood(&rig, 2000);
	assert_int_equal(gui_daemon_get_read_delay(rig.daemon, rig.now_msec),
			110);
	assert_int_equal(gui_daemon_get_read_delay(rig.daemon, rig.now_msec + 109),
			0);
	rig_finish(&rig);
}

static void
test_20000_a_second_go_on_for_ever(void **state)
{
	struct rig rig;

	start(&rig);
	rig_prepare(&rig, RIG_CREATED);
	for (int msec = 0; msec < 60000; msec++) {
		flood(&rig, 20);
		rig.now_msec++;
		assert_int_equal(gui_daemon_get_read_delay(
						 rig.daemon, rig.now_msec),
				0);
	}
	rig_finish(&rig);
}

/* Sends as much as it is read, step messages at a time, until it is thrown
 * out or time is over. Returns the milliseconds it lasted. */
static int64_t
press_on(struct rig *rig, size_t step, int64_t time)
{
	int64_t began = rig->now_msec;
	size_t n = 0;
	uint8_t *bytes = calloc(step, UNMAP_BYTES);
	bool ok = true;

	assert_non_null(bytes);
	for (size_t i = 0; i < step; i++) {
		bytes_put_u32(bytes + i * UNMAP_BYTES, GUI_MSG_UNMAP);
		bytes_put_u32(bytes + i * UNMAP_BYTES + 4, 5);
	}
	while (ok && rig->now_msec - began < time) {
		int delay = gui_daemon_get_read_delay(rig->daemon, rig->now_msec);

		rig->now_msec += delay > 0 ? delay : 1;
		ok = rig_feed(rig, bytes, step * UNMAP_BYTES);
		n += step;
	}
	free(bytes);
	time = rig->now_msec - began;
	assert_true((int64_t)n < 100000 + 20 * time + 2 * (int64_t)step);
	return time;
}

static void
test_pressing_on_for_ten_seconds_is_the_end(void **state)
{
	static const size_t steps[] = {400, 5000, 50000};

	for (size_t i = 0; i < COUNT(steps); i++) {
		struct rig rig;

		start(&rig);
		rig_prepare(&rig, RIG_CREATED);
		assert_in_range(press_on(&rig, steps[i], 60000), 10000, 13000);
		assert_string_equal(rig.err.text,
				"agent sends more than 20000 messages a "
				"second");
		rig_finish(&rig);
	}
}

static void
test_a_pause_of_a_second_is_forgiven(void **state)
{
	struct rig rig;

	start(&rig);
	rig_prepare(&rig, RIG_CREATED);
	for (int i = 0; i < 10; i++) {
		assert_int_equal(press_on(&rig, 1000, 9000) / 1000, 9);
		rig.now_msec += 1100;
	}
	rig_finish(&rig);
}

static void
test_a_clock_that_jumps_does_no_harm(void **state)
{
	struct gui_rate rate;

	gui_rate_init(&rate, 20000, 100000);
	gui_rate_update(&rate, INT64_MAX / 2);
	for (int i = 0; i < 200000; i++) {
		gui_rate_count(&rate);
	}
	gui_rate_update(&rate, 0);
	assert_int_equal(rate.left, -100000);
	gui_rate_update(&rate, INT64_MAX);
	assert_int_equal(rate.left, 100000);
	assert_int_equal(gui_rate_get_delay(&rate), 0);
}

static void
test_an_agent_that_never_reads_is_dropped_at_ten_megabytes(void **state)
{
	const struct gui_keypress key = {GUI_KEY_PRESS, 1, 2, 0, 38};
	struct gui_window *win;
	size_t n = 0;
	struct rig rig;

	start(&rig);
	rig_prepare(&rig, RIG_MAPPED);
	win = gui_daemon_try_window(rig.daemon, 5);
	while (!gui_daemon_has_overflowed(rig.daemon)) {
		gui_daemon_key(rig.daemon, win, &key);
		n++;
	}
	assert_int_equal(n, 10000000 / 32 + 1);
	assert_true(gui_daemon_get_out(rig.daemon)->cap <= 16 << 20);
	assert_false(rig_feed_words(&rig, GUI_MSG_UNMAP, 5, NULL, 0));
	assert_non_null(strstr(rig.err.text, "agent does not read"));
	rig_finish(&rig);
}

static void
test_motion_costs_one_message_however_long_nobody_reads(void **state)
{
	struct gui_window *win;
	struct buf *out;
	struct rig rig;

	start(&rig);
	rig_prepare(&rig, RIG_MAPPED);
	win = gui_daemon_try_window(rig.daemon, 5);
	out = gui_daemon_get_out(rig.daemon);
	for (int i = 0; i < 1000; i++) {
		const struct gui_motion motion = {i, -i, 0, 77};

		gui_daemon_motion(rig.daemon, win, &motion);
	}
	assert_int_equal(out->len, 28);
	assert_string_equal(rig_take_sent(&rig), "MOTION 5 999,-999\n");
	gui_daemon_motion(rig.daemon, win, &(struct gui_motion){1, 1, 0, 0});
	buf_consume(out, 1); // begun: must stay
	gui_daemon_motion(rig.daemon, win, &(struct gui_motion){2, 2, 0, 0});
	assert_int_equal(out->len, 27 + 28);
	buf_consume(out, 27);
	assert_string_equal(rig_take_sent(&rig), "MOTION 5 2,2\n");
	gui_daemon_motion(rig.daemon, win, &(struct gui_motion){3, 3, 0, 0});
	gui_daemon_close(rig.daemon, win);
	gui_daemon_motion(rig.daemon, win, &(struct gui_motion){4, 4, 0, 0});
	assert_string_equal(rig_take_sent(&rig),
			"MOTION 5 3,3\nCLOSE 5\nMOTION 5 4,4\n");
	rig_finish(&rig);
}

/* A motion for a window that is gone must not be mistaken for one of a window
 * that took its place. */
static void
test_motion_of_a_dead_window_stays_apart(void **state)
{
	struct rig rig;

	start(&rig);
	for (int i = 0; i < 20; i++) {
		const struct gui_motion motion = {i, 0, 0, 0};

		assert_true(create(&rig, 9));
		gui_daemon_motion(rig.daemon,
				gui_daemon_try_window(rig.daemon, 9), &motion);
		assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 9, NULL, 0));
	}
	assert_int_equal(gui_daemon_get_out(rig.daemon)->len, 20 * (28 + 12));
	rig_finish(&rig);
}

static void
test_pieces_that_arrive_whole_are_not_copied(void **state)
{
	const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct gui_stream stream;

	gui_stream_init(&stream, 100);
	gui_stream_lend(&stream, data, sizeof(data));
	assert_ptr_equal(gui_stream_take(&stream, 3), data);
	assert_non_null(gui_stream_take(&stream, 0));
	assert_ptr_equal(gui_stream_take(&stream, 5), data + 3);
	assert_null(gui_stream_take(&stream, 1));
	assert_int_equal(stream.held.len, 0);
	gui_stream_finish(&stream);
}

static void
test_pieces_in_parts_are_gathered_and_skipping_crosses_parts(void **state)
{
	uint8_t data[97];
	struct gui_stream stream;
	size_t taken = 0;
	size_t size = 1;

	for (size_t i = 0; i < sizeof(data); i++) {
		data[i] = (uint8_t)i;
	}
	gui_stream_init(&stream, 100);
	for (size_t at = 0; at < 97 * 50; at += 7) {
		uint8_t part[7];
		const uint8_t *piece;

		for (size_t i = 0; i < sizeof(part); i++) {
			part[i] = data[(at + i) % sizeof(data)];
		}
		gui_stream_lend(&stream, part, sizeof(part));
		while ((piece = gui_stream_take(&stream, size))) {
			for (size_t i = 0; i < size; i++, taken++) {
				assert_int_equal(piece[i], taken % sizeof(data));
			}
			gui_stream_skip(&stream, size / 2);
			taken += size / 2;
			size = size % 40 + 1;
		}
	}
	gui_stream_finish(&stream);
}

/* What is held grows with what came, never with what was announced, and goes
 * back when it is done. */
static void
test_memory_follows_what_came_not_what_was_announced(void **state)
{
	static uint8_t part[4096];
	struct gui_stream stream;
	size_t came = 0;
	const uint8_t *piece;

	gui_stream_init(&stream, GUI_MAX_BODY);
	do {
		gui_stream_lend(&stream, part, sizeof(part));
		piece = gui_stream_take(&stream, GUI_MAX_BODY);
		came += sizeof(part);
		assert_true(stream.held.cap <= 2 * came + 256);
	} while (!piece);
	assert_true(came < GUI_MAX_BODY + 2 * sizeof(part));
	gui_stream_lend(&stream, part, 1);
	assert_non_null(gui_stream_take(&stream, 1));
	assert_true(stream.held.cap <= 65536);
	gui_stream_finish(&stream);
}

static void
test_the_largest_dump_passes_in_pieces(void **state)
{
	uint8_t *bytes = calloc(1, GUI_HEADER_SIZE + GUI_MAX_BODY);
	uint8_t *p = bytes;
	struct rig rig;

	assert_non_null(bytes);
	start(&rig);
	rig_prepare(&rig, RIG_MAPPED);
	p = bytes_put_u32(p, GUI_MSG_WINDOW_DUMP);
	p = bytes_put_u32(p, 5);
	p = bytes_put_u32(p, GUI_MAX_BODY);
	p = bytes_put_u32(p, 0);
	p = bytes_put_u32(p, GUI_MAX_WIDTH);
	p = bytes_put_u32(p, GUI_MAX_HEIGHT);
	p = bytes_put_u32(p, 32);
	bytes_put_u32(p, 99);
	for (size_t at = 0; at < GUI_HEADER_SIZE + GUI_MAX_BODY; at += 4084) {
		size_t rest = GUI_HEADER_SIZE + GUI_MAX_BODY - at;

		assert_true(rig_feed(&rig, bytes + at, rest < 4084 ? rest : 4084));
	}
	assert_string_equal(rig_take_log(&rig),
			"dump 5 16384x6144 98304 refs from 99\n");
	free(bytes);
	rig_finish(&rig);
}

static void
test_parents_never_form_a_ring(void **state)
{
	struct gui_window *win;
	struct rig rig;

	start(&rig);
	for (uint32_t id = 1; id <= 100; id++) {
		const uint32_t map[] = {id - 1, 0};

		assert_true(create(&rig, id));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, id, map, 2));
	}
	rig_take_log(&rig);
	for (uint32_t id = 1; id <= 100; id++) {
		const uint32_t map[] = {101 - id, 0};
		uint32_t steps = 0;

		assert_true(rig_feed_words(&rig, GUI_MSG_UNMAP, id, NULL, 0));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, id, map, 2));
		win = gui_daemon_try_window(rig.daemon, id);
		while (win && win->transient_for != 0) {
			win = gui_daemon_try_window(
					rig.daemon, win->transient_for);
			assert_in_range(++steps, 1, 100);
		}
	}
	rig_finish(&rig);
}

static void
test_a_destroyed_parent_is_nobody_s(void **state)
{
	const uint32_t map[] = {1, 0};
	struct rig rig;

	start(&rig);
	assert_true(create(&rig, 1));
	for (uint32_t id = 2; id <= 4; id++) {
		assert_true(create(&rig, id));
		assert_true(rig_feed_words(&rig, GUI_MSG_MAP, id, map, 2));
		assert_int_equal(gui_daemon_try_window(rig.daemon, id)->transient_for,
				1);
	}
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 3, NULL, 0));
	assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 1, NULL, 0));
	assert_int_equal(gui_daemon_try_window(rig.daemon, 2)->transient_for, 0);
	assert_int_equal(gui_daemon_try_window(rig.daemon, 4)->transient_for, 0);
	rig_finish(&rig);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_qube_has_1024_windows_at_most),
			cmocka_unit_test(test_no_numbering_of_windows_is_slow_to_search),
			cmocka_unit_test(test_a_burst_is_not_slowed),
			cmocka_unit_test(test_20000_a_second_go_on_for_ever),
			cmocka_unit_test(test_pressing_on_for_ten_seconds_is_the_end),
			cmocka_unit_test(test_a_pause_of_a_second_is_forgiven),
			cmocka_unit_test(test_a_clock_that_jumps_does_no_harm),
			cmocka_unit_test(test_an_agent_that_never_reads_is_dropped_at_ten_megabytes),
			cmocka_unit_test(test_motion_costs_one_message_however_long_nobody_reads),
			cmocka_unit_test(test_motion_of_a_dead_window_stays_apart),
			cmocka_unit_test(test_pieces_that_arrive_whole_are_not_copied),
			cmocka_unit_test(test_pieces_in_parts_are_gathered_and_skipping_crosses_parts),
			cmocka_unit_test(test_memory_follows_what_came_not_what_was_announced),
			cmocka_unit_test(test_the_largest_dump_passes_in_pieces),
			cmocka_unit_test(test_parents_never_form_a_ring),
			cmocka_unit_test(test_a_destroyed_parent_is_nobody_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
