// SPDX-License-Identifier: MIT
/*
 * Windows keep their place on their screen when that goes elsewhere in the
 * layout. Those of a screen that went away lie on another one meanwhile; when
 * it comes back, those that nobody moved go back to it.
 */
#ifndef COMPOSITOR_WINDOWS_VIEW_HOME_H
#define COMPOSITOR_WINDOWS_VIEW_HOME_H

struct output;
struct server;
struct view;
struct view_home;

/* An output is about to be forgotten, or any may move or go: their windows
 * remember them. */
void view_home_note(const struct output *output);
void view_home_note_all(struct server *server);

/* The boxes of outputs have changed, windows have not moved yet: those whose
 * output is there again go to it. */
void view_home_return(struct server *server);

/* Windows have moved to where they can be seen. */
void view_home_settle(struct server *server);

/* A window is going away. */
void view_home_forget(struct view *view);

#endif
