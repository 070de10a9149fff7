// SPDX-License-Identifier: MIT
/*
 * Keyboards, pointers and who they go to. Our own focus stands above
 * wlroots' seat, which knows only wl_surfaces: one view holds the keyboard,
 * one lies under the pointer. Chords of trusted actions are taken before any
 * delivery.
 */
#ifndef COMPOSITOR_INPUT_SEAT_H
#define COMPOSITOR_INPUT_SEAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-server-core.h>

struct seat_taker;
struct server;
struct view;
struct wl_client;
struct wlr_cursor;
struct wlr_input_device;
struct wlr_output;

struct seat;

struct wlr_seat;

struct seat *seat_create(struct server *server);
void seat_destroy(struct seat *seat);

/* A device came; it is released by its own destroy event. */
void seat_add_device(struct seat *seat, struct wlr_input_device *device);

/* The same of one that a program moves; output (may be NULL): the screen its
 * positions are on. */
void seat_add_virtual_device(struct seat *seat, struct wlr_input_device *device,
		struct wlr_output *output);

/* Gives the keyboard to a view (NULL: nobody). Held keys are released to the
 * old one first; their later release is swallowed. While furniture holds it
 * for itself alone, a window gets it afterwards. */
void seat_focus(struct seat *seat, struct view *view);
struct view *seat_get_focus(const struct seat *seat);

/* The window that holds the keyboard, or will once furniture or the taker of
 * all input gives it back. */
struct view *seat_get_window(const struct seat *seat);

/* A new window may have the keyboard: now, or once furniture gives it back. */
void seat_offer(struct seat *seat, struct view *view);

/* Furniture gives the keyboard back to the window that had it before. */
void seat_give_back(struct seat *seat);

/* Takes all input away from windows, until it is called with NULL: held keys
 * and buttons are released, drags, grabs and open menus end. taker is borrowed.
 * The keyboard goes back to the window that had it, if it is still there; what
 * seat_focus is called with meanwhile gets it instead. */
void seat_set_taker(struct seat *seat, struct seat_taker *taker);
struct seat_taker *seat_get_taker(const struct seat *seat);

/* Looks again at what lies under the pointer: after any change of the scene
 * that the pointer did not make. */
void seat_refresh_pointer(struct seat *seat);

/* Where the pointer is, layout coordinates. */
void seat_get_pointer(const struct seat *seat, double *lx, double *ly);

/* A view is going away: forgets it everywhere, ends a grab on it. */
void seat_forget_view(struct seat *seat, struct view *view);

/* How long ago the last key went down that was no chord or modifier. */
int64_t seat_get_typed_msec(const struct seat *seat);

/* X11 modifier mask (enum gui_state of protocols/gui/wire.h) as it is now,
 * with held buttons and layout group; for qube windows. */
uint32_t seat_get_x11_state(const struct seat *seat);

/* Bit k set: X keycode k (evdev + 8) is down and was not taken by a chord. */
void seat_get_keymap_bits(const struct seat *seat, uint8_t bits[32]);

/* Cursor picture for what is under the pointer, by XCursor name; NULL hides
 * it. Honoured only while view holds the pointer. */
void seat_set_cursor(struct seat *seat, struct view *view, const char *name);

/* Starts moving a view with the pointer, or resizing it by these edges (enum
 * wlr_edges), as long as a button that was pressed on it is held. */
void seat_begin_move(struct seat *seat, struct view *view);
void seat_begin_resize(struct seat *seat, struct view *view, uint32_t edges);

/* Whatever keeps the pointer in place or inside its window has to let go. */
void seat_release_pointer(struct seat *seat);

/* A view is out of sight from now on: what is held on it is released. */
void seat_leave_view(struct seat *seat, const struct view *view);

/* Ends drags, and menus that trusted programs hold open. */
void seat_end_grabs(struct seat *seat);

/* For modal.c: held keys are released, windows see nothing of keys and pointer, and again. */
void seat_begin_modal(struct seat *seat);
void seat_end_modal(struct seat *seat);

/* Takes keyboard, repeat and cursor settings of the configuration. */
void seat_configure(struct seat *seat);

struct wlr_cursor *seat_get_wlr_cursor(const struct seat *seat);

/* The pointer's picture went with the renderer: draws it anew. A program's own
 * comes back when the program sets it again. */
void seat_redraw_cursor(struct seat *seat);

/* What Wayland clients see of it. */
struct wlr_seat *seat_get_wlr_seat(const struct seat *seat);

/* How often a key or button went down so far, and who got the last one: a
 * trusted program's client, or NULL. */
unsigned int seat_get_presses(const struct seat *seat);
const struct wl_client *seat_get_pressed_client(const struct seat *seat);

/* For the parts of the seat: one more press goes to a view (NULL: to nobody,
 * or to us). */
void seat_note_press(struct seat *seat, const struct view *view);

/* For the parts of the seat: the pointer is somewhere else. */
void seat_note_motion(struct seat *seat);

#endif
