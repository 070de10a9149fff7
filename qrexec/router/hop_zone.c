// SPDX-License-Identifier: MIT
/* Streams to and from qubes, by way of the zone service. */
#include <stdlib.h>

#include "common/mem.h"
#include "common/str.h"
#include "qrexec/router/hop.h"
#include "zones/client/zone_client.h"

struct hop_zone {
	struct hop base; // first
	struct zone_client *zone; // borrowed
	uint32_t qube;
	char name[ZONE_NAME_SIZE];
	struct start *start; // goes on; may be NULL
};

struct hop_wait {
	struct zone_client *zone; // borrowed
	uint32_t number; // of the request
	const struct hop_events *events; // borrowed
	void *user;
};

struct start {
	struct hop_zone *hop; // NULL once that is gone
	void (*failed)(void *user, const char *why);
	void *user;
};

static void
handle_listening(void *data)
{
	struct hop_wait *wait = data;

	wait->events->listening(wait->user);
}

static void
handle_opened(void *data, enum zone_status status, int fd, const char *text)
{
	struct hop_wait *wait = data;
	const struct hop_events *events = wait->events;
	void *user = wait->user;

	free(wait);
	if (status == ZONE_STATUS_OK) {
		events->connected(user, fd);
	} else {
		events->failed(user, text);
	}
}

static struct hop_wait *
wait_create(struct hop *base, const struct hop_events *events, void *user)
{
	struct hop_zone *hop = (struct hop_zone *)base;
	struct hop_wait *wait = xcalloc(1, sizeof(*wait));

	wait->zone = hop->zone;
	wait->events = events;
	wait->user = user;
	return wait;
}

static struct hop_wait *
zone_listen(struct hop *base, uint32_t port, const struct hop_events *events,
		void *user)
{
	struct hop_zone *hop = (struct hop_zone *)base;
	struct hop_wait *wait = wait_create(base, events, user);

	wait->number = zone_client_listen(hop->zone, hop->qube, port,
			handle_listening, handle_opened, wait);
	return wait;
}

static struct hop_wait *
zone_open(struct hop *base, uint32_t port, const struct hop_events *events,
		void *user)
{
	struct hop_zone *hop = (struct hop_zone *)base;
	struct hop_wait *wait = wait_create(base, events, user);

	wait->number = zone_client_open(
			hop->zone, hop->qube, port, handle_opened, wait);
	return wait;
}

static void
zone_cancel(struct hop_wait *wait)
{
	zone_client_cancel(wait->zone, wait->number);
	free(wait);
}

static void
zone_redirect(struct hop_wait *wait, const struct hop_events *events, void *user)
{
	wait->events = events;
	wait->user = user;
}

static void
handle_started(void *data, enum zone_status status, const char *text)
{
	struct start *start = data;

	if (start->hop) {
		start->hop->start = NULL;
		if (status != ZONE_STATUS_OK) {
			start->failed(start->user, text);
		}
	}
	free(start);
}

static void
zone_start(struct hop *base, void (*failed)(void *user, const char *why),
		void *user)
{
	struct hop_zone *hop = (struct hop_zone *)base;
	struct start *start;

	if (hop->start) {
		return; // it is being started
	}
	start = hop->start = xcalloc(1, sizeof(*start));
	start->hop = hop;
	start->failed = failed;
	start->user = user;
	zone_client_start(hop->zone, hop->name, handle_started, start);
}

static void
zone_destroy(struct hop *base)
{
	struct hop_zone *hop = (struct hop_zone *)base;

	if (hop->start) {
		hop->start->hop = NULL;
	}
	free(hop);
}

static const struct hop_ops zone_ops = {
		.listen = zone_listen,
		.open = zone_open,
		.cancel = zone_cancel,
		.redirect = zone_redirect,
		.start = zone_start,
		.destroy = zone_destroy,
};

struct hop *
hop_zone_create(struct zone_client *zone, uint32_t qube, const char *name)
{
	struct hop_zone *hop = xcalloc(1, sizeof(*hop));

	hop->base.ops = &zone_ops;
	hop->zone = zone;
	hop->qube = qube;
	str_copy(hop->name, sizeof(hop->name), name);
	return &hop->base;
}
