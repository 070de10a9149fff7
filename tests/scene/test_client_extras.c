// SPDX-License-Identifier: MIT
/* What trusted programs may ask for besides windows and input: their own
 * selections, a dialog above another program's window, see-through pixels. */
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <string.h>
#include <unistd.h>

#include "alpha-modifier-client-protocol.h"
#include "compositor/action.h"
#include "compositor/windows/view.h"
#include "primary-selection-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"
#include "xdg-foreign-client-protocol.h"
#include "xdg-foreign-v2-client-protocol.h"

#define HALF 0x80000000u

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

/* xdg-foreign */

static char handle_text[128];

static void
handle_v1(void *data, struct zxdg_exported_v1 *exported, const char *handle)
{
	snprintf(handle_text, sizeof(handle_text), "%s", handle);
}

static const struct zxdg_exported_v1_listener exported_v1_listener = {
		.handle = handle_v1,
};

static void
handle_v2(void *data, struct zxdg_exported_v2 *exported, const char *handle)
{
	snprintf(handle_text, sizeof(handle_text), "%s", handle);
}

static const struct zxdg_exported_v2_listener exported_v2_listener = {
		.handle = handle_v2,
};

static void
test_a_dialog_of_another_program_v1(void **state)
{
	struct zxdg_exporter_v1 *exporter =
			client_bind(&desk.a, &zxdg_exporter_v1_interface, 1);
	struct zxdg_importer_v1 *importer =
			client_bind(&desk.b, &zxdg_importer_v1_interface, 1);
	struct zxdg_exported_v1 *exported =
			zxdg_exporter_v1_export(exporter, desk.a.surface);
	struct zxdg_imported_v1 *imported;

	zxdg_exported_v1_add_listener(exported, &exported_v1_listener, NULL);
	client_sync(&desk.a);
	imported = zxdg_importer_v1_import(importer, handle_text);
	zxdg_imported_v1_set_parent_of(imported, desk.b.surface);
	client_sync(&desk.b);
	assert_ptr_equal(get_view("b")->parent, get_view("a"));
	zxdg_imported_v1_destroy(imported);
	client_sync(&desk.b);
	assert_null(get_view("b")->parent);
	zxdg_exported_v1_destroy(exported);
	zxdg_exporter_v1_destroy(exporter);
	zxdg_importer_v1_destroy(importer);
}

static void
test_a_dialog_of_another_program_v2(void **state)
{
	struct zxdg_exporter_v2 *exporter =
			client_bind(&desk.a, &zxdg_exporter_v2_interface, 1);
	struct zxdg_importer_v2 *importer =
			client_bind(&desk.b, &zxdg_importer_v2_interface, 1);
	struct zxdg_exported_v2 *exported = zxdg_exporter_v2_export_toplevel(
			exporter, desk.a.surface);
	struct zxdg_imported_v2 *imported;

	zxdg_exported_v2_add_listener(exported, &exported_v2_listener, NULL);
	client_sync(&desk.a);
	imported = zxdg_importer_v2_import_toplevel(importer, handle_text);
	zxdg_imported_v2_set_parent_of(imported, desk.b.surface);
	client_sync(&desk.b);
	assert_ptr_equal(get_view("b")->parent, get_view("a"));
	action_show(get_view("a")); // and it stays above
	client_sync(&desk.a);
	assert_ptr_equal(desk.scene.server.views.next, &get_view("b")->link);
	zxdg_imported_v2_destroy(imported);
	zxdg_exported_v2_destroy(exported);
	zxdg_exporter_v2_destroy(exporter);
	zxdg_importer_v2_destroy(importer);
}

/* alpha-modifier */

static void
test_a_program_may_be_seen_through(void **state)
{
	struct wp_alpha_modifier_v1 *alpha =
			client_bind(&desk.b, &wp_alpha_modifier_v1_interface, 1);
	struct wp_alpha_modifier_surface_v1 *surface =
			wp_alpha_modifier_v1_get_surface(alpha, desk.b.surface);
	const struct view *view = get_view("b");
	uint32_t rgb;

	action_show(get_view("b"));
	wp_alpha_modifier_surface_v1_set_multiplier(surface, HALF);
	wl_surface_commit(desk.b.surface);
	client_sync(&desk.b);
	rgb = scene_get_pixel(&desk.scene, view->geometry.x + 10,
			view->geometry.y + 10);
	assert_int_not_equal(rgb, 0x00ff00);
	wp_alpha_modifier_surface_v1_destroy(surface);
	wl_surface_commit(desk.b.surface);
	client_sync(&desk.b);
	rgb = scene_get_pixel(&desk.scene, view->geometry.x + 10,
			view->geometry.y + 10);
	assert_int_equal(rgb, 0x00ff00);
	wp_alpha_modifier_v1_destroy(alpha);
}

/* primary selection */

struct selection {
	struct client *client; // borrowed
	struct wl_seat *seat;
	struct wl_keyboard *keyboard;
	struct zwp_primary_selection_device_manager_v1 *manager;
	struct zwp_primary_selection_device_v1 *device;
	struct zwp_primary_selection_source_v1 *source;
	struct zwp_primary_selection_offer_v1 *offer; // may be NULL
	uint32_t serial; // of the last key
};

static void
handle_keymap(void *data, struct wl_keyboard *keyboard, uint32_t format, int fd,
		uint32_t size)
{
	close(fd);
}

static void
handle_enter(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface, struct wl_array *keys)
{
}

static void
handle_leave(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		struct wl_surface *surface)
{
}

static void
handle_key(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t time, uint32_t key, uint32_t state)
{
	((struct selection *)data)->serial = serial;
}

static void
handle_modifiers(void *data, struct wl_keyboard *keyboard, uint32_t serial,
		uint32_t depressed, uint32_t latched, uint32_t locked,
		uint32_t group)
{
}

static void
handle_repeat_info(void *data, struct wl_keyboard *keyboard, int32_t rate,
		int32_t delay)
{
}

static const struct wl_keyboard_listener keyboard_listener = {
		.keymap = handle_keymap,
		.enter = handle_enter,
		.leave = handle_leave,
		.key = handle_key,
		.modifiers = handle_modifiers,
		.repeat_info = handle_repeat_info,
};

static void
handle_send(void *data, struct zwp_primary_selection_source_v1 *source,
		const char *type, int fd)
{
	assert_int_equal(write(fd, "marked", 6), 6);
	close(fd);
}

static void
handle_cancelled(void *data, struct zwp_primary_selection_source_v1 *source)
{
}

static const struct zwp_primary_selection_source_v1_listener source_listener = {
		.send = handle_send,
		.cancelled = handle_cancelled,
};

static void
handle_data_offer(void *data, struct zwp_primary_selection_device_v1 *device,
		struct zwp_primary_selection_offer_v1 *offer)
{
}

static void
handle_selection(void *data, struct zwp_primary_selection_device_v1 *device,
		struct zwp_primary_selection_offer_v1 *offer)
{
	((struct selection *)data)->offer = offer;
}

static const struct zwp_primary_selection_device_v1_listener device_listener = {
		.data_offer = handle_data_offer,
		.selection = handle_selection,
};

static void
selection_init(struct selection *selection, struct client *client)
{
	*selection = (struct selection){.client = client};
	selection->seat = client_bind(client, &wl_seat_interface, 5);
	selection->keyboard = wl_seat_get_keyboard(selection->seat);
	wl_keyboard_add_listener(
			selection->keyboard, &keyboard_listener, selection);
	selection->manager = client_bind(client,
			&zwp_primary_selection_device_manager_v1_interface, 1);
	selection->device = zwp_primary_selection_device_manager_v1_get_device(
			selection->manager, selection->seat);
	zwp_primary_selection_device_v1_add_listener(
			selection->device, &device_listener, selection);
	client_sync(client);
}

static void
selection_set(struct selection *selection)
{
	selection->source = zwp_primary_selection_device_manager_v1_create_source(
			selection->manager);
	zwp_primary_selection_source_v1_add_listener(
			selection->source, &source_listener, selection);
	zwp_primary_selection_source_v1_offer(selection->source, "text/plain");
	zwp_primary_selection_device_v1_set_selection(selection->device,
			selection->source, selection->serial);
	client_sync(selection->client);
}

static void
selection_finish(struct selection *selection)
{
	if (selection->source) {
		zwp_primary_selection_source_v1_destroy(selection->source);
	}
	if (selection->offer) {
		zwp_primary_selection_offer_v1_destroy(selection->offer);
	}
	zwp_primary_selection_device_v1_destroy(selection->device);
	zwp_primary_selection_device_manager_v1_destroy(selection->manager);
	wl_keyboard_destroy(selection->keyboard);
	wl_seat_destroy(selection->seat);
}

static void
test_what_is_marked_in_one_is_had_in_another(void **state)
{
	struct selection a, b;
	struct probe probe;
	char text[16] = {0};
	int fds[2];

	selection_init(&a, &desk.a);
	selection_init(&b, &desk.b);
	action_show(get_view("a"));
	hands_tap(&desk.hands, KEY_A);
	client_sync(&desk.a);
	selection_set(&a);
	client_sync(&desk.b);
	assert_null(b.offer); // not before it has the keyboard
	probe_map(&probe, &desk.scene, "work", 100, 100, 0);
	action_show(&probe.view); // a qube's window is no way to it
	action_show(get_view("b"));
	client_sync(&desk.b);
	assert_non_null(b.offer);
	assert_int_equal(pipe(fds), 0);
	zwp_primary_selection_offer_v1_receive(b.offer, "text/plain", fds[1]);
	close(fds[1]);
	client_sync(&desk.b);
	client_sync(&desk.a);
	assert_int_equal(read(fds[0], text, sizeof(text)), 6);
	assert_string_equal(text, "marked");
	close(fds[0]);
	selection_finish(&a);
	selection_finish(&b);
	probe_destroy(&probe);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_dialog_of_another_program_v1),
			TEST(test_a_dialog_of_another_program_v2),
			TEST(test_a_program_may_be_seen_through),
			TEST(test_what_is_marked_in_one_is_had_in_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
