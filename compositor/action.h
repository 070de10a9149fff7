// SPDX-License-Identifier: MIT
/* What trusted chords and the frame's buttons do. */
#ifndef COMPOSITOR_ACTION_H
#define COMPOSITOR_ACTION_H

#include "compositor/keybind.h"

struct server;
struct view;

/* Does it to the window that holds the keyboard, or to the session. */
void action_run(struct server *server, enum keybind_action action);

/* Brings a window up, out of its minimized state if need be, and gives it the
 * keyboard. */
void action_show(struct view *view);

#endif
