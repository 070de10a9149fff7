// SPDX-License-Identifier: MIT
/* The Filecopy stream: bytes, names, what is refused, in any portions. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "protocols/filecopy/filecopy_name.h"
#include "protocols/filecopy/filecopy_reader.h"
#include "protocols/filecopy/filecopy_reply.h"
#include "protocols/filecopy/filecopy_writer.h"
#include "tests/check.h"

#define STREAM_MAX (1 << 20)
#define TOLD_SIZE 4096

struct entry {
	const char *name;
	uint32_t mode;
	const char *content;
};

static void
append_raw(struct buf *out, const struct filecopy_header *header, const void *name)
{
	uint8_t *at = buf_reserve(out, FILECOPY_HEADER_SIZE);

	assert_non_null(at);
	filecopy_header_encode(header, at);
	buf_commit(out, FILECOPY_HEADER_SIZE);
	if (header->name_len <= FILECOPY_PATH_MAX) {
		assert_true(buf_append(out, name, header->name_len));
	}
}

static uint32_t
write_entries(struct buf *out, const struct entry *entries, size_t count)
{
	struct filecopy_writer writer = {0};

	for (size_t i = 0; i < count; i++) {
		const char *content = entries[i].content;
		struct filecopy_header header = {
				.mode = entries[i].mode,
				.size = strlen(content),
				.mtime = 1000,
		};

		assert_true(filecopy_writer_entry(
				&writer, &header, entries[i].name, out));
		assert_true(filecopy_writer_count(
				&writer, content, strlen(content)));
		assert_true(buf_append(out, content, strlen(content)));
	}
	assert_true(filecopy_writer_end(&writer, out));
	return writer.crc;
}

static void
tell(char *told, const char *what, const void *data, size_t len)
{
	size_t have = strlen(told);

	snprintf(told + have, TOLD_SIZE - have, "%s%.*s", what, (int)len,
			(const char *)data);
}

/* Feeds a stream in portions and writes down what comes out. */
static enum filecopy_event
read_all(struct filecopy_reader *reader, const struct buf *in, size_t portion,
		char *told)
{
	enum filecopy_event event = FILECOPY_MORE;

	for (size_t at = 0; at < in->len && event == FILECOPY_MORE;) {
		size_t len = in->len - at < portion ? in->len - at : portion;
		const uint8_t *data = buf_peek(in) + at;

		at += len;
		do {
			event = filecopy_reader_feed(reader, &data, &len);
			if (event == FILECOPY_ENTRY) {
				tell(told, "\n", reader->name,
						strlen(reader->name));
				tell(told, ">", reader->target,
						strlen(reader->target));
				tell(told, ":", "", 0);
			} else if (event == FILECOPY_DATA) {
				tell(told, "", reader->data, reader->data_len);
			} else if (event == FILECOPY_FILE_END) {
				tell(told, ".", "", 0);
			}
		} while (event != FILECOPY_MORE && event != FILECOPY_END &&
				event != FILECOPY_REFUSED);
	}
	return event;
}

static void
test_bytes_of_a_stream(void **state)
{
	/* one file "a" with "hi", changed at the second 1 */
	static const uint8_t expected[] = {2, 0, 0, 0, 0xa4, 0x81, 0, 0, 2, 0,
			0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0,
			0, 0, 0, 'a', 0, 'h', 'i'};
	struct filecopy_writer writer = {0};
	struct filecopy_header header = {.mode = 0100644, .size = 2, .mtime = 1};
	struct buf out;

	buf_init(&out, STREAM_MAX);
	assert_true(filecopy_writer_entry(&writer, &header, "a", &out));
	assert_false(filecopy_writer_count(&writer, "hi!", 3));
	assert_true(filecopy_writer_count(&writer, "hi", 2));
	assert_true(buf_append(&out, "hi", 2));
	assert_int_equal(out.len, sizeof(expected));
	assert_memory_equal(buf_peek(&out), expected, sizeof(expected));
	assert_false(filecopy_writer_entry(&writer, &header, "", &out));
	assert_int_equal(out.len, sizeof(expected));
	buf_finish(&out);
}

static void
test_any_portions_give_the_same(void **state)
{
	static const struct entry entries[] = {
			{"d", 0040755, ""},
			{"d/file", 0100644, "some text"},
			{"d/empty", 0100600, ""},
			{"d/link", 0120777, "file"},
			{"d", 0040755, ""},
	};
	static const char expected[] = "\nd>:\nd/file>:some text."
				       "\nd/empty>:.\nd/link>file:\nd>file:";
	struct buf out;
	uint32_t crc;

	buf_init(&out, STREAM_MAX);
	crc = write_entries(&out, entries, 5);
	for (size_t portion = 1; portion <= out.len; portion++) {
		struct filecopy_reader reader;
		char told[TOLD_SIZE] = "";

		filecopy_reader_init(&reader, &(struct filecopy_limits){0});
		assert_int_equal(read_all(&reader, &out, portion, told),
				FILECOPY_END);
		assert_string_equal(told, expected);
		assert_int_equal(reader.crc, crc);
		assert_int_equal(filecopy_reader_end(&reader), 0);
	}
	buf_finish(&out);
}

static void
test_cut_streams_are_told(void **state)
{
	static const struct entry entries[] = {{"a", 0100644, "12"}};
	struct buf out;

	buf_init(&out, STREAM_MAX);
	write_entries(&out, entries, 1);
	for (size_t len = 0; len < out.len; len++) {
		struct filecopy_reader reader;
		const uint8_t *data = buf_peek(&out);
		size_t left = len;
		enum filecopy_event event;

		filecopy_reader_init(&reader, &(struct filecopy_limits){0});
		do {
			event = filecopy_reader_feed(&reader, &data, &left);
		} while (event != FILECOPY_MORE && event != FILECOPY_REFUSED);
		assert_int_equal(event, FILECOPY_MORE);
		assert_int_equal(left, 0);
		assert_int_equal(filecopy_reader_end(&reader),
				len == 0 || len == 36 ? EREMOTEIO
						      : (int)FILECOPY_CUT_SHORT);
	}
	buf_finish(&out);
}

static void
test_headers_that_are_refused(void **state)
{
	static const struct {
		struct filecopy_header header;
		const char *name;
		struct filecopy_limits limits;
		int error;
	} rows[] = {
			{{16384, 0100644, 0}, "", {0}, ENAMETOOLONG},
			{{UINT32_MAX, 0100644, 0}, "", {0}, ENAMETOOLONG},
			{{2, 0100644, 0, .mtime_nsec = 1000000000}, "a", {0},
					EINVAL},
			{{2, 0100644, 0, .atime_nsec = UINT32_MAX}, "a", {0},
					EINVAL},
			{{2, 0010644, 0}, "a", {0}, EINVAL}, /* fifo */
			{{2, 0020644, 0}, "a", {0}, EINVAL}, /* device */
			{{2, 0060644, 0}, "a", {0}, EINVAL},
			{{2, 0140644, 0}, "a", {0}, EINVAL}, /* socket */
			{{2, 0000644, 0}, "a", {0}, EINVAL},
			{{2, 0170644, 0}, "a", {0}, EINVAL},
			{{2, 0040755, 1}, "a", {0}, EINVAL},
			{{4, 0120777, 16384}, "a/b", {0}, ENAMETOOLONG},
			{{2, 0100644, UINT64_MAX}, "a", {0}, EDQUOT},
			{{2, 0100644, 1ull << 63}, "a", {0}, EDQUOT},
			{{2, 0100644, 11}, "a", {.bytes = 10}, EDQUOT},
			{{4, 0120777, 11}, "a/b", {.bytes = 10}, EDQUOT},
			{{6, 0100644, 0}, "a/b/c", {.depth = 2}, EDQUOT},
			{{4, 0100644, 0}, "a\0b", {0}, EILSEQ},
			{{3, 0100644, 0}, "..", {0}, EILSEQ},
			{{3, 0100644, 0}, "/a", {0}, EILSEQ},
			{{1, 0100644, 0}, "", {0}, EILSEQ},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filecopy_reader reader;
		char told[TOLD_SIZE] = "";
		struct buf out;

		buf_init(&out, STREAM_MAX);
		append_raw(&out, &rows[i].header, rows[i].name);
		filecopy_reader_init(&reader, &rows[i].limits);
		assert_int_equal(read_all(&reader, &out, 7, told),
				FILECOPY_REFUSED);
		assert_int_equal(reader.error, rows[i].error);
		assert_int_equal(filecopy_reader_end(&reader), rows[i].error);
		assert_string_equal(told, "");
		buf_finish(&out);
	}
}

static void
test_quotas_count_over_entries(void **state)
{
	static const struct entry entries[] = {
			{"a", 0100644, "12345"},
			{"b", 0100644, "12345"},
			{"c", 0100644, "1"},
	};
	static const struct {
		struct filecopy_limits limits;
		int error;
	} rows[] = {
			{{.bytes = 11}, 0},
			{{.bytes = 10}, EDQUOT},
			{{.entries = 3}, 0},
			{{.entries = 2}, EDQUOT},
			{{.bytes = 11, .entries = 3, .depth = 1}, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct filecopy_reader reader;
		char told[TOLD_SIZE] = "";
		struct buf out;

		buf_init(&out, STREAM_MAX);
		write_entries(&out, entries, 3);
		filecopy_reader_init(&reader, &rows[i].limits);
		read_all(&reader, &out, 100, told);
		assert_int_equal(filecopy_reader_end(&reader), rows[i].error);
		if (rows[i].error) {
			assert_string_equal(reader.name, "c");
		}
		buf_finish(&out);
	}
}

static void
test_names(void **state)
{
	static const struct {
		const char *name;
		unsigned flags;
		int error;
		size_t depth;
	} rows[] = {
			{"a", 0, 0, 1}, {"a/b/c", 0, 0, 3}, {".a", 0, 0, 1},
			{"..a", 0, 0, 1}, {"...", 0, 0, 1}, {"a..", 0, 0, 1},
			{" ", 0, 0, 1}, {"-rf", 0, 0, 1},
			{"caf\xc3\xa9", 0, 0, 1},
			{"\xe6\x97\xa5\xe6\x9c\xac", 0, 0, 1},
			{"", 0, EILSEQ, 0}, {"/", 0, EILSEQ, 0},
			{"/a", 0, EILSEQ, 0}, {"//a", 0, EILSEQ, 0},
			{"a/", 0, EILSEQ, 0}, {"a//b", 0, EILSEQ, 0},
			{".", 0, EILSEQ, 0}, {"./a", 0, EILSEQ, 0},
			{"a/.", 0, EILSEQ, 0}, {"a/./b", 0, EILSEQ, 0},
			{"..", 0, EILSEQ, 0}, {"../a", 0, EILSEQ, 0},
			{"a/..", 0, EILSEQ, 0}, {"a/../b", 0, EILSEQ, 0},
			{"..", FILECOPY_ANY_NAME | FILECOPY_ANY_LINK, EILSEQ, 0},
			{"a/../../b", FILECOPY_ANY_NAME | FILECOPY_ANY_LINK,
					EILSEQ, 0},
			{"a\nb", 0, EILSEQ, 0}, {"a\nb", FILECOPY_ANY_NAME, 0, 1},
			{"a\x7f", 0, EILSEQ, 0}, {"\x1b[2J", 0, EILSEQ, 0},
			{"\x80", 0, EILSEQ, 0}, {"\xff", FILECOPY_ANY_NAME, 0, 1},
			{"\xc0\xaf", 0, EILSEQ, 0}, /* '/' in two bytes */
			{"\xe0\x80\xaf", 0, EILSEQ, 0},
			{"\xed\xa0\x80", 0, EILSEQ, 0}, /* half of a pair */
			{"\xf4\x90\x80\x80", 0, EILSEQ, 0}, /* past the last */
			{"\xf8\x88\x80\x80\x80", 0, EILSEQ, 0},
			{"a\xc3", 0, EILSEQ, 0}, {"\xc3/a", 0, EILSEQ, 0},
			{"\xe2\x80\xae"
			 "exe",
					0, EILSEQ, 0}, /* turns around */
			{"\xd7\x90", 0, EILSEQ, 0}, /* right to left */
			{"a\xcc\x81", 0, EILSEQ, 0}, /* mark */
			{"\xc2\xa0", 0, EILSEQ, 0}, /* other space */
			{"\xf0\x9f\x99\x82", 0, EILSEQ, 0}, /* picture */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t depth = 0;
		int error = filecopy_name_check(
				rows[i].name, rows[i].flags, &depth);

		if (error != rows[i].error || depth != rows[i].depth) {
			fail_msg("row %zu: %d, depth %zu", i, error, depth);
		}
	}
}

static void
test_links(void **state)
{
	static const struct {
		const char *name, *target;
		unsigned flags;
		int error;
	} rows[] = {
			{"a/b", "c", 0, 0},
			{"a/b", "c/d/e", 0, 0},
			{"a/b/c", "../d", 0, 0},
			{"a/b/c", "..", 0, 0},
			{"a/b/c", "./../d", 0, 0},
			{"a/b/c", "d/", 0, 0},
			{"a/b/c", "d//e", 0, 0},
			{"a/b", "./c", 0, 0},
			{"a", "b", 0, ENOLINK}, /* at the top */
			{"a/b", "../c", 0, ENOLINK},
			{"a/b", "..", 0, ENOLINK},
			{"a/b/c", "../..", 0, ENOLINK},
			{"a/b/c", "../../a", 0, ENOLINK},
			{"a/b/c", "d/../e", 0, ENOLINK}, /* d may be a link */
			{"a/b/c", "d/..", 0, ENOLINK},
			{"a/b", "/etc/passwd", 0, ENOLINK},
			{"a/b", "/", 0, ENOLINK},
			{"a/b", "c\n", 0, EILSEQ},
			{"a/b", "c\n", FILECOPY_ANY_NAME, 0},
			{"a/b", "../c", FILECOPY_ANY_NAME, ENOLINK},
			{"..", "b", 0, EILSEQ},
			{"..", "b", FILECOPY_ANY_LINK, EILSEQ},
			{"a\n/b", "c", 0, EILSEQ},
			{"a", "/b", FILECOPY_ANY_LINK, 0},
			{"a/b", "../../../c", FILECOPY_ANY_LINK, 0},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int error = filecopy_link_check(
				rows[i].name, rows[i].target, rows[i].flags);

		if (error != rows[i].error) {
			fail_msg("row %zu: %d", i, error);
		}
	}
}

static void
test_refused_link_tells_its_name(void **state)
{
	static const struct entry entries[] = {{"a", 0120777, "/etc/passwd"}};
	struct filecopy_reader reader;
	char told[TOLD_SIZE] = "";
	struct buf out;

	buf_init(&out, STREAM_MAX);
	write_entries(&out, entries, 1);
	filecopy_reader_init(&reader, &(struct filecopy_limits){0});
	assert_int_equal(read_all(&reader, &out, 5, told), FILECOPY_REFUSED);
	assert_int_equal(reader.error, ENOLINK);
	assert_string_equal(reader.name, "a");
	assert_string_equal(told, "");
	buf_finish(&out);
}

static void
test_reply_in_any_portions(void **state)
{
	struct buf out;

	buf_init(&out, STREAM_MAX);
	assert_true(filecopy_reply_append(&out, EEXIST, 0x12345678, "d/file"));
	assert_int_equal(out.len, 26);
	for (size_t portion = 1; portion <= out.len; portion++) {
		struct filecopy_reply reply = {0};

		for (size_t at = 0; at < out.len; at += portion) {
			size_t len = out.len - at < portion ? out.len - at
							    : portion;

			assert_int_equal(filecopy_reply_is_there(&reply),
					at >= 16);
			assert_false(filecopy_reply_is_whole(&reply));
			filecopy_reply_feed(&reply, buf_peek(&out) + at, len);
		}
		assert_true(filecopy_reply_is_whole(&reply));
		filecopy_reply_feed(&reply, (const uint8_t *)"more", 4);
		assert_int_equal(reply.error, EEXIST);
		assert_int_equal(reply.crc, 0x12345678);
		assert_false(reply.bad);
		assert_string_equal(reply.name, "d/file");
	}
	buf_finish(&out);
}

static void
test_replies_that_are_odd(void **state)
{
	static const uint8_t wide[20] = {[12] = 1};
	uint8_t longest[20 + FILECOPY_PATH_MAX + 9];
	struct filecopy_reply reply = {0};

	filecopy_reply_feed(&reply, wide, 16);
	assert_true(filecopy_reply_is_there(&reply));
	assert_false(filecopy_reply_is_whole(&reply));
	assert_true(reply.bad);
	reply = (struct filecopy_reply){0};
	memset(longest, 'x', sizeof(longest));
	memset(longest, 0, 16);
	filecopy_reply_feed(&reply, longest, sizeof(longest));
	assert_true(filecopy_reply_is_whole(&reply));
	assert_int_equal(strlen(reply.name), FILECOPY_PATH_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_bytes_of_a_stream),
			cmocka_unit_test(test_any_portions_give_the_same),
			cmocka_unit_test(test_cut_streams_are_told),
			cmocka_unit_test(test_headers_that_are_refused),
			cmocka_unit_test(test_quotas_count_over_entries),
			cmocka_unit_test(test_names),
			cmocka_unit_test(test_links),
			cmocka_unit_test(test_refused_link_tells_its_name),
			cmocka_unit_test(test_reply_in_any_portions),
			cmocka_unit_test(test_replies_that_are_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
