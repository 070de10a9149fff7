// SPDX-License-Identifier: MIT
/*
 * The agent of one qube: serves calls to it, and asks for calls from it. The
 * one struct that everything else has a pointer to.
 */
#ifndef QUBE_QREXEC_AGENT_H
#define QUBE_QREXEC_AGENT_H

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <wayland-util.h>

#include "common/err.h"

struct clients;
struct control;
struct dir_watch;
struct signals;
struct vchan_opener;
struct waiting;
struct wl_event_loop;

#define AGENT_CALLS_MAX 8192 // served at a time

struct agent_options {
	const char *socket_path; // where clients ask
	const char *fork_server; // path with %s for the user, NULL: none
	const char *service_path; // folders, separated by colons
	const char *config_path; // likewise
	int control_fd; // a connected control channel; -1: listen as a vchan
	bool local; // the trusted side: no stderr to callers
	bool switch_users; // we are root: log users in
	const char *shell; // for commands that are no services
};

struct agent {
	const struct agent_options *options; // borrowed
	struct wl_event_loop *loop; // owned
	struct dir_watch *watch; // owned, may be NULL
	struct vchan_opener *opener; // owned
	struct signals *signals; // owned
	/* NULL within a fork server, which has neither router nor clients */
	struct clients *clients; // owned
	struct waiting *waiting; // owned
	struct control *control; // owned
	struct wl_list calls; // of struct call
	struct wl_list forks; // of struct fork_client
	struct wl_list service_logs; // of struct service_log
	struct wl_list adopted; // of struct adopted
	unsigned int call_count;
	struct rlimit files; // as we found them, and services shall
	char user[64]; // our own name
	bool stopped;
};

/* Makes all that calls need. -1 with err set on failure; needs agent_finish()
 * then, too. options is borrowed. */
int agent_init(struct agent *agent, const struct agent_options *options,
		struct err *err);

/* Begins to listen to a router, and then to clients. -1 with err set on
 * failure. */
int agent_begin(struct agent *agent, struct err *err);

/* Turns the loop until agent_stop(). */
void agent_run(struct agent *agent);
void agent_stop(struct agent *agent);

/* Ends all calls; their programs see the end of their streams. */
void agent_finish(struct agent *agent);

/* Whether we can run something as this user. */
bool agent_may_run_as(const struct agent *agent, const char *user);

/* Reaps a program that nobody waits for. */
void agent_adopt(struct agent *agent, pid_t pid);

/* Gives a new program the limits we were started with. */
void agent_restore_limits(const struct agent *agent, pid_t pid);

#endif
