// SPDX-License-Identifier: MIT
#include "compositor/outputs/output.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wlr/backend/session.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/clients/layer_shell.h"
#include "compositor/config/config.h"
#include "compositor/outputs/output_memory.h"
#include "compositor/outputs/output_power.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "compositor/windows/view_home.h"
#include "compositor/wlr_compat.h"

#define RETRY_MSEC 100 // after a commit that failed

static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct output *output = wl_container_of(listener, output, frame);
	struct wlr_session *session = output->server->session;
	struct timespec now;

	if (session && !session->active) {
		return; // the session's return damages everything
	}
	wl_signal_emit_mutable(&output->server->events.frame, output);
	if (!output_power_commit(output->server->output_power, output)) {
		wl_event_source_timer_update(output->retry, RETRY_MSEC);
		return;
	}
	output->server->frames++;
	clock_gettime(CLOCK_MONOTONIC, &now);
	wlr_scene_output_send_frame_done(output->scene_output, &now);
}

static int
handle_retry(void *data)
{
	struct output *output = data;

	wlr_output_schedule_frame(output->wlr_output);
	return 0;
}

/* Of an output that is a window: it was resized. */
static void
handle_request_state(struct wl_listener *listener, void *data)
{
	struct output *output = wl_container_of(listener, output, request_state);
	const struct wlr_output_event_request_state *event = data;

	if (wlr_output_commit_state(output->wlr_output, event->state)) {
		output_arrange(output->server);
	}
}

static void use_what_is_left(struct server *server);

static void
handle_destroy(struct wl_listener *listener, void *data)
{
	struct output *output = wl_container_of(listener, output, destroy);
	struct server *server = output->server;
	bool nested;

	view_home_note(output);
	layer_shell_close_output(server->layer_shell, output);
	log_info("output %s is gone", output->wlr_output->name);
	wl_list_remove(&output->frame.link);
	wl_list_remove(&output->request_state.link);
	wl_list_remove(&output->destroy.link);
	wl_list_remove(&output->link);
	wl_event_source_remove(output->retry);
	wlr_output_layout_remove(server->output_layout, output->wlr_output);
	nested = output->nested;
	output->wlr_output->data = NULL; // others still hold wlr_output
	free(output);
	use_what_is_left(server);
	output_arrange(server);
	if (nested && wl_list_empty(&server->outputs)) {
		server_quit(server, 0); // the person closed our window
	}
}

bool
output_set(struct output *output, const struct wlr_output_state *state, int lx,
		int ly)
{
	struct server *server = output->server;
	struct wlr_output *wlr_output = output->wlr_output;
	struct wlr_output_layout_output *lo;

	if (!wlr_output_commit_state(wlr_output, state)) {
		return false;
	}
	output->is_dark = false;
	output->gamma_changed = true;
	if (!wlr_output->enabled) {
		layer_shell_close_output(server->layer_shell, output);
		wlr_output_layout_remove(server->output_layout, wlr_output);
	} else {
		lo = wlr_output_layout_add(
				server->output_layout, wlr_output, lx, ly);
		if (lo) {
			wlr_scene_output_layout_add_output(server->scene_layout,
					lo, output->scene_output);
		}
	}
	output_arrange(server);
	return true;
}

/* The mode nearest to the wish among those the output lists, or NULL. */
static struct wlr_output_mode *
find_mode(struct wlr_output *wlr_output, const struct config_output *wish)
{
	struct wlr_output_mode *mode;
	struct wlr_output_mode *best = NULL;

	wl_list_for_each(mode, &wlr_output->modes, link) {
		if (mode->width != wish->width || mode->height != wish->height) {
			continue;
		}
		if (!best ||
				abs(mode->refresh - wish->refresh_mhz) <
						abs(best->refresh -
								wish->refresh_mhz)) {
			best = mode;
		}
	}
	return best;
}

static void
set_mode(struct wlr_output *wlr_output, struct wlr_output_state *state,
		const struct config_output *wish)
{
	struct wlr_output_mode *mode = wish && wish->width
			? find_mode(wlr_output, wish)
			: wlr_output_preferred_mode(wlr_output);

	if (mode) {
		wlr_output_state_set_mode(state, mode);
	} else if (wish && wish->width) {
		wlr_output_state_set_custom_mode(state, wish->width,
				wish->height, wish->refresh_mhz);
	}
}

static void
place(struct output *output, const struct config_output *wish)
{
	struct wlr_output_layout *layout = output->server->output_layout;
	struct wlr_output_layout_output *lo;

	if (wish && wish->has_position) {
		lo = wlr_output_layout_add(
				layout, output->wlr_output, wish->lx, wish->ly);
	} else {
		lo = wlr_output_layout_add_auto(layout, output->wlr_output);
	}
	if (lo) {
		wlr_scene_output_layout_add_output(output->server->scene_layout,
				lo, output->scene_output);
	}
}

/* The configuration by connector or by make, model and serial number, then what
 * settings programs did, then the configuration for all. */
static const struct config_output *
find_wish(const struct output *output)
{
	const struct config *config = output->server->config;
	const char *name = output->wlr_output->name;
	char *identity = output_memory_get_identity(output->wlr_output);
	const struct config_output *wish = config_get_output(config, name);

	if (!wish && identity) {
		wish = config_get_output(config, identity);
	}
	free(identity);
	if (!wish) {
		wish = output_memory_find(output->server->output_memory,
				output->wlr_output);
	}
	return wish ? wish : config_get_output(config, "*");
}

static bool
has_another(const struct output *output)
{
	const struct output *other;

	wl_list_for_each(other, &output->server->outputs, link) {
		if (other != output && other->wlr_output->enabled) {
			return true;
		}
	}
	return false;
}

static bool
turn_off(struct output *output)
{
	struct wlr_output *wlr_output = output->wlr_output;
	struct wlr_output_state state;
	bool ok;

	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, false);
	ok = wlr_output_commit_state(wlr_output, &state);
	wlr_output_state_finish(&state);
	if (ok) {
		wlr_output_layout_remove(
				output->server->output_layout, wlr_output);
	}
	return ok;
}

/* Screens that are off by their settings come back when they are all there
 * is. */
static void
use_what_is_left(struct server *server)
{
	struct output *output;

	wl_list_for_each(output, &server->outputs, link) {
		if (output->wlr_output->enabled || !output->is_off) {
			continue;
		}
		if (!has_another(output)) {
			output_configure(output);
		}
	}
}

void
output_configure(struct output *output)
{
	struct wlr_output *wlr_output = output->wlr_output;
	const struct config_output *wish = find_wish(output);
	struct wlr_output_state state;

	output->is_off = wish && wish->disabled;
	output->is_dark = false;
	output->gamma_changed = true;
	if (output->is_off && has_another(output) && turn_off(output)) {
		return;
	}
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_scale(&state,
			wish && wish->scale > 0 ? (float)wish->scale : 1);
	wlr_output_state_set_transform(&state,
			wish ? (enum wl_output_transform)wish->transform
			     : WL_OUTPUT_TRANSFORM_NORMAL);
	set_mode(wlr_output, &state, wish);
	if (!wlr_output_commit_state(wlr_output, &state)) {
		log_warn("output %s refuses its settings, taking its own",
				wlr_output->name);
		wlr_output_state_finish(&state);
		wlr_output_state_init(&state);
		wlr_output_state_set_enabled(&state, true);
		set_mode(wlr_output, &state, NULL);
		wlr_output_commit_state(wlr_output, &state);
	}
	wlr_output_state_finish(&state);
	place(output, wish);
}

void
output_create(struct server *server, struct wlr_output *wlr_output)
{
	struct output *output;

	if (wlr_output->non_desktop ||
			!wlr_output_init_render(wlr_output, server->allocator,
					server->renderer)) {
		log_warn("output %s cannot be used", wlr_output->name);
		return;
	}
	output = xcalloc(1, sizeof(*output));
	output->server = server;
	output->wlr_output = wlr_output;
	wlr_output->data = output;
	output->nested = wlr_compat_name_nested(wlr_output);
	output->scene_output = wlr_scene_output_create(server->scene, wlr_output);
	output->retry = wl_event_loop_add_timer(
			server->loop, handle_retry, output);
	output->frame.notify = handle_frame;
	wl_signal_add(&wlr_output->events.frame, &output->frame);
	output->request_state.notify = handle_request_state;
	wl_signal_add(&wlr_output->events.request_state, &output->request_state);
	output->destroy.notify = handle_destroy;
	wl_signal_add(&wlr_output->events.destroy, &output->destroy);
	wl_list_insert(server->outputs.prev, &output->link);
	output_configure(output);
	log_info("output %s: %dx%d, scale %.2f", wlr_output->name,
			wlr_output->width, wlr_output->height,
			(double)wlr_output->scale);
	output_arrange(server);
}

struct wlr_box
output_get_area(const struct output *output)
{
	struct wlr_box area = output->box;

	if (area.height > OUTPUT_STRIP_HEIGHT) {
		area.y += OUTPUT_STRIP_HEIGHT;
		area.height -= OUTPUT_STRIP_HEIGHT;
	}
	return area;
}

static void
arrange_one(struct output *output)
{
	struct wlr_output_layout *layout = output->server->output_layout;

	wlr_output_layout_get_box(layout, output->wlr_output, &output->box);
	output->work_area = output_get_area(output);
	layer_shell_arrange(output->server->layer_shell, output,
			&output->work_area);
}

void
output_arrange_work_area(struct output *output)
{
	struct server *server = output->server;
	struct wlr_box area = output_get_area(output);

	layer_shell_arrange(server->layer_shell, output, &area);
	if (!wlr_box_equal(&area, &output->work_area)) {
		const struct wlr_box before = output->work_area;

		output->work_area = area;
		view_keep_inside(server, &before, &area);
		view_arrange_all(server);
		wl_signal_emit_mutable(&server->events.layout, NULL);
	}
}

void
output_arrange(struct server *server)
{
	struct output *output;
	double densest = 0;

	view_home_note_all(server);
	wl_list_for_each(output, &server->outputs, link) {
		arrange_one(output);
		if ((output->wlr_output->enabled || output->is_dark) &&
				(double)output->wlr_output->scale > densest) {
			densest = (double)output->wlr_output->scale;
		}
	}
	server->plane_scale = densest > 0 ? densest : 1;
	view_home_return(server);
	view_arrange_all(server);
	view_home_settle(server);
	wl_signal_emit_mutable(&server->events.layout, NULL);
}

struct output *
output_at(struct server *server, double lx, double ly)
{
	struct wlr_output *found;

	wlr_output_layout_closest_point(
			server->output_layout, NULL, lx, ly, &lx, &ly);
	found = wlr_output_layout_output_at(server->output_layout, lx, ly);
	return found ? found->data : NULL;
}

struct output *
output_of_box(struct server *server, const struct wlr_box *box)
{
	struct output *output;
	struct output *best = NULL;
	int64_t most = 0;

	wl_list_for_each(output, &server->outputs, link) {
		struct wlr_box common;

		if (wlr_box_intersection(&common, box, &output->box) &&
				(int64_t)common.width * common.height > most) {
			most = (int64_t)common.width * common.height;
			best = output;
		}
	}
	return best ? best
		    : output_at(server, box->x + box->width / 2.0,
				      box->y + box->height / 2.0);
}
