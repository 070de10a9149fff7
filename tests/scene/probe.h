// SPDX-License-Identifier: MIT
/*
 * A window whose origin is the test: a plain rectangle that writes down what
 * reaches it. Its kind is that of a qube's window or of a trusted program's.
 *
 * It also fails the test when something reaches it that never may: a key
 * without the keyboard, a release without its press, a key still held when the
 * keyboard leaves, a press without the pointer.
 */
#ifndef TESTS_SCENE_PROBE_H
#define TESTS_SCENE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "compositor/windows/view.h"
#include "tests/scene/scene.h"

struct probe {
	struct view view;
	struct wlr_scene_rect *rect;
	bool lazy; // does not take a configure by itself
	/* What arrived: "k30+" key, "k30-" release, "r30+" repeat, "F" focus
	 * in, "f" out, "E" pointer enter, "e" leave, "b1+" button, "a120"
	 * wheel, "c" close, each followed by a space. */
	char events[512];
	bool focused, inside; // has the keyboard, the pointer
	uint8_t held[32]; // bit k: evdev code k is down
	uint32_t buttons; // bit b: BTN_LEFT + b is down
	double sx, sy; // last pointer position
	uint32_t x11_state; // of the seat when the last key or button came
};

/* A window of a qube (NULL: of a trusted program), shown with this size. rgb
 * is its content. */
void probe_map(struct probe *probe, struct scene *scene, const char *qube,
		int width, int height, uint32_t rgb);

/* As probe_map for an override-redirect window at a place. */
void probe_map_popup(struct probe *probe, struct scene *scene, const char *qube,
		const struct wlr_box *box, uint32_t rgb);

/* Unmaps it if it is mapped, and frees it. */
void probe_destroy(struct probe *probe);

/* Forgets what arrived. */
void probe_clear(struct probe *probe);

/* Makes as if it had been there for long: presses are taken. */
void probe_age(struct probe *probe);

/* The middle of its content. */
int probe_get_x(const struct probe *probe);
int probe_get_y(const struct probe *probe);

#endif
