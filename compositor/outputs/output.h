// SPDX-License-Identifier: MIT
/* One screen: mode, scale, frames, work area. */
#ifndef COMPOSITOR_OUTPUTS_OUTPUT_H
#define COMPOSITOR_OUTPUTS_OUTPUT_H

#include <stdbool.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

struct server;
struct wlr_output_state;

#define OUTPUT_STRIP_HEIGHT 28 // logical px of the trusted strip

struct output {
	struct wl_list link; // server.outputs
	struct server *server; // borrowed
	struct wlr_output *wlr_output; // borrowed; data points back
	struct wlr_scene_output *scene_output;
	struct wlr_box box; // in the layout, logical px; empty when it is off
	struct wlr_box work_area; // box without strip and panels

	bool nested; // a window of another desktop
	bool is_off; // by its settings, as long as there is another
	bool is_dark; // off for a while, but still in the layout
	bool gamma_changed; // its colours, not yet shown
	struct wl_event_source *retry; // owned; armed after a failed commit

	struct wl_listener frame;
	struct wl_listener request_state;
	struct wl_listener destroy;
};

/* Takes a new wlr_output into use with the settings of the configuration. */
void output_create(struct server *server, struct wlr_output *wlr_output);

/* Applies the settings of the configuration once more. */
void output_configure(struct output *output);

/* Commits a state a settings program asked for, with a position in the layout,
 * and arranges; also turns it off. False if the output refuses it. */
bool output_set(struct output *output, const struct wlr_output_state *state,
		int lx, int ly);

/* All of it but the trusted strip. */
struct wlr_box output_get_area(const struct output *output);

/* Furniture has changed: computes the work area again, and if it is another
 * arranges windows and emits events.layout. */
void output_arrange_work_area(struct output *output);

/* Recomputes boxes, work areas and server.plane_scale; emits events.layout. */
void output_arrange(struct server *server);

/* The output under a point, or the nearest one; NULL only without outputs. */
struct output *output_at(struct server *server, double lx, double ly);

/* The output that shows most of a box; NULL only without outputs. */
struct output *output_of_box(struct server *server, const struct wlr_box *box);

#endif
