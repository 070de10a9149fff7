// SPDX-License-Identifier: MIT
#include "protocols/gui/stream.h"

#define KEEP (64 << 10) // memory kept between pieces

void
gui_stream_init(struct gui_stream *stream, size_t max_piece)
{
	*stream = (struct gui_stream){0};
	buf_init_secret(&stream->held, max_piece); // may be of a clipboard
}

void
gui_stream_finish(struct gui_stream *stream)
{
	buf_finish(&stream->held);
}

void
gui_stream_lend(struct gui_stream *stream, const void *data, size_t len)
{
	stream->data = data;
	stream->left = len;
}

static void
drop(struct gui_stream *stream, size_t len)
{
	if (len > 0) {
		stream->data += len;
		stream->left -= len;
	}
}

static void
release_given(struct gui_stream *stream)
{
	if (!stream->given) {
		return;
	}
	stream->given = false;
	buf_consume(&stream->held, stream->held.len);
	if (stream->held.cap > KEEP) {
		buf_finish(&stream->held);
	}
}

static bool
skip_all(struct gui_stream *stream)
{
	size_t len = stream->skip < stream->left ? stream->skip : stream->left;

	drop(stream, len);
	stream->skip -= len;
	return stream->skip == 0;
}

const uint8_t *
gui_stream_take(struct gui_stream *stream, size_t size)
{
	static const uint8_t nothing;
	const uint8_t *piece;
	size_t part;

	release_given(stream);
	if (!skip_all(stream)) {
		return NULL;
	}
	piece = size > 0 ? stream->data : &nothing;
	if (stream->held.len == 0 && stream->left >= size) {
		drop(stream, size);
		return piece;
	}
	part = size - stream->held.len;
	part = part < stream->left ? part : stream->left;
	if (!buf_append(&stream->held, stream->data, part)) {
		return NULL;
	}
	drop(stream, part);
	if (stream->held.len < size) {
		return NULL;
	}
	stream->given = true;
	return buf_peek(&stream->held);
}

bool
gui_stream_has_failed(const struct gui_stream *stream)
{
	return stream->left > 0;
}

void
gui_stream_skip(struct gui_stream *stream, size_t len)
{
	stream->skip += len;
}
