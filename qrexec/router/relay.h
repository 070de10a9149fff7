// SPDX-License-Identifier: MIT
/*
 * The data of one call, between its caller and its service: bytes pass in both
 * directions, each held up only by its own receiver. What passes is listened
 * to: how much it was, where messages end, and the exit code. Memory is used
 * only while a receiver does not take what was read for it.
 */
#ifndef QREXEC_ROUTER_RELAY_H
#define QREXEC_ROUTER_RELAY_H

#include <stdbool.h>
#include <stdint.h>

struct farewells;
struct wl_event_loop;
struct relay;

#define RELAY_ROOM (64u << 10) // what is read at once

struct relay_counts {
	uint64_t to_service; // bytes of content, without headers
	uint64_t to_caller;
	bool exited; // the service said its exit code
	int32_t exit_code;
};

struct relay_needs {
	struct wl_event_loop *loop; // borrowed
	struct farewells *farewells; // borrowed
	uint8_t *room; // borrowed: RELAY_ROOM bytes that all relays share
};

/* The call is over; why is "" if it ended by itself, else a reason. Called
 * once, from the loop; destroy the relay in it. */
typedef void (*relay_ended_fn)(void *user, const char *why);

/* This is why if the limit was reached, or the meter said no. */
extern const char relay_limit_reached[];

/* Takes over both descriptors (non-blocking streams on which nothing was said
 * yet). limit is the most bytes of content in both directions together, 0 for
 * none. NULL with errno set on failure; both are closed then. */
struct relay *relay_create(const struct relay_needs *needs, int caller,
		int service, uint64_t limit, relay_ended_fn ended, void *user);

/* Asks fn about the bytes of content, in either direction, before they are
 * passed on: the call is cut unless it says true. */
void relay_set_meter(struct relay *relay, bool (*fn)(void *user, uint64_t bytes));

/* Ends the call if it has not ended: the caller is told, with exit code 255 if
 * that is still possible. ended() is not called. NULL is allowed. */
void relay_destroy(struct relay *relay);

const struct relay_counts *relay_get_counts(const struct relay *relay);

/* Tells a caller, in place of a service that could not be had, that the call
 * ended with this exit code. Takes over fd. */
void relay_refuse(struct farewells *farewells, int caller, int32_t exit_code);

#endif
