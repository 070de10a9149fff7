// SPDX-License-Identifier: MIT
/* What the zone service says of qubes becomes peers of the router, and what
 * policies know of the system. */
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "qrexec/policy/system_info.h"
#include "qrexec/router/hop.h"
#include "qrexec/router/local.h"
#include "qrexec/router/peer.h"
#include "qrexec/router/router.h"
#include "qrexec/router/tool_socket.h"
#include "zones/client/zone_client.h"

static const char *
power_state(enum zone_state state)
{
	switch (state) {
	case ZONE_STATE_STOPPED:
	case ZONE_STATE_FAILED:
		return "Halted";
	case ZONE_STATE_STARTING:
		return "Transient";
	case ZONE_STATE_RUNNING:
		return "Running";
	}
	return "Halted";
}

static void
inform_policy(struct router *router, const struct zone_qube *qube)
{
	const struct system_qube known = {
			.name = qube->name,
			.uuid = qube->uuid,
			.class = qube->class,
			.tags = qube->tags,
			.label = qube->label,
			.default_dispvm = qube->default_dispvm,
			.guivm = PEER_LOCAL_NAME,
			.power_state = power_state(qube->state),
			.flags = (qube->flags & ZONE_QUBE_TEMPLATE_FOR_DISPVMS
								 ? SYSTEM_QUBE_TEMPLATE_FOR_DISPVMS
								 : 0u) |
					(qube->flags & ZONE_QUBE_INTERNAL ? SYSTEM_QUBE_INTERNAL
									  : 0u),
	};

	system_info_set(router->info, &known);
}

/* The trusted side's number and name are no qube's, whoever says so. */
static bool
is_qube(const struct zone_qube *qube)
{
	return qube->id != 0 && !system_info_is_dom0(qube->name);
}

void
router_take_qube(struct router *router, const struct zone_qube *qube)
{
	struct peer *peer = router_find_qube(router, qube->id);

	if (!is_qube(qube)) {
		log_err("no calls for the qube %s with number %u: that is the trusted side's",
				qube->name, (unsigned int)qube->id);
		return;
	}
	if (peer && strcmp(peer->name, qube->name) != 0) {
		router_drop_qube(router, qube->id);
		peer = NULL;
	}
	if (!peer) {
		peer = router_add_peer(router, qube->id, qube->name,
				hop_zone_create(router->zone, qube->id,
						qube->name));
		peer->tools = router->local
				? tool_socket_create(peer,
						  local_get_dir(router->local))
				: NULL;
	}
	str_copy(peer->user, sizeof(peer->user), qube->user);
	peer->running = qube->state == ZONE_STATE_RUNNING;
	inform_policy(router, qube);
	if (qube->state == ZONE_STATE_FAILED) {
		call_handle_start_failed(peer);
	}
	peer_seek_agent(peer);
}

void
router_drop_qube(struct router *router, uint32_t qube)
{
	struct peer *peer = router_find_qube(router, qube);

	if (!peer || peer->qube == 0) {
		return;
	}
	system_info_remove(router->info, peer->name);
	router_remove_peer(router, peer);
}
