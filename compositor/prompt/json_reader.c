// SPDX-License-Identifier: MIT
#include "compositor/prompt/json_reader.h"

#include <stdint.h>
#include <string.h>

#define SURROGATE_HIGH 0xd800u
#define SURROGATE_LOW 0xdc00u
#define SURROGATE_END 0xe000u

/* Where the characters of a string go; size 0: nowhere. */
struct sink {
	char *at; // borrowed
	size_t size;
	size_t len;
};

static bool
fail(struct json_reader *reader)
{
	reader->bad = true;
	return false;
}

/* The next character that is no blank, or NUL at the end. */
static char
peek(struct json_reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) &&
			*reader->at != '\0') {
		reader->at++;
	}
	return reader->at < reader->end ? *reader->at : '\0';
}

static bool
take(struct json_reader *reader, char c)
{
	if (reader->bad || peek(reader) != c || c == '\0') {
		return fail(reader);
	}
	reader->at++;
	return true;
}

static bool
take_word(struct json_reader *reader, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(reader->end - reader->at) < len ||
			memcmp(reader->at, word, len) != 0) {
		return fail(reader);
	}
	reader->at += len;
	return true;
}

struct json_reader
json_reader_init(const char *text, size_t len)
{
	return (struct json_reader){.at = text, .end = text + len};
}

bool
json_reader_open(struct json_reader *reader, char bracket)
{
	reader->fresh = true;
	return take(reader, bracket);
}

bool
json_reader_next(struct json_reader *reader, char closing)
{
	bool fresh = reader->fresh;

	reader->fresh = false;
	if (reader->bad) {
		return false;
	}
	if (peek(reader) == closing) {
		reader->at++;
		return false;
	}
	return fresh || take(reader, ',');
}

static bool
put(struct sink *sink, char c)
{
	if (sink->size > 0) {
		if (c == '\0' || sink->len + 1 >= sink->size) {
			return false;
		}
		sink->at[sink->len++] = c;
	}
	return true;
}

static bool
put_utf8(struct sink *sink, uint32_t c)
{
	if (c < 0x80) {
		return put(sink, (char)c);
	}
	if (c < 0x800) {
		return put(sink, (char)(0xc0 | c >> 6)) &&
				put(sink, (char)(0x80 | (c & 0x3f)));
	}
	if (c < 0x10000) {
		return put(sink, (char)(0xe0 | c >> 12)) &&
				put(sink, (char)(0x80 | (c >> 6 & 0x3f))) &&
				put(sink, (char)(0x80 | (c & 0x3f)));
	}
	return put(sink, (char)(0xf0 | c >> 18)) &&
			put(sink, (char)(0x80 | (c >> 12 & 0x3f))) &&
			put(sink, (char)(0x80 | (c >> 6 & 0x3f))) &&
			put(sink, (char)(0x80 | (c & 0x3f)));
}

static int
get_hex(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits behind \u. */
static bool
take_unit(struct json_reader *reader, uint32_t *unit)
{
	*unit = 0;
	if (reader->end - reader->at < 4) {
		return fail(reader);
	}
	for (int i = 0; i < 4; i++) {
		int digit = get_hex(*reader->at++);

		if (digit < 0) {
			return fail(reader);
		}
		*unit = *unit << 4 | (uint32_t)digit;
	}
	return true;
}

static bool
take_unicode(struct json_reader *reader, struct sink *sink)
{
	uint32_t c, low;

	if (!take_unit(reader, &c)) {
		return false;
	}
	if (c >= SURROGATE_LOW && c < SURROGATE_END) {
		return fail(reader);
	}
	if (c >= SURROGATE_HIGH && c < SURROGATE_LOW) {
		if (!take_word(reader, "\\u") || !take_unit(reader, &low) ||
				low < SURROGATE_LOW || low >= SURROGATE_END) {
			return fail(reader);
		}
		c = 0x10000 + ((c - SURROGATE_HIGH) << 10) +
				(low - SURROGATE_LOW);
	}
	return put_utf8(sink, c) || fail(reader);
}

static bool
take_escape(struct json_reader *reader, struct sink *sink)
{
	static const char names[] = "\"\\/bfnrt";
	static const char values[] = "\"\\/\b\f\n\r\t";
	const char *found;
	char c;

	if (reader->at == reader->end) {
		return fail(reader);
	}
	c = *reader->at++;
	if (c == 'u') {
		return take_unicode(reader, sink);
	}
	found = c == '\0' ? NULL : strchr(names, c);
	return (found && put(sink, values[found - names])) || fail(reader);
}

static bool
take_string(struct json_reader *reader, struct sink *sink)
{
	if (!take(reader, '"')) {
		return false;
	}
	while (reader->at < reader->end) {
		char c = *reader->at++;

		if (c == '"') {
			return true;
		}
		if (c == '\\') {
			if (!take_escape(reader, sink)) {
				return false;
			}
		} else if ((unsigned char)c < 0x20 || !put(sink, c)) {
			return fail(reader);
		}
	}
	return fail(reader);
}

bool
json_reader_string(struct json_reader *reader, char *out, size_t size)
{
	struct sink sink = {.at = out, .size = size};
	bool whole = take_string(reader, &sink);

	out[sink.len] = '\0';
	return whole;
}

bool
json_reader_key(struct json_reader *reader, char *out, size_t size)
{
	return json_reader_string(reader, out, size) && take(reader, ':');
}

bool
json_reader_bool(struct json_reader *reader, bool *out)
{
	*out = !reader->bad && peek(reader) == 't';
	return !reader->bad && take_word(reader, *out ? "true" : "false");
}

static bool
is_digit(const struct json_reader *reader)
{
	return reader->at < reader->end && *reader->at >= '0' &&
			*reader->at <= '9';
}

static bool
skip_digits(struct json_reader *reader)
{
	if (!is_digit(reader)) {
		return fail(reader);
	}
	while (is_digit(reader)) {
		reader->at++;
	}
	return true;
}

bool
json_reader_count(struct json_reader *reader, int max, int *out)
{
	*out = 0;
	if (reader->bad || peek(reader) == '\0' || !is_digit(reader)) {
		return fail(reader);
	}
	while (is_digit(reader)) {
		int digit = *reader->at++ - '0';

		if (*out > (max - digit) / 10) {
			return fail(reader);
		}
		*out = *out * 10 + digit;
	}
	return true;
}

static bool
skip_char(struct json_reader *reader, const char *any)
{
	if (reader->at < reader->end && *reader->at != '\0' &&
			strchr(any, *reader->at)) {
		reader->at++;
		return true;
	}
	return false;
}

static bool
skip_number(struct json_reader *reader)
{
	skip_char(reader, "-");
	if (!skip_char(reader, "0") && !skip_digits(reader)) {
		return false;
	}
	if (skip_char(reader, ".") && !skip_digits(reader)) {
		return false;
	}
	if (skip_char(reader, "eE")) {
		skip_char(reader, "+-");
		return skip_digits(reader);
	}
	return true;
}

static bool
skip_plain(struct json_reader *reader, char first)
{
	struct sink nowhere = {0};

	switch (first) {
	case '"':
		return take_string(reader, &nowhere);
	case 't':
		return take_word(reader, "true");
	case 'f':
		return take_word(reader, "false");
	case 'n':
		return take_word(reader, "null");
	default:
		return skip_number(reader);
	}
}

/* Goes through nested values without recursion: closing[] are the ends that are
 * still to come. */
bool
json_reader_skip(struct json_reader *reader)
{
	struct sink nowhere = {0};
	char closing[JSON_READER_DEPTH];
	int depth = 0;

	do {
		char c = reader->bad ? '\0' : peek(reader);

		if (c == '[' || c == '{') {
			if (depth == JSON_READER_DEPTH) {
				return fail(reader);
			}
			closing[depth++] = c == '[' ? ']' : '}';
			json_reader_open(reader, c);
		} else if (!skip_plain(reader, c)) {
			return fail(reader);
		}
		while (depth > 0 &&
				!json_reader_next(reader, closing[depth - 1])) {
			if (reader->bad) {
				return false;
			}
			depth--;
		}
		if (depth > 0 && closing[depth - 1] == '}' &&
				!(take_string(reader, &nowhere) &&
						take(reader, ':'))) {
			return false;
		}
	} while (depth > 0);
	return true;
}

bool
json_reader_is_done(struct json_reader *reader)
{
	return !reader->bad && peek(reader) == '\0' && reader->at == reader->end;
}
