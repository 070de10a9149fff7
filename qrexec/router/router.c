// SPDX-License-Identifier: MIT
#include "qrexec/router/router.h"

#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/state_dir.h"
#include "common/str.h"
#include "qrexec/policy/store.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/router/control.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/local.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/policy_socket.h"
#include "qrexec/router/policy_watch.h"
#include "zones/client/zone_client.h"

const struct call_limits router_default_limits = {
		.per_source = 200,
		.per_target = 200,
		.asked = 8,
};

static const struct peer_events peer_events = {
		.called = call_begin,
		.terminated = call_handle_terminated,
		.ready = call_handle_ready,
		.lost = call_handle_lost,
};

struct peer *
router_add_peer(struct router *router, uint32_t qube, const char *name,
		struct hop *hop)
{
	return peer_create(router, qube, name, hop, &peer_events);
}

void
router_remove_peer(struct router *router, struct peer *peer)
{
	call_end_all(peer, "the qube went away");
	peer_destroy(peer);
}

struct peer *
router_find_peer(struct router *router, const char *name)
{
	struct peer *peer;

	wl_list_for_each(peer, &router->peers, link) {
		if (strcmp(peer->name, name) == 0) {
			return peer;
		}
	}
	return NULL;
}

struct peer *
router_find_qube(struct router *router, uint32_t qube)
{
	struct peer *peer;

	wl_list_for_each(peer, &router->peers, link) {
		if (peer->qube == qube) {
			return peer;
		}
	}
	return NULL;
}

static void
handle_qube(void *user, const struct zone_qube *qube)
{
	router_take_qube(user, qube);
}

static void
handle_qube_gone(void *user, uint32_t qube)
{
	router_drop_qube(user, qube);
}

static const struct zone_client_events zone_events = {
		.qube = handle_qube,
		.qube_gone = handle_qube_gone,
};

struct router *
router_create_bare(struct wl_event_loop *loop, const char *runtime_dir,
		struct policy_store *store)
{
	struct router *router = xcalloc(1, sizeof(*router));

	router->loop = loop;
	router->runtime_dir = xstrdup(runtime_dir);
	router->policy = store;
	router->info = system_info_create();
	router->limits = router_default_limits;
	wl_list_init(&router->peers);
	wl_list_init(&router->calls);
	farewells_init(&router->farewells, loop);
	return router;
}

#define CONFIG_DIR "/etc/leadlight"

/* Answers go to the grants of a configuration of its own, else to the user's
 * state; there are none if that has no place. */
static void
set_answers_dir(struct policy_store *store, const char *config)
{
	char *state = config ? xstrdup(config) : state_dir_find();
	char *dir = state ? xformat("%s/grants.d", state) : NULL;

	if (dir) {
		policy_store_set_answers_dir(store, dir);
	}
	free(dir);
	free(state);
}

/* The system's folders, or those of a configuration of its own. */
static struct policy_store *
make_store(const struct router_options *options)
{
	const struct policy_paths *system = &policy_default_paths;
	const char *config = options->config_dir;
	char *dir = xformat("%s/policy.d", config ? config : CONFIG_DIR);
	char *grants = xformat("%s/grants.d", config ? config : CONFIG_DIR);
	const struct policy_dir dirs[] = {
			{.path = dir, .may_be_missing = true},
			// what is shipped comes last
			{.path = system->dirs[system->dir_count - 1].path,
					.may_be_missing = true},
	};
	const struct policy_paths own = {.dirs = dirs, .dir_count = 2};
	struct policy_store *store = policy_store_create(config ? &own : system,
			grants, options->keep_last_policy);

	set_answers_dir(store, config);
	free(grants);
	free(dir);
	return store;
}

/* False with err set if a socket cannot be had. */
static bool
open_sockets(struct router *router, const struct router_options *options,
		struct err *err)
{
	char *zone = xformat("%s/zone.sock", router->runtime_dir);

	router->policy_socket = policy_socket_create(router, err);
	router->control = router->policy_socket ? control_create(router, err)
						: NULL;
	router->local = router->control
			? local_create(router,
					  options->config_dir ? options->config_dir
							      : CONFIG_DIR,
					  err)
			: NULL;
	router->zone = zone_client_create(router->loop,
			options->zone_socket ? options->zone_socket : zone,
			&zone_events, router);
	free(zone);
	return router->local != NULL;
}

struct router *
router_create(struct wl_event_loop *loop, const struct router_options *options,
		struct err *err)
{
	struct router *router = router_create_bare(
			loop, options->runtime_dir, make_store(options));

	router->limits = options->limits;
	router->watch = policy_watch_create(loop, router->policy);
	if (!open_sockets(router, options, err)) {
		router_destroy(router);
		return NULL;
	}
	return router;
}

void
router_destroy(struct router *router)
{
	struct peer *peer;
	struct peer *next;

	if (!router) {
		return;
	}
	local_destroy(router->local);
	wl_list_for_each_safe(peer, next, &router->peers, link) {
		router_remove_peer(router, peer);
	}
	control_destroy(router->control);
	policy_socket_destroy(router->policy_socket);
	zone_client_destroy(router->zone);
	policy_watch_destroy(router->watch);
	policy_store_destroy(router->policy);
	system_info_destroy(router->info);
	farewells_finish(&router->farewells);
	free(router->runtime_dir);
	free(router);
}
