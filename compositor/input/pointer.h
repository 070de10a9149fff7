// SPDX-License-Identifier: MIT
/*
 * All pointers as one: what lies under it, who gets its events, the frame's
 * parts, moving and resizing.
 */
#ifndef COMPOSITOR_INPUT_POINTER_H
#define COMPOSITOR_INPUT_POINTER_H

#include <stdbool.h>
#include <stdint.h>

struct cursor;
struct keyboard;
struct pointer;
struct seat;
struct server;
struct view;
struct wlr_cursor;
struct wlr_input_device;
struct wlr_output;

/* keyboard is borrowed: its modifiers count. */
struct pointer *pointer_create(struct server *server, struct seat *seat,
		struct keyboard *keyboard);
void pointer_destroy(struct pointer *pointer);

/* The device is released by its own destroy event. is_virtual: a program moves
 * it. output may be NULL: its
 * positions then mean the whole layout. */
void pointer_add_device(struct pointer *pointer, struct wlr_input_device *device,
		bool is_virtual, struct wlr_output *output);
bool pointer_has_devices(const struct pointer *pointer);

void pointer_configure(struct pointer *pointer);

/* Ends a move or resize, releases what is held and leaves every view. */
void pointer_release_all(struct pointer *pointer);

/* As seat_refresh_pointer, seat_forget_view, seat_set_cursor ... */
void pointer_refresh(struct pointer *pointer);
void pointer_forget_view(struct pointer *pointer, struct view *view);
void pointer_set_cursor(
		struct pointer *pointer, struct view *view, const char *name);
void pointer_get_position(const struct pointer *pointer, double *lx, double *ly);
void pointer_begin_move(struct pointer *pointer, struct view *view);
void pointer_begin_resize(
		struct pointer *pointer, struct view *view, uint32_t edges);

/* Windows lose the pointer, and what is held on them. */
void pointer_leave_all(struct pointer *pointer);

/* The same, if this view has the pointer or is being moved: it is hidden. */
void pointer_leave_view(struct pointer *pointer, const struct view *view);

/* Held buttons 1 to 5 in bits 8 to 12, as in an X11 state. */
uint32_t pointer_get_x11_state(const struct pointer *pointer);

/* The picture, for requests of trusted clients; NULL unless the pointer is on
 * a trusted client's content, or with a taker of input. */
struct cursor *pointer_try_client_cursor(struct pointer *pointer);

/* Whatever keeps the pointer in place or inside its window has to let go. */
void pointer_release(struct pointer *pointer);

/* For touch screens and tablets: as if a mouse went there, or had a button
 * pressed or released; and what a press on a view does before anything else:
 * it gets the keyboard and comes up. */
void pointer_emulate_motion(struct pointer *pointer, double lx, double ly,
		uint32_t time_msec);
void pointer_emulate_button(struct pointer *pointer, uint32_t evdev,
		bool pressed, uint32_t time_msec);
void pointer_focus_for_press(struct pointer *pointer, struct view *view);

/* Where devices are attached; borrowed. */
struct wlr_cursor *pointer_get_wlr_cursor(struct pointer *pointer);

#endif
