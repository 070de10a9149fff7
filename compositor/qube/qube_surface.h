// SPDX-License-Identifier: MIT
/*
 * What one qube window shows: its picture, always opaque and one picture
 * element to one pixel of the densest output, cut at the window's border, and
 * plain background where the picture does not reach. Changes are gathered and
 * reach the scene once per output frame.
 */
#ifndef COMPOSITOR_QUBE_QUBE_SURFACE_H
#define COMPOSITOR_QUBE_QUBE_SURFACE_H

#include <pixman.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "compositor/qube/qube_bands.h"
#include "compositor/qube/qube_plane.h"

struct arena;
struct gui_dump;
struct gui_rect;
struct qube_buffer;
struct server;
struct wlr_output;
struct wlr_scene_rect;
struct wlr_scene_tree;

/* Agents that dump every frame do so from a few buffers in turn. */
#define QUBE_SURFACE_CACHE 4

struct qube_surface {
	struct wl_list link; // server.changed while it is there, or alone
	struct server *server; // borrowed
	struct wlr_scene_rect *background; // owned by the tree
	struct qube_bands bands; // the picture in the scene
	struct qube_buffer *shown; // locked; may be NULL
	int x, y; // of the picture: where the window begins in it
	int width, height; // of the window, logical px
	struct qube_plane plane; // as of the last resize
	pixman_region32_t damage; // of shown, not yet in the scene
	bool changed; // shown was replaced or damaged
	struct qube_buffer *cache[QUBE_SURFACE_CACHE]; // owned; newest first
};

/* Makes its nodes below parent, which must live longer. */
void qube_surface_init(struct qube_surface *surface, struct server *server,
		struct wlr_scene_tree *parent);

/* Lets go of all pictures and nodes but the background. */
void qube_surface_finish(struct qube_surface *surface);

/* The picture of a dump, a known one where possible; borrowed: lock it to keep
 * it over the next call. NULL with err: end the connection. */
struct qube_buffer *qube_surface_import(struct qube_surface *surface,
		struct arena *arena, const struct gui_dump *dump,
		struct err *err);

/* Shows a picture (NULL: none) from its pixel x, y on. Same size and place as
 * before: only damage that follows is drawn again; else everything is. */
void qube_surface_show(struct qube_surface *surface, struct qube_buffer *buffer,
		int x, int y);

/* The window's size on the screen, logical px. */
void qube_surface_resize(struct qube_surface *surface,
		const struct qube_plane *plane, int width, int height);

/* A part of the picture changed, in its pixels. Asks for a frame. */
void qube_surface_damage(
		struct qube_surface *surface, const struct gui_rect *rect);

/* An output on which it is visible, or NULL. */
struct wlr_output *qube_surface_get_output(const struct qube_surface *surface);

/* Hands what changed in windows that are seen to the scene: before a frame is
 * drawn. */
void qube_surface_flush_all(struct server *server);

/* Forgets pictures that are not shown: all, or those of memory given up. */
void qube_surface_forget(struct qube_surface *surface, bool only_stale);

#endif
