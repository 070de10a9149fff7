// SPDX-License-Identifier: MIT
#include "qrexec/router/peer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/ready.h"
#include "qrexec/router/router.h"
#include "qrexec/router/tool_socket.h"
#include "zones/client/zone_client.h"

#define FIRST_PORT 65536u
#define LAST_PORT 0x7fffffffu

static int
handle_retry(void *data)
{
	peer_seek_agent(data);
	return 0;
}

static void
handle_ready(void *user)
{
	struct peer *peer = user;

	log_info("%s: its agent is there", peer->name);
	ready_fill(peer->ready);
	peer->events->ready(peer);
}

static void
handle_called(void *user, const struct qrexec_trigger *trigger)
{
	struct peer *peer = user;

	peer->events->called(peer, trigger);
}

static void
handle_terminated(void *user, const struct qrexec_params *params)
{
	struct peer *peer = user;

	peer->events->terminated(peer, params->port);
}

static void
handle_closed(void *user, const char *why)
{
	struct peer *peer = user;

	if (why[0] != '\0') {
		log_warn("%s: left its agent: %s", peer->name, why);
	} else {
		log_info("%s: its agent went away", peer->name);
	}
	peer_detach(peer);
}

static const struct agent_link_events link_events = {
		.ready = handle_ready,
		.called = handle_called,
		.terminated = handle_terminated,
		.closed = handle_closed,
};

/* A router that starts again must not meet ports of the one before. */
static uint32_t
random_port(void)
{
	uint32_t number = 0;

	if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0) {
		log_warn_errno("no random port");
	}
	return FIRST_PORT + number % (LAST_PORT / 2 - FIRST_PORT);
}

struct peer *
peer_create(struct router *router, uint32_t qube, const char *name,
		struct hop *hop, const struct peer_events *events)
{
	struct peer *peer = xcalloc(1, sizeof(*peer));

	*peer = (struct peer){
			.router = router,
			.events = events,
			.qube = qube,
			.hop = hop,
			.last_port = random_port(),
			.refusals = PEER_REFUSALS_BURST,
	};
	peer->retry = wl_event_loop_add_timer(router->loop, handle_retry, peer);
	peer->ready = ready_create(peer);
	str_copy(peer->name, sizeof(peer->name), name);
	wl_list_insert(router->peers.prev, &peer->link);
	return peer;
}

void
peer_destroy(struct peer *peer)
{
	tool_socket_destroy(peer->tools);
	agent_link_destroy(peer->agent);
	if (peer->asking != 0) {
		zone_client_cancel(peer->router->zone, peer->asking);
	}
	wl_event_source_remove(peer->retry);
	ready_destroy(peer->ready);
	peer->hop->ops->destroy(peer->hop);
	wl_list_remove(&peer->link);
	free(peer);
}

void
peer_attach(struct peer *peer, int fd)
{
	peer_detach(peer);
	peer->agent = agent_link_create(
			peer->router->loop, fd, &link_events, peer);
	if (!peer->agent) {
		log_warn_errno("%s: its agent cannot be served", peer->name);
		peer->events->lost(peer);
	}
}

void
peer_detach(struct peer *peer)
{
	struct agent_link *agent = peer->agent;

	if (agent) {
		peer->agent = NULL;
		agent_link_destroy(agent);
		ready_clear(peer->ready);
		wl_event_source_timer_update(peer->retry, PEER_REST_MSEC);
		peer->events->lost(peer);
	}
}

static void
handle_agent(void *user, enum zone_status status, int fd, const char *text)
{
	struct peer *peer = user;

	peer->asking = 0;
	if (status == ZONE_STATUS_OK) {
		peer_attach(peer, fd);
	} else {
		log_debug("%s: no agent: %s", peer->name, text);
	}
}

void
peer_seek_agent(struct peer *peer)
{
	struct zone_client *zone = peer->router->zone;

	if (peer->qube == 0) {
		return; // no qube of the zone: local.c starts its agent
	}
	// the keeper's relay: it answers when there is an agent
	if (peer->running && !peer->agent && peer->asking == 0 && zone) {
		peer->asking = zone_client_open(zone, peer->qube,
				QREXEC_CONTROL_PORT, handle_agent, peer);
	}
}

bool
peer_is_ready(const struct peer *peer)
{
	return agent_link_is_ready(peer->agent);
}

uint32_t
peer_next_port(struct peer *peer)
{
	peer->last_port++;
	if (peer->last_port > LAST_PORT) {
		peer->last_port = FIRST_PORT;
	}
	return peer->last_port;
}

static void
tell_unseen(struct peer *peer)
{
	if (peer->unseen > 0) {
		log_warn("%s: %llu calls were refused without a look: it asks too often",
				peer->name, (unsigned long long)peer->unseen);
		peer->unseen = 0;
	}
}

bool
peer_may_ask(struct peer *peer, int64_t now_msec)
{
	int64_t since = now_msec - peer->refusals_msec;

	peer->refusals_msec = now_msec;
	peer->refusals += (double)since * PEER_REFUSALS_RATE / 1000;
	if (peer->refusals >= PEER_REFUSALS_BURST) {
		peer->refusals = PEER_REFUSALS_BURST;
		tell_unseen(peer);
	}
	if (peer->refusals < 1) {
		peer->unseen++;
		return false;
	}
	return true;
}

void
peer_count_refusal(struct peer *peer)
{
	peer->refusals -= 1;
}

void
peer_refuse(struct peer *peer, const char ident[QREXEC_IDENT_SIZE])
{
	struct qrexec_msg msg = {.type = QREXEC_SERVICE_REFUSED};

	// an agent would close something at random for an empty one
	if (peer->agent && ident[0] != '\0') {
		memcpy(msg.ident, ident, sizeof(msg.ident));
		agent_link_send(peer->agent, &msg);
	}
}
