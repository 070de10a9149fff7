// SPDX-License-Identifier: MIT
/* A keyboard and a mouse for the compositor under test, as if plugged in. */
#ifndef TESTS_SCENE_HANDS_H
#define TESTS_SCENE_HANDS_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/types/wlr_keyboard.h>
#include <wlr/types/wlr_pointer.h>
#include <wlr/types/wlr_touch.h>

#include "tests/scene/scene.h"

struct hands {
	struct scene *scene; // borrowed
	struct wlr_keyboard keyboard;
	struct wlr_pointer pointer;
	struct wlr_touch touch; // only after hands_add_touch
	bool has_touch;
	uint32_t time_msec; // of the last event; each is one later
};

/* Plugs both in. */
void hands_init(struct hands *hands, struct scene *scene);

/* A program's keyboard and pointer instead, as of a remote login. */
void hands_init_virtual(struct hands *hands, struct scene *scene);

/* Unplugs them; before scene_finish. */
void hands_finish(struct hands *hands);

/* evdev codes. tap: press and release. */
void hands_key(struct hands *hands, uint32_t evdev, bool pressed);
void hands_tap(struct hands *hands, uint32_t evdev);

/* Logical pixels of the first output. */
void hands_move(struct hands *hands, double lx, double ly);

/* By so much, as a mouse does. */
void hands_nudge(struct hands *hands, double dx, double dy);
void hands_button(struct hands *hands, uint32_t evdev, bool pressed);
void hands_click(struct hands *hands, uint32_t evdev);
void hands_wheel(struct hands *hands, int32_t value120);

/* Plugs a touch screen in, and puts fingers on it. */
void hands_add_touch(struct hands *hands);
void hands_touch_down(struct hands *hands, int32_t id, double lx, double ly);
void hands_touch_move(struct hands *hands, int32_t id, double lx, double ly);
void hands_touch_up(struct hands *hands, int32_t id);
void hands_touch_cancel(struct hands *hands, int32_t id);

#endif
