// SPDX-License-Identifier: MIT
/*
 * The whole compositor: one struct, passed explicitly. Owns bring-up and
 * tear-down order; what each part does is in the part's own file.
 */
#ifndef COMPOSITOR_SERVER_H
#define COMPOSITOR_SERVER_H

#include <stdbool.h>
#include <wayland-server-core.h>

#include "common/err.h"
#include "compositor/qube/qube_buffer.h"

struct activation;
struct ask_door;
struct backdrop;
struct clip_router;
struct clipboard;
struct cover;
struct config;
struct input_method;
struct layer_shell;
struct key_grab;
struct known_qubes;
struct follow;
struct menu;
struct modal;
struct lock;
struct output_manager;
struct idle;
struct output_memory;
struct output_power;
struct programs;
struct prompt;
struct publish;
struct qube_zone;
struct pacer;
struct roles;
struct seat;
struct strip;
struct switcher;
struct theme;
struct tiling;
struct toplevels;
struct view;
struct window_list;
struct window_memory;
struct workspace_protocol;
struct workspaces;
struct xdg;
struct zone_client;

/*
 * Scene trees, bottom to top. Nothing of a qube is ever parented into
 * trusted or above.
 */
enum server_layer {
	SERVER_LAYER_BACKGROUND, // our own plain backdrop
	SERVER_LAYER_BOTTOM, // layer-shell background and bottom
	SERVER_LAYER_VIEWS, // windows and, above their own qube's top window,
			    // its popups
	SERVER_LAYER_TOP, // layer-shell top: panels
	SERVER_LAYER_FULLSCREEN, // a view the user allowed to be fullscreen
	SERVER_LAYER_OVERLAY, // layer-shell overlay
	SERVER_LAYER_TRUSTED, // strip, switcher, notices, prompts: ours alone
	SERVER_LAYER_LOCK,
	SERVER_LAYER_CURSOR, // drag icons of trusted programs
	SERVER_LAYER_COUNT,
};

/* Must outlive the server, texts too. */
struct server_options {
	const char *config_dir; // default /etc/leadlight
	const char *zone_socket; // NULL: no zone service
	const char *runtime_dir; // sockets; NULL: there can be none
	const char *state_dir; // what is kept over restarts; NULL: nothing is
	/* "1920x1080@1.5": one headless output of this size in pixels and
	 * scale, instead of what there is. NULL: what there is. */
	const char *headless;
	int lock_memory; // descriptor for lock/lock_memory.h, 0: none
};

#define SERVER_SIGNALS 5 // SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2

struct server {
	struct wl_display *display; // owned
	struct wl_event_loop *loop; // borrowed from display
	struct wlr_session *session; // may be NULL
	struct wlr_backend *backend; // owned
	struct wlr_renderer *renderer; // owned
	struct wlr_allocator *allocator; // owned
	struct wlr_compositor *compositor;
	struct wlr_scene *scene; // owned
	struct wlr_scene_tree *layers[SERVER_LAYER_COUNT];
	struct wlr_output_layout *output_layout; // owned
	struct wlr_scene_output_layout *scene_layout;

	struct config *config; // owned
	struct theme *theme; // owned
	struct roles *roles; // owned
	struct seat *seat; // owned
	struct pacer *pacer; // owned
	struct cover *cover; // owned
	struct backdrop *backdrop; // owned
	struct modal *modal; // owned
	struct workspace_protocol *workspace_protocol; // owned
	struct key_grab *key_grab; // owned
	struct tiling *tiling; // owned
	struct menu *menu; // owned
	struct window_list *window_list; // owned
	struct follow *follow; // owned
	struct window_memory *window_memory; // owned
	struct workspaces *workspaces; // owned
	struct strip *strip; // owned
	struct switcher *switcher; // owned
	struct input_method *input_method; // owned
	struct clipboard *clipboard; // owned
	struct clip_router *clip_router; // owned; NULL likewise
	struct toplevels *toplevels; // owned
	struct idle *idle; // owned
	struct lock *lock; // owned
	struct known_qubes *known_qubes; // owned
	struct prompt *prompt; // owned
	struct ask_door *ask_door; // owned; NULL without a runtime folder
	struct xdg *xdg; // owned
	struct activation *activation; // owned
	struct layer_shell *layer_shell; // owned
	struct output_manager *output_manager; // owned
	struct output_memory *output_memory; // owned
	struct output_power *output_power; // owned
	struct programs *programs; // owned
	struct zone_client *zone; // of qube_zone; NULL without --zone
	struct qube_zone *qube_zone; // owned
	struct publish *publish; // owned

	struct wl_list outputs; // list of struct output, output.link
	int on_top; // how many views are always on top
	struct wl_list views; // list of struct view, view.link; top first
	struct wl_list qubes; // list of struct qube, qube.link
	/* As they lie in the scene, top first; list of struct view,
	 * view.order_link: above the panels, and below them. */
	struct wl_list above, below;
	struct wl_list changed; // list of struct qube_surface: what is to be
				// told to the scene before the next frame
	struct wl_list images; // list of struct image: drawings in use

	/* Densest scale of all outputs: what one logical pixel is on every
	 * qube's plane. */
	double plane_scale;

	/* Rows of the bands that pictures of qubes are shown in; 0: a picture
	 * is one, as the renderer reads what it draws and no more. */
	int band_rows;
	struct qube_buffer_reads reads; // of pictures of qubes
	uint64_t frames; // drawn, of all outputs

	struct {
		struct wl_signal views; // struct view or NULL: stack, focus,
					// titles or states changed
		struct wl_signal layout; // outputs, scales or work areas
		struct wl_signal frame; // struct output: it is drawn next; what
					// waited for that is applied now
		struct wl_signal lock; // NULL: locked or unlocked; what asks
				       // the person something ends
	} events;

	const struct server_options *options; // borrowed
	struct wl_event_source *signals[SERVER_SIGNALS]; // owned
	struct wl_event_source *renderer_idle; // owned, NULL: renderer is fine
	char *mistake; // owned; what is wrong with the files, or NULL
	int status; // exit status, once the loop has ended

	struct wl_listener frame;
	struct wl_listener new_output;
	struct wl_listener new_input;
	struct wl_listener renderer_lost;
};

/* Brings everything up to a started backend; -1 with err on failure, after
 * which server_finish must still be called. */
int server_init(struct server *server, const struct server_options *options,
		struct err *err);

/* Runs until a signal or the quit chord; returns the exit status. */
int server_run(struct server *server);

/* Ends server_run. */
void server_quit(struct server *server, int status);

/* Reads the configuration again; a mistake in it is logged and shown on the
 * strip, and changes nothing. */
void server_reload(struct server *server);

/* Tears down in reverse order. */
void server_finish(struct server *server);

#endif
