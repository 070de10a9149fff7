// SPDX-License-Identifier: MIT
#include "qrexec/router/json_out.h"

#include <stdio.h>
#include <string.h>

struct json_out
json_out_init(struct buf *buf)
{
	return (struct json_out){.buf = buf};
}

static void
put(struct json_out *out, const char *text, size_t len)
{
	out->full |= !buf_append(out->buf, text, len);
}

static void
put_quoted(struct json_out *out, const char *text)
{
	put(out, "\"", 1);
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		char escaped[8];

		if (c >= 0x20 && c <= 0x7e && c != '"' && c != '\\') {
			put(out, text, 1);
			continue;
		}
		snprintf(escaped, sizeof(escaped), "\\u%04x", c);
		put(out, escaped, 6);
	}
	put(out, "\"", 1);
}

static void
put_key(struct json_out *out, const char *key)
{
	if (out->begun) {
		put(out, ",", 1);
	}
	if (key) {
		put_quoted(out, key);
		put(out, ":", 1);
	}
}

void
json_out_begin(struct json_out *out, const char *key, char bracket)
{
	put_key(out, key);
	put(out, &bracket, 1);
	out->begun = false;
}

void
json_out_end(struct json_out *out, char bracket)
{
	put(out, &bracket, 1);
	out->begun = true;
}

void
json_out_text(struct json_out *out, const char *key, const char *text)
{
	put_key(out, key);
	put_quoted(out, text);
	out->begun = true;
}

void
json_out_number(struct json_out *out, const char *key, uint32_t number)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", (unsigned int)number);

	put_key(out, key);
	put(out, text, (size_t)len);
	out->begun = true;
}
