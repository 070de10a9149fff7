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

#define GUI_XCONF_SIZE 16

/* Who sent the bytes: each type travels in one or both directions. */
enum gui_side { GUI_SIDE_AGENT, GUI_SIDE_DAEMON };

/* Name of a type ("WINDOW_DUMP"), or NULL if there is none. */
const char *gui_msg_name(uint32_t type);

/* Body bytes that every message of this type has. */
size_t gui_get_fixed_size(enum gui_msg_type type);

/* Most bytes of CLIPBOARD_DATA; from 1.8 the last one says "too big". */
size_t gui_get_max_clipboard(uint32_t version);

/* Reads a header. Always succeeds: nothing is checked here. */
struct gui_header gui_decode_header(const uint8_t bytes[GUI_HEADER_SIZE]);

/*
 * Body bytes that a message with this header has, given who sent it and the
 * negotiated version. From 1.6 header->len must be exact; below, the fixed
 * size counts whatever len says. Returns 0 and sets *size, or -1 with err for
 * an unknown type, a wrong direction, a wrong or too large length. Of MFNDUMP
 * only the fixed part counts; the frame numbers behind it are the caller's to
 * skip. What an agent may send does not depend on the version otherwise: the
 * agent of device models says 1.0 and sends WINDOW_DUMP.
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

/* Appends header and body (of MFNDUMP the fixed part), unused bytes as zeros.
 * False if the queue's limit would be passed. */
bool gui_encode(const struct gui_msg *msg, struct buf *out);

/* As gui_encode for a WINDOW_DUMP of 32 bits a pixel whose refs are in host
 * order. */
bool gui_encode_dump(uint32_t window, uint32_t width, uint32_t height,
		const uint32_t *refs, size_t n_refs, struct buf *out);

/* Grant ref i (below n_refs) of a dump. */
uint32_t gui_dump_get_ref(const struct gui_dump *dump, size_t i);

/* The words of the handshake that have no header. */
void gui_encode_u32(uint32_t value, uint8_t out[4]);
void gui_encode_xconf(const struct gui_xconf *xconf, uint8_t out[GUI_XCONF_SIZE]);
struct gui_xconf gui_decode_xconf(const uint8_t bytes[GUI_XCONF_SIZE]);

#endif
