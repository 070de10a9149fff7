// SPDX-License-Identifier: MIT
#include "tests/scene/prompt_desk.h"

#include <stdlib.h>

#include "common/loop.h"
#include "common/mem.h"
#include "compositor/input/seat.h"
#include "tests/check.h"

#define LONG_MSEC 30000 // machines may be slow
#define TARGETS \
	"\"home\",\"work\",\"mail\",\"mail-old\",\"vault\",\"@dispvm:mail\""

struct prompt_desk *
prompt_desk_create(const char *screen, const char *config)
{
	struct prompt_desk *desk = xcalloc(1, sizeof(*desk));
	struct rig *rig = &desk->rig;

	rig_init_with(rig, screen, config);
	hands_init(&desk->hands, &rig->scene);
	rig_open(rig, &desk->blue, &rig->blue, 7, 200, 100, 0xff);
	rig_open(rig, &desk->red, &rig->red, 7, 200, 100, 0xff00);
	seat_focus(rig->scene.server.seat, rig_get_view(rig, &desk->red));
	hands_move(&desk->hands, 2, 2); // on the strip
	rig_settle(rig);
	fake_qube_forget(&rig->red);
	fake_qube_forget(&rig->blue);
	return desk;
}

void
prompt_desk_destroy(struct prompt_desk *desk)
{
	hands_finish(&desk->hands);
	rig_finish(&desk->rig);
	free(desk);
}

int
prompt_desk_setup(void **state)
{
	*state = prompt_desk_create("800x600", "");
	return 0;
}

int
prompt_desk_teardown(void **state)
{
	prompt_desk_destroy(*state);
	return 0;
}

struct prompt *
prompt_desk_get(struct prompt_desk *desk)
{
	return desk->rig.scene.server.prompt;
}

void
prompt_desk_ask_as(struct prompt_desk *desk, struct asker *asker,
		const char *source, const char *chosen)
{
	asker_ask(asker, &desk->rig.scene, source, TARGETS, chosen);
}

void
prompt_desk_ask(struct prompt_desk *desk, const char *source, const char *chosen)
{
	prompt_desk_ask_as(desk, &desk->asker, source, chosen);
}

static void
wait_for(struct prompt_desk *desk, bool (*done)(struct prompt_desk *desk))
{
	int64_t end = loop_now_msec() + LONG_MSEC;

	while (!done(desk)) {
		assert_true(loop_now_msec() < end);
		rig_turn(&desk->rig);
	}
}

bool
prompt_desk_is_shown(struct prompt_desk *desk)
{
	return prompt_get_shown(prompt_desk_get(desk));
}

static bool
was_seen(struct prompt_desk *desk)
{
	return prompt_desk_is_shown(desk) &&
			prompt_was_seen(prompt_desk_get(desk));
}

static bool
is_ready(struct prompt_desk *desk)
{
	return prompt_is_ready(prompt_desk_get(desk));
}

static bool
is_gone(struct prompt_desk *desk)
{
	return !prompt_desk_is_shown(desk);
}

void
prompt_desk_wait_shown(struct prompt_desk *desk)
{
	wait_for(desk, prompt_desk_is_shown);
}

void
prompt_desk_wait_seen(struct prompt_desk *desk)
{
	wait_for(desk, was_seen);
}

void
prompt_desk_wait_ready(struct prompt_desk *desk)
{
	wait_for(desk, is_ready);
}

void
prompt_desk_wait_gone(struct prompt_desk *desk)
{
	wait_for(desk, is_gone);
}

const char *
prompt_desk_get_chosen(struct prompt_desk *desk)
{
	const struct ask_msg_target *target =
			prompt_list_get_chosen(&prompt_desk_get(desk)->list);

	assert_non_null(target);
	return target->qube;
}

void
prompt_desk_tap(struct prompt_desk *desk, uint32_t key, int times)
{
	for (int i = 0; i < times; i++) {
		hands_tap(&desk->hands, key);
	}
}

void
prompt_desk_move_to(struct prompt_desk *desk, struct hands *hands,
		const struct prompt_box *box)
{
	const struct wlr_box *at = &prompt_desk_get(desk)->box;

	hands_move(hands, at->x + box->x + box->width / 2.0,
			at->y + box->y + box->height / 2.0);
}

void
prompt_desk_check_silence(struct prompt_desk *desk)
{
	static const uint32_t types[] = {GUI_MSG_KEYPRESS, GUI_MSG_BUTTON,
			GUI_MSG_MOTION, GUI_MSG_CROSSING};

	rig_settle(&desk->rig);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		assert_int_equal(fake_qube_count(&desk->rig.red, types[i], 0), 0);
		assert_int_equal(fake_qube_count(&desk->rig.blue, types[i], 0),
				0);
	}
}
