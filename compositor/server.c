// SPDX-License-Identifier: MIT
#include "compositor/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/backend/session.h>
#include <wlr/render/allocator.h>
#include <wlr/render/pixman.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_compositor.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/clients/activation.h"
#include "compositor/clients/layer_shell.h"
#include "compositor/clients/programs.h"
#include "compositor/clients/toplevels.h"
#include "compositor/clients/workspace_protocol.h"
#include "compositor/clients/xdg.h"
#include "compositor/clipboard/clip_router.h"
#include "compositor/clipboard/clipboard.h"
#include "compositor/config/config.h"
#include "compositor/draw/theme.h"
#include "compositor/globals.h"
#include "compositor/input/follow.h"
#include "compositor/input/idle.h"
#include "compositor/input/input_method.h"
#include "compositor/input/key_grab.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/outputs/output.h"
#include "compositor/outputs/output_manager.h"
#include "compositor/outputs/output_memory.h"
#include "compositor/outputs/output_power.h"
#include "compositor/prompt/ask_door.h"
#include "compositor/prompt/prompt.h"
#include "compositor/qube/qube_surface.h"
#include "compositor/roles.h"
#include "compositor/ui/backdrop.h"
#include "compositor/ui/menu.h"
#include "compositor/ui/pacer.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/switcher.h"
#include "compositor/ui/window_list.h"
#include "compositor/windows/cover.h"
#include "compositor/windows/frame.h"
#include "compositor/windows/tiling.h"
#include "compositor/windows/view.h"
#include "compositor/windows/window_memory.h"
#include "compositor/windows/workspaces.h"
#include "compositor/zone/known_qubes.h"
#include "compositor/zone/publish.h"
#include "compositor/zone/qube_zone.h"

#define BAND_ROWS 128

static const int caught[SERVER_SIGNALS] = {
		SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2};

static void
handle_new_output(struct wl_listener *listener, void *data)
{
	struct server *server = wl_container_of(listener, server, new_output);

	output_create(server, data);
}

static void
handle_new_input(struct wl_listener *listener, void *data)
{
	struct server *server = wl_container_of(listener, server, new_input);

	seat_add_device(server->seat, data);
}

static void
log_stats(const struct server *server)
{
	const struct qube_buffer_reads *reads = &server->reads;

	log_info("stats: windows=%d frames=%llu bands=%d reads=%llu rows=%llu "
		 "bytes=%llu",
			wl_list_length(&server->views),
			(unsigned long long)server->frames, server->band_rows,
			(unsigned long long)reads->times,
			(unsigned long long)reads->rows,
			(unsigned long long)reads->bytes);
}

static int
handle_signal(int number, void *data)
{
	struct server *server = data;

	switch (number) {
	case SIGHUP:
		server_reload(server);
		break;
	case SIGUSR1:
		log_stats(server);
		break;
	case SIGUSR2:
		lock_begin(server->lock);
		break;
	default:
		server_quit(server, 0);
		break;
	}
	return 0;
}

/* "1920x1080@1.5" becomes settings for an output without a section. */
static int
read_headless(struct config *config, const char *text, struct err *err)
{
	const char *at = strchr(text, '@');
	int len = at ? (int)(at - text) : (int)strlen(text);
	char *section = xformat("[output *]\nmode = %.*s\nscale = %s\n", len,
			text, at ? at + 1 : "1");
	int result = config_load_text(config, "--headless", section, err);

	free(section);
	return result == 0 ? 0
			   : err_set(err,
					     "--headless must be WIDTHxHEIGHT "
					     "or WIDTHxHEIGHT@SCALE, such as "
					     "1920x1080@1.5, with 64 to 16384 "
					     "pixels and a scale from 0.5 to 8");
}

/* The configuration and the theme it names; neither is taken if one has a
 * mistake. */
static int
load_settings(struct server *server, struct config **config,
		struct theme **theme, struct err *err)
{
	const struct server_options *options = server->options;

	*theme = NULL;
	*config = config_create();
	if ((!options->headless ||
			    read_headless(*config, options->headless, err) == 0) &&
			config_load(*config, options->config_dir, err) == 0) {
		*theme = theme_find((*config)->theme, options->config_dir, err);
		if (*theme) {
			return 0;
		}
		if ((*config)->places.theme) {
			err_wrap(err, "%s", (*config)->places.theme);
		}
	}
	config_destroy(*config);
	*config = NULL;
	return -1;
}

/* A mistake in the files must not cost the windows of a session that is
 * coming back, nor open what the files would have closed. */
static int
load_at_start(struct server *server, struct err *err)
{
	const struct server_options *options = server->options;
	struct err mistake = {0};

	if (load_settings(server, &server->config, &server->theme, &mistake) ==
			0) {
		return 0;
	}
	log_err("%s", mistake.text);
	log_err("starting without the settings: no programs, no clipboard "
		"between qubes; mend the file and send SIGHUP");
	server->mistake = xstrdup(mistake.text);
	server->config = config_create_closed();
	server->theme = theme_create(NULL, err);
	if (!server->theme) {
		return -1;
	}
	return options->headless
			? read_headless(server->config, options->headless, err)
			: 0;
}

static int
add_signals(struct server *server, struct err *err)
{
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		server->signals[i] = wl_event_loop_add_signal(
				server->loop, caught[i], handle_signal, server);
		if (!server->signals[i]) {
			return err_set_errno(err, "cannot watch signals");
		}
	}
	return 0;
}

/* By the graphics device where that works; a machine without one, or with one
 * that is closed to this user, draws in memory and shows the result. */
static struct wlr_renderer *
create_renderer(struct wlr_backend *backend)
{
	struct wlr_renderer *renderer = wlr_renderer_autocreate(backend);

	if (renderer || getenv("WLR_RENDERER")) {
		return renderer;
	}
	log_warn("the graphics device cannot draw: drawing in memory");
	setenv("WLR_RENDERER", "pixman", 1);
	return wlr_renderer_autocreate(backend);
}

static void
set_band_rows(struct server *server)
{
	server->band_rows =
			wlr_renderer_is_pixman(server->renderer) ? 0 : BAND_ROWS;
}

static void
handle_renderer_idle(void *data)
{
	struct server *server = data;
	struct wlr_renderer *old_renderer = server->renderer;
	struct wlr_allocator *old_allocator = server->allocator;
	struct wlr_renderer *renderer = create_renderer(server->backend);
	struct wlr_allocator *allocator = renderer
			? wlr_allocator_autocreate(server->backend, renderer)
			: NULL;
	struct output *output;

	server->renderer_idle = NULL;
	if (!allocator) {
		log_err("the graphics device was lost and cannot be opened "
			"again; ending");
		server_quit(server, 1);
		return;
	}
	wl_list_remove(&server->renderer_lost.link);
	server->renderer = renderer;
	server->allocator = allocator;
	set_band_rows(server);
	wl_signal_add(&renderer->events.lost, &server->renderer_lost);
	wlr_compositor_set_renderer(server->compositor, renderer);
	wl_list_for_each(output, &server->outputs, link) {
		wlr_output_init_render(output->wlr_output, allocator, renderer);
		wlr_output_schedule_frame(output->wlr_output);
	}
	wlr_allocator_destroy(old_allocator);
	wlr_renderer_destroy(old_renderer);
	seat_redraw_cursor(server->seat);
}

static void
handle_renderer_lost(struct wl_listener *listener, void *data)
{
	struct server *server = wl_container_of(listener, server, renderer_lost);

	log_warn("the graphics device was lost, opening it again");
	if (!server->renderer_idle) {
		server->renderer_idle = wl_event_loop_add_idle(
				server->loop, handle_renderer_idle, server);
	}
}

static int
create_backend(struct server *server, bool headless, struct err *err)
{
	if (headless) {
		setenv("WLR_RENDERER", "pixman", 0);
		server->backend = wlr_headless_backend_create(server->loop);
	} else {
		server->backend = wlr_backend_autocreate(
				server->loop, &server->session);
	}
	if (!server->backend) {
		return err_set(err,
				"no screens or input devices can be "
				"opened; see the lines above");
	}
	server->renderer = create_renderer(server->backend);
	if (!server->renderer) {
		return err_set(err, "no renderer can be started");
	}
	server->allocator = wlr_allocator_autocreate(
			server->backend, server->renderer);
	if (!server->allocator) {
		return err_set(err, "no memory for screens can be had");
	}
	set_band_rows(server);
	server->renderer_lost.notify = handle_renderer_lost;
	wl_signal_add(&server->renderer->events.lost, &server->renderer_lost);
	return 0;
}

static void
create_scene(struct server *server)
{
	/* A client's buffer is never handed to a screen by itself: what is
	 * ours always lies on top of it. */
	setenv("WLR_SCENE_DISABLE_DIRECT_SCANOUT", "1", 1);
	server->scene = wlr_scene_create();
	for (size_t i = 0; i < SERVER_LAYER_COUNT; i++) {
		server->layers[i] = wlr_scene_tree_create(&server->scene->tree);
	}
	/* Marks the layers whose children are views (view_try_from_node). */
	server->layers[SERVER_LAYER_BOTTOM]->node.data = server;
	server->layers[SERVER_LAYER_VIEWS]->node.data = server;
	server->layers[SERVER_LAYER_TOP]->node.data = server;
	server->layers[SERVER_LAYER_FULLSCREEN]->node.data = server;
	server->layers[SERVER_LAYER_OVERLAY]->node.data = server;
	server->output_layout = wlr_output_layout_create(server->display);
	server->scene_layout = wlr_scene_attach_output_layout(
			server->scene, server->output_layout);
}

static int
start(struct server *server, bool headless, struct err *err)
{
	server->new_output.notify = handle_new_output;
	wl_signal_add(&server->backend->events.new_output, &server->new_output);
	server->new_input.notify = handle_new_input;
	wl_signal_add(&server->backend->events.new_input, &server->new_input);
	if (!wlr_backend_start(server->backend)) {
		return err_set(err, "the screens cannot be started");
	}
	if (headless) {
		wlr_headless_add_output(server->backend, 1280, 720);
	}
	return 0;
}

static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct server *server = wl_container_of(listener, server, frame);

	cover_hide(server->cover);
	qube_surface_flush_all(server);
}

static void
init_lists(struct server *server)
{
	wl_list_init(&server->outputs);
	wl_list_init(&server->views);
	wl_list_init(&server->qubes);
	wl_list_init(&server->above);
	wl_list_init(&server->below);
	wl_list_init(&server->changed);
	wl_list_init(&server->images);
	wl_list_init(&server->new_output.link);
	wl_list_init(&server->new_input.link);
	wl_list_init(&server->renderer_lost.link);
	wl_signal_init(&server->events.views);
	wl_signal_init(&server->events.layout);
	wl_signal_init(&server->events.frame);
	wl_signal_init(&server->events.lock);
	server->frame.notify = handle_frame;
	wl_signal_add(&server->events.frame, &server->frame);
}

static int
create_parts(struct server *server, struct err *err)
{
	server->pacer = pacer_create(server->loop);
	server->cover = cover_create(server);
	server->backdrop = backdrop_create(server);
	server->modal = modal_create(server);
	server->workspaces = workspaces_create(server);
	server->key_grab = key_grab_create(server);
	server->tiling = tiling_create(server);
	server->menu = menu_create(server);
	server->window_list = window_list_create(server);
	server->follow = follow_create(server);
	server->strip = strip_create(server);
	server->switcher = switcher_create(server);
	server->seat = seat_create(server);
	server->window_memory = window_memory_create(server);
	server->input_method = input_method_create(server);
	server->clipboard = clipboard_create(server);
	server->clip_router = clip_router_create(server);
	server->idle = idle_create(server, err);
	server->output_power = output_power_create(server, err);
	server->lock = lock_create(server, server->options->lock_memory, err);
	server->xdg = xdg_create(server, err);
	server->layer_shell = layer_shell_create(server, err);
	server->toplevels = toplevels_create(server, err);
	server->activation = activation_create(server, err);
	server->workspace_protocol = workspace_protocol_create(server, err);
	if (!server->idle || !server->output_power || !server->lock ||
			!server->xdg || !server->layer_shell ||
			!server->activation || !server->toplevels ||
			!server->workspace_protocol) {
		return -1;
	}
	server->known_qubes = known_qubes_create();
	server->output_manager = output_manager_create(server, err);
	server->qube_zone = qube_zone_create(
			server, server->options->zone_socket, err);
	if (!server->output_manager || !server->qube_zone) {
		return -1;
	}
	server->publish = publish_create(server);
	server->prompt = prompt_create(server);
	if (server->options->runtime_dir) {
		server->ask_door = ask_door_create(server, err);
		return server->ask_door ? 0 : -1;
	}
	return 0;
}

int
server_init(struct server *server, const struct server_options *options,
		struct err *err)
{
	bool headless = options->headless;

	*server = (struct server){
			.options = options,
			.plane_scale = 1,
	};
	init_lists(server);
	server->display = wl_display_create();
	server->loop = wl_display_get_event_loop(server->display);
	server->roles = roles_create(server->display);
	/* Signals first: a thread of a library that is started before would
	 * have them end us. */
	if (add_signals(server, err) < 0 || load_at_start(server, err) < 0) {
		return -1;
	}
	if (create_backend(server, headless, err) < 0) {
		return -1;
	}
	create_scene(server);
	server->output_memory = output_memory_create(server->options->state_dir);
	if (globals_create(server, err) < 0) {
		return -1;
	}
	if (create_parts(server, err) < 0 || start(server, headless, err) < 0) {
		return -1;
	}
	server->programs = programs_create(server);
	lock_configure(server->lock);
	strip_set_notice(server->strip, NULL);
	return 0;
}

int
server_run(struct server *server)
{
	wl_display_run(server->display);
	return server->status;
}

void
server_quit(struct server *server, int status)
{
	server->status = status;
	wl_display_terminate(server->display);
}

static void
take_settings(struct server *server, struct config *config, struct theme *theme)
{
	struct config *old_config = server->config;
	struct theme *old_theme = server->theme;
	struct view *view;

	server->config = config;
	server->theme = theme;
	wl_list_for_each(view, &server->views, link) {
		if (view->frame) {
			frame_update(view->frame);
		}
	}
	theme_destroy(old_theme);
	config_destroy(old_config);
}

/* Tells of a mistake in the files, or NULL that there is none. */
static void
set_mistake(struct server *server, const char *text)
{
	free(server->mistake);
	server->mistake = text ? xstrdup(text) : NULL;
	strip_set_notice(server->strip, NULL);
}

void
server_reload(struct server *server)
{
	struct output *output;
	struct config *config;
	struct theme *theme;
	struct err err = {0};

	if (load_settings(server, &config, &theme, &err) < 0) {
		log_err("%s; the old settings stay", err.text);
		set_mistake(server, err.text);
		return;
	}
	set_mistake(server, NULL);
	take_settings(server, config, theme);
	wl_list_for_each(output, &server->outputs, link) {
		output_configure(output);
	}
	seat_configure(server->seat);
	workspaces_configure(server->workspaces);
	output_arrange(server);
	publish_update(server->publish);
	programs_configure(server->programs);
	lock_configure(server->lock);
}

static void
remove_sources(struct server *server)
{
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		if (server->signals[i]) {
			wl_event_source_remove(server->signals[i]);
		}
	}
	if (server->renderer_idle) {
		wl_event_source_remove(server->renderer_idle);
	}
}

void
server_finish(struct server *server)
{
	programs_destroy(server->programs);
	server->programs = NULL;
	wl_display_destroy_clients(server->display);
	remove_sources(server);
	ask_door_destroy(server->ask_door);
	prompt_destroy(server->prompt);
	server->prompt = NULL;
	publish_destroy(server->publish);
	if (server->window_memory) {
		window_memory_save(server->window_memory); // before they go
	}
	qube_zone_destroy(server->qube_zone);
	known_qubes_destroy(server->known_qubes);
	window_memory_destroy(server->window_memory);
	output_manager_destroy(server->output_manager);
	toplevels_destroy(server->toplevels);
	activation_destroy(server->activation);
	xdg_destroy(server->xdg);
	lock_destroy(server->lock);
	output_power_destroy(server->output_power);
	idle_destroy(server->idle);
	clip_router_destroy(server->clip_router);
	clipboard_destroy(server->clipboard);
	input_method_destroy(server->input_method);
	seat_destroy(server->seat);
	switcher_destroy(server->switcher);
	strip_destroy(server->strip);
	follow_destroy(server->follow);
	window_list_destroy(server->window_list);
	menu_destroy(server->menu);
	tiling_destroy(server->tiling);
	key_grab_destroy(server->key_grab);
	workspace_protocol_destroy(server->workspace_protocol);
	workspaces_destroy(server->workspaces);
	modal_destroy(server->modal);
	backdrop_destroy(server->backdrop);
	cover_destroy(server->cover);
	pacer_destroy(server->pacer);
	wl_list_remove(&server->new_output.link);
	wl_list_remove(&server->new_input.link);
	wl_list_remove(&server->renderer_lost.link);
	if (server->backend) {
		wlr_backend_destroy(server->backend);
	}
	layer_shell_destroy(server->layer_shell); // after the screens
	if (server->scene) {
		wlr_scene_node_destroy(&server->scene->tree.node);
	}
	if (server->allocator) {
		wlr_allocator_destroy(server->allocator);
	}
	if (server->renderer) {
		wlr_renderer_destroy(server->renderer);
	}
	output_memory_destroy(server->output_memory);
	roles_destroy(server->roles);
	wl_display_destroy(server->display);
	config_destroy(server->config);
	theme_destroy(server->theme);
	free(server->mistake);
}
