// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_msg.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"

#define TRIGGER2_SERVICE_SIZE 64
#define TRIGGER2_TARGET_SIZE 32

struct qrexec_header
qrexec_header_parse(const uint8_t *data)
{
	return (struct qrexec_header){
			.type = bytes_get_u32(data),
			.len = bytes_get_u32(data + 4),
	};
}

uint8_t *
qrexec_header_encode(uint8_t *out, uint32_t type, size_t len)
{
	assert(len <= UINT32_MAX);
	return bytes_put_u32(bytes_put_u32(out, type), (uint32_t)len);
}

uint32_t
qrexec_version_agree(uint32_t theirs)
{
	if (theirs < QREXEC_VERSION_MIN) {
		return 0;
	}
	return theirs < QREXEC_VERSION ? theirs : QREXEC_VERSION;
}

static void
read_params(struct bytes_reader *r, struct qrexec_params *params)
{
	params->domain = bytes_read_u32(r);
	params->port = bytes_read_u32(r);
}

static void
read_bytes(struct bytes_reader *r, char *out, size_t size)
{
	const uint8_t *bytes = bytes_read(r, size);

	if (bytes) {
		memcpy(out, bytes, size);
	}
}

/* A field of fixed size that should end in NULs: its last byte is made one. */
static void
read_text(struct bytes_reader *r, char *out, size_t size)
{
	read_bytes(r, out, size);
	out[size - 1] = '\0';
}

static void
read_command(struct bytes_reader *r, struct qrexec_exec *exec)
{
	size_t size = r->left;
	const char *text = (const char *)bytes_read(r, size);

	exec->command_size = size;
	exec->command = size > 0 ? text : NULL;
	r->bad |= size > 0 &&
			(!text || memchr(text, '\0', size) != text + size - 1);
}

static void
read_service(struct bytes_reader *r, struct qrexec_trigger *trigger)
{
	trigger->service_size = r->left;
	r->bad |= r->left == 0;
	trigger->service = (const char *)bytes_read(r, r->left);
}

static void
read_trigger2(struct bytes_reader *r, struct qrexec_trigger *trigger)
{
	const char *service = (const char *)bytes_read(r, TRIGGER2_SERVICE_SIZE);
	const char *end = NULL;

	if (service) {
		end = memchr(service, '\0', TRIGGER2_SERVICE_SIZE);
	}
	trigger->service = service;
	trigger->service_size = end ? (size_t)(end - service) + 1
				    : TRIGGER2_SERVICE_SIZE;
	read_text(r, trigger->target, TRIGGER2_TARGET_SIZE);
	read_bytes(r, trigger->ident, QREXEC_IDENT_SIZE);
}

/* Of version 4 as well, behind the source. */
static void
read_trigger3(struct bytes_reader *r, struct qrexec_trigger *trigger)
{
	read_text(r, trigger->target, QREXEC_NAME_SIZE);
	read_bytes(r, trigger->ident, QREXEC_IDENT_SIZE);
	read_service(r, trigger);
}

/* False if the type is none of the control links'. */
static bool
read_body(struct bytes_reader *r, struct qrexec_msg *msg)
{
	switch (msg->type) {
	case QREXEC_HELLO:
		msg->version = bytes_read_u32(r);
		return true;
	case QREXEC_EXEC_CMDLINE:
	case QREXEC_JUST_EXEC:
		read_params(r, &msg->exec.params);
		read_command(r, &msg->exec);
		return true;
	case QREXEC_SERVICE_CONNECT:
		read_params(r, &msg->connect.params);
		read_bytes(r, msg->connect.ident, QREXEC_IDENT_SIZE);
		return true;
	case QREXEC_SERVICE_REFUSED:
		read_bytes(r, msg->ident, QREXEC_IDENT_SIZE);
		return true;
	case QREXEC_TRIGGER_SERVICE:
		read_trigger2(r, &msg->trigger);
		return true;
	case QREXEC_TRIGGER_SERVICE4:
		read_text(r, msg->trigger.source, QREXEC_NAME_SIZE);
		read_trigger3(r, &msg->trigger);
		return true;
	case QREXEC_TRIGGER_SERVICE3:
		read_trigger3(r, &msg->trigger);
		return true;
	case QREXEC_CONNECTION_TERMINATED:
		read_params(r, &msg->params);
		return true;
	case QREXEC_DATA_STDIN:
	case QREXEC_DATA_STDOUT:
	case QREXEC_DATA_STDERR:
	case QREXEC_DATA_EXIT_CODE:
		return false;
	}
	return false;
}

int
qrexec_msg_parse(struct qrexec_header header, const uint8_t *body,
		struct qrexec_msg *msg, struct err *err)
{
	struct bytes_reader r = bytes_reader_init(body, header.len);

	*msg = (struct qrexec_msg){.type = (enum qrexec_type)header.type};
	if (!read_body(&r, msg)) {
		return err_set(err, "unknown message type 0x%x",
				(unsigned int)header.type);
	}
	if (!bytes_reader_is_done(&r)) {
		return err_set(err, "message 0x%x of %u bytes is malformed",
				(unsigned int)header.type,
				(unsigned int)header.len);
	}
	return 0;
}

static size_t
body_size(const struct qrexec_msg *msg)
{
	size_t service = msg->trigger.service_size;

	switch (msg->type) {
	case QREXEC_HELLO:
		return 4;
	case QREXEC_EXEC_CMDLINE:
	case QREXEC_JUST_EXEC:
		return QREXEC_PARAMS_SIZE + msg->exec.command_size;
	case QREXEC_SERVICE_CONNECT:
		return QREXEC_PARAMS_SIZE + QREXEC_IDENT_SIZE;
	case QREXEC_SERVICE_REFUSED:
		return QREXEC_IDENT_SIZE;
	case QREXEC_TRIGGER_SERVICE:
		return TRIGGER2_SERVICE_SIZE + TRIGGER2_TARGET_SIZE +
				QREXEC_IDENT_SIZE;
	case QREXEC_TRIGGER_SERVICE3:
		return QREXEC_NAME_SIZE + QREXEC_IDENT_SIZE + service;
	case QREXEC_TRIGGER_SERVICE4:
		return 2 * QREXEC_NAME_SIZE + QREXEC_IDENT_SIZE + service;
	case QREXEC_CONNECTION_TERMINATED:
		return QREXEC_PARAMS_SIZE;
	case QREXEC_DATA_STDIN:
	case QREXEC_DATA_STDOUT:
	case QREXEC_DATA_STDERR:
	case QREXEC_DATA_EXIT_CODE:
		break;
	}
	return 0;
}

size_t
qrexec_msg_size(const struct qrexec_msg *msg)
{
	return QREXEC_HEADER_SIZE + body_size(msg);
}

static uint8_t *
put_bytes(uint8_t *p, const void *bytes, size_t size)
{
	if (size > 0) {
		memcpy(p, bytes, size);
	}
	return p + size;
}

static uint8_t *
put_params(uint8_t *p, const struct qrexec_params *params)
{
	return bytes_put_u32(bytes_put_u32(p, params->domain), params->port);
}

static uint8_t *
put_trigger2(uint8_t *p, const struct qrexec_trigger *trigger)
{
	assert(trigger->service_size <= TRIGGER2_SERVICE_SIZE);
	memset(p, 0, TRIGGER2_SERVICE_SIZE);
	put_bytes(p, trigger->service, trigger->service_size);
	p = put_bytes(p + TRIGGER2_SERVICE_SIZE, trigger->target,
			TRIGGER2_TARGET_SIZE);
	return put_bytes(p, trigger->ident, QREXEC_IDENT_SIZE);
}

static void
put_trigger3(uint8_t *p, const struct qrexec_trigger *trigger)
{
	p = put_bytes(p, trigger->target, QREXEC_NAME_SIZE);
	p = put_bytes(p, trigger->ident, QREXEC_IDENT_SIZE);
	put_bytes(p, trigger->service, trigger->service_size);
}

static void
put_body(uint8_t *p, const struct qrexec_msg *msg)
{
	switch (msg->type) {
	case QREXEC_HELLO:
		bytes_put_u32(p, msg->version);
		break;
	case QREXEC_EXEC_CMDLINE:
	case QREXEC_JUST_EXEC:
		p = put_params(p, &msg->exec.params);
		put_bytes(p, msg->exec.command, msg->exec.command_size);
		break;
	case QREXEC_SERVICE_CONNECT:
		p = put_params(p, &msg->connect.params);
		put_bytes(p, msg->connect.ident, QREXEC_IDENT_SIZE);
		break;
	case QREXEC_SERVICE_REFUSED:
		put_bytes(p, msg->ident, QREXEC_IDENT_SIZE);
		break;
	case QREXEC_TRIGGER_SERVICE:
		put_trigger2(p, &msg->trigger);
		break;
	case QREXEC_TRIGGER_SERVICE4:
		p = put_bytes(p, msg->trigger.source, QREXEC_NAME_SIZE);
		put_trigger3(p, &msg->trigger);
		break;
	case QREXEC_TRIGGER_SERVICE3:
		put_trigger3(p, &msg->trigger);
		break;
	case QREXEC_CONNECTION_TERMINATED:
		put_params(p, &msg->params);
		break;
	case QREXEC_DATA_STDIN:
	case QREXEC_DATA_STDOUT:
	case QREXEC_DATA_STDERR:
	case QREXEC_DATA_EXIT_CODE:
		break;
	}
}

void
qrexec_msg_encode(const struct qrexec_msg *msg, uint8_t *out)
{
	put_body(qrexec_header_encode(out, msg->type, body_size(msg)), msg);
}
