// SPDX-License-Identifier: MIT
/* Two qubes with a window each, hands, and somebody who asks. */
#ifndef TESTS_SCENE_PROMPT_DESK_H
#define TESTS_SCENE_PROMPT_DESK_H

#include "compositor/prompt/prompt_impl.h"
#include "tests/scene/asker.h"
#include "tests/scene/hands.h"
#include "tests/scene/rig.h"

struct prompt_desk {
	struct rig rig;
	struct hands hands;
	struct fake_window red,
			blue; // of "work", which has the keyboard, "home"
	struct asker asker;
};

/* For cmocka; the desk is the state, its screen "800x600". */
int prompt_desk_setup(void **state);
int prompt_desk_teardown(void **state);

/* The same by hand. */
struct prompt_desk *prompt_desk_create(const char *screen, const char *config);
void prompt_desk_destroy(struct prompt_desk *desk);

struct prompt *prompt_desk_get(struct prompt_desk *desk);

/* Asks for home, mail, mail-old, vault, work or a disposable of mail. */
void prompt_desk_ask(struct prompt_desk *desk, const char *source,
		const char *chosen);
void prompt_desk_ask_as(struct prompt_desk *desk, struct asker *asker,
		const char *source, const char *chosen);

/* Until a question is shown, was shown for long enough to be meant, can be
 * allowed; or none is shown. They fail the test if that does not come. */
void prompt_desk_wait_shown(struct prompt_desk *desk);
void prompt_desk_wait_seen(struct prompt_desk *desk);
void prompt_desk_wait_ready(struct prompt_desk *desk);
void prompt_desk_wait_gone(struct prompt_desk *desk);

bool prompt_desk_is_shown(struct prompt_desk *desk);

/* The qube that is chosen. */
const char *prompt_desk_get_chosen(struct prompt_desk *desk);

void prompt_desk_tap(struct prompt_desk *desk, uint32_t key, int times);

/* Into the middle of a part of the panel. */
void prompt_desk_move_to(struct prompt_desk *desk, struct hands *hands,
		const struct prompt_box *box);

/* Nothing of keys, presses and wheel has come to a qube. */
void prompt_desk_check_silence(struct prompt_desk *desk);

#endif
