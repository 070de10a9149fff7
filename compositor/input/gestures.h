// SPDX-License-Identifier: MIT
/* Swipe, pinch and hold on a touchpad, for the trusted program that has the
 * pointer. Qubes know of no gestures. */
#ifndef COMPOSITOR_INPUT_GESTURES_H
#define COMPOSITOR_INPUT_GESTURES_H

struct gestures;
struct wl_display;
struct wlr_cursor;
struct wlr_seat;

/* Creates the global. The others are borrowed. */
struct gestures *gestures_create(struct wl_display *display,
		struct wlr_seat *wlr_seat, struct wlr_cursor *wlr_cursor);
void gestures_destroy(struct gestures *gestures);

#endif
