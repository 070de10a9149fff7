// SPDX-License-Identifier: MIT
/* What pointer.c (where it is, what lies under it) and pointer_button.c (what
 * a press does) share. Nobody else includes this. */
#ifndef COMPOSITOR_INPUT_POINTER_IMPL_H
#define COMPOSITOR_INPUT_POINTER_IMPL_H

#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/input/grab.h"
#include "compositor/input/pointer.h"
#include "compositor/windows/frame.h"

struct gestures;
struct pointer_lock;
struct view_button;
struct wlr_cursor;
struct wlr_input_device;

#define POINTER_MAX_BUTTONS 16

/* Who got a button's press gets its release. */
enum button_owner {
	BUTTON_OWNER_VIEW, // pointer.over
	BUTTON_OWNER_FRAME, // pointer.frame_view
	BUTTON_OWNER_GRAB, // moving or resizing
	BUTTON_OWNER_GONE, // a view or frame that went away meanwhile
	BUTTON_OWNER_NOBODY,
};

struct pointer {
	struct server *server; // borrowed
	struct seat *seat; // borrowed
	struct keyboard *keyboard; // borrowed
	struct wlr_cursor *wlr_cursor; // owned
	struct cursor *cursor; // owned
	struct wl_list devices; // list of struct device, .link

	struct view *over; // whose content has it; may be NULL
	struct view *under; // what lies below it, frame or content
	struct wlr_box under_box; // where that was when last looked
	struct view *frame_view; // whose frame has it; may be NULL
	enum frame_part part; // of frame_view
	struct {
		uint32_t evdev;
		enum button_owner owner;
	} buttons[POINTER_MAX_BUTTONS];
	size_t n_buttons;
	int64_t held_msec; // since when a button has been held
	struct pointer_lock *lock; // owned
	struct gestures *gestures; // owned
	struct grab grab;
	struct view *click_view; // last press on a title; may be NULL
	uint32_t click_msec;

	struct wl_listener motion;
	struct wl_listener motion_absolute;
	struct wl_listener button;
	struct wl_listener axis;
	struct wl_listener frame;
};

/* Is a button held whose press went to this owner? */
bool pointer_is_held_by(const struct pointer *pointer, enum button_owner owner);

/* A drag and drop between trusted windows is going on. */
bool pointer_is_dragging(const struct pointer *pointer);

/* Finds what lies under the pointer and tells everyone concerned. moved: by
 * the person, not by a change of the scene. */
void pointer_pick(struct pointer *pointer, uint32_t time_msec, bool moved);

/* A press or release arrived. */
void pointer_handle_button(
		struct pointer *pointer, const struct view_button *button);

/* The wheel turned by so many steps: true if a strip or a title took it. */
bool pointer_handle_wheel(struct pointer *pointer, int steps);

/* Is the device a program's? */
bool pointer_is_virtual(const struct pointer *pointer,
		const struct wlr_input_device *input);

/* Forgets all devices. */
void pointer_finish_devices(struct pointer *pointer);

#endif
