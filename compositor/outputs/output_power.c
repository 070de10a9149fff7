// SPDX-License-Identifier: MIT
#include "compositor/outputs/output_power.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_gamma_control_v1.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_output_power_management_v1.h>
#include <wlr/types/wlr_scene.h>

#include "common/log.h"
#include "common/mem.h"
#include "compositor/outputs/output.h"
#include "compositor/server.h"

struct output_power {
	struct server *server; // borrowed
	struct wlr_gamma_control_manager_v1 *gamma; // goes with the display

	struct wl_listener set_mode;
	struct wl_listener set_gamma;
};

/* The layout stays as it is: what is shown again lies where it lay. */
static void
set_dark(struct output *output, bool dark)
{
	struct wlr_output *wlr_output = output->wlr_output;
	struct wlr_output_state state;

	if (wlr_output->enabled == !dark) {
		return;
	}
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, !dark);
	if (wlr_output_commit_state(wlr_output, &state)) {
		output->is_dark = dark;
		output->gamma_changed = !dark; // it may have been lost
	} else {
		log_warn("output %s cannot be turned %s", wlr_output->name,
				dark ? "off" : "on");
	}
	wlr_output_state_finish(&state);
	if (!dark) {
		wlr_output_schedule_frame(wlr_output);
	}
}

static void
handle_set_mode(struct wl_listener *listener, void *data)
{
	const struct wlr_output_power_v1_set_mode_event *event = data;
	struct output *output = event->output->data;

	if (output && !output->is_off) {
		set_dark(output, event->mode == ZWLR_OUTPUT_POWER_V1_MODE_OFF);
	}
}

static void
handle_set_gamma(struct wl_listener *listener, void *data)
{
	const struct wlr_gamma_control_manager_v1_set_gamma_event *event = data;
	struct output *output = event->output->data;

	if (output) {
		output->gamma_changed = true;
		wlr_output_schedule_frame(output->wlr_output);
	}
}

/* False if the output refuses these colours. */
static bool
commit_gamma(struct output_power *power, struct output *output)
{
	struct wlr_output *wlr_output = output->wlr_output;
	struct wlr_gamma_control_v1 *control =
			wlr_gamma_control_manager_v1_get_control(
					power->gamma, wlr_output);
	struct wlr_output_state state;
	bool ok;

	wlr_output_state_init(&state);
	ok = wlr_scene_output_build_state(output->scene_output, &state, NULL) &&
			wlr_gamma_control_v1_apply(control, &state) &&
			wlr_output_commit_state(wlr_output, &state);
	wlr_output_state_finish(&state);
	if (!ok && control) {
		wlr_gamma_control_v1_send_failed_and_destroy(control);
	}
	return ok;
}

bool
output_power_commit(struct output_power *power, struct output *output)
{
	bool changed = output->gamma_changed;

	output->gamma_changed = false;
	if (changed && wlr_output_get_gamma_size(output->wlr_output) > 0) {
		if (commit_gamma(power, output)) {
			return true;
		}
		log_warn("output %s refuses new colours",
				output->wlr_output->name);
	}
	return wlr_scene_output_commit(output->scene_output, NULL);
}

struct output_power *
output_power_create(struct server *server, struct err *err)
{
	struct wlr_output_power_manager_v1 *manager =
			wlr_output_power_manager_v1_create(server->display);
	struct wlr_gamma_control_manager_v1 *gamma =
			wlr_gamma_control_manager_v1_create(server->display);
	struct output_power *power;

	if (!manager || !gamma) {
		err_set(err, "the power of screens cannot be offered");
		return NULL;
	}
	power = xcalloc(1, sizeof(*power));
	power->server = server;
	power->gamma = gamma;
	power->set_mode.notify = handle_set_mode;
	wl_signal_add(&manager->events.set_mode, &power->set_mode);
	power->set_gamma.notify = handle_set_gamma;
	wl_signal_add(&gamma->events.set_gamma, &power->set_gamma);
	return power;
}

void
output_power_destroy(struct output_power *power)
{
	if (!power) {
		return;
	}
	wl_list_remove(&power->set_mode.link);
	wl_list_remove(&power->set_gamma.link);
	free(power);
}
