// SPDX-License-Identifier: MIT
/* The compositor comes up on its own: a backdrop, and what lies on it. */
#include <linux/input-event-codes.h>
#include <wlr/render/wlr_renderer.h>
#include <wlr/types/wlr_output.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_seat.h>
#include <xkbcommon/xkbcommon.h>

#include "compositor/input/seat.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/scene/scene.h"

static struct output *
get_output(struct scene *scene)
{
	struct output *output = wl_container_of(
			scene->server.outputs.next, output, link);

	return output;
}

static void
test_pixel_of_a_rect(void **state)
{
	const float red[4] = {1, 0, 0, 1};
	struct scene scene;
	struct wlr_scene_rect *rect;
	uint32_t right, below; // the backdrop beside the rect

	scene_init(&scene, "320x200", "");
	right = scene_get_pixel(&scene, 80, 100);
	below = scene_get_pixel(&scene, 50, 120);
	rect = wlr_scene_rect_create(
			scene.server.layers[SERVER_LAYER_VIEWS], 40, 30, red);
	wlr_scene_node_set_position(&rect->node, 40, 90);
	assert_int_equal(scene_get_pixel(&scene, 50, 100), 0xff0000);
	assert_int_equal(scene_get_pixel(&scene, 80, 100), right);
	assert_int_equal(scene_get_pixel(&scene, 50, 120), below);
	assert_int_not_equal(right, 0xff0000);
	scene_finish(&scene);
}

static void
test_scale_from_the_configuration(void **state)
{
	struct scene scene;
	struct output *output;

	scene_init(&scene, "600x300@1.5", "");
	output = get_output(&scene);
	assert_int_equal(output->wlr_output->width, 600);
	assert_int_equal(output->box.width, 400);
	assert_int_equal(output->box.height, 200);
	assert_int_equal(output->work_area.y, OUTPUT_STRIP_HEIGHT);
	assert_float_equal(scene.server.plane_scale, 1.5, 1e-6);
	scene_finish(&scene);
}

static void
test_reload_changes_the_scale_and_keeps_it_after_a_mistake(void **state)
{
	struct scene scene;
	struct output *output;

	scene_init(&scene, "600x300", "");
	output = get_output(&scene);
	scene_write_config(&scene, "[output *]\nmode=600x300\nscale=2\n");
	server_reload(&scene.server);
	assert_int_equal(output->box.width, 300);
	scene_write_config(&scene, "[output *]\nscale=3\nscale=tall\n");
	server_reload(&scene.server);
	assert_int_equal(output->box.width, 300);
	scene_finish(&scene);
}

static void
test_a_lost_graphics_device_is_opened_again(void **state)
{
	const float red[4] = {1, 0, 0, 1};
	struct scene scene;
	struct wlr_renderer *old;
	struct wlr_scene_rect *rect;

	scene_init(&scene, "320x200", "");
	rect = wlr_scene_rect_create(
			scene.server.layers[SERVER_LAYER_VIEWS], 40, 30, red);
	wlr_scene_node_set_position(&rect->node, 40, 90);
	old = scene.server.renderer;
	wl_signal_emit_mutable(&old->events.lost, NULL);
	wl_signal_emit_mutable(&old->events.lost, NULL);
	scene_settle(&scene);
	assert_ptr_not_equal(scene.server.renderer, old);
	assert_int_equal(scene_get_pixel(&scene, 50, 100), 0xff0000);
	assert_int_not_equal(scene_get_pixel(&scene, 10, 10), 0xff0000);
	scene_finish(&scene);
}

static void
test_a_layout_that_does_not_exist_leaves_a_plain_one(void **state)
{
	struct scene scene;
	struct wlr_keyboard *keyboard;

	scene_init(&scene, "320x200", "[keyboard]\nlayout=nowhere\n");
	keyboard = wlr_seat_get_keyboard(seat_get_wlr_seat(scene.server.seat));
	assert_int_equal(xkb_state_key_get_one_sym(keyboard->xkb_state, KEY_Q + 8),
			XKB_KEY_q);
	scene_finish(&scene);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_pixel_of_a_rect),
			cmocka_unit_test(test_a_lost_graphics_device_is_opened_again),
			cmocka_unit_test(test_a_layout_that_does_not_exist_leaves_a_plain_one),
			cmocka_unit_test(test_scale_from_the_configuration),
			cmocka_unit_test(test_reload_changes_the_scale_and_keeps_it_after_a_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
