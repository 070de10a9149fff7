// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "protocols/qubesdb/qubesdb_msg.h"
#include "protocols/qubesdb/qubesdb_origin.h"
#include "protocols/qubesdb/qubesdb_replica.h"
#include "protocols/qubesdb/qubesdb_table.h"
#include "tests/check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
test_a_message_is_72_bytes_and_data(void **state)
{
	struct buf out;
	uint8_t want[QUBESDB_HEADER_SIZE + 4] = {1, '/', 'n', 'a', 'm', 'e'};

	want[68] = 4;
	memcpy(want + QUBESDB_HEADER_SIZE, "work", 4);
	buf_init(&out, 1000);
	assert_true(qubesdb_msg_append(&out, QUBESDB_WRITE, "/name", "work", 4));
	assert_int_equal(out.len, sizeof(want));
	assert_memory_equal(buf_peek(&out), want, sizeof(want));
	buf_finish(&out);
}

static void
test_a_message_waits_for_its_last_byte(void **state)
{
	struct buf out;
	struct qubesdb_msg msg;

	buf_init(&out, 1000);
	assert_true(qubesdb_msg_append(&out, QUBESDB_WRITE, "/a", "xyz", 3));
	for (size_t len = 0; len < out.len; len++) {
		assert_int_equal(qubesdb_msg_parse(buf_peek(&out), len, &msg,
						 NULL),
				0);
	}
	assert_int_equal(qubesdb_msg_parse(buf_peek(&out), out.len, &msg, NULL),
			(int)out.len);
	assert_int_equal(msg.type, QUBESDB_WRITE);
	assert_string_equal(msg.path, "/a");
	assert_int_equal(msg.len, 3);
	assert_memory_equal(msg.data, "xyz", 3);
	buf_finish(&out);
}

struct bad {
	uint8_t type;
	const char *path;
	uint32_t len;
	const char *data;
};

static void
test_bad_messages_are_refused(void **state)
{
	static const struct bad table[] = {
			{0, "/a", 0, ""}, // commands of the local socket only
			{3, "/a", 0, ""},
			{5, "/a", 0, ""},
			{6, "/a", 0, ""},
			{8, "/a", 0, ""},
			{10, "/a", 0, ""},
			{13, "/a", 0, ""},
			{255, "/a", 0, ""},
			{1, "/a b", 1, "x"},
			{1, "-a", 1, "x"},
			{1, "/a\n", 1, "x"},
			{1, "/\xc3\xa4", 1, "x"},
			{1, "/a", QUBESDB_DATA_MAX + 1, ""},
			{1, "/a", UINT32_MAX, ""},
			{1, "/a", 2, "x"}, // the second byte is a NUL
			{2, "", 1, "x"}, // data where none belongs
			{4, "/a", 1, "x"},
			{7, "/a", 1, "x"},
	};
	uint8_t wire[QUBESDB_MSG_MAX];
	struct qubesdb_msg msg;
	struct err err;

	for (size_t i = 0; i < COUNT(table); i++) {
		memset(wire, 0, sizeof(wire));
		wire[0] = table[i].type;
		memcpy(wire + 1, table[i].path, strlen(table[i].path));
		bytes_put_u32(wire + 68, table[i].len);
		memcpy(wire + QUBESDB_HEADER_SIZE, table[i].data,
				strlen(table[i].data));
		err.text[0] = '\0';
		assert_int_equal(qubesdb_msg_parse(wire, sizeof(wire), &msg, &err),
				-1);
		assert_true(err.text[0] != '\0');
	}
}

static void
test_a_path_without_an_end_is_cut(void **state)
{
	uint8_t wire[QUBESDB_HEADER_SIZE] = {7};
	struct qubesdb_msg msg;

	memset(wire + 1, 'a', QUBESDB_PATH_SIZE);
	assert_int_equal(qubesdb_msg_parse(wire, sizeof(wire), &msg, NULL),
			QUBESDB_HEADER_SIZE);
	assert_int_equal(strlen(msg.path), QUBESDB_PATH_SIZE - 1);
}

static void
test_the_table_keeps_only_sound_entries(void **state)
{
	struct qubesdb_table table = {0};
	char path[16];
	char big[QUBESDB_DATA_MAX + 2];

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_true(qubesdb_table_set(&table, "/b", "1"));
	assert_false(qubesdb_table_set(&table, "/b", "1"));
	assert_true(qubesdb_table_set(&table, "/b", "2"));
	assert_string_equal(qubesdb_table_get(&table, "/b"), "2");
	assert_null(qubesdb_table_get(&table, "/a"));
	assert_false(qubesdb_table_set(&table, "b", "1"));
	assert_false(qubesdb_table_set(&table, "/b/", "1"));
	assert_false(qubesdb_table_set(&table, "", "1"));
	assert_false(qubesdb_table_set(&table, "/c", big));
	assert_int_equal(table.count, 1);
	for (int i = 0; i < QUBESDB_TABLE_MAX + 5; i++) {
		snprintf(path, sizeof(path), "/k%02d", i);
		assert_int_equal(qubesdb_table_set(&table, path, "v"),
				i < QUBESDB_TABLE_MAX - 1);
	}
	for (size_t i = 1; i < table.count; i++) {
		assert_true(strcmp(table.entries[i - 1].path,
					    table.entries[i].path) < 0);
	}
	qubesdb_table_finish(&table);
}

/* What the replica told, one word per event. */
struct story {
	char text[512];
};

static void
note(struct story *story, const char *a, const char *b)
{
	size_t len = strlen(story->text);

	snprintf(story->text + len, sizeof(story->text) - len, "%s%s ", a, b);
}

static void
handle_changed(void *user, const char *path, const char *value, size_t len)
{
	assert_int_equal(strlen(value), len);
	note(user, path, "=");
	note(user, "", value);
}

static void
handle_removed(void *user, const char *path)
{
	note(user, "-", path);
}

static void
handle_synced(void *user)
{
	note(user, "synced", "");
}

static const struct qubesdb_replica_events events = {
		.changed = handle_changed,
		.removed = handle_removed,
		.synced = handle_synced,
};

/* Carries what both ends have to say, in portions of so many bytes. */
static void
carry(struct qubesdb_origin *origin, struct qubesdb_replica *replica,
		size_t portion)
{
	while (origin->out.len > 0 || replica->out.len > 0) {
		size_t len = origin->out.len < portion ? origin->out.len
						       : portion;

		if (len > 0) {
			assert_int_equal(qubesdb_replica_feed(replica,
							 buf_peek(&origin->out),
							 len, NULL),
					0);
			buf_consume(&origin->out, len);
		}
		len = replica->out.len < portion ? replica->out.len : portion;
		if (len > 0) {
			assert_int_equal(qubesdb_origin_feed(origin,
							 buf_peek(&replica->out),
							 len, NULL),
					0);
			buf_consume(&replica->out, len);
		}
	}
}

static void
test_the_qube_hears_everything_and_then_changes(void **state)
{
	static const size_t portions[] = {1, 7, 71, 72, 73, 4000};

	for (size_t i = 0; i < COUNT(portions); i++) {
		struct qubesdb_table table = {0};
		struct qubesdb_origin origin;
		struct qubesdb_replica replica;
		struct story story = {0};

		qubesdb_table_set(&table, "/name", "work");
		qubesdb_table_set(&table, "/leadlight/scale", "1");
		qubesdb_origin_init(&origin, &table);
		qubesdb_replica_init(&replica, &events, &story);
		qubesdb_table_set(&table, "/name", "play");
		assert_int_equal(qubesdb_origin_changed(&origin, "/name", NULL),
				0); // nobody asked yet: silent
		carry(&origin, &replica, portions[i]);
		assert_true(replica.synced);
		qubesdb_table_set(&table, "/leadlight/scale", "2");
		assert_int_equal(qubesdb_origin_changed(&origin,
						 "/leadlight/scale", NULL),
				0);
		carry(&origin, &replica, portions[i]);
		assert_string_equal(story.text,
				"/name= play /leadlight/scale= 1 synced "
				"/leadlight/scale= 2 ");
		qubesdb_replica_finish(&replica);
		qubesdb_origin_finish(&origin);
		qubesdb_table_finish(&table);
	}
}

static int
feed_one(struct qubesdb_origin *origin, enum qubesdb_type type,
		const char *path, const char *data)
{
	struct buf out;
	int result;

	buf_init(&out, 10000);
	assert_true(qubesdb_msg_append(&out, type, path, data, strlen(data)));
	result = qubesdb_origin_feed(origin, buf_peek(&out), out.len, NULL);
	buf_finish(&out);
	return result;
}

static void
test_a_qube_cannot_write_nor_ask_twice(void **state)
{
	struct qubesdb_table table = {0};
	struct qubesdb_origin origin;
	struct qubesdb_msg msg;

	qubesdb_table_set(&table, "/name", "work");
	qubesdb_origin_init(&origin, &table);
	assert_int_equal(feed_one(&origin, QUBESDB_WRITE, "/name", "x"), 0);
	assert_true(qubesdb_msg_parse(buf_peek(&origin.out), origin.out.len,
				    &msg, NULL) > 0);
	assert_int_equal(msg.type, QUBESDB_ERROR);
	assert_string_equal(msg.path, "/name");
	assert_string_equal(qubesdb_table_get(&table, "/name"), "work");
	assert_int_equal(feed_one(&origin, QUBESDB_MULTIREAD, "", ""), 0);
	assert_int_equal(feed_one(&origin, QUBESDB_MULTIREAD, "", ""), -1);
	qubesdb_origin_finish(&origin);
	qubesdb_table_finish(&table);
}

static void
test_a_qube_that_never_reads_is_cut_off(void **state)
{
	struct qubesdb_table table = {0};
	struct qubesdb_origin origin;
	int rounds = 0;

	qubesdb_origin_init(&origin, &table);
	while (feed_one(&origin, QUBESDB_RM, "/a", "") == 0 && rounds < 100000) {
		rounds++;
	}
	assert_true(rounds > 100 && rounds < 100000);
	qubesdb_origin_finish(&origin);
}

static void
test_the_replica_refuses_what_it_did_not_ask_for(void **state)
{
	struct qubesdb_replica replica;
	struct story story = {0};
	struct buf out;

	buf_init(&out, 10000);
	qubesdb_msg_append(&out, QUBESDB_ENTRY, "", "", 0);
	qubesdb_msg_append(&out, QUBESDB_RM, "/a/", "", 0);
	qubesdb_replica_init(&replica, &events, &story);
	assert_int_equal(qubesdb_replica_feed(&replica, buf_peek(&out), out.len,
					 NULL),
			0);
	assert_string_equal(story.text, "synced -/a/ ");
	assert_int_equal(qubesdb_replica_feed(&replica, buf_peek(&out), out.len,
					 NULL),
			-1);
	qubesdb_replica_finish(&replica);
	buf_finish(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_message_is_72_bytes_and_data),
			cmocka_unit_test(test_a_message_waits_for_its_last_byte),
			cmocka_unit_test(test_bad_messages_are_refused),
			cmocka_unit_test(test_a_path_without_an_end_is_cut),
			cmocka_unit_test(test_the_table_keeps_only_sound_entries),
			cmocka_unit_test(test_the_qube_hears_everything_and_then_changes),
			cmocka_unit_test(test_a_qube_cannot_write_nor_ask_twice),
			cmocka_unit_test(test_a_qube_that_never_reads_is_cut_off),
			cmocka_unit_test(test_the_replica_refuses_what_it_did_not_ask_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
