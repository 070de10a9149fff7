// SPDX-License-Identifier: MIT
/* Questions to the person: who asks, how often, from where, and what happens
 * when something else comes in between. */
#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "compositor/lock/lock.h"
#include "compositor/ui/menu.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/window_menu.h"
#include "compositor/windows/view.h"
#include "tests/check.h"
#include "tests/scene/locker.h"
#include "tests/scene/prompt_desk.h"

#define TARGETS "\"home\",\"work\",\"vault\""

static void
test_it_goes_with_its_caller(void **state)
{
	struct prompt_desk *desk = *state;
	struct asker other;

	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_ask_as(desk, &other, "home", "vault");
	prompt_desk_wait_shown(desk);
	assert_int_equal(prompt_desk_get(desk)->queue.count, 2);
	asker_close(&desk->asker);
	while (prompt_desk_get(desk)->queue.count == 2) {
		rig_turn(&desk->rig);
	}
	assert_string_equal(prompt_get_shown(prompt_desk_get(desk))->msg.source,
			"home");
	asker_close(&other);
	prompt_desk_wait_gone(desk);
	prompt_desk_tap(desk, KEY_A, 1);
	rig_settle(&desk->rig);
	assert_int_equal(fake_qube_count(&desk->rig.red, GUI_MSG_KEYPRESS, 0), 2);
}

static void
test_a_flood_of_one_qube_leaves_room_for_others(void **state)
{
	struct prompt_desk *desk = *state;
	struct asker flood[40], other;

	for (int i = 0; i < 40; i++) {
		prompt_desk_ask_as(desk, &flood[i], "work", "vault");
	}
	for (int i = ASK_QUEUE_SOURCE_MAX; i < 40; i++) {
		asker_check(&flood[i], "deny");
	}
	assert_int_equal(prompt_desk_get(desk)->refused,
			40 - ASK_QUEUE_SOURCE_MAX);
	prompt_desk_ask_as(desk, &other, "home", "vault");
	prompt_desk_wait_seen(desk);
	prompt_desk_tap(desk, KEY_ESC, 1);
	asker_check(&flood[0], "deny");
	assert_string_equal(prompt_get_shown(prompt_desk_get(desk))->msg.source,
			"home");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&other, "allow:vault");
	for (int i = 1; i < ASK_PATIENCE_TIMES; i++) {
		assert_int_equal(prompt_desk_get(desk)->answered, i + 1);
		prompt_desk_wait_seen(desk); // each has its own time
		prompt_desk_tap(desk, KEY_ESC, 1);
		asker_check(&flood[i], "deny");
	}
	for (int i = ASK_PATIENCE_TIMES; i < ASK_QUEUE_SOURCE_MAX; i++) {
		asker_check(&flood[i], "deny"); // unseen: it is enough
	}
	assert_false(prompt_desk_is_shown(desk));
}

/* A qube that got no again and again is not asked for a while; others are. */
static void
test_who_asks_in_vain_is_not_asked_for_a_while(void **state)
{
	struct prompt_desk *desk = *state;
	struct asker other;

	for (int i = 0; i < ASK_PATIENCE_TIMES; i++) {
		prompt_desk_ask(desk, "work", "vault");
		prompt_desk_wait_seen(desk);
		prompt_desk_tap(desk, KEY_ESC, 1);
		asker_check(&desk->asker, "deny");
	}
	for (int i = 0; i < 20; i++) {
		prompt_desk_ask(desk, "work", "vault");
		asker_check(&desk->asker, "deny");
		assert_false(prompt_desk_is_shown(desk));
	}
	prompt_desk_ask_as(desk, &other, "home", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&other, "allow:vault");
}

/* Asking and taking it back takes the keyboard, too. */
static void
test_who_takes_questions_back_is_not_asked_for_a_while(void **state)
{
	struct prompt_desk *desk = *state;

	for (int i = 0; i < ASK_PATIENCE_TIMES; i++) {
		prompt_desk_ask(desk, "work", "vault");
		prompt_desk_wait_shown(desk);
		asker_close(&desk->asker);
		prompt_desk_wait_gone(desk);
	}
	prompt_desk_ask(desk, "work", "vault");
	asker_check(&desk->asker, "deny");
}

/* How long the answer holds is said only if it is offered and was chosen. */
static void
test_an_answer_is_remembered_only_if_told_so(void **state)
{
	struct prompt_desk *desk = *state;
	const char *more = "\"remember\":[600,3600],";

	asker_ask_more(&desk->asker, &desk->rig.scene, more, "work",
			"\"vault\"", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault");
	asker_ask_more(&desk->asker, &desk->rig.scene, more, "work",
			"\"vault\"", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_TAB, 1);
	assert_int_equal(prompt_desk_get(desk)->focus, PROMPT_REMEMBER);
	prompt_desk_tap(desk, KEY_RIGHT, 5);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault\nremember=3600\n");
	asker_ask_more(&desk->asker, &desk->rig.scene, more, "work",
			"\"vault\"", "vault");
	prompt_desk_wait_ready(desk);
	assert_int_equal(prompt_desk_get(desk)->remember, 0);
	prompt_desk_move_to(desk, &desk->hands,
			&(struct prompt_box){
					prompt_desk_get(desk)->layout.remember.x,
					prompt_desk_get(desk)->layout.remember.y,
					prompt_desk_get(desk)->layout.remember.width,
					10});
	hands_click(&desk->hands, BTN_LEFT);
	prompt_desk_tap(desk, KEY_ESC, 1);
	asker_check(&desk->asker, "deny\nremember=600\n");
}

static const struct {
	const char *text;
	size_t len;
} garbage[] = {
		{"", 0},
		{"policy.Ask dom0 name dom0\0{}", 28},
		{"policy.Ask dom0 name dom0", 25},
		{"GET / HTTP/1.1\r\n\r\n", 18},
		{"\0\0\0\0", 4},
};

static void
test_what_cannot_be_read_is_denied(void **state)
{
	struct prompt_desk *desk = *state;
	char *much = xcalloc(1, 2 * ASK_MSG_MAX);

	for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
		asker_send(&desk->asker, &desk->rig.scene, garbage[i].text,
				garbage[i].len);
		asker_check(&desk->asker, "deny");
	}
	memset(much, ' ', 2 * ASK_MSG_MAX);
	asker_send(&desk->asker, &desk->rig.scene, much, 2 * ASK_MSG_MAX);
	while (!asker_has_ended(&desk->asker)) {
		rig_turn(&desk->rig);
	}
	asker_close(&desk->asker);
	free(much);
	assert_false(prompt_desk_is_shown(desk));
}

static void
test_open_menus_and_the_switcher_give_way(void **state)
{
	struct prompt_desk *desk = *state;
	window_menu_open(rig_get_view(&desk->rig, &desk->red));
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_shown(desk);
	assert_false(menu_is_open(desk->rig.scene.server.menu));
	// a program opens one meanwhile: the question comes back
	window_menu_open(rig_get_view(&desk->rig, &desk->red));
	assert_false(prompt_desk_is_shown(desk));
	prompt_desk_wait_shown(desk);
	assert_false(menu_is_open(desk->rig.scene.server.menu));
	assert_false(asker_has_ended(&desk->asker));
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault");
	prompt_desk_check_silence(desk);
}

static void
test_a_changed_screen_begins_the_second_anew(void **state)
{
	struct prompt_desk *desk = *state;
	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_ready(desk);
	wl_signal_emit_mutable(&desk->rig.scene.server.events.layout, NULL);
	assert_false(prompt_is_ready(prompt_desk_get(desk)));
	prompt_desk_tap(desk, KEY_ENTER, 1);
	assert_true(prompt_desk_is_shown(desk));
	asker_close(&desk->asker);
	prompt_desk_wait_gone(desk);
}

static void
test_a_locked_session_shows_and_answers_nothing(void **state)
{
	struct prompt_desk *desk = *state;
	struct locker locker;
	struct asker later;

	prompt_desk_ask(desk, "work", "vault");
	prompt_desk_wait_ready(desk);
	locker_init(&locker, &desk->rig.scene);
	locker_lock(&locker);
	assert_true(lock_is_locked(desk->rig.scene.server.lock));
	assert_false(prompt_desk_is_shown(desk));
	prompt_desk_ask_as(desk, &later, "home", "vault");
	prompt_desk_tap(desk, KEY_ENTER, 2);
	prompt_desk_tap(desk, KEY_ESC, 2);
	rig_settle(&desk->rig);
	assert_false(prompt_desk_is_shown(desk));
	assert_false(asker_has_ended(&desk->asker));
	assert_false(asker_has_ended(&later));
	locker_unlock(&locker);
	prompt_desk_wait_shown(desk);
	assert_false(prompt_is_ready(prompt_desk_get(desk)));
	prompt_desk_tap(desk, KEY_ENTER, 1);
	prompt_desk_wait_ready(desk);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault");
	prompt_desk_wait_seen(desk);
	prompt_desk_tap(desk, KEY_ESC, 1);
	asker_check(&later, "deny");
	prompt_desk_check_silence(desk);
}

static void
test_a_program_cannot_allow_what_is_local(void **state)
{
	struct prompt_desk *desk = *state;
	struct hands remote;

	hands_init_virtual(&remote, &desk->rig.scene);
	asker_ask_more(&desk->asker, &desk->rig.scene, "\"local_only\":true,",
			"work", TARGETS, "vault");
	prompt_desk_wait_ready(desk);
	hands_tap(&remote, KEY_ENTER);
	assert_true(prompt_desk_is_shown(desk));
	assert_true(prompt_desk_get(desk)->refused_remote);
	hands_tap(&remote, KEY_H);
	hands_tap(&remote, KEY_DOWN);
	assert_string_equal(prompt_desk_get(desk)->list.filter, "");
	prompt_desk_move_to(desk, &remote, &prompt_desk_get(desk)->layout.allow);
	hands_click(&remote, BTN_LEFT);
	prompt_desk_move_to(desk, &remote, &prompt_desk_get(desk)->layout.list);
	hands_click(&remote, BTN_LEFT);
	assert_true(prompt_desk_is_shown(desk));
	assert_string_equal(prompt_desk_get_chosen(desk), "vault");
	prompt_desk_tap(desk, KEY_ENTER, 1); // the person at the machine
	asker_check(&desk->asker, "allow:vault");
	asker_ask_more(&desk->asker, &desk->rig.scene, "\"local_only\":true,",
			"work", TARGETS, "vault");
	prompt_desk_wait_seen(desk);
	hands_tap(&remote, KEY_ESC);
	asker_check(&desk->asker, "deny");
	prompt_desk_ask(desk, "work", "vault"); // this one anybody may
	prompt_desk_wait_ready(desk);
	hands_tap(&remote, KEY_ENTER);
	asker_check(&desk->asker, "allow:vault");
	hands_finish(&remote);
}

/* Neither keys nor a click of a program choose how long an answer holds. */
static void
test_a_program_cannot_remember_what_is_local(void **state)
{
	struct prompt_desk *desk = *state;
	const struct prompt *prompt = prompt_desk_get(desk);
	struct hands remote;

	hands_init_virtual(&remote, &desk->rig.scene);
	asker_ask_more(&desk->asker, &desk->rig.scene,
			"\"local_only\":true,\"remember\":[600,3600],", "work",
			"\"vault\"", "vault");
	prompt_desk_wait_ready(desk);
	prompt_desk_move_to(desk, &remote, &prompt->layout.remember);
	hands_click(&remote, BTN_LEFT);
	assert_int_equal(prompt->remember, 0);
	hands_tap(&remote, KEY_TAB);
	assert_int_not_equal(prompt->focus, PROMPT_REMEMBER);
	prompt_desk_tap(desk, KEY_TAB, 1); // the person at the machine
	assert_int_equal(prompt->focus, PROMPT_REMEMBER);
	hands_tap(&remote, KEY_RIGHT);
	assert_int_equal(prompt->remember, 0);
	prompt_desk_move_to(desk, &desk->hands, &prompt->layout.remember);
	hands_click(&desk->hands, BTN_LEFT); // the same place
	assert_int_equal(prompt->remember, 1);
	hands_tap(&remote, KEY_LEFT);
	assert_int_equal(prompt->remember, 1);
	prompt_desk_tap(desk, KEY_ENTER, 1);
	asker_check(&desk->asker, "allow:vault\nremember=600\n");
	hands_finish(&remote);
}

static void
check_notice(struct prompt_desk *desk, const char *wanted)
{
	const char *text;

	rig_settle(&desk->rig);
	text = strip_get_notice(desk->rig.scene.server.strip);
	assert_string_equal(text ? text : "", wanted);
}

static void
test_notices_are_told_but_not_in_floods(void **state)
{
	struct prompt_desk *desk = *state;
	struct asker asker;

	asker_tell(&asker, &desk->rig.scene, "work", "vault");
	asker_check(&asker, "");
	check_notice(desk, "Denied: work calls qubes.Filecopy of vault");
	asker_tell(&asker, &desk->rig.scene, "home", "@default");
	asker_check(&asker, "");
	check_notice(desk,
			"Denied: home calls qubes.Filecopy of no qube it named");
	strip_set_notice(desk->rig.scene.server.strip, "Something else");
	for (int i = 0; i < 30; i++) {
		asker_tell(&asker, &desk->rig.scene, "work", "vault");
		asker_check(&asker, "");
	}
	check_notice(desk, "Something else");
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, prompt_desk_setup, prompt_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_it_goes_with_its_caller),
			TEST(test_a_flood_of_one_qube_leaves_room_for_others),
			TEST(test_who_asks_in_vain_is_not_asked_for_a_while),
			TEST(test_who_takes_questions_back_is_not_asked_for_a_while),
			TEST(test_an_answer_is_remembered_only_if_told_so),
			TEST(test_what_cannot_be_read_is_denied),
			TEST(test_open_menus_and_the_switcher_give_way),
			TEST(test_a_changed_screen_begins_the_second_anew),
			TEST(test_a_locked_session_shows_and_answers_nothing),
			TEST(test_a_program_cannot_allow_what_is_local),
			TEST(test_a_program_cannot_remember_what_is_local),
			TEST(test_notices_are_told_but_not_in_floods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
