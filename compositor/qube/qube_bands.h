// SPDX-License-Identifier: MIT
/*
 * A picture as nodes of the scene: one where the renderer draws from the
 * qube's memory, bands of rows where it has to copy the pixels first (GL), so
 * that a change copies the bands it lies in and not the whole picture.
 */
#ifndef COMPOSITOR_QUBE_QUBE_BANDS_H
#define COMPOSITOR_QUBE_QUBE_BANDS_H

#include <pixman.h>
#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct qube_buffer;
struct server;
struct wlr_output;
struct wlr_scene_buffer;
struct wlr_scene_tree;

#define QUBE_BANDS_MAX 16 // taller pictures have taller bands

struct qube_bands;

struct qube_band {
	struct qube_bands *bands; // borrowed
	struct wlr_scene_buffer *node; // owned by the tree; NULL until used
	struct qube_buffer *part; // locked: its rows; NULL: not shown
	struct wl_listener outputs_update; // while there is a node
};

struct qube_bands {
	struct server *server; // borrowed
	struct wlr_scene_tree *tree; // owned by its parent
	struct qube_band bands[QUBE_BANDS_MAX];
	bool shown; // has a picture
	// called when some of it appears, from within a change of the scene
	void (*appear)(struct qube_bands *bands);
};

/* What is shown and where. */
struct qube_bands_view {
	struct qube_buffer *buffer; // borrowed; NULL: nothing
	struct wlr_box source; // part of the picture, its pixels
	int width, height; // logical px that part fills
	double scale; // pixels for one logical px
};

/* Rows of pixels and the logical height of each band but the last, which has
 * the rest. Bands begin on whole pixels of both; one band for all if there is
 * no such height, or rows is 0. Pure. */
struct qube_bands_step {
	int rows, height;
};
struct qube_bands_step qube_bands_get_step(
		const struct qube_bands_view *view, int rows);

/* Makes its tree below parent, which must live longer. */
void qube_bands_init(struct qube_bands *bands, struct server *server,
		struct wlr_scene_tree *parent,
		void (*appear)(struct qube_bands *bands));

/* Lets go of the picture and of the nodes. */
void qube_bands_finish(struct qube_bands *bands);

/* Shows this from now on. damage: what differs from what was shown before, in
 * pixels of the picture; everything where the layout differs. */
void qube_bands_show(struct qube_bands *bands, const struct qube_bands_view *view,
		const pixman_region32_t *damage);

/* An output on which some of it is visible, or NULL. */
struct wlr_output *qube_bands_get_output(const struct qube_bands *bands);

#endif
