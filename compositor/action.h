// SPDX-License-Identifier: MIT
/* What trusted chords, the frame's buttons and menus do. */
#ifndef COMPOSITOR_ACTION_H
#define COMPOSITOR_ACTION_H

#include "compositor/input/keybind.h"

struct server;
struct view;

/* Does it to the window that holds the keyboard, or to the session. */
void action_run(struct server *server, const struct keybind_command *command);

/* Does it to this window; what concerns no window is not done. */
void action_run_on_view(struct view *view, const struct keybind_command *command);

/* Brings a window up, with its workspace and out of its minimized state if
 * need be, and gives it the keyboard. */
void action_show(struct view *view);

#endif
