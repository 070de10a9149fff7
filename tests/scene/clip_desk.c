// SPDX-License-Identifier: MIT
#include "tests/scene/clip_desk.h"

#include <linux/input-event-codes.h>
#include <stdlib.h>
#include <string.h>

#include "common/loop.h"
#include "compositor/action.h"
#include "compositor/ui/strip.h"
#include "tests/check.h"

#define TURNS 25

/* Until both sides have handled what was said; pictures may still be held
 * back. */
static void
settle(struct clip_desk *desk)
{
	int64_t end = loop_now_msec() + 2000;

	while ((desk->rig.red.out.len > 0 || desk->rig.blue.out.len > 0) &&
			loop_now_msec() < end) {
		rig_turn(&desk->rig);
	}
	for (int i = 0; i < TURNS; i++) {
		rig_turn(&desk->rig);
	}
}

void
clip_desk_focus(struct clip_desk *desk, struct fake_window *window)
{
	action_show(rig_get_view(&desk->rig, window));
	settle(desk);
}

int
clip_desk_setup(void **state)
{
	struct clip_desk *desk = calloc(1, sizeof(*desk));

	rig_init(&desk->rig, "800x600");
	hands_init(&desk->hands, &desk->rig.scene);
	rig_open(&desk->rig, &desk->red, &desk->rig.red, 7, 200, 100, 0xff00);
	rig_open(&desk->rig, &desk->blue, &desk->rig.blue, 7, 200, 100, 0xff);
	clip_desk_focus(desk, &desk->red);
	fake_qube_forget(&desk->rig.red);
	fake_qube_forget(&desk->rig.blue);
	*state = desk;
	return 0;
}

int
clip_desk_teardown(void **state)
{
	struct clip_desk *desk = *state;

	hands_finish(&desk->hands);
	rig_finish(&desk->rig);
	free(desk);
	return 0;
}

static bool
has_shaken_hands(struct rig *rig)
{
	return rig->red.shook_hands;
}

void
clip_desk_set_version(struct clip_desk *desk, uint32_t minor)
{
	fake_qube_disconnect(&desk->rig.red);
	rig_settle(&desk->rig);
	fake_qube_connect(&desk->rig.red, minor);
	assert_true(rig_pump(&desk->rig, has_shaken_hands, 2000));
	fake_window_replay(&desk->red);
	rig_settle(&desk->rig);
	clip_desk_focus(desk, &desk->red);
	fake_qube_forget(&desk->rig.red);
}

void
clip_desk_configure(struct clip_desk *desk, const char *config)
{
	scene_write_config(&desk->rig.scene, config);
	server_reload(&desk->rig.scene.server);
	settle(desk);
}

static void
press(struct clip_desk *desk, uint32_t evdev)
{
	hands_key(&desk->hands, KEY_LEFTCTRL, true);
	hands_key(&desk->hands, KEY_LEFTSHIFT, true);
	hands_tap(&desk->hands, evdev);
	hands_key(&desk->hands, KEY_LEFTSHIFT, false);
	hands_key(&desk->hands, KEY_LEFTCTRL, false);
	settle(desk);
}

void
clip_desk_copy(struct clip_desk *desk)
{
	press(desk, KEY_C);
}

void
clip_desk_paste(struct clip_desk *desk)
{
	press(desk, KEY_V);
}

void
clip_desk_answer(struct clip_desk *desk, struct fake_qube *qube,
		const void *text, size_t len)
{
	const struct gui_msg data = {
			.type = GUI_MSG_CLIPBOARD_DATA,
			.window = 7,
			.clipboard = {text, len},
	};

	fake_qube_send(qube, &data);
	settle(desk);
}

size_t
clip_desk_count_asked(const struct fake_qube *qube)
{
	return fake_qube_count(qube, GUI_MSG_CLIPBOARD_REQ, 0);
}

size_t
clip_desk_count_got(const struct fake_qube *qube)
{
	return fake_qube_count(qube, GUI_MSG_CLIPBOARD_DATA, 0);
}

static bool
says(struct clip_desk *desk, const char *part)
{
	const char *text = strip_get_notice(desk->rig.scene.server.strip);

	return text && strstr(text, part);
}

bool
clip_desk_wait_notice(struct clip_desk *desk, const char *part)
{
	int64_t end = loop_now_msec() + 2000;

	while (!says(desk, part)) {
		if (loop_now_msec() > end) {
			return false;
		}
		rig_turn(&desk->rig);
	}
	return true;
}

void
clip_desk_check_notice(struct clip_desk *desk, const char *part)
{
	const char *text;

	if (!clip_desk_wait_notice(desk, part)) {
		text = strip_get_notice(desk->rig.scene.server.strip);
		fail_msg("the strip says \"%s\", not \"%s\"", text ? text : "",
				part);
	}
}
