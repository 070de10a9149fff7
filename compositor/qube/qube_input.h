// SPDX-License-Identifier: MIT
/*
 * Keys and pointer of a qube window, as messages of the GUI protocol: X
 * keycodes and buttons, wheel clicks, motion at most once per output frame.
 */
#ifndef COMPOSITOR_QUBE_QUBE_INPUT_H
#define COMPOSITOR_QUBE_QUBE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct qube_window;
struct view_axis;
struct view_button;
struct view_key;
struct wl_event_source;

/* What is on its way to one window. */
struct qube_input {
	int32_t x, y; // last pointer position, plane pixels in the window
	bool inside; // the pointer is on it
	bool moved; // x, y is not sent yet
	int64_t moved_msec; // when a motion was sent last
	int32_t wheel[2]; // vertical, horizontal: 120ths not yet sent
	struct wl_event_source *timer; // owned; sends what waits
};

void qube_input_init(struct qube_window *window);
void qube_input_finish(struct qube_window *window);

void qube_input_focus(struct qube_window *window, bool in);
void qube_input_key(struct qube_window *window, const struct view_key *key);
void qube_input_enter(struct qube_window *window, double sx, double sy);
void qube_input_leave(struct qube_window *window);
void qube_input_motion(struct qube_window *window, double sx, double sy);
void qube_input_button(
		struct qube_window *window, const struct view_button *button);
void qube_input_axis(struct qube_window *window, const struct view_axis *axis);

/* Pure parts. X button of an evdev code, 0 if it has none. */
uint32_t qube_input_x11_button(uint32_t evdev);

/* Adds an axis event to 120ths not yet used; returns the whole clicks in them
 * (negative: up or left) and keeps the rest. */
int qube_input_take_clicks(int32_t *rest, const struct view_axis *axis);

#endif
