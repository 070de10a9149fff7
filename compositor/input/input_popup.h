// SPDX-License-Identifier: MIT
/* The little window in which an input method shows what it offers, beside the
 * text it is for. Above all windows, below what is ours. */
#ifndef COMPOSITOR_INPUT_INPUT_POPUP_H
#define COMPOSITOR_INPUT_INPUT_POPUP_H

#include <wayland-util.h>

struct server;
struct wlr_box;
struct wlr_input_popup_surface_v2;

/* It frees itself with its surface, and leaves the list (borrowed). */
void input_popup_create(struct server *server, struct wl_list *popups,
		struct wlr_input_popup_surface_v2 *surface);

/* Shows all of a list beside a box (layout coordinates), or hides them
 * (NULL). */
void input_popup_place_all(struct wl_list *popups, const struct wlr_box *cursor);

#endif
