// SPDX-License-Identifier: MIT
/* What the files of the agent end share; agent.h is for everybody else. */
#ifndef PROTOCOLS_GUI_AGENT_PRIV_H
#define PROTOCOLS_GUI_AGENT_PRIV_H

#include "common/list.h"
#include "protocols/gui/agent.h"
#include "protocols/gui/codec.h"
#include "protocols/gui/stream.h"
#include "protocols/gui/table.h"

#define AGENT_MAX_DUMPS (1 << 20) // not acknowledged

enum agent_state {
	AGENT_REPLY, // waiting for the daemon's version word
	AGENT_XCONF,
	AGENT_HEADER,
	AGENT_BODY, // of agent.header
};

struct agent_window {
	struct gui_node node; // agent.table
	struct list link; // agent.windows
	bool dying; // until the daemon echoes DESTROY
};

struct gui_agent {
	const struct gui_agent_impl *impl; // borrowed
	void *user; // borrowed
	enum agent_state state;
	uint32_t version; // 0 before the handshake
	struct gui_stream in;
	struct gui_header header;
	size_t body_len;
	struct buf out;
	bool overflowed;
	struct gui_table table;
	struct list windows; // list of struct agent_window, link
	struct buf dumps; // window ids not acknowledged, 4 bytes each
};

/* The window with this id, dying ones included, or NULL. */
struct agent_window *agent_try_window(const struct gui_agent *agent, uint32_t id);

void agent_window_destroy(struct gui_agent *agent, struct agent_window *win);

#endif
