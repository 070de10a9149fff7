// SPDX-License-Identifier: MIT
/*
 * One end that calls come from and go to: a qube, or the trusted side. Knows
 * its agent, hands out its ports, and counts what it may do.
 */
#ifndef QREXEC_ROUTER_PEER_H
#define QREXEC_ROUTER_PEER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "protocols/zone/zone_msg.h"
#include "qrexec/router/agent_link.h"

struct hop;
struct peer;
struct ready;
struct router;
struct tool_socket;
struct wl_event_source;

#define PEER_LOCAL_NAME "dom0"

/* How many refusals a second a peer can cause before the rest are not even
 * looked at. */
#define PEER_REFUSALS_RATE 200
#define PEER_REFUSALS_BURST 1000

/* Before the agent of a qube is looked for again: a mad one costs little. */
#define PEER_REST_MSEC 100

struct peer_events {
	/* It wants a call. */
	void (*called)(struct peer *peer, const struct qrexec_trigger *trigger);
	/* It is done with a data port. */
	void (*terminated)(struct peer *peer, uint32_t port);
	/* Its agent can be told things from now on / no more. */
	void (*ready)(struct peer *peer);
	void (*lost)(struct peer *peer);
};

struct peer {
	struct wl_list link; // router.peers
	struct router *router; // borrowed
	const struct peer_events *events; // borrowed
	uint32_t qube; // number; 0: the trusted side
	char name[ZONE_NAME_SIZE];
	char user[ZONE_NAME_SIZE]; // who runs services by default
	struct hop *hop; // owned
	struct ready *ready; // owned; listeners for calls to it
	struct agent_link *agent; // owned; NULL while there is none
	struct tool_socket *tools; // owned; may be NULL
	bool running;
	uint32_t asking; // number of the OPEN for its agent; 0: none
	struct wl_event_source *retry; // owned; asks again later
	uint32_t last_port;
	unsigned int as_source; // calls that go on
	unsigned int as_target;
	double refusals; // that it may still cause
	int64_t refusals_msec; // when that was counted
	uint64_t unseen; // calls refused without a look, not yet told
	int64_t next_notice_msec; // not before is a person told again
};

/* A peer of the router, in its list; takes over hop. */
struct peer *peer_create(struct router *router, uint32_t qube, const char *name,
		struct hop *hop, const struct peer_events *events);

/* Its calls must have ended. */
void peer_destroy(struct peer *peer);

/* Takes over the control stream of its agent, in place of an older one. */
void peer_attach(struct peer *peer, int fd);

/* Asks the zone service for the stream of its agent, if it runs and has none;
 * after a short rest if an agent was lost. Nothing for the trusted side. */
void peer_seek_agent(struct peer *peer);

/* Forgets its agent; lost() follows if it was ready. */
void peer_detach(struct peer *peer);

bool peer_is_ready(const struct peer *peer);

/* A port that no trace of another call is left of. */
uint32_t peer_next_port(struct peer *peer);

/* Whether one more of its calls may be looked at; counted by
 * peer_count_refusal(). */
bool peer_may_ask(struct peer *peer, int64_t now_msec);
void peer_count_refusal(struct peer *peer);

/* Tells the agent that a call is refused. */
void peer_refuse(struct peer *peer, const char ident[QREXEC_IDENT_SIZE]);

#endif
