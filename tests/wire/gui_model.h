// SPDX-License-Identifier: MIT
/*
 * What must come out of two ends of the GUI protocol, worked out the slow and
 * plain way: a list of messages under way in each direction, an array of
 * windows, and the rules as daemon.h and agent.h state them.
 */
#ifndef TESTS_WIRE_GUI_MODEL_H
#define TESTS_WIRE_GUI_MODEL_H

#include "common/buf.h"
#include "protocols/gui/daemon.h"
#include "protocols/gui/wire.h"

#define MODEL_IDS 24 // windows are numbered below this
#define MODEL_QUEUE 4096 // messages under way in one direction
#define MODEL_VALUES 9

enum model_event {
	MODEL_READY,
	MODEL_CREATE,
	MODEL_DESTROY,
	MODEL_MAP,
	MODEL_UNMAP,
	MODEL_CONFIGURE,
	MODEL_DUMP,
	MODEL_DAMAGE,
	MODEL_TITLE,
	MODEL_CLASS,
	MODEL_HINTS,
	MODEL_FLAGS,
	MODEL_CURSOR,
	MODEL_DOCK,
	MODEL_CLIPBOARD,
	MODEL_KEY,
	MODEL_BUTTON,
	MODEL_MOTION,
	MODEL_CROSSING,
	MODEL_FOCUS,
	MODEL_KEYMAP,
	MODEL_CLIPBOARD_REQUEST,
	MODEL_CLOSE,
	MODEL_ACK,
};

/* One event of either end, expected or seen; no padding. */
struct model_record {
	uint64_t event;
	uint64_t window;
	int64_t values[MODEL_VALUES];
	uint64_t hash; // of text or bytes
};

/* A message under way. */
struct model_item {
	struct gui_msg msg; // without what it borrows
	uint64_t hash; // of the bytes it borrows
	size_t size; // header and body
};

struct model_queue {
	struct model_item items[MODEL_QUEUE];
	size_t first, n;
	size_t done; // bytes of the first item that were delivered
};

struct model_window {
	bool exists;
	uint64_t birth;
	struct gui_rect at;
	bool mapped, override_redirect, docked, minimized;
	uint32_t parent; // 0: none
	uint32_t flags;
	uint64_t title, wmclass; // hashes
	struct gui_hints hints;
	uint32_t image_width, image_height;
	bool out; // a configure is
	struct gui_rect sent, waiting;
	bool has_waiting;
	int64_t due_msec;
	uint64_t flight; // of all configures that are awaited
	int insisted;
};

struct model {
	uint32_t version;
	struct gui_daemon_config config;
	int64_t now_msec;
	struct model_window windows[MODEL_IDS];
	uint64_t births, flights;
	bool asked; // for the clipboard
	bool asked_at_begin; // of the clipboard body now coming
	uint64_t question, question_at_begin;
	bool failed; // the daemon must have refused the agent
	// the agent's side
	bool alive[MODEL_IDS], dying[MODEL_IDS];
	uint32_t dumps[MODEL_QUEUE];
	size_t first_dump, n_dumps;
	struct model_queue up, down;
	struct buf at_daemon, at_agent; // expected struct model_record
	size_t delivered; // messages
};

void model_init(struct model *model, uint32_t version,
		const struct gui_daemon_config *config);
void model_finish(struct model *model);

/* Any hash of bytes. */
uint64_t model_hash(const void *data, size_t len);

void model_note(struct buf *records, const struct model_record *record);

/* The agent said msg, whose borrowed bytes have this hash. */
void model_agent_said(
		struct model *model, const struct gui_msg *msg, uint64_t hash);

/* Bytes went into the agent's queue past its rules. */
void model_agent_slipped(
		struct model *model, const struct gui_msg *msg, uint64_t hash);

/* So many bytes arrived at the daemon, at the agent. */
void model_at_daemon(struct model *model, size_t bytes);
void model_at_agent(struct model *model, size_t bytes);

/* The daemon's user asked for something. */
void model_daemon_said(
		struct model *model, const struct gui_msg *msg, uint64_t hash);
void model_configure(
		struct model *model, uint32_t id, const struct gui_rect *wish);
void model_flags(struct model *model, uint32_t id, uint32_t set, uint32_t unset);
void model_map(struct model *model, uint32_t id);
void model_tick(struct model *model);

/* Between the files of the model: a daemon's event with two values or with a
 * rectangle and one, a value kept between two, a geometry as it is allowed,
 * the 90 % rule, a CONFIGURE of the agent. */
void model_note_two(struct model *model, enum model_event event, uint32_t id,
		int64_t a, int64_t b);
void model_note_rect(struct model *model, enum model_event event, uint32_t id,
		const struct gui_rect *rect, int64_t more);
int64_t model_between(int64_t least, int64_t value, int64_t most);
struct gui_rect model_limit(const struct gui_rect *raw);
bool model_is_small(const struct model *model, const struct gui_rect *at);
void model_configured(
		struct model *model, uint32_t id, const struct gui_rect *raw);

/* All windows go, the oldest first. */
void model_end(struct model *model);

#endif
