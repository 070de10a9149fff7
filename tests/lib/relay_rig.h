// SPDX-License-Identifier: MIT
/* The keeper's relay of qrexec between an agent and a router that the test
 * plays, over real sockets. */
#ifndef TESTS_LIB_RELAY_RIG_H
#define TESTS_LIB_RELAY_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocols/qrexec/qrexec_stream.h"
#include "zones/keeper/qrexec_relay.h"

struct wl_event_loop;

#define RELAY_RIG_BODY_SIZE 70000

/* One end of the relay as the tests play it. */
struct relay_rig_end {
	int fd;
	struct qrexec_stream stream;
	uint8_t room[4096];
	struct qrexec_header header; // of the last message
	uint8_t body[RELAY_RIG_BODY_SIZE];
	bool closed;
};

struct relay_rig {
	char path[40];
	int dirfd;
	int listener;
	struct wl_event_loop *loop;
	struct qrexec_relay *relay;
	struct relay_rig_end agent;
	struct relay_rig_end router;
	uint32_t serial; // of the last stream
	int streams;
	uint32_t refused; // serial
};

/* cmocka's setup and teardown: *state is the rig, with a relay for qube 7. */
int relay_rig_setup(void **state);
int relay_rig_teardown(void **state);

/* Works the relay for so long; with 0, once. */
void relay_rig_pump(struct relay_rig *f, int msec);

/* A new agent listens, and is connected to / goes away. */
void relay_rig_start_agent(struct relay_rig *f);
void relay_rig_stop_agent(struct relay_rig *f);

/* Closes an end; it is fd (or -1) from now on, on which link is heard. */
void relay_rig_reset_end(
		struct relay_rig_end *end, int fd, enum qrexec_link link);

/* Sends while the relay works; how many bytes it took. */
size_t relay_rig_send_bytes(struct relay_rig *f, struct relay_rig_end *end,
		const void *data, size_t len);
size_t relay_rig_send(struct relay_rig *f, struct relay_rig_end *end,
		uint32_t type, const void *body, size_t len);
void relay_rig_send_hello(struct relay_rig *f, struct relay_rig_end *end,
		uint32_t version);

/* The agent sends a call of version 4 with this ident, size bytes of service. */
size_t relay_rig_send_call(struct relay_rig *f, const char *ident, size_t size);

/* Waits for a message. False if the other side has closed, or none came. */
bool relay_rig_recv(struct relay_rig *f, struct relay_rig_end *end, int msec);

/* Fail unless this comes next. */
void relay_rig_expect(
		struct relay_rig *f, struct relay_rig_end *end, uint32_t type);
void relay_rig_expect_hello(struct relay_rig *f, struct relay_rig_end *end,
		uint32_t version);
void relay_rig_expect_closed(struct relay_rig *f, struct relay_rig_end *end);

#endif
