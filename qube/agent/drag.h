// SPDX-License-Identifier: MIT
/*
 * Dragging within the qube. The GUI side sends positions to the window that
 * was pressed; which window they are over is found here, from the places of
 * our windows alone. What is dragged has no image.
 */
#ifndef QUBE_AGENT_DRAG_H
#define QUBE_AGENT_DRAG_H

#include <stdbool.h>
#include <stdint.h>

struct server;
struct window;
struct wlr_seat_request_start_drag_event;

/* A client wants to drag: granted if its button press is the one in force. */
void drag_start(struct server *server,
		const struct wlr_seat_request_start_drag_event *event);

/* The pointer is at a place relative to win, in plane pixels. False if nothing
 * is being dragged. */
bool drag_move(struct server *server, struct window *win, int32_t wx, int32_t wy);

#endif
