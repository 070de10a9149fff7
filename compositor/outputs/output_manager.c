// SPDX-License-Identifier: MIT
#include "compositor/outputs/output_manager.h"

#include <stdlib.h>
#include <wlr/types/wlr_output_layout.h>
#include <wlr/types/wlr_output_management_v1.h>

#include "common/mem.h"
#include "compositor/config/config.h"
#include "compositor/outputs/output.h"
#include "compositor/outputs/output_memory.h"
#include "compositor/server.h"

struct output_manager {
	struct server *server; // borrowed
	struct wlr_output_manager_v1 *wlr; // goes with the display

	struct wl_listener apply;
	struct wl_listener test;
	struct wl_listener layout;
};

/* Is it one that the configuration would take, too? */
static bool
is_scale(double scale)
{
	return scale >= CONFIG_MIN_SCALE && scale <= CONFIG_MAX_SCALE;
}

static bool
try_head(const struct wlr_output_configuration_head_v1 *head, bool apply)
{
	struct output *output = head->state.output->data;
	struct wlr_output_state state;
	bool ok;

	if (!output ||
			(head->state.enabled &&
					!is_scale((double)head->state.scale))) {
		return false;
	}
	wlr_output_state_init(&state);
	wlr_output_head_v1_state_apply(&head->state, &state);
	if (!apply) {
		ok = wlr_output_test_state(output->wlr_output, &state);
	} else {
		ok = output_set(output, &state, head->state.x, head->state.y);
	}
	wlr_output_state_finish(&state);
	return ok;
}

/* All heads are tried before the first is changed. */
static bool
try_all(struct wlr_output_configuration_v1 *config, bool apply)
{
	struct wlr_output_configuration_head_v1 *head;

	wl_list_for_each(head, &config->heads, link) {
		if (!try_head(head, false)) {
			return false;
		}
	}
	if (!apply) {
		return true;
	}
	wl_list_for_each(head, &config->heads, link) {
		if (!try_head(head, true)) {
			return false;
		}
	}
	return true;
}

static void
answer(struct wlr_output_configuration_v1 *config, bool ok)
{
	if (ok) {
		wlr_output_configuration_v1_send_succeeded(config);
	} else {
		wlr_output_configuration_v1_send_failed(config);
	}
	wlr_output_configuration_v1_destroy(config);
}

static void
remember(struct output_manager *manager)
{
	struct output *output;

	wl_list_for_each(output, &manager->server->outputs, link) {
		output->is_off = !output->wlr_output->enabled && !output->is_dark;
		output_memory_note(manager->server->output_memory, output);
	}
}

static void
handle_apply(struct wl_listener *listener, void *data)
{
	struct output_manager *manager =
			wl_container_of(listener, manager, apply);
	bool ok = try_all(data, true);

	if (ok) {
		remember(manager);
	}
	answer(data, ok);
}

static void
handle_test(struct wl_listener *listener, void *data)
{
	answer(data, try_all(data, false));
}

static void
publish(struct output_manager *manager)
{
	struct wlr_output_configuration_v1 *config =
			wlr_output_configuration_v1_create();
	struct output *output;

	if (!config) {
		return;
	}
	wl_list_for_each(output, &manager->server->outputs, link) {
		struct wlr_output_configuration_head_v1 *head =
				wlr_output_configuration_head_v1_create(
						config, output->wlr_output);

		if (head) {
			head->state.x = output->box.x;
			head->state.y = output->box.y;
		}
	}
	wlr_output_manager_v1_set_configuration(manager->wlr, config);
}

static void
handle_layout(struct wl_listener *listener, void *data)
{
	struct output_manager *manager =
			wl_container_of(listener, manager, layout);

	publish(manager);
}

struct output_manager *
output_manager_create(struct server *server, struct err *err)
{
	struct wlr_output_manager_v1 *wlr =
			wlr_output_manager_v1_create(server->display);
	struct output_manager *manager;

	if (!wlr) {
		err_set(err, "the output manager cannot be offered");
		return NULL;
	}
	manager = xcalloc(1, sizeof(*manager));
	manager->server = server;
	manager->wlr = wlr;
	manager->apply.notify = handle_apply;
	wl_signal_add(&wlr->events.apply, &manager->apply);
	manager->test.notify = handle_test;
	wl_signal_add(&wlr->events.test, &manager->test);
	manager->layout.notify = handle_layout;
	wl_signal_add(&server->events.layout, &manager->layout);
	return manager;
}

void
output_manager_destroy(struct output_manager *manager)
{
	if (!manager) {
		return;
	}
	wl_list_remove(&manager->apply.link);
	wl_list_remove(&manager->test.link);
	wl_list_remove(&manager->layout.link);
	free(manager);
}
