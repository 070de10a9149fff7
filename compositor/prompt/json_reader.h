// SPDX-License-Identifier: MIT
/*
 * Reads JSON (RFC 8259) piece by piece, in the order it is written: nothing is
 * allocated, nothing is kept. A reader that met a mistake stays bad and
 * answers false from then on: check once, at the end.
 */
#ifndef COMPOSITOR_PROMPT_JSON_READER_H
#define COMPOSITOR_PROMPT_JSON_READER_H

#include <stdbool.h>
#include <stddef.h>

#define JSON_READER_DEPTH 8 // of values that are skipped

struct json_reader {
	const char *at; // borrowed
	const char *end;
	bool fresh; // the next element is the first of its array or object
	bool bad;
};

/* text may hold any bytes; it is borrowed. */
struct json_reader json_reader_init(const char *text, size_t len);

/* Goes into an array ('[') or object ('{'). */
bool json_reader_open(struct json_reader *reader, char bracket);

/* One more element of what was opened: true. Its end (']' or '}'), which is
 * passed, or a mistake: false. */
bool json_reader_next(struct json_reader *reader, char closing);

/* A member's name and the colon behind it. */
bool json_reader_key(struct json_reader *reader, char *out, size_t size);

/* A string, as UTF-8 in out. One that is longer than size - 1 bytes or has a
 * NUL in it is a mistake. */
bool json_reader_string(struct json_reader *reader, char *out, size_t size);

/* A whole number from 0 to max, in digits alone. */
bool json_reader_count(struct json_reader *reader, int max, int *out);

/* true or false. */
bool json_reader_bool(struct json_reader *reader, bool *out);

/* Passes any value of at most JSON_READER_DEPTH levels. */
bool json_reader_skip(struct json_reader *reader);

/* Nothing but blanks is left, and there was no mistake. */
bool json_reader_is_done(struct json_reader *reader);

#endif
