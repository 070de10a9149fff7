// SPDX-License-Identifier: MIT
/* Requests to the zone service whose answers are awaited: zone_client.c's. */
#ifndef ZONES_CLIENT_ZONE_CALLS_H
#define ZONES_CLIENT_ZONE_CALLS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "zones/client/zone_client.h"

struct wl_event_loop;
struct wl_event_source;

struct zone_call {
	struct wl_list link; // zone_calls.list
	struct wl_event_source *refusal; // idle source, may be NULL
	enum zone_type type;
	uint32_t serial; // ours
	uint32_t qube; // 0 where none is meant
	uint32_t port; // OPEN, LISTEN
	struct zone_msg *msg; // owned, whole; NULL for OPEN and LISTEN, which
			      // may be many
	bool sent;
	zone_client_listening_fn listening; // LISTEN, may be NULL
	zone_client_opened_fn opened; // OPEN, LISTEN
	zone_client_reply_fn replied; // others, may be NULL
	void *user;
};

struct zone_calls {
	struct wl_event_loop *loop; // borrowed
	struct wl_list list; // list of struct zone_call, link
	uint32_t last_serial;
};

void zone_calls_init(struct zone_calls *calls, struct wl_event_loop *loop);

/* Forgets all, without calling anybody. */
void zone_calls_finish(struct zone_calls *calls);

/* A number for a message; never 0. */
uint32_t zone_calls_next_serial(struct zone_calls *calls);

/* A call that is not sent yet. */
struct zone_call *zone_calls_add(
		struct zone_calls *calls, enum zone_type type, uint32_t qube);

/* The one with this serial, or NULL. */
struct zone_call *zone_calls_find(struct zone_calls *calls, uint32_t serial);

/* One that was sent and must not be sent again, because the service may have
 * acted on it; or NULL. */
struct zone_call *zone_calls_find_lost(struct zone_calls *calls);

/* What is to be sent. */
void zone_call_get_msg(const struct zone_call *call, struct zone_msg *msg);

/* True for what hands a channel over. */
bool zone_call_is_channel(const struct zone_call *call);

/* Without an answer. */
void zone_call_destroy(struct zone_call *call);

/* Answers and destroys it; fd is -1 unless an OPEN or LISTEN went well. */
void zone_call_finish(struct zone_call *call, enum zone_status status, int fd,
		const char *text);

/* Answers that it is not valid: from the loop, never from within the caller's
 * own call. */
void zone_calls_refuse(struct zone_calls *calls, struct zone_call *call);

#endif
