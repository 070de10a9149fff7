// SPDX-License-Identifier: MIT
/*
 * The router of one zone as one struct: which qubes there are, which calls,
 * and what decides them.
 */
#ifndef QREXEC_ROUTER_ROUTER_H
#define QREXEC_ROUTER_ROUTER_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"
#include "qrexec/router/call.h"
#include "qrexec/router/farewell.h"
#include "qrexec/router/relay.h"

struct control;
struct hop;
struct local;
struct peer;
struct policy_paths;
struct policy_socket;
struct policy_store;
struct policy_watch;
struct system_info;
struct wl_event_loop;
struct zone_client;
struct zone_qube;

struct router_options {
	const char *config_dir; // NULL: the system's
	const char *runtime_dir; // sockets
	const char *zone_socket; // NULL: that of runtime_dir
	bool keep_last_policy; // a broken set leaves the one before in force
	struct call_limits limits;
};

struct router {
	struct wl_event_loop *loop; // borrowed
	char *runtime_dir; // owned
	struct zone_client *zone; // owned; may be NULL in tests
	struct system_info *info; // owned
	struct policy_store *policy; // owned
	struct policy_watch *watch; // owned, may be NULL
	struct policy_socket *policy_socket; // owned, may be NULL
	struct control *control; // owned, may be NULL
	struct local *local; // owned, may be NULL
	struct wl_list peers; // list of struct peer, peer.link
	struct wl_list calls; // list of struct call, call.link
	struct farewells farewells;
	struct call_limits limits;
	uint64_t last_id; // of a call
	uint8_t room[RELAY_ROOM]; // of all relays
};

extern const struct call_limits router_default_limits;

/* Starts the router. NULL with err set on failure. */
struct router *router_create(struct wl_event_loop *loop,
		const struct router_options *options, struct err *err);

/* Ends all calls and closes everything. NULL is allowed. */
void router_destroy(struct router *router);

/* A router that serves nobody yet: the part of router_create() that needs no
 * files. Takes over store. */
struct router *router_create_bare(struct wl_event_loop *loop,
		const char *runtime_dir, struct policy_store *store);

/* Another end of calls; takes over hop. */
struct peer *router_add_peer(struct router *router, uint32_t qube,
		const char *name, struct hop *hop);

/* Ends its calls and forgets it. */
void router_remove_peer(struct router *router, struct peer *peer);

/* By name or number; NULL if there is none. */
struct peer *router_find_peer(struct router *router, const char *name);
struct peer *router_find_qube(struct router *router, uint32_t qube);

/* What the zone service says of a qube / that it is no more. */
void router_take_qube(struct router *router, const struct zone_qube *qube);
void router_drop_qube(struct router *router, uint32_t qube);

#endif
