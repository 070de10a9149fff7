// SPDX-License-Identifier: MIT
/*
 * The control stream of one agent: greets it, hands on the calls it forwards,
 * and tells it what to run and where its calls are served.
 */
#ifndef QREXEC_ROUTER_AGENT_LINK_H
#define QREXEC_ROUTER_AGENT_LINK_H

#include <stdbool.h>

#include "protocols/qrexec/qrexec_msg.h"

struct wl_event_loop;
struct agent_link;

/* Longer bodies hang an agent on sockets for ever. */
#define AGENT_LINK_BODY_MAX 4096

/* The link may be destroyed in each of these. */
struct agent_link_events {
	/* Greetings were exchanged. */
	void (*ready)(void *user);
	/* A qube wants a call; nothing in it is checked yet. */
	void (*called)(void *user, const struct qrexec_trigger *trigger);
	/* The agent is done with a data port. */
	void (*terminated)(void *user, const struct qrexec_params *params);
	/* The agent is gone, does not read, or broke the protocol: why is
	 * "" if it is gone. Called once; destroy the link in it. */
	void (*closed)(void *user, const char *why);
};

/* Takes over fd, also on failure: a connected stream, non-blocking. events is
 * borrowed and must outlive the link. NULL with errno set on failure. */
struct agent_link *agent_link_create(struct wl_event_loop *loop, int fd,
		const struct agent_link_events *events, void *user);

/* Closes it without a call. NULL is allowed. */
void agent_link_destroy(struct agent_link *link);

bool agent_link_is_ready(const struct agent_link *link);

/* Sends or queues one message; false if the agent could not take one of its
 * length. A queue that is full ends the link. */
bool agent_link_send(struct agent_link *link, const struct qrexec_msg *msg);

#endif
