// SPDX-License-Identifier: MIT
/*
 * A router between agents and streams that are sockets of a test: all in
 * between is the real thing.
 */
#ifndef TESTS_LIB_CALLS_RIG_H
#define TESTS_LIB_CALLS_RIG_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

#include "protocols/qrexec/qrexec_stream.h"
#include "protocols/zone/zone_msg.h"
#include "qrexec/router/hop.h"

struct peer;
struct policy_store;
struct router;
struct wl_event_loop;

#define DEADLINE_MSEC 20000
#define HELLO "\0\3\0\0\4\0\0\0\4\0\0\0"
#define HELLO_SIZE 12
#define LOST "\x91\1\0\0\0\0\0\0\x92\1\0\0\0\0\0\0\x93\1\0\0\4\0\0\0\xff\0\0\0"
#define BROKEN \
	"\x91\1\0\0\0\0\0\0\x92\1\0\0\0\0\0\0\x93\1\0\0\4\0\0\0\x7d\0\0\0"
#define ANSWER_SIZE 28 // of both
#define ALLOW "* * @anyvm @anyvm allow\n"

struct fixture;

struct fake {
	struct hop base; // first
	struct fixture *f;
	struct peer *peer;
	int agent; // the agent's end of its control stream, or -1
	struct qrexec_stream stream;
	uint8_t bytes[65536]; // last read from agent
	bool starting;
	void (*start_failed)(void *user, const char *why);
	void *start_user;
};

struct hop_wait {
	struct wl_list link; // fixture.waits
	struct fake *fake;
	uint32_t port;
	struct wl_event_source *idle; // to say listening; may be NULL
	const struct hop_events *events;
	void *user;
};

struct fixture {
	struct wl_event_loop *loop;
	struct router *router;
	struct policy_store *store;
	char dir[64];
	struct fake *fakes[4]; // dom0 and qubes 1 to 3
	struct wl_list waits; // list of struct hop_wait, link
};

struct ends {
	int caller, service;
};

/* Turns the loop once. */
void rig_turn(struct fixture *f);

/* The next message that this qube's agent is told. */
struct qrexec_msg rig_hear_agent(struct fake *fake);

/* Its agent says this. */
void rig_say_agent(struct fake *fake, const struct qrexec_msg *msg);

/* Its agent connects and is greeted / goes away. */
void rig_attach(struct fake *fake);

void rig_detach(struct fake *fake);

/* The zone service tells of a qube by its number. */
void rig_take_state(struct fixture *f, uint32_t id, enum zone_state state);

/* A router with this policy, the trusted side, and three qubes: work, personal,
 * and vault, which does not run. */
struct fixture *rig_start(const char *policy);

/* As rig_start(), and answers of the person can be remembered: below dir, in
 * grants.d. */
struct fixture *rig_start_remembering(const char *policy);

/* Of such a router: these grants are in force from now on. */
void rig_set_grants(struct fixture *f, const char *text);

/* The policy turns into one with a mistake. */
void rig_break_policy(struct fixture *f);

/* Asking to listen for this qube takes time: there are listeners for it. */
void rig_keep_ready(struct fixture *f, uint32_t id);

/* Ends all; nothing may be left. */
void rig_stop(struct fixture *f);

/* A qube wants a call; its ident is SOCKET7. */
void rig_call(struct fixture *f, uint32_t from, const char *target,
		const char *service);

/* The next that the agent hears is that its call is refused. */
void rig_expect_refused(struct fixture *f, uint32_t from);

/* The target is told to run this; returns the port. */
uint32_t rig_expect_exec(struct fixture *f, uint32_t to, const char *command);

/* The caller is told to connect; returns the port. */
uint32_t rig_expect_connect(struct fixture *f, uint32_t from);

/* The stream that was asked for comes; returns its other end. */
int rig_connect_stream(struct fixture *f, uint32_t of, uint32_t port);

/* Reads exactly these bytes, turning the loop. */
void rig_hear(struct fixture *f, int fd, const void *wanted, size_t len);

/* Turns the loop until all calls are over; nothing may be counted then. */
void rig_wait_no_calls(struct fixture *f);

/* A call from work to personal that runs. */
struct ends rig_run_call(struct fixture *f);

#endif
