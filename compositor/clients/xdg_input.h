// SPDX-License-Identifier: MIT
/* Input of trusted clients, by way of wlroots' seat: the surface a point lies
 * on, keys, buttons. */
#ifndef COMPOSITOR_CLIENTS_XDG_INPUT_H
#define COMPOSITOR_CLIENTS_XDG_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct seat;
struct view_axis;
struct view_button;
struct view_key;
struct wlr_surface;

void xdg_input_focus_in(struct seat *seat, struct wlr_surface *surface,
		const uint32_t *pressed, size_t n);
void xdg_input_focus_out(struct seat *seat);
void xdg_input_key(struct seat *seat, const struct view_key *key);
void xdg_input_modifiers(struct seat *seat);

/* root: a toplevel's or a layer's surface; sx, sy: relative to the corner of
 * its window geometry. */
void xdg_input_enter(struct seat *seat, struct wlr_surface *root, double sx,
		double sy);
void xdg_input_motion(struct seat *seat, struct wlr_surface *root,
		uint32_t time_msec, double sx, double sy);
void xdg_input_leave(struct seat *seat);
void xdg_input_button(struct seat *seat, const struct view_button *button);
void xdg_input_axis(struct seat *seat, const struct view_axis *axis);
void xdg_input_frame(struct seat *seat);

#endif
