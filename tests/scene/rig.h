// SPDX-License-Identifier: MIT
/* A compositor with two fake qubes, for tests of qube windows. */
#ifndef TESTS_SCENE_RIG_H
#define TESTS_SCENE_RIG_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "tests/lib/fake_qube.h"
#include "tests/scene/scene.h"

#define RIG_RED 0xcc0000u // label of the first qube
#define RIG_BLUE 0x3465a4u // and of the second

struct qube_bands;
struct view;

struct rig {
	struct scene scene;
	int log_fd; // what is logged goes here while captured; else -1
	int stderr_fd; // the real one meanwhile
	struct wl_listener commit; // of the screen
	struct wlr_box painted; // bounds of what was drawn, output pixels
	struct fake_qube red; // "work"
	struct fake_qube blue; // "home"
};

/* Starts with one screen (as --headless takes it), both agents at 1.8, hands
 * shaken. */
void rig_init(struct rig *rig, const char *screen);

/* The same with a leadlight.conf. */
void rig_init_with(struct rig *rig, const char *screen, const char *config);
void rig_finish(struct rig *rig);

/* Moves bytes and runs the loop until done returns true; false after two
 * seconds. */
bool rig_pump(struct rig *rig, bool (*done)(struct rig *rig), int msec);

/* One turn: moves bytes, runs the loop once. */
void rig_turn(struct rig *rig);

/* Until nothing moves any more: what was sent has been handled, answers have
 * arrived, held back pictures are shown. */
void rig_settle(struct rig *rig);

/* Until nothing is drawn any more either, however slow the machine. */
void rig_come_to_rest(struct rig *rig);

/* The view of a qube's window, whether it is shown or not; fails the test if
 * there is none. rig_count_views: windows the compositor knows. */
struct view *rig_get_view(struct rig *rig, struct fake_window *window);
int rig_count_views(struct rig *rig, struct fake_qube *qube);

/* How the scene has its picture. */
const struct qube_bands *rig_get_bands(
		struct rig *rig, struct fake_window *window);

/* Colour of the screen at a pixel of a window's content, as sx, sy logical. */
uint32_t rig_get_pixel(
		struct rig *rig, struct fake_window *window, int sx, int sy);

/* From here on until rig_count_log, what is logged is kept. The number of lines
 * that have both texts; the lines also go to the real standard error. Lines
 * that have only the first fail the test. */
void rig_capture_log(struct rig *rig);
int rig_count_log(struct rig *rig, const char *about, const char *text);

/* Forgets what was drawn so far; rig.painted then gathers. */
void rig_forget_painted(struct rig *rig);

/* Opens a plain window of this size and colour and waits until it is shown. */
void rig_open(struct rig *rig, struct fake_window *window, struct fake_qube *qube,
		uint32_t id, uint32_t width, uint32_t height, uint32_t color);

#endif
