// SPDX-License-Identifier: MIT
/* The trusted strip: 28 logical px at the top of each output, drawn by us,
 * names the qube that holds the keyboard, with its label. */
#ifndef COMPOSITOR_UI_STRIP_H
#define COMPOSITOR_UI_STRIP_H

#include <stdbool.h>

struct server;
struct strip;

/* Follows server->events by itself. */
struct strip *strip_create(struct server *server);
void strip_destroy(struct strip *strip);

/* Shows a sentence of ours on the right for some seconds; NULL ends it. What is
 * wrong with the settings (server.mistake) shows whenever there is no other. */
void strip_set_notice(struct strip *strip, const char *text);

/* A sentence that stays until it is replaced (NULL: by none); a notice comes
 * before it. */
void strip_set_lasting(struct strip *strip, const char *text);

/* The sentence shown now, or NULL. */
const char *strip_get_notice(const struct strip *strip);

/* A press with the pointer here, or a turn of the wheel: true if it was on
 * something of a strip. */
bool strip_press(struct strip *strip, double lx, double ly);
bool strip_wheel(struct strip *strip, double lx, double ly, int steps);

/* Says in its place, until NULL, that a mode of ours has the keys. The text is
 * borrowed and constant. */
void strip_set_mode(struct strip *strip, const char *text);

/* Until NULL, something of ours by this name has the keyboard, and is named
 * instead of the window that had it before. The name is borrowed and constant. */
void strip_set_holder(struct strip *strip, const char *name);

#endif
