// SPDX-License-Identifier: MIT
/* One qube as the service sees it: its file, its keeper, its channels. */
#ifndef ZONES_SERVICE_QUBE_H
#define ZONES_SERVICE_QUBE_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "common/err.h"
#include "protocols/qubesdb/qubesdb_table.h"
#include "protocols/zone/zone_msg.h"
#include "zones/service/client.h"
#include "zones/service/qube_file.h"
#include "zones/service/records.h"
#include "zones/service/shared_segments.h"

struct keeper_link;
struct qubesdb_server;
struct service;
struct vchan_opener;

struct qube {
	struct wl_list link; // service.qubes
	struct service *service; // borrowed
	struct zone_qube info; // what clients are told
	uint32_t block; // of host ids
	struct qube_file file; // empty if there is none
	bool configured; // there is a file
	bool listed; // found by the reload that is under way
	bool synced; // the keeper has told everything
	char *dir; // owned: its part of the runtime directory
	struct keeper_link *keeper; // owned; NULL while it does not run
	struct vchan_opener *opener; // owned, may be NULL
	uint32_t nchannels[CLIENTS_MAX]; // OPENs and LISTENs, by client.slot
	struct qubesdb_server *qubesdb; // owned, may be NULL
	struct qubesdb_table table; // what qubesdb serves
	struct shared_segments segments;
	uint32_t kill_pid; // of the keeper, 0 if unknown
	struct wl_event_source *kill_timer; // owned, armed by qube_stop(KILL)
};

/* A stopped qube, in the service's list. */
struct qube *qube_create(struct service *service, const struct record *record);
void qube_destroy(struct qube *qube);

/* Takes over the content of *file, which is empty afterwards. True if clients
 * see a difference. */
bool qube_set_file(struct qube *qube, struct qube_file *file);

/* There is no file any more. */
void qube_unset_file(struct qube *qube);

/* True if it has a keeper, so runs or is about to. */
bool qube_is_alive(const struct qube *qube);

/* Looks for a keeper of an earlier service. True if there is one; what it
 * tells comes from the loop. */
bool qube_find_keeper(struct qube *qube);

/* Starts it. -1 with err set if that cannot even be tried; how it goes on is
 * told by service_qube_changed(). */
int qube_start(struct qube *qube, struct err *err);

/* Ends it, if it is alive. */
void qube_stop(struct qube *qube, enum zone_stop how);

/* Has the keeper run one more program. The answer names serial. */
void qube_run(struct qube *qube, uint32_t serial, const char *command);

/* Has the keeper hand over the control stream of the qube's qrexec agent. The
 * answer names serial. */
void qube_ask_qrexec(struct qube *qube, uint32_t serial);

/* Stores an entry of its QubesDB. */
void qube_set_entry(struct qube *qube, const char *path, const char *value);

#endif
