// SPDX-License-Identifier: MIT
/*
 * The person's side of a qube's window: the view's verbs turned into messages,
 * and the window states, which the agent asks for and is told of. A qube may
 * not cover the screen by itself: unless it is allowed to, its fullscreen is
 * maximized, with its frame.
 */
#ifndef COMPOSITOR_QUBE_QUBE_VIEW_H
#define COMPOSITOR_QUBE_QUBE_VIEW_H

#include <stdint.h>

#include "compositor/windows/view.h"

struct qube_window;

extern const struct view_impl qube_view_impl;

/* The agent asks for states (bitmask of enum gui_flag); a window that is not
 * shown yet is asked again then. */
void qube_view_request_flags(
		struct qube_window *window, uint32_t set, uint32_t unset);

#endif
