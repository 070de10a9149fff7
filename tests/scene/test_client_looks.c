// SPDX-License-Identifier: MIT
/* What trusted programs say of their looks: that frames are drawn for them,
 * by KDE's protocol, and which shape the pointer has over them. */
#include <string.h>
#include <wlr/types/wlr_output.h>

#include "compositor/outputs/output.h"
#include "compositor/windows/view.h"
#include "cursor-shape-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/scene.h"

#define MODE_CLIENT 1
#define MODE_SERVER 2
#define CREATE 0 // of the manager: a decoration for a surface
#define REQUEST_MODE 1 // of a decoration

struct desk {
	struct scene scene;
	struct hands hands;
	struct client a, b;
};

static struct desk desk;

static int
setup(void **state)
{
	desk = (struct desk){0};
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	client_init(&desk.a, &desk.scene, ROLE_APP);
	client_init(&desk.b, &desk.scene, ROLE_APP);
	client_show_window(&desk.a, "a", 320, 240, 0x00ff00);
	client_show_window(&desk.b, "b", 200, 150, 0x00ff00);
	return 0;
}

static int
teardown(void **state)
{
	client_finish(&desk.a);
	client_finish(&desk.b);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static struct view *
get_view(const char *title)
{
	struct view *view;

	wl_list_for_each(view, &desk.scene.server.views, link) {
		if (strcmp(view->title, title) == 0) {
			return view;
		}
	}
	fail_msg("no window %s", title);
	return NULL;
}

/* KDE's protocol, as far as it is needed here. */

static const struct wl_interface *no_types[] = {NULL};
static const struct wl_message decoration_requests[] = {
		{"release", "", no_types},
		{"request_mode", "u", no_types},
};
static const struct wl_message mode_event[] = {{"mode", "u", no_types}};
static const struct wl_interface decoration_interface = {
		"org_kde_kwin_server_decoration", 1, 2, decoration_requests, 1,
		mode_event};
static const struct wl_interface *create_types[] = {
		&decoration_interface, &wl_surface_interface};
static const struct wl_message create_request[] = {
		{"create", "no", create_types}};
static const struct wl_message default_event[] = {
		{"default_mode", "u", no_types}};
static const struct wl_interface manager_interface = {
		"org_kde_kwin_server_decoration_manager", 1, 1, create_request,
		1, default_event};

static void
handle_mode(void *data, struct wl_proxy *proxy, uint32_t mode)
{
	*(uint32_t *)data = mode;
}

static void (*mode_listener[])(void) = {(void (*)(void))handle_mode};

static void
test_frames_are_drawn_for_programs_that_ask_in_kdes_way(void **state)
{
	uint32_t usual = 0;
	uint32_t mode = 0;
	struct wl_proxy *manager = client_bind(&desk.a, &manager_interface, 1);
	struct wl_proxy *decoration;

	wl_proxy_add_listener(manager, mode_listener, &usual);
	client_sync(&desk.a);
	assert_int_equal(usual, MODE_SERVER);
	decoration = wl_proxy_marshal_flags(manager, CREATE,
			&decoration_interface, 1, 0, NULL, desk.a.surface);
	wl_proxy_add_listener(decoration, mode_listener, &mode);
	client_sync(&desk.a);
	assert_int_equal(mode, MODE_SERVER);
	// it may draw its own, but the frame stays
	wl_proxy_marshal_flags(decoration, REQUEST_MODE, NULL, 1, 0, MODE_CLIENT);
	client_sync(&desk.a);
	assert_non_null(get_view("a")->frame);
	wl_proxy_marshal_flags(decoration, 0, NULL, 1, WL_MARSHAL_FLAG_DESTROY);
	wl_proxy_destroy(manager);
}

/* Shapes */

struct mouse {
	struct wl_seat *seat;
	struct wl_pointer *pointer;
	struct wp_cursor_shape_manager_v1 *manager;
	struct wp_cursor_shape_device_v1 *device;
	uint32_t serial; // of the pointer's coming
};

static void
handle_enter(void *data, struct wl_pointer *pointer, uint32_t serial,
		struct wl_surface *surface, wl_fixed_t sx, wl_fixed_t sy)
{
	((struct mouse *)data)->serial = serial;
}

static void
handle_leave(void *data, struct wl_pointer *pointer, uint32_t serial,
		struct wl_surface *surface)
{
}

static void
handle_motion(void *data, struct wl_pointer *pointer, uint32_t time,
		wl_fixed_t sx, wl_fixed_t sy)
{
}

static const struct wl_pointer_listener pointer_listener = {
		.enter = handle_enter,
		.leave = handle_leave,
		.motion = handle_motion,
};

static void
mouse_init(struct mouse *mouse, struct client *client)
{
	*mouse = (struct mouse){0};
	mouse->seat = client_bind(client, &wl_seat_interface, 1);
	mouse->pointer = wl_seat_get_pointer(mouse->seat);
	wl_pointer_add_listener(mouse->pointer, &pointer_listener, mouse);
	mouse->manager = client_bind(
			client, &wp_cursor_shape_manager_v1_interface, 1);
	mouse->device = wp_cursor_shape_manager_v1_get_pointer(
			mouse->manager, mouse->pointer);
	client_sync(client);
}

static void
mouse_finish(struct mouse *mouse)
{
	wp_cursor_shape_device_v1_destroy(mouse->device);
	wp_cursor_shape_manager_v1_destroy(mouse->manager);
	wl_pointer_destroy(mouse->pointer);
	wl_seat_destroy(mouse->seat);
}

/* Where the pointer's picture points with, in it; and how wide it is. */
static void
get_picture(int32_t out[3])
{
	struct output *output = wl_container_of(
			desk.scene.server.outputs.next, output, link);
	struct wlr_output_cursor *cursor = wl_container_of(
			output->wlr_output->cursors.next, cursor, link);

	out[0] = cursor->hotspot_x;
	out[1] = cursor->hotspot_y;
	out[2] = (int32_t)cursor->width;
}

static void
set_shape(struct mouse *mouse, struct client *client, uint32_t shape,
		int32_t picture[3])
{
	wp_cursor_shape_device_v1_set_shape(mouse->device, mouse->serial, shape);
	client_sync(client);
	get_picture(picture);
}

static void
test_a_program_chooses_the_shape_of_the_pointer_over_it_alone(void **state)
{
	int32_t arrow[3], text[3], now[3];
	struct mouse a, b;
	struct view *view = get_view("b");

	mouse_init(&a, &desk.a);
	mouse_init(&b, &desk.b);
	hands_move(&desk.hands, view->geometry.x + 50, view->geometry.y + 50);
	client_sync(&desk.b);
	client_sync(&desk.a);
	assert_int_not_equal(b.serial, 0);
	set_shape(&b, &desk.b, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_DEFAULT, arrow);
	set_shape(&b, &desk.b, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_TEXT, text);
	assert_memory_not_equal(arrow, text, sizeof(text));
	a.serial = b.serial; // even if it guessed right
	set_shape(&a, &desk.a, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_DEFAULT, now);
	assert_memory_equal(now, text, sizeof(text));
	set_shape(&b, &desk.b, WP_CURSOR_SHAPE_DEVICE_V1_SHAPE_DEFAULT, now);
	assert_memory_equal(now, arrow, sizeof(arrow));
	mouse_finish(&a);
	mouse_finish(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_frames_are_drawn_for_programs_that_ask_in_kdes_way),
			TEST(test_a_program_chooses_the_shape_of_the_pointer_over_it_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
