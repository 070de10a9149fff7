// SPDX-License-Identifier: MIT
#include "protocols/qrexec/qrexec_fork.h"

#include <string.h>

#include "common/bytes.h"

#define SIZE_MIN 2 // a byte and the terminator

size_t
qrexec_fork_size(const struct qrexec_exec *exec)
{
	return QREXEC_FORK_HEAD_SIZE + exec->command_size;
}

void
qrexec_fork_encode(const struct qrexec_msg *msg, uint8_t *out)
{
	const struct qrexec_exec *exec = &msg->exec;

	out = bytes_put_u32(out, msg->type);
	out = bytes_put_u32(out, exec->params.domain);
	out = bytes_put_u32(out, exec->params.port);
	out = bytes_put_u32(out, (uint32_t)exec->command_size);
	memcpy(out, exec->command, exec->command_size);
}

static int
check_head(uint32_t type, uint32_t size, struct err *err)
{
	if (type != QREXEC_EXEC_CMDLINE && type != QREXEC_JUST_EXEC) {
		return err_set(err, "0x%x is no type of a request",
				(unsigned int)type);
	}
	if (size < SIZE_MIN || size > QREXEC_COMMAND_MAX) {
		return err_set(err, "a command line of %u bytes",
				(unsigned int)size);
	}
	return 0;
}

int
qrexec_fork_parse(const uint8_t *data, size_t len, struct qrexec_msg *msg,
		struct err *err)
{
	struct bytes_reader r = bytes_reader_init(data, len);
	uint32_t type = bytes_read_u32(&r);
	uint32_t domain = bytes_read_u32(&r);
	uint32_t port = bytes_read_u32(&r);
	uint32_t size = bytes_read_u32(&r);
	const char *command;

	if (r.bad) {
		return 0;
	}
	if (check_head(type, size, err) < 0) {
		return -1;
	}
	command = (const char *)bytes_read(&r, size);
	if (command == NULL) {
		return 0;
	}
	if (memchr(command, '\0', size) != command + size - 1) {
		return err_set(err,
				"a command line that does not end where it "
				"should");
	}
	*msg = (struct qrexec_msg){
			.type = (enum qrexec_type)type,
			.exec = {{domain, port}, command, size},
	};
	return 1;
}
