// SPDX-License-Identifier: MIT
/* A program that writes for others: into the open text field of the trusted
 * program that has the keyboard, and nowhere else. */
#include <linux/input-event-codes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "compositor/action.h"
#include "compositor/windows/view.h"
#include "input-method-client-protocol.h"
#include "tests/check.h"
#include "tests/scene/client.h"
#include "tests/scene/hands.h"
#include "tests/scene/probe.h"
#include "tests/scene/scene.h"
#include "text-input-client-protocol.h"

#define POPUP 0x8040ffu

struct desk {
	struct scene scene;
	struct hands hands;
	struct client app, writer;
	struct probe probe; // a qube's window
	struct view *view; // the app's
	struct wl_seat *app_seat, *writer_seat;
	struct zwp_text_input_manager_v3 *fields;
	struct zwp_text_input_v3 *field;
	struct zwp_input_method_manager_v2 *methods;
	struct zwp_input_method_v2 *method;
	struct zwp_input_method_keyboard_grab_v2 *grab;
	uint32_t done; // events of that name the method got
	bool active, unavailable; // as the method knows
	char around[64]; // what it was told of the text
	char heard[64]; // keys it got: "30+ 30- "
	char written[64]; // what arrived in the field
};

static struct desk desk;

static void
write_down(const char *text)
{
	size_t len = strlen(desk.written);

	snprintf(desk.written + len, sizeof(desk.written) - len, "%s", text);
}

static void
handle_field_enter(void *data, struct zwp_text_input_v3 *field,
		struct wl_surface *surface)
{
	write_down("enter ");
}

static void
handle_field_leave(void *data, struct zwp_text_input_v3 *field,
		struct wl_surface *surface)
{
	write_down("leave ");
}

static void
handle_preedit(void *data, struct zwp_text_input_v3 *field, const char *text,
		int32_t begin, int32_t end)
{
	write_down("(");
	write_down(text ? text : "");
	write_down(") ");
}

static void
handle_commit_string(void *data, struct zwp_text_input_v3 *field, const char *text)
{
	write_down(text ? text : "");
	write_down(" ");
}

static void
handle_delete(void *data, struct zwp_text_input_v3 *field, uint32_t before,
		uint32_t after)
{
	write_down("delete ");
}

static void
handle_field_done(void *data, struct zwp_text_input_v3 *field, uint32_t serial)
{
}

static const struct zwp_text_input_v3_listener field_listener = {
		.enter = handle_field_enter,
		.leave = handle_field_leave,
		.preedit_string = handle_preedit,
		.commit_string = handle_commit_string,
		.delete_surrounding_text = handle_delete,
		.done = handle_field_done,
};

static void
handle_activate(void *data, struct zwp_input_method_v2 *method)
{
	desk.active = true;
}

static void
handle_deactivate(void *data, struct zwp_input_method_v2 *method)
{
	desk.active = false;
}

static void
handle_around(void *data, struct zwp_input_method_v2 *method, const char *text,
		uint32_t cursor, uint32_t anchor)
{
	snprintf(desk.around, sizeof(desk.around), "%s", text);
}

static void
handle_cause(void *data, struct zwp_input_method_v2 *method, uint32_t cause)
{
}

static void
handle_type(void *data, struct zwp_input_method_v2 *method, uint32_t hint,
		uint32_t purpose)
{
}

static void
handle_done(void *data, struct zwp_input_method_v2 *method)
{
	desk.done++;
}

static void
handle_unavailable(void *data, struct zwp_input_method_v2 *method)
{
	desk.unavailable = true;
}

static const struct zwp_input_method_v2_listener method_listener = {
		.activate = handle_activate,
		.deactivate = handle_deactivate,
		.surrounding_text = handle_around,
		.text_change_cause = handle_cause,
		.content_type = handle_type,
		.done = handle_done,
		.unavailable = handle_unavailable,
};

static void
handle_keymap(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
		uint32_t format, int32_t fd, uint32_t size)
{
	close(fd);
}

static void
handle_key(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
		uint32_t serial, uint32_t time, uint32_t key, uint32_t state)
{
	size_t len = strlen(desk.heard);

	snprintf(desk.heard + len, sizeof(desk.heard) - len, "%u%c ", key,
			state ? '+' : '-');
}

static void
handle_modifiers(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
		uint32_t serial, uint32_t depressed, uint32_t latched,
		uint32_t locked, uint32_t group)
{
}

static void
handle_repeat_info(void *data, struct zwp_input_method_keyboard_grab_v2 *grab,
		int32_t rate, int32_t delay)
{
}

static const struct zwp_input_method_keyboard_grab_v2_listener grab_listener = {
		.keymap = handle_keymap,
		.key = handle_key,
		.modifiers = handle_modifiers,
		.repeat_info = handle_repeat_info,
};

static void
sync_both(void)
{
	client_sync(&desk.app);
	client_sync(&desk.writer);
	client_sync(&desk.app);
}

static int
setup(void **state)
{
	desk = (struct desk){0};
	scene_init(&desk.scene, "1280x720", "");
	hands_init(&desk.hands, &desk.scene);
	probe_map(&desk.probe, &desk.scene, "work", 200, 100, 0xff0000);
	client_init(&desk.app, &desk.scene, ROLE_APP);
	client_init(&desk.writer, &desk.scene, ROLE_KEYBOARD);
	client_show_window(&desk.app, "letter", 300, 200, 0x00ff00);
	desk.view = wl_container_of(
			desk.scene.server.views.prev, desk.view, link);
	if (desk.view == &desk.probe.view) {
		desk.view = wl_container_of(
				desk.scene.server.views.next, desk.view, link);
	}
	action_show(desk.view);
	desk.app_seat = client_bind(&desk.app, &wl_seat_interface, 5);
	desk.fields = client_bind(
			&desk.app, &zwp_text_input_manager_v3_interface, 1);
	desk.field = zwp_text_input_manager_v3_get_text_input(
			desk.fields, desk.app_seat);
	zwp_text_input_v3_add_listener(desk.field, &field_listener, NULL);
	desk.writer_seat = client_bind(&desk.writer, &wl_seat_interface, 5);
	desk.methods = client_bind(&desk.writer,
			&zwp_input_method_manager_v2_interface, 1);
	desk.method = zwp_input_method_manager_v2_get_input_method(
			desk.methods, desk.writer_seat);
	zwp_input_method_v2_add_listener(desk.method, &method_listener, NULL);
	desk.grab = zwp_input_method_v2_grab_keyboard(desk.method);
	zwp_input_method_keyboard_grab_v2_add_listener(
			desk.grab, &grab_listener, NULL);
	sync_both();
	probe_clear(&desk.probe);
	return 0;
}

static int
teardown(void **state)
{
	zwp_input_method_keyboard_grab_v2_release(desk.grab);
	zwp_input_method_v2_destroy(desk.method);
	zwp_input_method_manager_v2_destroy(desk.methods);
	wl_seat_destroy(desk.writer_seat);
	zwp_text_input_v3_destroy(desk.field);
	zwp_text_input_manager_v3_destroy(desk.fields);
	wl_seat_destroy(desk.app_seat);
	client_finish(&desk.app);
	client_finish(&desk.writer);
	probe_destroy(&desk.probe);
	hands_finish(&desk.hands);
	scene_finish(&desk.scene);
	return 0;
}

static void
open_field(void)
{
	zwp_text_input_v3_enable(desk.field);
	zwp_text_input_v3_set_surrounding_text(desk.field, "dear", 4, 4);
	zwp_text_input_v3_set_cursor_rectangle(desk.field, 20, 30, 2, 16);
	zwp_text_input_v3_commit(desk.field);
	sync_both();
}

static void
test_it_writes_into_the_open_field(void **state)
{
	assert_false(desk.active);
	open_field();
	assert_true(desk.active);
	assert_string_equal(desk.around, "dear");
	zwp_input_method_v2_set_preedit_string(desk.method, "ni", 0, 2);
	zwp_input_method_v2_commit(desk.method, desk.done);
	zwp_input_method_v2_commit_string(desk.method, "\xe4\xbd\xa0");
	zwp_input_method_v2_delete_surrounding_text(desk.method, 1, 0);
	zwp_input_method_v2_commit(desk.method, desk.done);
	sync_both();
	assert_string_equal(desk.written, "enter (ni) \xe4\xbd\xa0 delete ");
}

static void
test_keys_are_its_only_while_a_field_is_open(void **state)
{
	hands_tap(&desk.hands, KEY_A);
	sync_both();
	assert_string_equal(desk.heard, "");
	open_field();
	hands_tap(&desk.hands, KEY_A);
	sync_both();
	assert_string_equal(desk.heard, "30+ 30- ");
	zwp_text_input_v3_disable(desk.field);
	zwp_text_input_v3_commit(desk.field);
	sync_both();
	assert_false(desk.active);
	hands_tap(&desk.hands, KEY_A);
	sync_both();
	assert_string_equal(desk.heard, "30+ 30- ");
}

static void
test_it_hears_nothing_that_is_typed_into_a_qube(void **state)
{
	open_field();
	action_show(&desk.probe.view);
	hands_tap(&desk.hands, KEY_S);
	sync_both();
	assert_string_equal(desk.heard, "");
	assert_false(desk.active);
	assert_string_equal(desk.probe.events, "F k31+ k31- ");
	zwp_input_method_v2_commit_string(desk.method, "leak");
	zwp_input_method_v2_commit(desk.method, desk.done);
	sync_both();
	assert_string_equal(desk.written, "enter leave ");
}

/* Its press came before the keyboard went elsewhere: so does its release. */
static void
test_a_key_it_holds_is_released_to_nobody_else(void **state)
{
	open_field();
	hands_key(&desk.hands, KEY_A, true);
	action_show(&desk.probe.view);
	hands_key(&desk.hands, KEY_A, false);
	sync_both();
	assert_string_equal(desk.heard, "30+ 30- ");
	assert_string_equal(desk.probe.events, "F ");
}

static void
test_trusted_chords_are_not_its(void **state)
{
	open_field();
	hands_key(&desk.hands, KEY_LEFTALT, true);
	hands_tap(&desk.hands, KEY_F4);
	hands_key(&desk.hands, KEY_LEFTALT, false);
	sync_both();
	assert_true(desk.app.closed);
	assert_string_equal(desk.heard, "56+ 56- ");
}

static void
test_there_is_one_at_a_time(void **state)
{
	struct zwp_input_method_v2 *second =
			zwp_input_method_manager_v2_get_input_method(
					desk.methods, desk.writer_seat);

	zwp_input_method_v2_add_listener(second, &method_listener, NULL);
	sync_both();
	assert_true(desk.unavailable);
	zwp_input_method_v2_destroy(second);
	open_field();
	assert_true(desk.active);
}

static void
test_what_it_offers_is_shown_beside_the_text(void **state)
{
	struct client *writer = &desk.writer;
	struct wl_compositor *compositor =
			client_bind(writer, &wl_compositor_interface, 4);
	struct wl_shm *shm = client_bind(writer, &wl_shm_interface, 1);
	struct wl_surface *surface = wl_compositor_create_surface(compositor);
	struct zwp_input_popup_surface_v2 *popup =
			zwp_input_method_v2_get_input_popup_surface(
					desk.method, surface);
	struct wl_buffer *buffer = client_make_buffer(shm, 60, 40, POPUP);
	int lx = desk.view->geometry.x + 20;
	int ly = desk.view->geometry.y + 30 + 16;

	open_field();
	wl_surface_attach(surface, buffer, 0, 0);
	wl_surface_commit(surface);
	sync_both();
	assert_int_equal(scene_get_pixel(&desk.scene, lx + 1, ly + 1), POPUP);
	assert_int_equal(scene_get_pixel(&desk.scene, lx + 58, ly + 38), POPUP);
	assert_int_not_equal(scene_get_pixel(&desk.scene, lx + 1, ly - 2), POPUP);
	action_show(&desk.probe.view);
	sync_both();
	assert_int_not_equal(scene_get_pixel(&desk.scene, lx + 1, ly + 1), POPUP);
	zwp_input_popup_surface_v2_destroy(popup);
	wl_surface_destroy(surface);
	wl_buffer_destroy(buffer);
	wl_shm_destroy(shm);
	wl_compositor_destroy(compositor);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_it_writes_into_the_open_field),
			TEST(test_keys_are_its_only_while_a_field_is_open),
			TEST(test_it_hears_nothing_that_is_typed_into_a_qube),
			TEST(test_a_key_it_holds_is_released_to_nobody_else),
			TEST(test_trusted_chords_are_not_its),
			TEST(test_there_is_one_at_a_time),
			TEST(test_what_it_offers_is_shown_beside_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
