// SPDX-License-Identifier: MIT
#include "protocols/zone/init_msg.h"

#include <string.h>

#include "common/bytes.h"

static bool
is_known(uint32_t type)
{
	return type == INIT_RUN || type == INIT_STOP || type == INIT_READY ||
			type == INIT_RAN;
}

bool
init_msg_is_from_keeper(enum init_type type)
{
	return type == INIT_RUN || type == INIT_STOP;
}

static bool
has_serial(enum init_type type)
{
	return type == INIT_RUN || type == INIT_RAN;
}

static bool
read_command(struct bytes_reader *r, struct init_msg *msg)
{
	size_t len = r->left;
	const uint8_t *text;

	if ((len > 0) != (msg->type == INIT_RUN) || len >= INIT_COMMAND_SIZE) {
		return false;
	}
	if (len == 0) {
		return true;
	}
	text = bytes_read(r, len);
	if (!text || memchr(text, '\0', len)) {
		return false;
	}
	memcpy(msg->command, text, len);
	return true;
}

bool
init_msg_parse(const void *data, size_t len, struct init_msg *msg)
{
	struct bytes_reader r = bytes_reader_init(data, len);
	uint32_t type = bytes_read_u32(&r);

	*msg = (struct init_msg){.type = (enum init_type)type};
	msg->serial = bytes_read_u32(&r);
	msg->number = bytes_read_u32(&r);
	if (r.bad || !is_known(type)) {
		return false;
	}
	if (msg->serial != 0 && !has_serial(msg->type)) {
		return false;
	}
	if (msg->number > (type == INIT_RAN ? INIT_NUMBER_MAX : 0)) {
		return false;
	}
	return read_command(&r, msg);
}

size_t
init_msg_encode(const struct init_msg *msg, uint8_t out[INIT_MSG_SIZE_MAX])
{
	size_t len = strnlen(msg->command, INIT_COMMAND_SIZE - 1);
	uint8_t *p = bytes_put_u32(out, msg->type);

	p = bytes_put_u32(p, msg->serial);
	p = bytes_put_u32(p, msg->number);
	memcpy(p, msg->command, len);
	return INIT_HEADER_SIZE + len;
}
