// SPDX-License-Identifier: MIT
/* Bytes as a command line for an agent. What is understood must come back from
 * its parts, but for a + that is added. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "protocols/qrexec/qrexec_command.h"
#include "protocols/qrexec/qrexec_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_encoding(const struct qrexec_command *command, const char *text)
{
	size_t size = strlen(text) + 2;
	char *again = malloc(size);
	size_t len;

	assert(again);
	len = qrexec_command_encode(command, again, size);
	assert(len + 2 == size || len + 1 == size);
	if (command->shell || command->argument) {
		assert(strcmp(again, text) == 0);
	}
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct qrexec_command command;
	struct err err;

	assert(text);
	if (size > 0) {
		memcpy(text, data, size);
	}
	text[size] = '\0';
	if (qrexec_command_parse(text, &command, &err) == 0) {
		assert(command.shell ||
				strlen(command.service) <=
						QREXEC_SERVICE_NAME_MAX);
		check_encoding(&command, text);
		qrexec_command_finish(&command);
	}
	free(text);
	return 0;
}
