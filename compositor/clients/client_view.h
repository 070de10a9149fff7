// SPDX-License-Identifier: MIT
/* How windows and layers of trusted clients take input: the part of struct
 * view_impl that is alike for both. view.surface gets it. */
#ifndef COMPOSITOR_CLIENTS_CLIENT_VIEW_H
#define COMPOSITOR_CLIENTS_CLIENT_VIEW_H

#include <stddef.h>
#include <stdint.h>

struct view;
struct view_axis;
struct view_button;
struct view_key;

void client_view_focus_in(struct view *view, const uint32_t *pressed, size_t n);
void client_view_focus_out(struct view *view);
void client_view_key(struct view *view, const struct view_key *event);
void client_view_modifiers(struct view *view);
void client_view_pointer_motion(
		struct view *view, uint32_t time_msec, double sx, double sy);
void client_view_pointer_enter(struct view *view, double sx, double sy);
void client_view_pointer_leave(struct view *view);
void client_view_pointer_button(
		struct view *view, const struct view_button *button);
void client_view_pointer_axis(struct view *view, const struct view_axis *axis);
void client_view_pointer_frame(struct view *view);

#endif
