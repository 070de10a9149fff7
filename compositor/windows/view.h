// SPDX-License-Identifier: MIT
/*
 * A window of any origin: a qube's (qube_window.c) or a trusted program's
 * (xdg.c). Stacking, placement, focus, moving, resizing and frames know only
 * this. Boxes are logical pixels of the output layout; a view's box is its
 * content, without the frame.
 *
 * Positions are snapped (view_snap) so that a corner falls on a whole pixel of
 * the densest output: content is then shown 1:1 at fractional scales too.
 */
#ifndef COMPOSITOR_WINDOWS_VIEW_H
#define COMPOSITOR_WINDOWS_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <wayland-server-core.h>
#include <wlr/util/box.h>

#include "compositor/draw/label.h"

struct frame;
struct server;
struct toplevel;
struct view;
struct wl_client;
struct wlr_scene_node;
struct wlr_scene_tree;
struct wlr_surface;

enum view_kind {
	VIEW_LOCAL, // a trusted program's window
	VIEW_LAYER, // a trusted program's furniture: no frame, in no list
	VIEW_QUBE, // a window of a qube
};

/* Limits a client gave for its content, logical px; 0: none. */
struct view_hints {
	int min_width, min_height;
	int max_width, max_height;
	int base_width, base_height;
	int inc_width, inc_height; // at least 1
};

struct view_key {
	uint32_t time_msec;
	uint32_t evdev; // key code of linux/input-event-codes.h
	bool pressed;
	bool repeat; // made by our repeat timer (release + press follow)
};

struct view_button {
	uint32_t time_msec;
	uint32_t evdev; // BTN_LEFT ..
	bool pressed;
	bool is_virtual; // a program made it, no mouse
};

struct view_axis {
	uint32_t time_msec;
	bool horizontal;
	double delta; // logical px
	int32_t value120; // 120ths of a wheel detent, 0: not a wheel
	int source; // enum wl_pointer_axis_source
	int relative_direction; // enum wl_pointer_axis_relative_direction
};

/*
 * What an origin must be able to do. All must be set. Pointer positions (sx,
 * sy) are logical px relative to the content's corner, and may lie outside
 * during a hold.
 */
struct view_impl {
	enum view_kind kind;
	/* Asks the client to take this box. The origin calls
	 * view_set_geometry when it has. */
	void (*configure)(struct view *view, const struct wlr_box *box);
	void (*close)(struct view *view);
	/* maximized, fullscreen, minimized or activated changed: tell the
	 * client what it needs to know. */
	void (*state_changed)(struct view *view);
	/* Keyboard focus came or went. pressed: evdev codes held now that the
	 * client may know of (n of them). */
	void (*focus_in)(struct view *view, const uint32_t *pressed, size_t n);
	void (*focus_out)(struct view *view);
	void (*key)(struct view *view, const struct view_key *key);
	void (*modifiers)(struct view *view);
	void (*pointer_enter)(struct view *view, double sx, double sy);
	void (*pointer_leave)(struct view *view);
	void (*pointer_motion)(struct view *view, uint32_t time_msec, double sx,
			double sy);
	void (*pointer_button)(
			struct view *view, const struct view_button *button);
	void (*pointer_axis)(struct view *view, const struct view_axis *axis);
	void (*pointer_frame)(struct view *view);
};

struct view {
	const struct view_impl *impl; // borrowed
	struct wlr_surface *surface; // a trusted client's, borrowed; else NULL
	struct server *server; // borrowed
	struct wl_list link; // server.views while mapped, top first
	struct wl_list order_link; // server.above or .below while mapped
	struct wlr_scene_tree *tree; // owned; node.data is the view
	struct wlr_scene_tree *content; // the origin's nodes; origin at the
					// content's corner
	struct toplevel *listed; // of toplevels.c; NULL: not told of
	struct frame *frame; // owned; NULL only before view_map

	/* Identity, set by the origin before view_map, from the wire it came
	 * through and never from what the client says. */
	struct wl_client *client; // a trusted program's, else NULL
	const char *qube; // name, borrowed; NULL for a trusted program
	const char *zone; // zone mark, borrowed; NULL for the local zone
	struct label label;

	struct wlr_box geometry; // content now on the screen
	struct wlr_box wanted; // last asked of the client
	struct wlr_box restore; // before maximize or fullscreen
	struct view_hints hints;
	char *title; // owned, clean UTF-8, may be NULL
	char *app_id; // owned, clean, may be NULL
	struct view *parent; // may be NULL; same origin only
	struct view_home *home; // owned; NULL: it is on its own output
	bool popup; // override-redirect: border only, no focus of its own
	bool passive; // takes no keyboard
	bool launched; // the person asked for it: set before view_map
	unsigned int launched_presses; // of the seat when that was said
	bool keep_position; // set before view_map: geometry says where, as
			    // after a reconnection or a restart of ours
	bool mapped;
	bool activated; // holds the keyboard
	bool maximized;
	bool fullscreen;
	bool minimized;
	bool covered; // lies wholly behind others: not in the scene (cover.c)
	bool urgent;
	bool elsewhere; // on a workspace that is not shown
	bool sticky; // on all workspaces
	bool on_top; // above the others, as the person wants
	bool keep_state; // set before view_map: workspace and sticky are as
			 // they are to be
	int workspace;
	uint32_t tiled; // edges of the work area (enum wlr_edges) that its
			// half or quarter touches; 0: it floats
	uint32_t anchor; // enum wlr_edges that stay where they are when the
			 // client takes another size than was asked
	int64_t shown_msec; // when it last appeared or went elsewhere by
			    // itself: no press for 300 ms
};

/* Prepares a view that its origin embeds. impl is borrowed. */
void view_init(struct view *view, struct server *server,
		const struct view_impl *impl);

/* Unmaps if needed and frees what view_init and later calls made. */
void view_finish(struct view *view);

/* Shows the window. Decides placement (or takes geometry as given when popup
 * or asked for), stacking and, by the focus rules, the keyboard. */
void view_map(struct view *view);
void view_unmap(struct view *view);

/* The client has taken this content box: moves and redraws the frame. */
void view_set_geometry(struct view *view, const struct wlr_box *box);

/* Texts are copied; NULL allowed. */
void view_set_title(struct view *view, const char *title);
void view_set_app_id(struct view *view, const char *app_id);
void view_set_urgent(struct view *view, bool urgent);
void view_set_parent(struct view *view, struct view *parent);
void view_set_hints(struct view *view, const struct view_hints *hints);

/* Asked by the user (frame, chord) or by the client where policy lets it. */
void view_move(struct view *view, int lx, int ly);
void view_resize(struct view *view, const struct wlr_box *box);
void view_set_maximized(struct view *view, bool maximized);
void view_set_fullscreen(struct view *view, bool fullscreen);
void view_set_minimized(struct view *view, bool minimized);

/* A half or quarter of the work area it is on: the edges it touches. 0: as it
 * was before. A view that leaves its tile otherwise, by being resized, is told
 * so with view_drop_tile and stays as it is. */
void view_set_tiled(struct view *view, uint32_t edges);
void view_drop_tile(struct view *view);

void view_set_on_top(struct view *view, bool on_top);

/* Shown with its workspace or not; workspaces.c decides. */
void view_set_elsewhere(struct view *view, bool elsewhere);

/* On the screen, as far as that is not a matter of what lies above it. */
bool view_is_visible(const struct view *view);

/* Has a state that decides its box: tiled, maximized or fullscreen. */
bool view_is_arranged(const struct view *view);

/* The client itself asks: a qube that the configuration does not allow it
 * gets its window maximized instead. */
void view_request_fullscreen(struct view *view, bool fullscreen);

void view_close(struct view *view);

/* It is about to go, or to become smaller, by itself: no press for 300 ms for
 * the windows of others that it lies on. */
void view_note_uncovering(const struct view *view);

/* Raises the view with its popups and transients. */
void view_raise(struct view *view);

/* Lowers it below all others; the keyboard then goes to the topmost. */
void view_lower(struct view *view);

/* Content size that obeys the hints, nearest to the wish. */
void view_constrain_size(const struct view *view, int *width, int *height);

/* The nearest position whose pixels are whole on the densest output. */
void view_snap(const struct server *server, int *lx, int *ly);

/* Brings every view back to where it can be seen and used, and maximized
 * ones to their size: after a change of outputs or work areas. */
void view_arrange_all(struct server *server);

/* Furniture has come: windows that lay wholly in the area before and are small
 * enough are moved into what it is now. */
void view_keep_inside(struct server *server, const struct wlr_box *before,
		const struct wlr_box *now);

/* The window that gets the keyboard when this one is pressed or switched to:
 * itself, or for a popup the topmost window of its origin. May be NULL. */
struct view *view_get_focusable(struct view *view);

/* Are both of one qube, or both of trusted programs? */
bool view_has_same_origin(const struct view *a, const struct view *b);

/* The view whose tree holds this scene node, or NULL. */
struct view *view_try_from_node(struct wlr_scene_node *node);

/* Topmost view under a point; content tells whether it is on the content
 * (else on the frame) and sx, sy are relative to the content's corner. */
struct view *view_at(struct server *server, double lx, double ly, bool *content,
		double *sx, double *sy);

#endif
