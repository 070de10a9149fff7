// SPDX-License-Identifier: MIT
/*
 * The channel to the GUI side: listens, speaks the agent's end of the GUI
 * protocol, survives the other side's coming and going. Applications notice
 * nothing of that.
 */
#ifndef QUBE_AGENT_GUI_LINK_H
#define QUBE_AGENT_GUI_LINK_H

#include <stddef.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/gui/agent.h"

struct gui_link;
struct server;

/* Listens as vchan server towards domain 0. NULL with err set on failure. */
struct gui_link *gui_link_create(struct server *server, struct err *err);
void gui_link_destroy(struct gui_link *link);

/* Ends the connection and listens no more. Needs all other parts; the link
 * itself stays for what they still ask of it. NULL is allowed. */
void gui_link_close(struct gui_link *link);

/* The protocol's state machine, to make requests of (then gui_link_flush), or
 * NULL while no GUI side is connected. NULL link is allowed. */
struct gui_agent *gui_link_get_agent(struct gui_link *link);

/* Size of the plane as the GUI side gave it; false if it never did. */
bool gui_link_get_plane(
		const struct gui_link *link, uint32_t *width, uint32_t *height);

/* As gui_agent_dump, and counted. */
void gui_link_dump(struct gui_link *link, uint32_t window, uint32_t width,
		uint32_t height, const uint32_t *refs, size_t n_refs);

/* How many dumps were sent, on all connections; valid as long as the link. */
const uint64_t *gui_link_get_dumps(const struct gui_link *link);

/* Sends what was requested, at the end of this turn of the loop. */
void gui_link_flush(struct gui_link *link);

#endif
