// SPDX-License-Identifier: MIT
/*
 * Windows of qubes that lie wholly behind others are taken out of the scene,
 * so that a frame costs what is visible and not what is open: the scene is
 * walked node by node for each frame and each change.
 *
 * Only what is certainly opaque covers: the content of a qube's window. What
 * is in the way of nothing any more comes back at once.
 */
#ifndef COMPOSITOR_WINDOWS_COVER_H
#define COMPOSITOR_WINDOWS_COVER_H

struct cover;
struct server;
struct view;

struct cover *cover_create(struct server *server);
void cover_destroy(struct cover *cover); // NULL is allowed

/* The stack, a place, a size or a state of a window changed: brings back what
 * may now be seen. */
void cover_reveal(struct cover *cover);

/* A window is no longer shown; call cover_reveal then. */
void cover_forget(struct cover *cover, struct view *view);

/* Before a frame is drawn: takes out some of what has been covered since. */
void cover_hide(struct cover *cover);

#endif
