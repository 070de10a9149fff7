// SPDX-License-Identifier: MIT
/*
 * The private output of one window: composes the window's scene into one live
 * buffer in the arena, only where something changed. The first change after a
 * pause is drawn at once, what follows is paced.
 */
#ifndef QUBE_AGENT_OUTPUT_H
#define QUBE_AGENT_OUTPUT_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>

struct pixels;
struct server;
struct wlr_scene;

struct output_impl {
	/* The buffer shows something new in damage (buffer pixels). fresh: it
	 * is another buffer than last time, all of it is new. */
	void (*present)(void *user, struct pixels *pixels, bool fresh,
			const pixman_region32_t *damage);
};

struct output {
	struct wlr_output base;
	struct server *server; // borrowed
	const struct output_impl *impl; // borrowed
	void *user;
	struct wlr_scene_output *scene_output; // owned by the scene
	struct wl_event_source *timer; // owned
	struct wl_event_source *idle; // owned, may be NULL: draw soon
	struct pixels *front; // borrowed from the swapchain, may be NULL
	struct wlr_buffer blank; // stands for a buffer when the mode changes
	int width, height; // wanted, pixels
	float scale; // wanted
	bool slow; // hidden: one frame a second will do
	bool starved; // no memory for a buffer

	struct wl_listener frame;
	struct wl_listener front_destroy;
};

/* An output that shows scene; impl and user are borrowed. Nothing is drawn
 * before output_draw. Never NULL. */
struct output *output_create(struct server *server, struct wlr_scene *scene,
		const struct output_impl *impl, void *user);

/* NULL is allowed. */
void output_destroy(struct output *output);

/* Sets size and scale and draws everything at the end of this turn of the
 * loop, when the scene has taken in the client's commit. If there is no memory
 * for a buffer, it is tried again later. */
void output_draw(struct output *output, int width, int height, double scale);

/* Paces at one frame a second, for windows that nobody sees. */
void output_set_slow(struct output *output, bool slow);

/* There may be memory now. */
void output_retry(struct output *output);

#endif
