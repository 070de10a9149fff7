// SPDX-License-Identifier: MIT
/*
 * Cuts a stream into pieces of the sizes asked for. A piece that arrives in
 * one part is not copied; one that does not is gathered once.
 */
#ifndef PROTOCOLS_GUI_STREAM_H
#define PROTOCOLS_GUI_STREAM_H

#include "common/buf.h"

struct gui_stream {
	struct buf held; // the begun piece, or the last one given out
	bool given; // what is held was given out
	const uint8_t *data; // borrowed: bytes not yet looked at
	size_t left;
	size_t skip; // bytes to drop before the next piece
};

/* max_piece bounds the memory that a peer can make us hold. */
void gui_stream_init(struct gui_stream *stream, size_t max_piece);
void gui_stream_finish(struct gui_stream *stream);

/* Bytes to cut; they must stay until take returned NULL. */
void gui_stream_lend(struct gui_stream *stream, const void *data, size_t len);

/* The next size bytes, valid until the next call, or NULL if they are not all
 * there: then ask again for the same size after more was lent. Size 0 gives a
 * pointer to nothing, not NULL. If memory is gone, NULL comes with bytes left
 * over: see gui_stream_has_failed. */
const uint8_t *gui_stream_take(struct gui_stream *stream, size_t size);

/* True if NULL came although enough bytes were there. */
bool gui_stream_has_failed(const struct gui_stream *stream);

/* Drops len bytes, those that are still to come included. */
void gui_stream_skip(struct gui_stream *stream, size_t len);

#endif
