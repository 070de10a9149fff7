// SPDX-License-Identifier: MIT
#include "protocols/qubesdb/qubesdb_msg.h"

#include <assert.h>
#include <string.h>

#include "common/bytes.h"
#include "common/str.h"

#define LENGTH_AT 68 // behind type, path and padding

static bool
is_path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			(c >= '0' && c <= '9') || strchr("_/.:@-", c);
}

bool
qubesdb_path_is_valid(const char *path)
{
	size_t len = strlen(path);

	if (len >= QUBESDB_PATH_SIZE || path[0] == '-') {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		if (!is_path_char(path[i])) {
			return false;
		}
	}
	return true;
}

static bool
is_known(uint8_t type)
{
	return type == QUBESDB_WRITE || type == QUBESDB_MULTIREAD ||
			type == QUBESDB_RM || type == QUBESDB_OK ||
			type == QUBESDB_ERROR || type == QUBESDB_ENTRY;
}

static bool
has_data(enum qubesdb_type type)
{
	return type == QUBESDB_WRITE || type == QUBESDB_ENTRY;
}

int
qubesdb_msg_parse(const uint8_t *data, size_t len, struct qubesdb_msg *msg,
		struct err *err)
{
	if (len < QUBESDB_HEADER_SIZE) {
		return 0;
	}
	if (!is_known(data[0])) {
		return err_set(err, "unknown message type %u", data[0]);
	}
	msg->type = (enum qubesdb_type)data[0];
	memcpy(msg->path, data + 1, sizeof(msg->path));
	msg->path[sizeof(msg->path) - 1] = '\0';
	if (!qubesdb_path_is_valid(msg->path)) {
		return err_set(err, "forbidden character in a path");
	}
	msg->len = bytes_get_u32(data + LENGTH_AT);
	if (msg->len > (has_data(msg->type) ? QUBESDB_DATA_MAX : 0)) {
		return err_set(err, "message type %u with %zu bytes of data",
				data[0], msg->len);
	}
	if (len - QUBESDB_HEADER_SIZE < msg->len) {
		return 0;
	}
	msg->data = data + QUBESDB_HEADER_SIZE;
	if (memchr(msg->data, 0, msg->len)) {
		return err_set(err, "the value of %s has a NUL byte", msg->path);
	}
	return (int)(QUBESDB_HEADER_SIZE + msg->len);
}

bool
qubesdb_msg_append(struct buf *out, enum qubesdb_type type, const char *path,
		const void *data, size_t len)
{
	uint8_t *p = buf_reserve(out, QUBESDB_HEADER_SIZE + len);

	assert(qubesdb_path_is_valid(path));
	assert(len <= QUBESDB_DATA_MAX);
	if (!p) {
		return false;
	}
	memset(p, 0, QUBESDB_HEADER_SIZE);
	p[0] = (uint8_t)type;
	str_copy((char *)p + 1, QUBESDB_PATH_SIZE, path);
	bytes_put_u32(p + LENGTH_AT, (uint32_t)len);
	if (len > 0) {
		memcpy(p + QUBESDB_HEADER_SIZE, data, len);
	}
	buf_commit(out, QUBESDB_HEADER_SIZE + len);
	return true;
}
