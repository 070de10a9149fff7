// SPDX-License-Identifier: MIT
/* One client on zone.sock: what it asks is decided here. */
#ifndef ZONES_SERVICE_CLIENT_H
#define ZONES_SERVICE_CLIENT_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "protocols/zone/zone_msg.h"

#define CLIENT_ARENAS_MAX 256
#define CLIENTS_MAX 16

struct packet_conn;
struct qube;
struct service;

struct client {
	struct wl_list link; // service.clients
	struct service *service; // borrowed
	struct packet_conn *conn; // owned
	uint32_t slot; // 0 to CLIENTS_MAX - 1, no two have the same
	uint32_t pid; // for the log
	size_t nrequests; // that wait
	bool greeted; // HELLO has come
	bool listing; // LIST has come: wants news
	uint32_t arenas[CLIENT_ARENAS_MAX]; // numbers of qubes
	size_t narenas;
};

/* Serves fd (taken over) after a look at who it is. */
void client_accept(struct service *service, int fd);

/* Closes it; its requests and segments are forgotten. */
void client_destroy(struct client *client);

/* Sends a message, with a descriptor (which stays the caller's) or -1. */
void client_send(struct client *client, const struct zone_msg *msg, int fd);

/* Sends news of the qube, or with gone that it is no more. */
void client_send_qube(struct client *client, const struct qube *qube, bool gone);

/* True if it has asked for the arena of the qube with this number. */
bool client_wants_arena(const struct client *client, uint32_t qube);

#endif
