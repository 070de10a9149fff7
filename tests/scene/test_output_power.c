// SPDX-License-Identifier: MIT
/* Screens turned off and on, and their colours. */
#define _GNU_SOURCE // memfd_create
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wlr/backend.h>
#include <wlr/backend/headless.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_output.h>

#include "compositor/outputs/output.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/rig.h"
#include "wlr-gamma-control-client-protocol.h"
#include "wlr-output-power-client-protocol.h"

#define GREEN 0x10c020u
#define RAMP 4 // entries of each colour of the screen with colours

struct state {
	struct rig rig;
	struct fake_window window;
	struct client client;
	struct wl_output *wl_output; // of the screen used last
	struct zwlr_output_power_manager_v1 *powers;
	struct zwlr_output_power_v1 *power;
	int mode; // told last; -1: none
	bool failed;
};

static void
handle_mode(void *data, struct zwlr_output_power_v1 *power, uint32_t mode)
{
	((struct state *)data)->mode = (int)mode;
}

static void
handle_failed(void *data, struct zwlr_output_power_v1 *power)
{
	((struct state *)data)->failed = true;
}

static const struct zwlr_output_power_v1_listener power_listener = {
		.mode = handle_mode,
		.failed = handle_failed,
};

/* The nth output the client sees. */
static struct wl_output *
bind_output(struct client *client, int n)
{
	for (int i = 0; i < client->n_globals; i++) {
		if (strcmp(client->globals[i].interface, "wl_output") == 0 &&
				n-- == 0) {
			return wl_registry_bind(client->registry,
					client->globals[i].name,
					&wl_output_interface, 1);
		}
	}
	fail();
	return NULL;
}

static int
setup(void **state)
{
	struct state *s = calloc(1, sizeof(*s));

	rig_init(&s->rig, "800x600");
	rig_open(&s->rig, &s->window, &s->rig.red, 7, 200, 100, GREEN);
	client_init(&s->client, &s->rig.scene, ROLE_SETTINGS);
	s->wl_output = bind_output(&s->client, 0);
	s->powers = client_bind(
			&s->client, &zwlr_output_power_manager_v1_interface, 1);
	s->power = zwlr_output_power_manager_v1_get_output_power(
			s->powers, s->wl_output);
	s->mode = -1;
	zwlr_output_power_v1_add_listener(s->power, &power_listener, s);
	client_sync(&s->client);
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	zwlr_output_power_v1_destroy(s->power);
	zwlr_output_power_manager_v1_destroy(s->powers);
	wl_output_destroy(s->wl_output);
	client_finish(&s->client);
	rig_finish(&s->rig);
	free(s);
	return 0;
}

static struct output *
get_output(struct state *s)
{
	return output_at(&s->rig.scene.server, 0, 0);
}

static void
set_mode(struct state *s, enum zwlr_output_power_v1_mode mode)
{
	zwlr_output_power_v1_set_mode(s->power, mode);
	client_sync(&s->client);
	rig_settle(&s->rig);
}

static void
test_a_screen_goes_off_and_comes_back_as_it_was(void **state)
{
	struct state *s = *state;
	struct view *view = rig_get_view(&s->rig, &s->window);
	struct wlr_box place = view->geometry;
	double scale = s->rig.scene.server.plane_scale;

	assert_int_equal(s->mode, ZWLR_OUTPUT_POWER_V1_MODE_ON);
	set_mode(s, ZWLR_OUTPUT_POWER_V1_MODE_OFF);
	assert_int_equal(s->mode, ZWLR_OUTPUT_POWER_V1_MODE_OFF);
	assert_false(get_output(s)->wlr_output->enabled);
	output_arrange(&s->rig.scene.server); // as when a screen is plugged
	assert_true(wlr_box_equal(&view->geometry, &place));
	assert_float_equal(s->rig.scene.server.plane_scale, scale, 1e-9);
	set_mode(s, ZWLR_OUTPUT_POWER_V1_MODE_ON);
	assert_int_equal(s->mode, ZWLR_OUTPUT_POWER_V1_MODE_ON);
	assert_true(get_output(s)->wlr_output->enabled);
	assert_int_equal(get_output(s)->wlr_output->width, 800);
	assert_int_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), GREEN);
	assert_true(wlr_box_equal(&view->geometry, &place));
	assert_false(s->failed);
}

static void
test_what_happens_on_a_dark_screen_is_seen_later(void **state)
{
	struct state *s = *state;

	set_mode(s, ZWLR_OUTPUT_POWER_V1_MODE_OFF);
	fake_window_fill(&s->window, &(struct gui_rect){0, 0, 200, 100},
			0xff8000);
	fake_window_damage(&s->window, &(struct gui_rect){0, 0, 200, 100});
	rig_settle(&s->rig);
	set_mode(s, ZWLR_OUTPUT_POWER_V1_MODE_ON);
	assert_int_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), 0xff8000);
}

static void
test_all_screens_may_go_away(void **state)
{
	struct state *s = *state;
	struct server *server = &s->rig.scene.server;
	struct fake_window late;

	/* The rig listens to this one. */
	wl_list_remove(&s->rig.commit.link);
	wl_list_init(&s->rig.commit.link);
	wlr_output_destroy(get_output(s)->wlr_output);
	assert_true(wl_list_empty(&server->outputs));
	rig_open(&s->rig, &late, &s->rig.blue, 7, 100, 100, GREEN);
	view_set_maximized(rig_get_view(&s->rig, &s->window), true);
	rig_settle(&s->rig);
	view_set_maximized(rig_get_view(&s->rig, &s->window), false);
	wlr_headless_add_output(server->backend, 640, 480);
	rig_settle(&s->rig);
	assert_int_equal(rig_get_pixel(&s->rig, &s->window, 5, 5), GREEN);
	client_sync(&s->client);
	assert_true(s->failed); // its control is void
}

/* A screen with ramps for its colours: what a real one does, without glass. */
struct colored {
	struct wlr_output wlr;
	uint16_t ramp[3 * RAMP]; // as it was set last
	int sets, resets;
	bool refuses;
};

static bool
colored_commit(struct wlr_output *wlr_output, const struct wlr_output_state *state)
{
	struct colored *colored = wl_container_of(wlr_output, colored, wlr);

	if (state->committed & WLR_OUTPUT_STATE_GAMMA_LUT) {
		if (colored->refuses) {
			return false;
		}
		colored->sets += state->gamma_lut_size > 0;
		colored->resets += state->gamma_lut_size == 0;
		if (state->gamma_lut_size == RAMP) {
			memcpy(colored->ramp, state->gamma_lut,
					sizeof(colored->ramp));
		}
	}
	return true;
}

static size_t
colored_get_gamma_size(struct wlr_output *wlr_output)
{
	return RAMP;
}

static void
colored_destroy(struct wlr_output *wlr_output)
{
}

static const struct wlr_output_impl colored_impl = {
		.commit = colored_commit,
		.destroy = colored_destroy,
		.get_gamma_size = colored_get_gamma_size,
};

static void
colored_init(struct colored *colored, struct state *s)
{
	struct server *server = &s->rig.scene.server;
	struct wlr_output_state state;

	*colored = (struct colored){0};
	wlr_output_state_init(&state);
	wlr_output_state_set_custom_mode(&state, 320, 200, 0);
	wlr_output_init(&colored->wlr, server->backend, &colored_impl,
			server->loop, &state);
	wlr_output_state_finish(&state);
	wlr_output_set_name(&colored->wlr, "COLORED-1");
	wl_signal_emit_mutable(
			&server->backend->events.new_output, &colored->wlr);
	client_sync(&s->client);
}

/* The next frame of it is drawn. */
static void
colored_draw(struct colored *colored, struct state *s)
{
	client_sync(&s->client);
	wlr_output_send_frame(&colored->wlr);
	rig_settle(&s->rig);
}

struct control {
	struct zwlr_gamma_control_manager_v1 *manager;
	struct zwlr_gamma_control_v1 *gamma;
	struct wl_output *wl_output;
	uint32_t size;
	bool failed;
};

static void
handle_size(void *data, struct zwlr_gamma_control_v1 *gamma, uint32_t size)
{
	((struct control *)data)->size = size;
}

static void
handle_refused(void *data, struct zwlr_gamma_control_v1 *gamma)
{
	((struct control *)data)->failed = true;
}

static const struct zwlr_gamma_control_v1_listener gamma_listener = {
		.gamma_size = handle_size,
		.failed = handle_refused,
};

static void
control_init(struct control *control, struct state *s, int n)
{
	*control = (struct control){0};
	control->wl_output = bind_output(&s->client, n);
	control->manager = client_bind(&s->client,
			&zwlr_gamma_control_manager_v1_interface, 1);
	control->gamma = zwlr_gamma_control_manager_v1_get_gamma_control(
			control->manager, control->wl_output);
	zwlr_gamma_control_v1_add_listener(
			control->gamma, &gamma_listener, control);
	client_sync(&s->client);
}

static void
control_finish(struct control *control)
{
	if (control->gamma) {
		zwlr_gamma_control_v1_destroy(control->gamma);
	}
	zwlr_gamma_control_manager_v1_destroy(control->manager);
	wl_output_destroy(control->wl_output);
}

static void
set_ramp(struct control *control, uint16_t first)
{
	uint16_t ramp[3 * RAMP];
	int fd = memfd_create("ramp", MFD_CLOEXEC);

	for (size_t i = 0; i < 3 * RAMP; i++) {
		ramp[i] = (uint16_t)(first + i);
	}
	assert_int_equal(write(fd, ramp, sizeof(ramp)), sizeof(ramp));
	lseek(fd, 0, SEEK_SET);
	zwlr_gamma_control_v1_set_gamma(control->gamma, fd);
	close(fd);
}

static void
test_colours_reach_the_screen_and_go_with_the_program(void **state)
{
	struct state *s = *state;
	struct colored colored;
	struct control control;
	int resets;

	colored_init(&colored, s);
	control_init(&control, s, 1);
	assert_int_equal(control.size, RAMP);
	colored_draw(&colored, s);
	set_ramp(&control, 1000);
	colored_draw(&colored, s);
	assert_int_equal(colored.sets, 1);
	for (size_t i = 0; i < 3 * RAMP; i++) {
		assert_int_equal(colored.ramp[i], 1000 + i);
	}
	resets = colored.resets;
	zwlr_gamma_control_v1_destroy(control.gamma);
	control.gamma = NULL;
	colored_draw(&colored, s);
	assert_int_equal(colored.resets, resets + 1);
	assert_false(control.failed);
	control_finish(&control);
	wlr_output_destroy(&colored.wlr);
}

static void
test_a_screen_that_refuses_colours_is_drawn_all_the_same(void **state)
{
	struct state *s = *state;
	struct colored colored;
	struct control control;
	uint32_t seq;

	colored_init(&colored, s);
	control_init(&control, s, 1);
	colored_draw(&colored, s);
	colored.refuses = true;
	set_ramp(&control, 1000);
	client_sync(&s->client);
	seq = colored.wlr.commit_seq;
	view_move(rig_get_view(&s->rig, &s->window), 850, 60);
	colored_draw(&colored, s);
	assert_true(colored.wlr.commit_seq > seq);
	client_sync(&s->client);
	assert_true(control.failed);
	control_finish(&control);
	wlr_output_destroy(&colored.wlr);
}

static void
test_a_screen_without_ramps_says_so(void **state)
{
	struct state *s = *state;
	struct control control;

	control_init(&control, s, 0);
	assert_true(control.failed);
	control_finish(&control);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_screen_goes_off_and_comes_back_as_it_was),
			TEST(test_what_happens_on_a_dark_screen_is_seen_later),
			TEST(test_all_screens_may_go_away),
			TEST(test_colours_reach_the_screen_and_go_with_the_program),
			TEST(test_a_screen_that_refuses_colours_is_drawn_all_the_same),
			TEST(test_a_screen_without_ramps_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
