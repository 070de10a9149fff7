// SPDX-License-Identifier: MIT
#include "qrexec/router/ready.h"

#include <stdbool.h>
#include <stdlib.h>

#include "common/fd.h"
#include "common/mem.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/peer.h"

struct slot {
	struct hop_wait *wait; // owned; NULL: empty
	uint32_t port;
	bool listening;
};

struct ready {
	struct peer *peer; // borrowed
	struct slot slots[READY_LISTENERS];
};

static void
handle_listening(void *user)
{
	struct slot *slot = user;

	slot->listening = true;
}

/* A qube sees the file, but was not asked to connect. It gets no other before
 * the next call, so that nobody is kept busy. */
static void
handle_connected(void *user, int fd)
{
	struct slot *slot = user;

	slot->wait = NULL;
	fd_close(&fd);
}

static void
handle_failed(void *user, const char *why)
{
	struct slot *slot = user;

	slot->wait = NULL;
}

static const struct hop_events slot_events = {
		.listening = handle_listening,
		.connected = handle_connected,
		.failed = handle_failed,
};

struct ready *
ready_create(struct peer *peer)
{
	struct ready *ready = xcalloc(1, sizeof(*ready));

	ready->peer = peer;
	return ready;
}

void
ready_destroy(struct ready *ready)
{
	if (ready) {
		ready_clear(ready);
		free(ready);
	}
}

void
ready_fill(struct ready *ready)
{
	struct hop *hop = ready->peer->hop;

	for (int i = 0; i < READY_LISTENERS && hop->ops->redirect; i++) {
		struct slot *slot = &ready->slots[i];

		if (!slot->wait) {
			slot->listening = false;
			slot->port = peer_next_port(ready->peer);
			slot->wait = hop->ops->listen(
					hop, slot->port, &slot_events, slot);
		}
	}
}

void
ready_clear(struct ready *ready)
{
	for (int i = 0; i < READY_LISTENERS; i++) {
		struct slot *slot = &ready->slots[i];

		if (slot->wait) {
			ready->peer->hop->ops->cancel(slot->wait);
			slot->wait = NULL;
		}
	}
}

struct hop_wait *
ready_take(struct ready *ready, uint32_t *port, const struct hop_events *events,
		void *user)
{
	for (int i = 0; i < READY_LISTENERS; i++) {
		struct slot *slot = &ready->slots[i];
		struct hop_wait *wait = slot->wait;

		if (wait && slot->listening) {
			ready->peer->hop->ops->redirect(wait, events, user);
			slot->wait = NULL;
			*port = slot->port;
			return wait;
		}
	}
	return NULL;
}
