// SPDX-License-Identifier: MIT
#include "tests/scene/glass.h"

#include <string.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_damage_ring.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "tests/check.h"

void
glass_init(struct glass *glass, struct scene *scene)
{
	struct server *server = &scene->server;
	struct wlr_output_state state;

	// the compositor must not take it for a screen
	wl_list_remove(&server->new_output.link);
	glass->output = wlr_headless_add_output(server->backend, 1, 1);
	wl_signal_add(&server->backend->events.new_output, &server->new_output);
	assert_non_null(glass->output);
	assert_true(wlr_output_init_render(
			glass->output, server->allocator, server->renderer));
	glass->scene = scene;
	glass->scene_output =
			wlr_scene_output_create(server->scene, glass->output);
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(&state, 1, 1, 0);
	assert_true(wlr_output_commit_state(glass->output, &state));
	wlr_output_state_finish(&state);
}

void
glass_finish(struct glass *glass)
{
	wlr_output_destroy(glass->output);
}

uint32_t
glass_look(struct glass *glass, int lx, int ly)
{
	struct wlr_output_state state;
	uint32_t rgb = 0;
	uint32_t format;
	size_t stride;
	void *data;

	wlr_scene_output_set_position(glass->scene_output, lx, ly);
	wlr_damage_ring_add_whole(&glass->scene_output->damage_ring);
	wlr_output_state_init(&state);
	assert_true(wlr_scene_output_build_state(
			glass->scene_output, &state, NULL));
	assert_non_null(state.buffer);
	assert_true(wlr_buffer_begin_data_ptr_access(state.buffer,
			WLR_BUFFER_DATA_PTR_ACCESS_READ, &data, &format, &stride));
	memcpy(&rgb, data, sizeof(rgb));
	wlr_buffer_end_data_ptr_access(state.buffer);
	wlr_output_state_finish(&state);
	return rgb & 0xffffff; // X of XRGB means nothing
}
