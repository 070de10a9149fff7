// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_data.h"

#include <assert.h>
#include <string.h>

#include "common/bytes.h"

void
qrexec_data_init(struct qrexec_data *data, enum qrexec_role role)
{
	*data = (struct qrexec_data){.role = role};
}

bool
qrexec_data_is_between(const struct qrexec_data *data)
{
	return data->type == 0 && data->part_len == 0;
}

size_t
qrexec_data_chunk_max(const struct qrexec_data *data)
{
	return data->version >= 3 ? QREXEC_CHUNK_MAX : QREXEC_CHUNK_MAX2;
}

/* Gathers up to size bytes in part; true when they are there. */
static bool
gather(struct qrexec_data *data, const uint8_t **bytes, size_t *len, size_t size)
{
	size_t part = size - data->part_len;

	part = part < *len ? part : *len;
	if (part > 0) {
		memcpy(data->part + data->part_len, *bytes, part);
		data->part_len = (uint8_t)(data->part_len + part);
		*bytes += part;
		*len -= part;
	}
	return data->part_len == size;
}

static bool
is_data(uint32_t type)
{
	return type >= QREXEC_DATA_STDIN && type <= QREXEC_DATA_EXIT_CODE;
}

static int
check_header(const struct qrexec_data *data, struct qrexec_header header,
		struct err *err)
{
	if (data->version == 0) {
		if (header.type != QREXEC_HELLO || header.len != 4) {
			return err_set(err, "message 0x%x in place of a greeting",
					(unsigned int)header.type);
		}
		return 0;
	}
	if (!is_data(header.type)) {
		return err_set(err, "message 0x%x within a call",
				(unsigned int)header.type);
	}
	if (header.len > qrexec_data_chunk_max(data)) {
		return err_set(err, "a chunk of %u bytes",
				(unsigned int)header.len);
	}
	return 0;
}

static bool
is_heard(const struct qrexec_data *data)
{
	if (data->exited) {
		return false;
	}
	return data->role == QREXEC_ROLE_CALLER ||
			data->type == QREXEC_DATA_STDIN ||
			data->type == QREXEC_DATA_STDOUT;
}

static enum qrexec_stream_id
stream_of(const struct qrexec_data *data)
{
	if (data->role == QREXEC_ROLE_SERVICE) {
		return QREXEC_STDIN;
	}
	return data->type == QREXEC_DATA_STDERR ? QREXEC_STDERR : QREXEC_STDOUT;
}

static void
end_message(struct qrexec_data *data)
{
	data->type = 0;
	data->part_len = 0;
}

/* A message without a body: the end of a stream, or an exit code too short to
 * be one. */
static void
take_empty(struct qrexec_data *data, struct qrexec_event *event)
{
	if (!is_heard(data)) {
		event->type = QREXEC_EVENT_IGNORED;
	} else if (data->type == QREXEC_DATA_EXIT_CODE) {
		event->type = QREXEC_EVENT_EXIT;
		event->exit_code = QREXEC_EXIT_LOST;
		data->exited = true;
	} else {
		event->type = QREXEC_EVENT_END;
		event->stream = stream_of(data);
	}
	end_message(data);
}

static int
take_header(struct qrexec_data *data, struct qrexec_event *event, struct err *err)
{
	struct qrexec_header header = qrexec_header_parse(data->part);

	if (check_header(data, header, err) < 0) {
		return -1;
	}
	data->type = header.type;
	data->left = header.len;
	data->part_len = 0;
	if (header.len == 0) {
		take_empty(data, event);
	}
	return 0;
}

/* A piece of a body that is not gathered. */
static void
take_piece(struct qrexec_data *data, const uint8_t **bytes, size_t *len,
		struct qrexec_event *event)
{
	size_t part = data->left < *len ? data->left : *len;

	event->type = is_heard(data) ? QREXEC_EVENT_BYTES : QREXEC_EVENT_IGNORED;
	event->stream = stream_of(data);
	event->bytes = *bytes;
	event->len = part;
	*bytes += part;
	*len -= part;
	data->left -= (uint32_t)part;
	if (data->left == 0) {
		end_message(data);
	}
}

static int
take_hello(struct qrexec_data *data, struct qrexec_event *event, struct err *err)
{
	data->version = qrexec_version_agree(bytes_get_u32(data->part));
	if (data->version == 0) {
		return err_set(err, "the peer's version is too old");
	}
	end_message(data);
	event->type = QREXEC_EVENT_HELLO;
	return 0;
}

/* The number is in the first four bytes; what follows means nothing. */
static void
take_exit(struct qrexec_data *data, const uint8_t **bytes, size_t *len,
		struct qrexec_event *event)
{
	uint32_t size = data->left < 4 ? data->left : 4;

	if (!gather(data, bytes, len, size)) {
		return;
	}
	event->type = QREXEC_EVENT_EXIT;
	event->exit_code = QREXEC_EXIT_LOST;
	if (size == 4) {
		memcpy(&event->exit_code, &(uint32_t){bytes_get_u32(data->part)},
				sizeof(event->exit_code));
	}
	data->exited = true;
	data->left -= size;
	data->part_len = 0;
	if (data->left == 0) {
		end_message(data);
	}
}

int
qrexec_data_feed(struct qrexec_data *data, const uint8_t **bytes, size_t *len,
		struct qrexec_event *event, struct err *err)
{
	*event = (struct qrexec_event){0};
	if (data->type == 0) {
		if (!gather(data, bytes, len, QREXEC_HEADER_SIZE)) {
			return 0;
		}
		if (take_header(data, event, err) < 0) {
			return -1;
		}
	}
	if (event->type != QREXEC_EVENT_NONE || *len == 0) {
		return 0;
	}
	if (data->type == QREXEC_HELLO) {
		return gather(data, bytes, len, 4) ? take_hello(data, event, err)
						   : 0;
	}
	if (data->type == QREXEC_DATA_EXIT_CODE && is_heard(data)) {
		take_exit(data, bytes, len, event);
	} else {
		take_piece(data, bytes, len, event);
	}
	return 0;
}

void
qrexec_data_put_hello(uint8_t out[QREXEC_HELLO_SIZE])
{
	bytes_put_u32(qrexec_header_encode(out, QREXEC_HELLO, 4), QREXEC_VERSION);
}

void
qrexec_data_put_header(enum qrexec_stream_id stream, size_t len,
		uint8_t out[QREXEC_HEADER_SIZE])
{
	assert(len > 0 && len <= QREXEC_CHUNK_MAX);
	qrexec_header_encode(out, (uint32_t)QREXEC_DATA_STDIN + stream, len);
}

bool
qrexec_data_put_end(struct qrexec_data *data, enum qrexec_stream_id stream,
		uint8_t out[QREXEC_HEADER_SIZE])
{
	if (data->ended[stream]) {
		return false;
	}
	data->ended[stream] = true;
	qrexec_header_encode(out, (uint32_t)QREXEC_DATA_STDIN + stream, 0);
	return true;
}

void
qrexec_data_put_exit(struct qrexec_data *data, int32_t code,
		uint8_t out[QREXEC_EXIT_SIZE])
{
	data->exit_sent = true;
	bytes_put_u32(qrexec_header_encode(out, QREXEC_DATA_EXIT_CODE, 4),
			(uint32_t)code);
}

size_t
qrexec_data_put_failure(struct qrexec_data *data, int32_t code,
		uint8_t out[QREXEC_FAILURE_SIZE])
{
	uint8_t *p = out;

	if (qrexec_data_put_end(data, QREXEC_STDOUT, p)) {
		p += QREXEC_HEADER_SIZE;
	}
	if (qrexec_data_put_end(data, QREXEC_STDERR, p)) {
		p += QREXEC_HEADER_SIZE;
	}
	qrexec_data_put_exit(data, code, p);
	return (size_t)(p - out) + QREXEC_EXIT_SIZE;
}
