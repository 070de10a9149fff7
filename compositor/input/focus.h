// SPDX-License-Identifier: MIT
/* The rules of who gets the keyboard. Pure; seat.c carries them out. */
#ifndef COMPOSITOR_INPUT_FOCUS_H
#define COMPOSITOR_INPUT_FOCUS_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-util.h>

struct view;

#define FOCUS_PRESS_DELAY_MSEC 300
#define FOCUS_TYPING_MSEC 1000

/* Does a window that was just mapped get the keyboard? If the person asked for
 * it, yes. Where its origin has it
 * already, yes. Where nobody has it, only if nobody is typing: the last key
 * that was meant for a window came typed_msec ago. */
bool focus_wants_new(const struct view *view, const struct view *focused,
		int64_t typed_msec);

/* The window that gets it when this one, which had it, goes or hides. */
struct view *focus_get_next(struct wl_list *views, struct view *leaving);

/* May a button be pressed on it, or has it only just come? */
bool focus_allows_press(const struct view *view, int64_t now_msec);

#endif
