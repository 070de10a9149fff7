// SPDX-License-Identifier: MIT
/*
 * Holds the control channel of the qube's qrexec agent, which an agent accepts
 * but once, and relays it by whole messages to one router after the other.
 *
 * The agent is greeted as soon as it is there. A router gets a HELLO with the
 * agent's version and then what the agent says; its own HELLO is swallowed. What
 * the agent says while there is no router waits, up to a limit at which the
 * agent is not heard any more. Calls that a router had heard of but not
 * answered when it went are refused to the agent, and whoever waits in the qube
 * for the channel of one that was answered is met and left: so nobody waits for
 * ever, and nothing is run twice. The agent's bytes are hostile.
 */
#ifndef ZONES_KEEPER_QREXEC_RELAY_H
#define ZONES_KEEPER_QREXEC_RELAY_H

#include <stdint.h>

#define QREXEC_RELAY_CALLS_MAX 1024 // unanswered ones, then it is not read

struct qrexec_relay;
struct wl_event_loop;

struct qrexec_relay_events {
	/* Answer to ask(): the stream, which becomes the callee's. */
	void (*stream)(void *user, uint32_t serial, int fd);
	/* Answer to ask(): none will come. */
	void (*refused)(void *user, uint32_t serial, const char *why);
};

/* Waits for the agent of the qube with number id in its vchan directory dirfd
 * (borrowed for the call); name is for the log, copied. NULL with errno set on
 * failure. */
struct qrexec_relay *qrexec_relay_create(struct wl_event_loop *loop, int dirfd,
		uint32_t id, const char *name,
		const struct qrexec_relay_events *events, void *user);

/* Closes everything, without calls. NULL is allowed. */
void qrexec_relay_destroy(struct qrexec_relay *relay);

/* A router wants the stream: it gets it when there is an agent, and replaces
 * the one that has it. A newer ask ends an older one that still waits; the same
 * serial again changes nothing. May answer at once. */
void qrexec_relay_ask(struct qrexec_relay *relay, uint32_t serial);

/* Whoever asked is not there any more. A router that has its stream stays. */
void qrexec_relay_forget(struct qrexec_relay *relay);

#endif
