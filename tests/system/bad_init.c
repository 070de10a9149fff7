// SPDX-License-Identifier: MIT
/*
 * Stands in for a qube's first process that a qube has taken over: what it
 * sends to the keeper is chosen by the qube's name.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "protocols/zone/init_msg.h"

static int control;

static void
say(enum init_type type, uint32_t serial)
{
	const struct init_msg msg = {.type = type, .serial = serial};
	uint8_t out[INIT_MSG_SIZE_MAX];

	send(control, out, init_msg_encode(&msg, out), MSG_NOSIGNAL);
}

static void
say_bytes(size_t len)
{
	static const uint8_t bytes[65536];

	send(control, bytes, len, MSG_NOSIGNAL);
}

/* Sends until nobody reads any more. */
static void
flood(void)
{
	for (;;) {
		say(INIT_RAN, 0);
		if (errno == EPIPE || errno == ECONNRESET) {
			return;
		}
	}
}

static void
misbehave(const char *how)
{
	if (strcmp(how, "nonsense") == 0) {
		say_bytes(5);
	} else if (strcmp(how, "empty") == 0) {
		say_bytes(0);
	} else if (strcmp(how, "huge") == 0) {
		say_bytes(65536);
	} else if (strcmp(how, "mirror") == 0) {
		say(INIT_STOP, 0);
	} else if (strcmp(how, "unasked") == 0) {
		say(INIT_READY, 0);
		say(INIT_RAN, 7);
	} else if (strcmp(how, "twice") == 0) {
		say(INIT_READY, 0);
		say(INIT_READY, 0);
	} else if (strcmp(how, "flood") == 0) {
		say(INIT_READY, 0);
		flood();
	} else if (strcmp(how, "leave") == 0) {
		exit(3);
	}
}

int
main(int argc, char *argv[])
{
	char name[64] = "";

	for (int i = 1; i + 1 < argc; i++) {
		if (strcmp(argv[i], "--control") == 0) {
			control = (int)strtol(argv[i + 1], NULL, 10);
		}
	}
	gethostname(name, sizeof(name) - 1);
	misbehave(name);
	pause();
	return 0;
}
