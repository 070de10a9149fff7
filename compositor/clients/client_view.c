// SPDX-License-Identifier: MIT
#include "compositor/clients/client_view.h"

#include "compositor/clients/xdg_input.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

void
client_view_focus_in(struct view *view, const uint32_t *pressed, size_t n)
{
	xdg_input_focus_in(view->server->seat, view->surface, pressed, n);
}

void
client_view_focus_out(struct view *view)
{
	xdg_input_focus_out(view->server->seat);
}

void
client_view_key(struct view *view, const struct view_key *event)
{
	xdg_input_key(view->server->seat, event);
}

void
client_view_modifiers(struct view *view)
{
	xdg_input_modifiers(view->server->seat);
}

void
client_view_pointer_motion(
		struct view *view, uint32_t time_msec, double sx, double sy)
{
	xdg_input_motion(view->server->seat, view->surface, time_msec, sx, sy);
}

void
client_view_pointer_enter(struct view *view, double sx, double sy)
{
	xdg_input_enter(view->server->seat, view->surface, sx, sy);
}

void
client_view_pointer_leave(struct view *view)
{
	xdg_input_leave(view->server->seat);
}

void
client_view_pointer_button(struct view *view, const struct view_button *button)
{
	xdg_input_button(view->server->seat, button);
}

void
client_view_pointer_axis(struct view *view, const struct view_axis *axis)
{
	xdg_input_axis(view->server->seat, axis);
}

void
client_view_pointer_frame(struct view *view)
{
	xdg_input_frame(view->server->seat);
}
