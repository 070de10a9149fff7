// SPDX-License-Identifier: MIT
/*
 * Between logical pixels of the output layout and the pixels of a qube's
 * plane, which are physical pixels at the densest output's scale. The plane
 * begins at the top left corner of the layout. Pure.
 */
#ifndef COMPOSITOR_QUBE_QUBE_PLANE_H
#define COMPOSITOR_QUBE_QUBE_PLANE_H

#include <stdbool.h>
#include <stdint.h>
#include <wlr/util/box.h>

#include "protocols/gui/wire.h"

struct server;
struct view_hints;

struct qube_plane {
	double scale; // pixels per logical pixel
	int lx, ly; // where in the layout it begins
	int width, height; // logical px
};

/* The plane of all qubes as outputs are now. */
struct qube_plane qube_plane_get(struct server *server);

/* Pixels of a content box; never empty. */
struct gui_rect qube_plane_rect(
		const struct qube_plane *plane, const struct wlr_box *box);

/* The largest box that a rectangle of pixels fills 1:1 (at least one logical
 * pixel), at the nearest position. */
struct wlr_box qube_plane_box(
		const struct qube_plane *plane, const struct gui_rect *rect);

/* Pixels that a length of logical pixels takes, and the most logical pixels
 * that a length of pixels fills. */
uint32_t qube_plane_pixels(const struct qube_plane *plane, int length);
int qube_plane_length(const struct qube_plane *plane, uint32_t pixels);

/* The smallest number of logical pixels that takes a whole number of pixels at
 * this scale; 0 if none up to 120 does. */
int qube_plane_get_grain(double scale);

/* Pixel that a point lies on, for positions relative to a window. */
int32_t qube_plane_point(const struct qube_plane *plane, double at);

/* An agent's size hints in logical pixels. An increment that is no whole
 * number of logical pixels is taken several times, or not at all. */
void qube_plane_hints(const struct qube_plane *plane,
		const struct gui_hints *in, struct view_hints *out);

/* What the handshake and the rule for big popups want to know: the whole plane
 * and the smallest work area of an output. */
struct gui_xconf qube_plane_xconf(const struct qube_plane *plane);
struct gui_rect qube_plane_work_area(struct server *server);

/* Moves a popup so that it and its border are on the work area of the output
 * that shows most of it, and cuts what is too large. False if it lies outside
 * of all outputs: those are parked there, and stay hidden. */
bool qube_plane_clamp_popup(
		struct server *server, int border, struct wlr_box *box);

/* Moves a window that its qube has placed so that its frame can be reached. */
void qube_plane_clamp_window(
		struct server *server, int title_height, struct wlr_box *box);

#endif
