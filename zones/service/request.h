// SPDX-License-Identifier: MIT
/* A request of a client that could not be answered at once. */
#ifndef ZONES_SERVICE_REQUEST_H
#define ZONES_SERVICE_REQUEST_H

#include <stdint.h>
#include <wayland-util.h>

#include "protocols/zone/zone_msg.h"

struct client;
struct qube;
struct service;
struct vchan_opening;
struct vchan_server;

#define REQUEST_QREXEC_PORT 512 // comes from the keeper, which relays it

struct request {
	struct wl_list link; // service.requests
	struct service *service; // borrowed
	struct client *client; // borrowed
	struct qube *qube; // borrowed; NULL: all of them
	enum zone_type type;
	uint32_t serial; // the client's
	uint32_t number; // ours, unique
	uint32_t port; // OPEN, LISTEN
	struct vchan_opening *opening; // borrowed from the qube's opener or NULL
	struct vchan_server *listener; // owned, may be NULL; LISTEN
};

/* Waits for an answer. NULL if the client has too many that wait. */
struct request *request_create(struct service *service, struct client *client,
		struct qube *qube, const struct zone_msg *msg);

/* Begins an OPEN or LISTEN, if the qube has a vchan directory by now. May
 * answer (and destroy) it at once. */
void request_begin(struct request *request);

/* Answers an OPEN with this descriptor (taken over), and destroys it. */
void request_hand_over(struct request *request, int fd);

/* Without an answer. */
void request_destroy(struct request *request);

/* Answers and destroys it. */
void request_answer(struct request *request, enum zone_status status,
		const char *text);

/* The one with our number, or NULL. */
struct request *request_find(struct service *service, uint32_t number);

/* The client's with the client's serial, or NULL. */
struct request *request_find_of(struct service *service,
		const struct client *client, uint32_t serial);

/* The client is gone. */
void request_forget_client(struct service *service, const struct client *client);

/* The qube has a (new) vchan directory: OPENs and LISTENs begin there. */
void request_begin_all(struct service *service, struct qube *qube);

/* The qube's opener is about to go: OPENs and LISTENs wait without it. */
void request_pause_all(struct service *service, struct qube *qube);

/* Answers what the qube's new state decides. */
void request_settle(struct service *service, struct qube *qube);

#endif
