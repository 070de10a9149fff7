// SPDX-License-Identifier: MIT
/* Writes JSON to a queue of bytes. Commas are put where they belong. */
#ifndef QREXEC_ROUTER_JSON_OUT_H
#define QREXEC_ROUTER_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"

struct json_out {
	struct buf *buf; // borrowed
	bool begun; // the next value needs a comma before it
	bool full; // the queue's limit was passed: what is there is of no use
};

/* Writes to the end of buf. */
struct json_out json_out_init(struct buf *buf);

/* Begins or ends an object or array: one of { } [ ], after a key or, with key
 * NULL, without one. */
void json_out_begin(struct json_out *out, const char *key, char bracket);
void json_out_end(struct json_out *out, char bracket);

/* A text; key may be NULL in an array. Bytes that are not printable ASCII are
 * escaped one by one. */
void json_out_text(struct json_out *out, const char *key, const char *text);

/* A number. */
void json_out_number(struct json_out *out, const char *key, uint32_t number);

#endif
