// SPDX-License-Identifier: MIT
/* A layer-shell surface of one colour, made by a client of its own. */
#ifndef TESTS_SCENE_FURNITURE_H
#define TESTS_SCENE_FURNITURE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/scene/client.h"
#include "wlr-layer-shell-client-protocol.h"

/* What is asked for; zero: the size that the anchors give. */
struct furniture_spec {
	const char *name;
	uint32_t layer; // enum zwlr_layer_shell_v1_layer
	uint32_t anchor; // bitmask of enum zwlr_layer_surface_v1_anchor
	uint32_t width, height;
	int32_t zone;
	uint32_t keyboard; // enum zwlr_layer_surface_v1_keyboard_interactivity
	uint32_t rgb;
};

struct furniture {
	struct client client;
	struct furniture_spec spec;
	struct wl_compositor *compositor;
	struct wl_shm *shm;
	struct wl_seat *seat;
	struct wl_keyboard *keys;
	struct wl_pointer *pointer;
	struct zwlr_layer_shell_v1 *shell;
	struct wl_surface *surface;
	struct zwlr_layer_surface_v1 *layer;
	struct wl_buffer *buffer; // the last one
	uint32_t width, height; // last configured
	int configures;
	bool closed; // by the compositor
	bool focused; // holds the keyboard
	int pressed; // keys that arrived
	uint32_t serial; // of the last one
	int clicked; // presses of buttons
};

/* Shows it and waits until it is there, or was closed. */
void furniture_show(struct furniture *furniture, struct scene *scene,
		const struct furniture_spec *spec);

/* Only asks for it: nothing is attached yet. */
void furniture_begin(struct furniture *furniture, struct scene *scene,
		const struct furniture_spec *spec);

/* Attaches a buffer of the size it was given. */
void furniture_draw(struct furniture *furniture);

/* Takes it off the screen; it may be drawn again after a commit. */
void furniture_hide(struct furniture *furniture);

/* As if the program was killed. */
void furniture_finish(struct furniture *furniture);

#endif
