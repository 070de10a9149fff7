// SPDX-License-Identifier: MIT
/*
 * The connection to one qube's agent: bytes in and out without ever waiting,
 * bounded per wake-up; timeouts, the rate limit, and connecting again.
 */
#ifndef COMPOSITOR_QUBE_QUBE_LINK_H
#define COMPOSITOR_QUBE_QUBE_LINK_H

struct qube;
struct qube_link;

/* Nothing is opened yet. Never NULL. */
struct qube_link *qube_link_create(struct qube *qube);

/* Closes without a log line; the qube's windows vanish. */
void qube_link_destroy(struct qube_link *link);

/* Asks the zone service for the agent's channel, now; later again as long as
 * it fails. Does nothing while connected or without a zone service. */
void qube_link_open(struct qube_link *link);

/* Uses a connected, non-blocking stream; it becomes the link's. */
void qube_link_attach(struct qube_link *link, int fd);

/* Ends the connection when the loop is back in charge, with one log line. The
 * first reason counts. */
void qube_link_drop(struct qube_link *link, const char *reason);

/* Writes what is queued, as far as the socket takes it. */
void qube_link_flush(struct qube_link *link);

#endif
