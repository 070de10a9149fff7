// SPDX-License-Identifier: MIT
#include "compositor/input/tablet.h"

#include <linux/input-event-codes.h>
#include <math.h>
#include <stdlib.h>
#include <wlr/types/wlr_cursor.h>
#include <wlr/types/wlr_tablet_tool.h>

#include "common/mem.h"
#include "compositor/input/pointer.h"

struct tablet {
	struct pointer *pointer; // borrowed
	struct wlr_cursor *wlr_cursor; // borrowed

	struct wl_listener axis;
	struct wl_listener tip;
	struct wl_listener button;
};

/* Only what the event says has changed is meant; a mouse-like tool moves by so
 * much instead. */
static void
handle_axis(struct wl_listener *listener, void *data)
{
	struct tablet *tablet = wl_container_of(listener, tablet, axis);
	const struct wlr_tablet_tool_axis_event *event = data;
	double lx = tablet->wlr_cursor->x;
	double ly = tablet->wlr_cursor->y;
	bool has_x = event->updated_axes & WLR_TABLET_TOOL_AXIS_X;
	bool has_y = event->updated_axes & WLR_TABLET_TOOL_AXIS_Y;

	if (!has_x && !has_y) {
		return;
	}
	if (event->tool->type == WLR_TABLET_TOOL_TYPE_MOUSE ||
			event->tool->type == WLR_TABLET_TOOL_TYPE_LENS) {
		lx += event->dx;
		ly += event->dy;
	} else {
		wlr_cursor_absolute_to_layout_coords(tablet->wlr_cursor,
				&event->tablet->base, has_x ? event->x : NAN,
				has_y ? event->y : NAN, &lx, &ly);
	}
	pointer_emulate_motion(tablet->pointer, lx, ly, event->time_msec);
}

static void
handle_tip(struct wl_listener *listener, void *data)
{
	struct tablet *tablet = wl_container_of(listener, tablet, tip);
	const struct wlr_tablet_tool_tip_event *event = data;

	pointer_emulate_button(tablet->pointer, BTN_LEFT,
			event->state == WLR_TABLET_TOOL_TIP_DOWN,
			event->time_msec);
}

static void
handle_button(struct wl_listener *listener, void *data)
{
	struct tablet *tablet = wl_container_of(listener, tablet, button);
	const struct wlr_tablet_tool_button_event *event = data;
	uint32_t evdev = event->button;

	if (evdev == BTN_STYLUS) {
		evdev = BTN_RIGHT;
	} else if (evdev == BTN_STYLUS2) {
		evdev = BTN_MIDDLE;
	}
	pointer_emulate_button(tablet->pointer, evdev,
			event->state == WLR_BUTTON_PRESSED, event->time_msec);
}

struct tablet *
tablet_create(struct pointer *pointer)
{
	struct wlr_cursor *wlr_cursor = pointer_get_wlr_cursor(pointer);
	struct tablet *tablet = xcalloc(1, sizeof(*tablet));

	tablet->pointer = pointer;
	tablet->wlr_cursor = wlr_cursor;
	tablet->axis.notify = handle_axis;
	wl_signal_add(&wlr_cursor->events.tablet_tool_axis, &tablet->axis);
	tablet->tip.notify = handle_tip;
	wl_signal_add(&wlr_cursor->events.tablet_tool_tip, &tablet->tip);
	tablet->button.notify = handle_button;
	wl_signal_add(&wlr_cursor->events.tablet_tool_button, &tablet->button);
	return tablet;
}

void
tablet_destroy(struct tablet *tablet)
{
	wl_list_remove(&tablet->axis.link);
	wl_list_remove(&tablet->tip.link);
	wl_list_remove(&tablet->button.link);
	free(tablet);
}
