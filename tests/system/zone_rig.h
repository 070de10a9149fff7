// SPDX-License-Identifier: MIT
/*
 * A real leadlight-zone in directories of its own, a client of it as the
 * compositor is one, and hands that play the inside of a qube. The programs
 * come from the environment: TEST_ZONE, TEST_KEEPER, and for a real sandbox
 * TEST_INIT.
 */
#ifndef TESTS_SYSTEM_ZONE_RIG_H
#define TESTS_SYSTEM_ZONE_RIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "protocols/zone/arena_msg.h"
#include "zones/client/zone_client.h"

#define RIG_MAX 64
#define ZONE_RIG_WORK "[qube]\nlabel = blue\n"

struct rig_segment {
	uint32_t qube;
	uint32_t number;
	uint32_t pages;
	int fd; // owned
	bool gone;
};

struct zone_rig {
	char dir[32]; // config, run, state and log are below
	struct wl_event_loop *loop; // owned
	struct zone_client *client; // owned, NULL before zone_rig_connect()
	pid_t zone; // 0 while none runs
	int connects;
	int disconnects;
	struct zone_qube qubes[RIG_MAX];
	int nqubes;
	int qube_events;
	struct rig_segment segments[RIG_MAX];
	int nsegments; // ever offered
	bool keep_gone; // do not free what is gone
	int replies;
	enum zone_status status; // of the last reply or open
	char text[ZONE_TEXT_SIZE];
	int opens;
	int opened; // owned descriptor of the last, or -1
};

/* Makes directories, without starting anything. cmocka's setup/teardown: the
 * rig is *state. Teardown ends every qube and fails if a process is left. */
int zone_rig_setup(void **state);
int zone_rig_teardown(void **state);

/* Writes qubes.d/NAME.qube, or removes it if text is NULL. */
void zone_rig_write(struct zone_rig *rig, const char *name, const char *text);

/* Path below the rig's directory; valid until the next call. */
const char *zone_rig_path(const char *dir, const char *below);

/* Starts the service; kills it as nothing can be caught; ends it politely. */
void zone_rig_start(struct zone_rig *rig);
void zone_rig_kill(struct zone_rig *rig);

/* Writes a plain qube "work", starts the service, connects; the rig. */
struct zone_rig *zone_rig_start_with_work(void **state);

/* Connects the client and waits until it has the list. */
void zone_rig_connect(struct zone_rig *rig);

/* Runs the loop until *value == want. False after so many milliseconds. */
bool zone_rig_until(struct zone_rig *rig, const int *value, int want, int msec);
void zone_rig_pump(struct zone_rig *rig, int msec);

/* What the client knows of a qube (NULL if it has not heard of it). */
const struct zone_qube *zone_rig_qube(struct zone_rig *rig, const char *name);

/* Runs the loop until the qube is in this state. */
bool zone_rig_until_state(struct zone_rig *rig, const char *name,
		enum zone_state state, int msec);

/* Starts a qube and waits until it runs; returns its number. */
uint32_t zone_rig_start_qube(struct zone_rig *rig, const char *name);

/* For zone_client_start() and so on, with the rig as user. */
void zone_rig_replied(void *user, enum zone_status status, const char *text);
void zone_rig_opened(
		void *user, enum zone_status status, int fd, const char *text);

/* Process of the qube's keeper. */
pid_t zone_rig_keeper(struct zone_rig *rig, const char *name);

/* Runs the loop until the i-th segment is gone. */
bool zone_rig_until_gone(struct zone_rig *rig, int i);

/* Runs the loop until the other end has closed this socket. */
bool zone_rig_is_closed(struct zone_rig *rig, int fd);

/* As a program in the qube: connects to the arena. */
int zone_rig_arena(struct zone_rig *rig, const char *name);

/* As a program in the qube: waits for a grant. fd gets its descriptor or -1.
 * False if none came in time. */
bool zone_rig_grant(struct zone_rig *rig, int conn, struct arena_grant *grant,
		int *fd, int msec);

/* As a program in the qube: asks for more. */
void zone_rig_ask(int conn, uint32_t pages);

/* As a program in the qube: listens on a port as vchan-socket does. */
int zone_rig_listen(struct zone_rig *rig, const char *name, uint32_t port);

/* Path of the file the qube's channel of that port has; valid until the next
 * call. */
const char *zone_rig_vchan(struct zone_rig *rig, const char *name, uint32_t port);

/* The same for a channel of which domain 0 is the server. */
const char *zone_rig_vchan_out(
		struct zone_rig *rig, const char *name, uint32_t port);

/* How many lines of the service's log have this text. */
int zone_rig_log_count(struct zone_rig *rig, const char *text);

/* Processor time a process has used, in milliseconds. */
double zone_rig_cpu_msec(pid_t pid);

#endif
