// SPDX-License-Identifier: MIT
/*
 * The zone service: knows the qubes of its configuration and those that run,
 * and serves the compositor and other clients on zone.sock. All that must
 * survive it is in the keepers, in the state file and in the runtime folder.
 */
#ifndef ZONES_SERVICE_SERVICE_H
#define ZONES_SERVICE_SERVICE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"
#include "zones/service/labels.h"
#include "zones/service/records.h"
#include "zones/service/settings.h"

struct dir_watch;
struct qube;
struct wl_event_loop;
struct wl_event_source;

struct service_options {
	const char *config_dir; // qubes.d/, labels.ini
	const char *runtime_dir; // sockets
	const char *state_dir; // records, private homes
	const char *keeper; // path of leadlight-keeper
	const char *template_root; // for qubes that name none
	const char *programs_dir; // for the inside of qubes, may be NULL
};

struct service {
	struct wl_event_loop *loop; // borrowed
	struct service_options options; // texts borrowed
	struct labels labels;
	struct records records;
	struct settings settings;
	struct dir_watch *watch; // owned, may be NULL
	struct wl_list qubes; // list of struct qube, link
	struct wl_list clients; // list of struct client, link
	struct wl_list requests; // list of struct request, link
	struct wl_event_source *settling; // owned timer
	struct wl_event_source *source; // owned, of the listener; or NULL
	int listener; // owned, -1 until the keepers have been found again
	int lock; // owned
	uint32_t last_request; // number given out last
};

/* Reads everything and looks for living keepers; service->options must be set.
 * -1 with err set if that is not possible or another service has the runtime
 * directory. Call service_finish() in any case. */
int service_init(struct service *service, struct wl_event_loop *loop,
		const struct service_options *options, struct err *err);

/* Closes all connections. Qubes run on. */
void service_finish(struct service *service);

/* Reads the configuration again: new, changed and removed qubes. */
void service_reload(struct service *service);

/* The qube with this name or number, or NULL. */
struct qube *service_find_name(struct service *service, const char *name);
struct qube *service_find_id(struct service *service, uint32_t id);

/* A keeper has told all: when they all have, clients are let in. */
void service_settle(struct service *service);

/* The qube's state has changed: clients hear of it, requests are answered,
 * and if it neither runs nor is configured any more it is destroyed. */
void service_qube_changed(struct service *service, struct qube *qube);

/* A new value for every qube's QubesDB. As settings_set(). */
int service_set(struct service *service, const char *path, const char *value,
		struct err *err);

#endif
