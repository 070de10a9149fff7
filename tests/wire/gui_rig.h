// SPDX-License-Identifier: MIT
/*
 * Ends of the GUI protocol under test. What comes out of one is written down,
 * one short line for each event, so that tests compare text.
 */
#ifndef TESTS_WIRE_GUI_RIG_H
#define TESTS_WIRE_GUI_RIG_H

#include "common/buf.h"
#include "protocols/gui/agent.h"
#include "protocols/gui/codec.h"
#include "protocols/gui/daemon.h"

#define RIG_MAX_WORDS 13

/* What happened to window 5: it is at 10,20 and 100 x 80 large; a menu is
 * override-redirect and mapped. */
enum rig_before {
	RIG_NOTHING,
	RIG_CREATED,
	RIG_MAPPED,
	RIG_DUMPED, // and mapped
	RIG_DOCKED,
	RIG_MENU,
};

/* A daemon end. */
struct rig {
	struct gui_daemon *daemon;
	struct gui_daemon_config config;
	struct buf log; // events
	int64_t now_msec;
	struct err err; // of the last failed feed or tick
	bool refuse_dumps;
	const struct gui_rect *wish; // asked for in each configure event
};

/* Ready to be fed a version word; screen 1920 x 1080, work area 1000 x 1000,
 * UTF-8 titles, clipboard 64000. */
void rig_init(struct rig *rig);
void rig_finish(struct rig *rig);

/* A new connection with what config says now. */
void rig_restart(struct rig *rig);

/* Does the handshake for an agent of version 1.minor; empties log and queue. */
void rig_shake_hands(struct rig *rig, uint32_t minor);

/* Feeds bytes or one message; false if that failed. */
bool rig_feed(struct rig *rig, const void *data, size_t len);
bool rig_feed_msg(struct rig *rig, const struct gui_msg *msg);

/* As rig_feed_msg for a body of n (at most RIG_MAX_WORDS) words. */
bool rig_feed_words(struct rig *rig, uint32_t type, uint32_t window,
		const uint32_t *words, size_t n);

/* Makes window 5 as it should be; empties log and queue. */
void rig_prepare(struct rig *rig, enum rig_before before);

/* The next message is understood. */
void rig_check_in_step(struct rig *rig);

/* Events since the last call, each followed by a newline. */
const char *rig_take_log(struct rig *rig);

/* Messages queued for the agent since the last call, as text; the rest of the
 * line after the name is what matters of the body. */
const char *rig_take_sent(struct rig *rig);

/* An agent end. */
struct agent_rig {
	struct gui_agent *agent;
	struct buf log; // events
	struct err err;
};

void agent_rig_init(struct agent_rig *rig);
void agent_rig_finish(struct agent_rig *rig);
bool agent_rig_feed(struct agent_rig *rig, const void *data, size_t len);
const char *agent_rig_take_log(struct agent_rig *rig);

/* Bytes from hexadecimal digits; spaces are skipped. Returns the count. */
size_t rig_from_hex(const char *hex, uint8_t *out, size_t size);

#endif
