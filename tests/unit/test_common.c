// SPDX-License-Identifier: MIT
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/bytes.h"
#include "common/fd.h"
#include "common/ini_file.h"
#include "common/log.h"
#include "common/sock.h"
#include "common/str.h"
#include "tests/check.h"

static void
test_buf_keeps_order_across_growth(void **state)
{
	struct buf buf;
	uint8_t next = 0;
	uint8_t expect = 0;

	buf_init(&buf, 100000);
	for (int round = 0; round < 500; round++) {
		for (int i = 0; i < 50; i++, next++) {
			assert_true(buf_append(&buf, &next, 1));
		}
		for (int i = 0; i < 30; i++, expect++) {
			assert_int_equal(*buf_peek(&buf), expect);
			buf_consume(&buf, 1);
		}
	}
	assert_int_equal(buf.len, 500 * 20);
	buf_finish(&buf);
}

static void
test_buf_refuses_more_than_its_limit(void **state)
{
	struct buf buf;
	uint8_t block[64] = {0};

	buf_init(&buf, 100);
	assert_true(buf_append(&buf, block, 64));
	assert_false(buf_append(&buf, block, 64));
	assert_int_equal(buf.len, 64);
	assert_null(buf_reserve(&buf, SIZE_MAX));
	buf_consume(&buf, 60);
	assert_true(buf_append(&buf, block, 64));
	buf_finish(&buf);
	assert_null(buf_peek(&buf));
}

/* Whatever is out of use is gone, and what is in use is not. */
static void
test_a_secret_buf_keeps_nothing(void **state)
{
	struct buf buf;
	uint8_t block[100];
	uint8_t zeros[100] = {0};
	const uint8_t *was;

	memset(block, 0xee, sizeof(block));
	buf_init_secret(&buf, 100000);
	assert_true(buf_append(&buf, block, 100));
	was = buf_peek(&buf);
	buf_consume(&buf, 40);
	assert_memory_equal(was, zeros, 40);
	assert_memory_equal(was + 40, block, 60);
	buf_drop_end(&buf, 10);
	assert_memory_equal(was + 90, zeros, 10);
	assert_true(buf_append(&buf, block, 100));
	assert_true(buf_append(&buf, block, 100)); // moves, then grows
	assert_int_equal(buf.len, 250);
	for (size_t i = 0; i < 250; i += 50) {
		assert_memory_equal(buf_peek(&buf) + i, block, 50);
	}
	was = buf_peek(&buf);
	buf_consume(&buf, 250);
	for (size_t i = 0; i < 250; i += 50) {
		assert_memory_equal(was + i, zeros, 50);
	}
	buf_finish(&buf);
	assert_true(buf.secret);
}

static void
test_reader_stays_bad_after_a_missing_field(void **state)
{
	const uint8_t data[] = {1, 2, 3, 4, 5, 6, 7};
	struct bytes_reader r = bytes_reader_init(data, sizeof(data));

	assert_int_equal(bytes_read_u32(&r), 0x04030201);
	assert_int_equal(bytes_read_u32(&r), 0);
	assert_true(r.bad);
	assert_null(bytes_read(&r, 1));
	assert_false(bytes_reader_is_done(&r));
}

static void
test_arithmetic_says_when_it_overflows(void **state)
{
	size_t out;

	assert_true(bytes_mul_size(3, 4, &out) && out == 12);
	assert_false(bytes_mul_size(SIZE_MAX / 2, 3, &out));
	assert_false(bytes_add_size(SIZE_MAX, 1, &out));
}

static void
test_escape_makes_any_byte_printable(void **state)
{
	char out[16];

	assert_string_equal(str_escape(out, sizeof(out), "a\x1b[2J\n", 6),
			"a\\x1b[2J\\x0a");
	assert_string_equal(str_escape(out, 4, "\xff", 1), "");
	assert_string_equal(str_escape(out, 3, "abcdef", 6), "ab");
}

static void
test_numbers_are_whole_texts_in_range(void **state)
{
	long n;
	double d;

	assert_true(str_to_long("17", 0, 20, &n) && n == 17);
	assert_false(str_to_long("21", 0, 20, &n));
	assert_false(str_to_long("1x", 0, 20, &n));
	assert_false(str_to_long("", 0, 20, &n));
	assert_true(str_to_double("1.25", 0, 4, &d) && d == 1.25);
	assert_true(str_to_double("2", 0, 4, &d) && d == 2);
	assert_false(str_to_double("1.2.3", 0, 4, &d));
	assert_false(str_to_double("nan", 0, 4, &d));
}

static void
test_qube_names_follow_the_rule(void **state)
{
	assert_true(str_is_qube_name("work"));
	assert_true(str_is_qube_name("sys-net.2_x"));
	assert_false(str_is_qube_name(""));
	assert_false(str_is_qube_name("../x"));
	assert_false(str_is_qube_name("2nd"));
	assert_false(str_is_qube_name("a123456789012345678901234567890z"));
}

static void
test_descriptors_travel_and_surplus_ones_are_closed(void **state)
{
	int pair[2];
	int pipefd[2];
	int got[1] = {-1};
	size_t n = 1;
	char text[8];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	assert_int_equal(pipe(pipefd), 0);
	assert_int_equal(sock_send(pair[0], "hi", 2, pipefd, 2), 2);
	assert_int_equal(sock_recv(pair[1], text, sizeof(text), got, &n), 2);
	assert_int_equal(n, 1);
	assert_true(got[0] >= 0);
	assert_int_equal(sock_send(pair[0], "too long for it", 15, NULL, 0), 15);
	assert_int_equal(sock_recv(pair[1], text, sizeof(text), NULL, NULL), -1);
	for (int i = 0; i < 2; i++) {
		close(pair[i]);
		close(pipefd[i]);
	}
	close(got[0]);
}

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	if (strcmp(key, "bad") == 0) {
		return err_set(err, "unknown key %s", key);
	}
	(*(int *)user)++;
	return 0;
}

static void
test_ini_errors_name_file_and_line(void **state)
{
	struct err err;
	int count = 0;

	assert_int_equal(ini_file_read_text("x.conf", "[a]\nk = 1\nl = 2\n",
					 handle_key, &count, &err),
			0);
	assert_int_equal(count, 2);
	assert_int_equal(ini_file_read_text("x.conf", "[a]\nk=1\n\nbad=2\n",
					 handle_key, &count, &err),
			-1);
	assert_string_equal(err.text, "x.conf:4: unknown key bad");
	assert_int_equal(ini_file_read_text("x.conf", "[a]\nnonsense\n",
					 handle_key, &count, &err),
			-1);
	assert_string_equal(err.text,
			"x.conf:2: neither [section] nor key = value");
	assert_int_equal(ini_file_read_text("x.conf", "k=1\n[a]\n", handle_key,
					 &count, &err),
			-1);
	assert_string_equal(err.text,
			"x.conf:1: there is no [section] before this line");
}

static void
test_a_peer_may_write_ten_lines_in_ten_seconds(void **state)
{
	struct log_limit limit = {0};
	int allowed = 0;

	for (int i = 0; i < 100; i++) {
		allowed += log_limit_allow(&limit, 50000);
	}
	assert_int_equal(allowed, 10);
	assert_true(log_limit_allow(&limit, 61000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_buf_keeps_order_across_growth),
			cmocka_unit_test(test_buf_refuses_more_than_its_limit),
			cmocka_unit_test(test_a_secret_buf_keeps_nothing),
			cmocka_unit_test(test_reader_stays_bad_after_a_missing_field),
			cmocka_unit_test(test_arithmetic_says_when_it_overflows),
			cmocka_unit_test(test_escape_makes_any_byte_printable),
			cmocka_unit_test(test_numbers_are_whole_texts_in_range),
			cmocka_unit_test(test_qube_names_follow_the_rule),
			cmocka_unit_test(test_descriptors_travel_and_surplus_ones_are_closed),
			cmocka_unit_test(test_ini_errors_name_file_and_line),
			cmocka_unit_test(test_a_peer_may_write_ten_lines_in_ten_seconds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
