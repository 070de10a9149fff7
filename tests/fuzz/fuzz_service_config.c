// SPDX-License-Identifier: MIT
/* Bytes as the settings of a service, and as the argument of one that is a
 * link to /dev/tcp. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "qube/qrexec/printable.h"
#include "qube/qrexec/service_config.h"
#include "qube/qrexec/tcp_address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_address(const char *text)
{
	static const char *const links[] = {
			"/dev/tcp", "/dev/tcp/127.0.0.1", "/dev/tcp/::1/80"};
	struct tcp_address address;
	struct err err;

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		if (tcp_address_parse(links[i], text, &address, &err) == 0) {
			assert(address.host[0] != '\0');
			assert(address.port[0] >= '1' && address.port[0] <= '9');
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct service_config config;
	struct err err = {0};
	char *text = malloc(size + 1);

	assert(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	if (service_config_parse(text, size, &config, &err) < 0) {
		assert(err.text[0] != '\0');
	}
	service_config_finish(&config);
	check_address(text);
	printable_filter((uint8_t *)text, size);
	for (size_t i = 0; i < size; i++) {
		assert((unsigned char)text[i] <= 0x7e && text[i] != 0x1b);
	}
	free(text);
	return 0;
}
