// SPDX-License-Identifier: MIT
/*
 * Which window has the keyboard, as the GUI side decides. When it takes the
 * focus away, open menus close: nobody here can see a click elsewhere.
 */
#ifndef QUBE_AGENT_FOCUS_H
#define QUBE_AGENT_FOCUS_H

#include <stdbool.h>

struct focus;
struct server;
struct window;

/* Never NULL. */
struct focus *focus_create(struct server *server);
void focus_destroy(struct focus *focus);

/* FOCUS in or out for a window. */
void focus_handle(struct focus *focus, struct window *win, bool in);

/* Nothing has the focus; held keys are released. */
void focus_clear(struct focus *focus);

/* The window is about to go. */
void focus_forget(struct focus *focus, struct window *win);

/* The focused window, or NULL. */
struct window *focus_get(const struct focus *focus);

#endif
