// SPDX-License-Identifier: MIT
/*
 * A person's hands and eyes for tests: a Wayland client of the role "test"
 * that types, points and takes pictures on command. Being a tool for tests it
 * may wait for the compositor wherever it needs an answer.
 */
#ifndef TESTS_DRIVE_H
#define TESTS_DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <wayland-client.h>
#include <xkbcommon/xkbcommon.h>

#define DRIVE_MAX_OUTPUTS 8

struct drive_output {
	struct wl_output *wl_output;
	struct zxdg_output_v1 *xdg_output;
	uint32_t name_id; // of the registry
	char name[32];
	int lx, ly, width, height; // logical
};

struct drive {
	struct wl_display *display;
	struct wl_seat *seat;
	struct wl_shm *shm;
	struct zwlr_screencopy_manager_v1 *screencopy;
	struct zwp_virtual_keyboard_manager_v1 *keyboards;
	struct zwlr_virtual_pointer_manager_v1 *pointers;
	struct zxdg_output_manager_v1 *xdg_outputs;
	struct zwp_virtual_keyboard_v1 *keyboard;
	struct zwlr_virtual_pointer_v1 *pointer;
	struct drive_output outputs[DRIVE_MAX_OUTPUTS];
	size_t n_outputs;
	struct xkb_context *xkb;
	struct xkb_keymap *keymap;
	struct xkb_state *state;
	int level_pause_msec; // between typed keys
};

/* A picture in memory: XRGB words. */
struct drive_picture {
	uint32_t width, height, stride;
	uint8_t *data; // mapped; see drive_picture_finish
	size_t size;
	struct wl_buffer *buffer;
};

/* Milliseconds of CLOCK_MONOTONIC; microseconds of the same. */
uint32_t drive_now_msec(void);
int64_t drive_now_usec(void);

/* Plugs the keyboard in, or changes its keymap. layout is "us" or
 * "de+nodeadkeys". False with a sentence in why. */
bool drive_keyboard_set(
		struct drive *drive, const char *layout, const char **why);

/* One key by evdev code. */
void drive_keyboard_key(struct drive *drive, uint32_t evdev, bool pressed);

/* Types UTF-8 text as someone with that layout would, modifiers included.
 * False if the layout lacks a character. */
bool drive_keyboard_type(struct drive *drive, const char *text, const char **why);

/* To a place of the layout, logical pixels. */
void drive_pointer_move(struct drive *drive, double lx, double ly);
void drive_pointer_button(struct drive *drive, uint32_t evdev, bool pressed);
/* Turns the wheel by whole steps; positive is down or right. */
void drive_pointer_wheel(struct drive *drive, bool horizontal, int steps);

/* Takes a picture of a region (logical, relative to the output; width 0: all
 * of it). False with a sentence in why. */
bool drive_screen_capture(struct drive *drive, const char *output, int x, int y,
		int width, int height, struct drive_picture *picture,
		const char **why);
void drive_picture_finish(struct drive_picture *picture);
uint32_t drive_picture_pixel(
		const struct drive_picture *picture, uint32_t x, uint32_t y);

/* Writes .png or .ppm, by the name. */
bool drive_picture_write(const struct drive_picture *picture, const char *path,
		const char **why);

/* The titles of all windows, each followed by a space; blanks in them are "_".
 * False with a sentence in why. */
bool drive_windows_list(struct drive *drive, char *answer, size_t size,
		const char **why);

#endif
