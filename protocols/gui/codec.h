// SPDX-License-Identifier: MIT
/*
 * Messages of the GUI protocol to bytes and back. Pure functions: no state, no
 * I/O. What a message may say at a given moment is for daemon.h and agent.h.
 */
#ifndef PROTOCOLS_GUI_CODEC_H
#define PROTOCOLS_GUI_CODEC_H

#include "common/buf.h"
#include "common/err.h"
#include "protocols/gui/wire.h"

/* Who sent the bytes: each type travels in one or both directions. */
enum gui_side { GUI_SIDE_AGENT, GUI_SIDE_DAEMON };

/* Name of a type ("WINDOW_DUMP"), or NULL if there is none. */
const char *gui_msg_name(uint32_t type);

/* Reads a header. Always succeeds: nothing is checked here. */
struct gui_header gui_decode_header(const uint8_t bytes[GUI_HEADER_SIZE]);

/*
 * Body bytes that a message with this header has, given who sent it and the
 * negotiated version. From 1.6 header->len must be exact; below, the fixed
 * size counts whatever len says. Returns 0 and sets *size, or -1 with err for
 * an unknown type, a wrong direction, a wrong or too large length.
 */
int gui_body_size(const struct gui_header *header, enum gui_side from,
		uint32_t version, size_t *size, struct err *err);

/*
 * Reads a body of the size that gui_body_size gave. Pointers in msg borrow
 * from body. Checks shape only (fixed sizes, dump arithmetic, type words of
 * input events); -1 with err if it has none.
 */
int gui_decode(const struct gui_header *header, const uint8_t *body, size_t len,
		struct gui_msg *msg, struct err *err);

/* Appends header and body. False if the queue's limit would be passed. */
bool gui_encode(const struct gui_msg *msg, struct buf *out);

/* Grant ref i (below n_refs) of a dump. */
uint32_t gui_dump_get_ref(const struct gui_dump *dump, size_t i);

/* The words of the handshake that have no header. */
void gui_encode_u32(uint32_t value, uint8_t out[4]);
void gui_encode_xconf(const struct gui_xconf *xconf, uint8_t out[16]);
struct gui_xconf gui_decode_xconf(const uint8_t bytes[16]);

#endif
