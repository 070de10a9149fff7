// SPDX-License-Identifier: MIT
/*
 * How a keeper starts, feeds and ends its one qube. A driver is one of these
 * tables; the keeper knows nothing else of the technology behind it. The
 * driver belongs to the keeper's process and event loop.
 */
#ifndef ZONES_DRIVERS_DRIVER_H
#define ZONES_DRIVERS_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/err.h"

struct wl_event_loop;

#define DRIVER_COMMANDS_MAX 16

/* What is to be started. Everything is borrowed for the time of start(). */
struct driver_request {
	const char *name; // str_is_qube_name()
	uint32_t id; // domain number: VCHAN_DOMAIN inside
	uint32_t block; // which block of host ids: 0, 1, 2 ...; kept for this
			// qube over restarts, never shared with another qube
	const char *const *commands; // each one line for /bin/sh -c
	size_t ncommands; // at most DRIVER_COMMANDS_MAX, may be 0

	/* Host directories, made by the keeper before start(). */
	const char *run_dir; // becomes /run/leadlight, read-only; holds
			     // arena.sock (LEADLIGHT_ARENA inside)
	const char *vchan_dir; // becomes /run/leadlight/vchan, which the qube
			       // may write (VCHAN_SOCKET_DIR inside)
	const char *private_dir; // becomes the home, kept over restarts; the
				 // driver gives it to the qube's ids
	const char *template_root; // read-only root; "/" is the host's own
	const char *programs_dir; // host directory with the programs meant for
				  // the inside (leadlight-qube-init,
				  // leadlight-agent); may be NULL: installed
	const char *agent; // inside the qube: what shows its windows, instead
			   // of leadlight-agent; may be NULL
	const char *qrexec_agent; // inside the qube: what executes calls,
				  // instead of leadlight-qrexec-agent; may
				  // be NULL

	uint64_t memory; // bytes; 0: no limit
	uint32_t processes; // 0: the driver's usual limit
	bool network; // false: no network at all
};

/* What a driver tells; called from the loop, never from within start(),
 * run() or stop(). ended() comes exactly once after a start() that returned
 * non-NULL, whatever happened; after it only destroy() may be called. */
struct driver_events {
	/* The qube is up: its init has answered. Commands were launched. */
	void (*started)(void *user);
	/* Answer to run(): text is "" if the program was started, else why
	 * not. Not called any more once ended() was. */
	void (*ran)(void *user, uint32_t serial, const char *text);
	/* Everything in it has ended and was reaped. text is "" if it ended as
	 * asked for or by itself, else a sentence of what went wrong. */
	void (*ended)(void *user, const char *text);
};

struct driver {
	const char *name;

	/* Starts the qube. Returns an object (owned by the caller), or NULL
	 * with err set and nothing left behind. May take some milliseconds,
	 * must never wait for the qube's programs. If the calling process
	 * dies in whatever way, the kernel has to end the whole qube. */
	void *(*start)(struct wl_event_loop *loop,
			const struct driver_request *request,
			const struct driver_events *events, void *user,
			struct err *err);

	/* Runs one more command line inside. serial comes back in ran(). -1
	 * with err set if it cannot even be asked for. */
	int (*run)(void *sandbox, uint32_t serial, const char *command,
			struct err *err);

	/* Ends the qube: politely (SIGTERM to its programs) or at once.
	 * ended() follows. May be called again, to go from polite to kill. */
	void (*stop)(void *sandbox, bool kill);

	/* Frees the object; a qube still alive is killed. No calls follow. */
	void (*destroy)(void *sandbox);
};

/* The default driver of the local zone (sandbox.c). */
extern const struct driver driver_sandbox;

#endif
