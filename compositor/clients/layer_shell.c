// SPDX-License-Identifier: MIT
#include "compositor/clients/layer_shell.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_layer_shell_v1.h>
#include <wlr/types/wlr_output.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/clients/layer_view.h"
#include "compositor/clients/programs.h"
#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"

#define LAYER_SHELL_VERSION 4
#define MAX_VIEWS 256 // further ones are closed at once

struct layer_shell {
	struct server *server; // borrowed
	struct wl_list views; // list of struct layer_view, .link, latest first
	struct wl_listener new_surface;
};

struct server *
layer_shell_get_server(const struct layer_shell *shell)
{
	return shell->server;
}

/* Where the person is: an output for what names none. */
static struct output *
choose_output(struct server *server)
{
	struct view *focus = seat_get_focus(server->seat);
	double lx, ly;

	if (focus) {
		return output_of_box(server, &focus->geometry);
	}
	seat_get_pointer(server->seat, &lx, &ly);
	return output_at(server, lx, ly);
}

static void
handle_new_surface(struct wl_listener *listener, void *data)
{
	struct layer_shell *shell = wl_container_of(listener, shell, new_surface);
	struct wlr_layer_surface_v1 *surface = data;
	struct output *output = surface->output ? surface->output->data
						: choose_output(shell->server);
	struct layer_view *layer_view;

	if (!output || wlr_box_empty(&output->box) ||
			wl_list_length(&shell->views) >= MAX_VIEWS) {
		log_warn("layer surface %s is refused: %s", surface->namespace,
				output && !wlr_box_empty(&output->box)
						? "there are too many"
						: "there is no screen");
		wlr_layer_surface_v1_destroy(surface);
		return;
	}
	surface->output = output->wlr_output;
	layer_view = layer_view_create(shell, surface);
	wl_list_insert(&shell->views, &layer_view->link);
}

/* Nearly nothing left is no area to work in: then it may lie over windows. */
static bool
is_enough(const struct wlr_box *area, const struct wlr_box *full)
{
	return area->width >= full->width / 4 && area->height >= full->height / 4;
}

static void
arrange_some(struct layer_shell *shell, const struct output *output,
		enum zwlr_layer_shell_v1_layer layer, bool exclusive,
		const struct wlr_box *full, struct wlr_box *area)
{
	struct layer_view *layer_view;

	wl_list_for_each_reverse(layer_view, &shell->views, link) {
		const struct wlr_layer_surface_v1_state *state =
				&layer_view->surface->current;
		struct wlr_box before = *area;

		if (layer_view_get_output(layer_view) != output ||
				state->layer != layer ||
				(state->exclusive_zone > 0) != exclusive) {
			continue;
		}
		layer_view_arrange(layer_view, full, area);
		if (!is_enough(area, full)) {
			*area = before;
		}
	}
}

/* First what keeps others away, from the top down. */
void
layer_shell_arrange(struct layer_shell *shell, const struct output *output,
		struct wlr_box *area)
{
	const struct wlr_box full = *area;

	for (int layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY; layer >= 0; layer--) {
		arrange_some(shell, output, (enum zwlr_layer_shell_v1_layer)layer,
				true, &full, area);
	}
	for (int layer = ZWLR_LAYER_SHELL_V1_LAYER_OVERLAY; layer >= 0; layer--) {
		arrange_some(shell, output, (enum zwlr_layer_shell_v1_layer)layer,
				false, &full, area);
	}
}

void
layer_shell_close_output(struct layer_shell *shell, const struct output *output)
{
	struct layer_view *layer_view, *tmp;

	wl_list_for_each_safe(layer_view, tmp, &shell->views, link) {
		if (layer_view_get_output(layer_view) == output) {
			layer_view_close(layer_view);
		}
	}
}

struct view *
layer_shell_get_exclusive(const struct layer_shell *shell)
{
	struct layer_view *layer_view, *best = NULL;

	wl_list_for_each(layer_view, &shell->views, link) {
		if (layer_view->view.mapped && !layer_view->yielded &&
				layer_view_is_exclusive(layer_view) &&
				(!best ||
						layer_view->surface->current.layer >
								best->surface->current
										.layer)) {
			best = layer_view;
		}
	}
	return best ? &best->view : NULL;
}

void
layer_shell_yield(struct layer_shell *shell)
{
	struct layer_view *layer_view;

	wl_list_for_each(layer_view, &shell->views, link) {
		layer_view->yielded = layer_view->view.mapped;
	}
}

static void
give_keyboard(struct layer_shell *shell)
{
	struct seat *seat = shell->server->seat;
	struct view *focus = seat_get_focus(seat);
	struct view *exclusive = layer_shell_get_exclusive(shell);

	if (exclusive) {
		seat_focus(seat, exclusive);
	} else if (focus && focus->impl->kind == VIEW_LAYER && focus->passive) {
		seat_give_back(seat);
	}
}

static void
arrange(struct layer_view *layer_view)
{
	struct output *output = layer_view_get_output(layer_view);

	if (output) {
		output_arrange_work_area(output);
	}
}

/* What takes the keyboard on demand gets it at first only where no qube has it
 * or the person asked for it. */
void
layer_shell_handle_map(struct layer_shell *shell, struct layer_view *layer_view)
{
	struct seat *seat = shell->server->seat;
	struct view *focus = seat_get_focus(seat);
	struct view *view = &layer_view->view;
	bool launched = programs_take_launch(
			shell->server->programs, view->client);

	arrange(layer_view);
	if (!view->passive &&
			(launched || !focus || focus->impl->kind != VIEW_QUBE) &&
			layer_view->surface->current.layer >=
					ZWLR_LAYER_SHELL_V1_LAYER_TOP) {
		seat_focus(seat, view);
	}
	give_keyboard(shell);
	seat_refresh_pointer(seat);
}

void
layer_shell_handle_unmap(struct layer_shell *shell, struct layer_view *layer_view)
{
	struct seat *seat = shell->server->seat;
	struct view *exclusive = layer_shell_get_exclusive(shell);

	if (seat_get_focus(seat) != &layer_view->view) {
		// somebody else has it
	} else if (exclusive) {
		seat_focus(seat, exclusive);
	} else {
		seat_give_back(seat);
	}
	seat_forget_view(seat, &layer_view->view);
	arrange(layer_view);
	seat_refresh_pointer(seat);
}

void
layer_shell_handle_change(struct layer_shell *shell, struct layer_view *layer_view)
{
	arrange(layer_view);
	give_keyboard(shell);
	seat_refresh_pointer(shell->server->seat);
}

struct layer_shell *
layer_shell_create(struct server *server, struct err *err)
{
	struct wlr_layer_shell_v1 *global = wlr_layer_shell_v1_create(
			server->display, LAYER_SHELL_VERSION);
	struct layer_shell *shell;

	if (!global) {
		err_set(err, "layer-shell cannot be offered to clients");
		return NULL;
	}
	shell = xcalloc(1, sizeof(*shell));
	shell->server = server;
	wl_list_init(&shell->views);
	shell->new_surface.notify = handle_new_surface;
	wl_signal_add(&global->events.new_surface, &shell->new_surface);
	return shell;
}

void
layer_shell_destroy(struct layer_shell *shell)
{
	if (!shell) {
		return;
	}
	wl_list_remove(&shell->new_surface.link);
	free(shell);
}
