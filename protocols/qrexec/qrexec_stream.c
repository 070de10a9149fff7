// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_stream.h"

#include <string.h>

#define KEEP 4096 // memory kept between messages
#define TRIGGER3_FIXED (QREXEC_NAME_SIZE + QREXEC_IDENT_SIZE)
#define TRIGGER4_FIXED (2 * QREXEC_NAME_SIZE + QREXEC_IDENT_SIZE)

struct allowed {
	enum qrexec_link link;
	enum qrexec_type type;
	uint32_t min, max; // length of the body
};

static const struct allowed table[] = {
		{QREXEC_LINK_FROM_AGENT, QREXEC_HELLO, 4, 4},
		{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE, 128, 128},
		{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE3,
				TRIGGER3_FIXED + 1,
				TRIGGER3_FIXED + QREXEC_SERVICE_MAX},
		{QREXEC_LINK_FROM_AGENT, QREXEC_TRIGGER_SERVICE4,
				TRIGGER4_FIXED + 1,
				TRIGGER4_FIXED + QREXEC_SERVICE_MAX},
		{QREXEC_LINK_FROM_AGENT, QREXEC_CONNECTION_TERMINATED, 8, 8},
		{QREXEC_LINK_FROM_ROUTER, QREXEC_HELLO, 4, 4},
		{QREXEC_LINK_FROM_ROUTER, QREXEC_EXEC_CMDLINE, 10,
				QREXEC_BODY_MAX},
		{QREXEC_LINK_FROM_ROUTER, QREXEC_JUST_EXEC, 10, QREXEC_BODY_MAX},
		{QREXEC_LINK_FROM_ROUTER, QREXEC_SERVICE_CONNECT, 40, 40},
		{QREXEC_LINK_FROM_ROUTER, QREXEC_SERVICE_REFUSED, 32, 32},
		{QREXEC_LINK_FROM_TOOL, QREXEC_HELLO, 4, 4},
		{QREXEC_LINK_FROM_TOOL, QREXEC_EXEC_CMDLINE, 9,
				QREXEC_COMMAND_MAX},
		{QREXEC_LINK_FROM_TOOL, QREXEC_JUST_EXEC, 9, QREXEC_COMMAND_MAX},
		{QREXEC_LINK_FROM_TOOL, QREXEC_SERVICE_CONNECT, 40, 40},
		{QREXEC_LINK_TO_TOOL, QREXEC_HELLO, 4, 4},
		{QREXEC_LINK_TO_TOOL, QREXEC_EXEC_CMDLINE, 8, 8},
		{QREXEC_LINK_TO_TOOL, QREXEC_JUST_EXEC, 8, 8},
		{QREXEC_LINK_TO_TOOL, QREXEC_SERVICE_CONNECT, 8, 8},
		{QREXEC_LINK_FROM_CLIENT, QREXEC_TRIGGER_SERVICE4,
				TRIGGER4_FIXED + 1,
				TRIGGER4_FIXED + QREXEC_SERVICE_MAX},
};

bool
qrexec_link_allows(enum qrexec_link link, struct qrexec_header header)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (table[i].link == link && table[i].type == header.type) {
			return header.len >= table[i].min &&
					header.len <= table[i].max;
		}
	}
	return false;
}

void
qrexec_stream_init(struct qrexec_stream *stream, enum qrexec_link link)
{
	*stream = (struct qrexec_stream){.link = link};
	buf_init(&stream->held, QREXEC_HEADER_SIZE + QREXEC_BODY_MAX);
}

void
qrexec_stream_finish(struct qrexec_stream *stream)
{
	buf_finish(&stream->held);
}

void
qrexec_stream_lend(struct qrexec_stream *stream, const void *data, size_t len)
{
	stream->data = data;
	stream->left = len;
}

static void
release_given(struct qrexec_stream *stream)
{
	if (stream->given == 0) {
		return;
	}
	buf_consume(&stream->held, stream->given);
	stream->given = 0;
	if (stream->held.cap > KEEP) {
		buf_finish(&stream->held);
	}
}

/* The first size bytes of the message (not taken away), or NULL if they are not
 * all there; bad is set if memory is gone. */
static const uint8_t *
look(struct qrexec_stream *stream, size_t size, bool *bad)
{
	size_t part;

	if (stream->held.len == 0 && stream->left >= size) {
		return stream->data;
	}
	part = size > stream->held.len ? size - stream->held.len : 0;
	part = part < stream->left ? part : stream->left;
	if (part > 0) {
		if (!buf_append(&stream->held, stream->data, part)) {
			*bad = true;
			return NULL;
		}
		stream->data += part;
		stream->left -= part;
	}
	return stream->held.len >= size ? buf_peek(&stream->held) : NULL;
}

static void
take(struct qrexec_stream *stream, size_t size)
{
	if (stream->held.len > 0) {
		stream->given = size;
	} else {
		stream->data += size;
		stream->left -= size;
	}
}

int
qrexec_stream_next(struct qrexec_stream *stream, struct qrexec_header *header,
		const uint8_t **body, struct err *err)
{
	const uint8_t *data;
	bool bad = false;

	release_given(stream);
	data = look(stream, QREXEC_HEADER_SIZE, &bad);
	if (data) {
		*header = qrexec_header_parse(data);
		if (!qrexec_link_allows(stream->link, *header)) {
			return err_set(err,
					"message 0x%x of %u bytes is not allowed",
					(unsigned int)header->type,
					(unsigned int)header->len);
		}
		data = look(stream, QREXEC_HEADER_SIZE + header->len, &bad);
	}
	if (bad) {
		return err_set(err, "no memory for a message");
	}
	if (!data) {
		return 0;
	}
	*body = data + QREXEC_HEADER_SIZE;
	take(stream, QREXEC_HEADER_SIZE + header->len);
	return 1;
}

bool
qrexec_stream_is_within(const struct qrexec_stream *stream)
{
	return stream->held.len > stream->given;
}
