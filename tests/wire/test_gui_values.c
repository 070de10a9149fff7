// SPDX-License-Identifier: MIT
/* What the daemon end makes of each message of an agent: values at, inside
 * and beyond every limit, in every state of a window. */
#include <stdio.h>
#include <string.h>

#include "common/bytes.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NEG(n) ((uint32_t)-(n))

struct step {
	const char *name;
	enum rig_before before;
	uint32_t type, window;
	uint32_t words[RIG_MAX_WORDS]; // of the body
	size_t n_words;
	const char *events;
	const char *sent;
	const char *error; // part of it; NULL: none
};

#define W(...) \
	{__VA_ARGS__}, sizeof((uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)
#define NO_BODY {0}, 0

static const struct step creates[] = {
		{"plain", RIG_NOTHING, 130, 9, W(1, 2, 30, 40, 0, 0),
				"create 9 1,2 30x40\n", "", NULL},
		{"negative position", RIG_NOTHING, 130, 9,
				W(NEG(20), NEG(30), 10, 10, 0x52f, 0),
				"create 9 -20,-30 10x10\n", "", NULL},
		{"least position", RIG_NOTHING, 130, 9,
				W(0x80000000, 0x80000000, 1, 1, 0, 0),
				"create 9 -16384,-6144 1x1\n", "", NULL},
		{"largest position", RIG_NOTHING, 130, 9,
				W(0x7fffffff, 0x7fffffff, 1, 1, 0, 0),
				"create 9 16384,6144 1x1\n", "", NULL},
		{"size at the limit", RIG_NOTHING, 130, 9,
				W(0, 0, 16384, 6144, 0, 0),
				"create 9 0,0 16384x6144\n", "", NULL},
		{"size above the limit", RIG_NOTHING, 130, 9,
				W(0, 0, 16385, 0x7fffffff, 0, 0),
				"create 9 0,0 16384x6144\n", "", NULL},
		{"size of zero", RIG_NOTHING, 130, 9, W(0, 0, 0, 0, 0, 0),
				"create 9 0,0 1x1\n", "", NULL},
		{"negative width", RIG_NOTHING, 130, 9,
				W(0, 0, 0x80000000, 1, 0, 0), "", "",
				"CREATE of window 0x9: negative size"},
		{"negative height", RIG_NOTHING, 130, 9, W(0, 0, 1, NEG(1), 0, 0),
				"", "", "CREATE of window 0x9: negative size"},
		{"any flag means override-redirect", RIG_NOTHING, 130, 9,
				W(0, 0, 5, 5, 0, 0x80000000),
				"create 9 0,0 5x5 or\n", "", NULL},
		{"at 90 % of the work area", RIG_NOTHING, 130, 9,
				W(0, 0, 1000, 900, 0, 1),
				"create 9 0,0 1000x900 or\n", "", NULL},
		{"above 90 % of the work area", RIG_NOTHING, 130, 9,
				W(0, 0, 1000, 901, 0, 1),
				"create 9 0,0 1000x901\n", "", NULL},
		{"largest override-redirect", RIG_NOTHING, 130, 9,
				W(0, 0, 0x7fffffff, 0x7fffffff, 0, 1),
				"create 9 0,0 16384x6144\n", "", NULL},
		{"window 0", RIG_NOTHING, 130, 0, W(0, 0, 1920, 1080, 0, 0),
				"create 0 0,0 1920x1080\n", "", NULL},
		{"largest id", RIG_NOTHING, 130, UINT32_MAX, W(0, 0, 1, 1, 0, 0),
				"create 4294967295 0,0 1x1\n", "", NULL},
		{"of an id that exists", RIG_CREATED, 130, 5, W(0, 0, 1, 1, 0, 0),
				"", "", "CREATE of window 0x5: it exists"},
};

static const struct step lives[] = {
		{"destroy", RIG_CREATED, 131, 5, NO_BODY, "destroy 5\n",
				"DESTROY 5\n", NULL},
		{"destroy mapped", RIG_DUMPED, 131, 5, NO_BODY, "destroy 5\n",
				"DESTROY 5\n", NULL},
		{"destroy docked", RIG_DOCKED, 131, 5, NO_BODY, "destroy 5\n",
				"DESTROY 5\n", NULL},
		{"map", RIG_CREATED, 132, 5, W(0, 0), "map 5 above 0\n", "", NULL},
		{"map for an unknown window", RIG_CREATED, 132, 5, W(77, 0),
				"map 5 above 0\n", "", NULL},
		{"map for itself", RIG_CREATED, 132, 5, W(5, 0),
				"map 5 above 0\n", "", NULL},
		{"map with override-redirect", RIG_CREATED, 132, 5,
				W(0, 0xffffffff), "map 5 or above 0\n", "", NULL},
		{"map of a mapped window", RIG_MAPPED, 132, 5, W(0, 1), "", "",
				NULL},
		{"map of a docked window", RIG_DOCKED, 132, 5, W(0, 1), "", "",
				NULL},
		{"map takes the flag away", RIG_MENU, 132, 5, W(0, 0), "", "",
				NULL},
		{"unmap", RIG_MAPPED, 133, 5, NO_BODY, "unmap 5\n", "", NULL},
		{"unmap of an unmapped window", RIG_CREATED, 133, 5, NO_BODY,
				"", "", NULL},
		{"unmap of a docked window", RIG_DOCKED, 133, 5, NO_BODY, "",
				"", NULL},
		{"dock", RIG_CREATED, 143, 5, NO_BODY, "dock 5\n", "", NULL},
		{"dock of a mapped window", RIG_MAPPED, 143, 5, NO_BODY, "", "",
				NULL},
		{"dock of a docked window", RIG_DOCKED, 143, 5, NO_BODY, "", "",
				NULL},
};

static const struct step configures[] = {
		{"moved", RIG_MAPPED, 134, 5, W(1, 2, 30, 40, 0),
				"configure 5 1,2 30x40\n", "", NULL},
		{"unmapped", RIG_CREATED, 134, 5, W(1, 2, 30, 40, 0),
				"configure 5 1,2 30x40\n", "", NULL},
		{"unchanged", RIG_MAPPED, 134, 5, W(10, 20, 100, 80, 0), "", "",
				NULL},
		{"flag in it", RIG_MAPPED, 134, 5, W(1, 2, 30, 40, 1),
				"configure 5 1,2 30x40\n", "", NULL},
		{"no flag in it", RIG_MENU, 134, 5, W(1, 2, 30, 40, 0),
				"configure 5 1,2 30x40\n", "", NULL},
		{"above the limits", RIG_MAPPED, 134, 5,
				W(0x7fffffff, 0x80000000, UINT32_MAX,
						UINT32_MAX, 0),
				"configure 5 16384,-6144 16384x6144\n", "", NULL},
		{"no width", RIG_MAPPED, 134, 5, W(1, 2, 0, 40, 0), "", "",
				"CONFIGURE of window 0x5: size of zero"},
		{"no height", RIG_MAPPED, 134, 5, W(1, 2, 30, 0, 0), "", "",
				"CONFIGURE of window 0x5: size of zero"},
		{"docked", RIG_DOCKED, 134, 5, W(1, 2, 30, 40, 0), "",
				"CONFIGURE 5 10,20 100x80\n", NULL},
		{"docked, unchanged", RIG_DOCKED, 134, 5, W(10, 20, 100, 80, 0),
				"", "", NULL},
		{"a menu that grows too large", RIG_MENU, 134, 5,
				W(0, 0, 1000, 901, 1),
				"unmap 5\nconfigure 5 0,0 1000x901\n"
				"map 5 above 0\n",
				"", NULL},
		{"a menu that grows", RIG_MENU, 134, 5, W(0, 0, 1000, 900, 0),
				"configure 5 0,0 1000x900\n", "", NULL},
};

static const struct step pixels[] = {
		{"all of it", RIG_DUMPED, 136, 5, W(0, 0, 100, 80),
				"damage 5 0,0 100x80\n", "", NULL},
		{"a part", RIG_DUMPED, 136, 5, W(10, 20, 30, 40),
				"damage 5 10,20 30x40\n", "", NULL},
		{"over the edge", RIG_DUMPED, 136, 5, W(90, 70, 30, 40),
				"damage 5 90,70 10x10\n", "", NULL},
		{"the last pixel", RIG_DUMPED, 136, 5, W(99, 79, 1, 1),
				"damage 5 99,79 1x1\n", "", NULL},
		{"just outside", RIG_DUMPED, 136, 5, W(100, 0, 1, 1), "", "",
				NULL},
		{"far outside", RIG_DUMPED, 136, 5,
				W(0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff),
				"", "", NULL},
		{"huge", RIG_DUMPED, 136, 5, W(1, 1, 0x7fffffff, 0x7fffffff),
				"damage 5 1,1 99x79\n", "", NULL},
		{"empty", RIG_DUMPED, 136, 5, W(0, 0, 0, 10), "", "", NULL},
		{"negative x", RIG_DUMPED, 136, 5, W(NEG(1), 0, 10, 10), "", "",
				NULL},
		{"negative y", RIG_DUMPED, 136, 5, W(0, 0x80000000, 10, 10), "",
				"", NULL},
		{"negative width", RIG_DUMPED, 136, 5, W(0, 0, NEG(1), 10), "",
				"", NULL},
		{"negative height", RIG_DUMPED, 136, 5, W(0, 0, 10, 0x80000000),
				"", "", NULL},
		{"before a dump", RIG_MAPPED, 136, 5, W(0, 0, 10, 10), "", "",
				NULL},
		{"before a map", RIG_CREATED, 136, 5, W(0, 0, 10, 10), "", "",
				NULL},
		{"dump", RIG_MAPPED, 147, 5, W(0, 32, 32, 32, 22),
				"dump 5 32x32 1 refs from 22\n",
				"WINDOW_DUMP_ACK 5\n", NULL},
		{"dump of 24 bits", RIG_MAPPED, 147, 5, W(0, 32, 32, 24, 22),
				"dump 5 32x32 1 refs from 22\n",
				"WINDOW_DUMP_ACK 5\n", NULL},
		{"dump of an unmapped window", RIG_CREATED, 147, 5,
				W(0, 32, 32, 32, 22),
				"dump 5 32x32 1 refs from 22\n",
				"WINDOW_DUMP_ACK 5\n", NULL},
		{"dump of nothing", RIG_MAPPED, 147, 5, W(0, 0, 6144, 32), "",
				"WINDOW_DUMP_ACK 5\n", NULL},
		{"dump of another type", RIG_MAPPED, 147, 5, W(1, 32, 32, 32, 22),
				"", "", "WINDOW_DUMP: dump type 1"},
		{"dump with a page too few", RIG_MAPPED, 147, 5,
				W(0, 32, 33, 32, 22), "", "",
				"WINDOW_DUMP: 4096 bytes for an image of"},
		{"dump of an overflowing size", RIG_MAPPED, 147, 5,
				W(0, 0x40000000, 1, 32, 22), "", "",
				"WINDOW_DUMP: image of 1073741824 x 1"},
		{"dump too wide", RIG_MAPPED, 147, 5, W(0, 16385, 0, 32, 22),
				"", "", "WINDOW_DUMP: image of 16385 x 0"},
		{"old dump", RIG_MAPPED, 135, 5, W(0, 32, 32, 24, 0, 1, 0, 99),
				"", "WINDOW_DUMP_ACK 5\n", NULL},
		{"old dump off its page", RIG_MAPPED, 135, 5,
				W(0, 32, 32, 24, 4096, 2, 0, 99, 98), "", "",
				"MFNDUMP: 2 frames from byte 4096"},
		{"old dump of another length", RIG_MAPPED, 135, 5,
				W(0, 32, 32, 24, 0, 1, 0, 99, 98), "", "",
				"MFNDUMP of window 0x5: 1 frames in 36 bytes"},
		{"old dump with a frame too few", RIG_MAPPED, 135, 5,
				W(0, 32, 33, 24, 0, 1, 0, 99), "", "",
				"MFNDUMP: 4096 bytes for an image"},
};

static const struct step hints[] = {
		{"all", RIG_CREATED, 144, 5, W(0x175, 1, 2, 3, 4, 5, 6, 7, 8),
				"hints 5 175 min 1x2 max 3x4 inc 5x6 "
				"base 7x8\n",
				"", NULL},
		{"only what is flagged", RIG_CREATED, 144, 5,
				W(0x10, 1, 2, 3, 4, 5, 6, 7, 8),
				"hints 5 10 min 1x2 max 0x0 inc 0x0 base 0x0\n",
				"", NULL},
		{"unknown flags", RIG_CREATED, 144, 5,
				W(0xfffffe8a, 1, 2, 3, 4, 5, 6, 7, 8), "", "",
				NULL},
		{"at the limits", RIG_CREATED, 144, 5,
				W(0x170, 16384, 6144, 16384, 6144, 16383, 6143,
						16384, 6144),
				"hints 5 170 min 16384x6144 max 16384x6144 "
				"inc 16383x6143 base 16384x6144\n",
				"", NULL},
		{"all above", RIG_CREATED, 144, 5,
				W(0x175, 16385, 0, 0, 1, 16384, 0, 0, 6145),
				"hints 5 5 min 0x0 max 0x0 inc 0x0 base 0x0\n",
				"", NULL},
		{"one above", RIG_CREATED, 144, 5,
				W(0x170, 1, UINT32_MAX, 3, 4, 5, 6, 7, 8),
				"hints 5 160 min 0x0 max 3x4 inc 5x6 "
				"base 7x8\n",
				"", NULL},
		{"zeros", RIG_CREATED, 144, 5, W(0x170, 0, 0, 0, 0, 0, 0, 0, 0),
				"hints 5 150 min 0x0 max 0x0 inc 0x0 "
				"base 0x0\n",
				"", NULL},
		{"largest above smallest", RIG_CREATED, 144, 5,
				W(0x30, 9, 9, 5, 5, 0, 0, 0, 0),
				"hints 5 30 min 9x9 max 5x5 inc 0x0 "
				"base 0x0\n",
				"", NULL},
		{"nothing new", RIG_CREATED, 144, 5,
				W(0, 1, 2, 3, 4, 5, 6, 7, 8), "", "", NULL},
};

static const struct step flags[] = {
		{"fullscreen", RIG_MAPPED, 145, 5, W(1, 0),
				"flags 5 +1 -0 =1\n", "", NULL},
		{"leaving fullscreen", RIG_MAPPED, 145, 5, W(0, 1),
				"flags 5 +0 -1 =0\n", "", NULL},
		{"attention", RIG_MAPPED, 145, 5, W(2, 0), "flags 5 +2 -0 =2\n",
				"", NULL},
		{"no more attention", RIG_MAPPED, 145, 5, W(0, 2), "", "", NULL},
		{"minimize", RIG_MAPPED, 145, 5, W(4, 0), "flags 5 +4 -0 =4\n",
				"", NULL},
		{"minimize beats fullscreen", RIG_MAPPED, 145, 5, W(7, 0),
				"flags 5 +6 -0 =6\n", "", NULL},
		{"minimize undone", RIG_MAPPED, 145, 5, W(0, 4), "", "", NULL},
		{"unknown bits", RIG_MAPPED, 145, 5, W(0xf0, 0xf08), "", "", NULL},
		{"none", RIG_MAPPED, 145, 5, W(0, 0), "", "", NULL},
		{"both ways", RIG_MAPPED, 145, 5, W(1, 1), "", "",
				"WINDOW_FLAGS of window 0x5: sets and unsets"},
		{"both ways in an unknown bit", RIG_MAPPED, 145, 5,
				W(0x80000000, 0xffffffff), "", "",
				"WINDOW_FLAGS of window 0x5: sets and unsets"},
		{"before map", RIG_CREATED, 145, 5, W(3, 0),
				"flags 5 +3 -0 =3\n", "", NULL},
		{"before map, unset", RIG_CREATED, 145, 5, W(0, 3), "", "", NULL},
		{"before map, minimized", RIG_CREATED, 145, 5, W(5, 0),
				"flags 5 +1 -0 =1\n", "", NULL},
		{"before map, both ways", RIG_CREATED, 145, 5, W(2, 2), "", "",
				"sets and unsets 0x2"},
};

static const struct step cursors[] = {
		{"default", RIG_CREATED, 148, 5, W(0), "cursor 5 0\n", "", NULL},
		{"first", RIG_MAPPED, 148, 5, W(0x100), "cursor 5 100\n", "",
				NULL},
		{"edge", RIG_MAPPED, 148, 5, W(0x146), "cursor 5 146\n", "", NULL},
		{"last", RIG_MAPPED, 148, 5, W(0x199), "cursor 5 199\n", "", NULL},
		{"behind the last", RIG_MAPPED, 148, 5, W(0x19a), "", "",
				"CURSOR of window 0x5: cursor 0x19a"},
		{"before the first", RIG_MAPPED, 148, 5, W(0xff), "", "",
				"CURSOR of window 0x5: cursor 0xff"},
		{"one", RIG_MAPPED, 148, 5, W(1), "", "", "cursor 0x1"},
		{"all bits", RIG_MAPPED, 148, 5, W(UINT32_MAX), "", "",
				"cursor 0xffffffff"},
		{"high bits", RIG_MAPPED, 148, 5, W(0x10100), "", "",
				"cursor 0x10100"},
};

static const struct {
	const char *name;
	const struct step *steps;
	size_t n;
} tables[] = {
		{"create", creates, COUNT(creates)},
		{"life", lives, COUNT(lives)},
		{"configure", configures, COUNT(configures)},
		{"pixels", pixels, COUNT(pixels)},
		{"hints", hints, COUNT(hints)},
		{"flags", flags, COUNT(flags)},
		{"cursor", cursors, COUNT(cursors)},
};

static void
check_step(const char *table, const struct step *step)
{
	struct rig rig;
	bool ok;

	rig_init(&rig);
	rig_shake_hands(&rig, 8);
	rig_prepare(&rig, step->before);
	ok = rig_feed_words(&rig, step->type, step->window, step->words,
			step->n_words);
	if (ok != !step->error) {
		fail_msg("%s, %s: %s", table, step->name, rig.err.text);
	}
	if (!ok && !strstr(rig.err.text, step->error)) {
		fail_msg("%s, %s: %s", table, step->name, rig.err.text);
	}
	if (strcmp(rig_take_log(&rig), step->events) != 0) {
		fail_msg("%s, %s: other events", table, step->name);
	}
	if (strcmp(rig_take_sent(&rig), step->sent) != 0) {
		fail_msg("%s, %s: other messages", table, step->name);
	}
	if (ok) {
		rig_check_in_step(&rig);
	}
	rig_finish(&rig);
}

static void
test_each_message_at_its_limits(void **state)
{
	for (size_t i = 0; i < COUNT(tables); i++) {
		for (size_t k = 0; k < tables[i].n; k++) {
			check_step(tables[i].name, &tables[i].steps[k]);
		}
	}
}

/* One valid message of each type that agents send, for window 5. */
static const struct step valids[] = {
		{"", RIG_CREATED, 131, 5, NO_BODY, "", "", NULL},
		{"", RIG_CREATED, 132, 5, W(0, 0), "", "", NULL},
		{"", RIG_CREATED, 133, 5, NO_BODY, "", "", NULL},
		{"", RIG_CREATED, 134, 5, W(1, 2, 3, 4, 0), "", "", NULL},
		{"", RIG_CREATED, 136, 5, W(1, 2, 3, 4), "", "", NULL},
		{"", RIG_CREATED, 143, 5, NO_BODY, "", "", NULL},
		{"", RIG_CREATED, 144, 5, W(0, 1, 2, 3, 4, 5, 6, 7, 8), "", "",
				NULL},
		{"", RIG_CREATED, 145, 5, W(1, 2), "", "", NULL},
		{"", RIG_CREATED, 148, 5, W(0), "", "", NULL},
		{"", RIG_CREATED, 130, 6, W(1, 2, 3, 4, 0, 0), "", "", NULL},
		// their lengths are not fixed
		{"", RIG_CREATED, 135, 5, W(0, 1, 1, 32, 0, 1, 0, 9), "", "",
				NULL},
		{"", RIG_CREATED, 147, 5, W(0, 1, 1, 32, 9), "", "", NULL},
};

#define N_FIXED 10

static bool
feed_with_len(struct rig *rig, const struct step *step, uint32_t len)
{
	uint8_t bytes[GUI_HEADER_SIZE + 4 * RIG_MAX_WORDS];
	uint8_t *p = bytes;

	p = bytes_put_u32(p, step->type);
	p = bytes_put_u32(p, step->window);
	p = bytes_put_u32(p, len);
	for (size_t i = 0; i < step->n_words; i++) {
		p = bytes_put_u32(p, step->words[i]);
	}
	return rig_feed(rig, bytes, (size_t)(p - bytes));
}

/* From 1.6 a length that is not exact ends the connection, whether short,
 * long or huge; before, the body has its size whatever the header says. */
static void
test_lengths_are_exact_from_1_6(void **state)
{
	static const int64_t off[] = {-20, -4, -1, 0, 1, 4, 4096, 0x7fffffff};

	for (size_t i = 0; i < N_FIXED; i++) {
		for (uint32_t minor = 0; minor <= 8; minor++) {
			for (size_t k = 0; k < COUNT(off); k++) {
				const struct step *step = &valids[i];
				uint32_t len = (uint32_t)(off[k] +
						4 * (int64_t)step->n_words);
				struct rig rig;
				bool ok;

				rig_init(&rig);
				rig_shake_hands(&rig, minor);
				rig_prepare(&rig, step->before);
				ok = feed_with_len(&rig, step, len);
				assert_int_equal(ok, minor < 6 || off[k] == 0);
				rig_take_log(&rig);
				if (ok) {
					rig_check_in_step(&rig);
				}
				rig_finish(&rig);
			}
		}
	}
}

static void
test_no_message_but_create_names_an_unknown_window(void **state)
{
	for (size_t i = 0; i < COUNT(valids); i++) {
		struct rig rig;
		bool ok;

		rig_init(&rig);
		rig_shake_hands(&rig, 8);
		ok = rig_feed_words(&rig, valids[i].type, valids[i].window,
				valids[i].words, valids[i].n_words);
		assert_int_equal(ok, valids[i].type == GUI_MSG_CREATE);
		if (!ok) {
			assert_non_null(strstr(rig.err.text, "no such window"));
		}
		rig_finish(&rig);
	}
}

static void
test_no_message_names_a_destroyed_window(void **state)
{
	for (size_t i = 0; i < COUNT(valids); i++) {
		struct rig rig;

		rig_init(&rig);
		rig_shake_hands(&rig, 8);
		rig_prepare(&rig, RIG_CREATED);
		assert_true(rig_feed_words(&rig, GUI_MSG_DESTROY, 5, NULL, 0));
		assert_int_equal(rig_feed_words(&rig, valids[i].type, 5,
						 valids[i].words,
						 valids[i].n_words),
				valids[i].type == GUI_MSG_CREATE);
		rig_finish(&rig);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_each_message_at_its_limits),
			cmocka_unit_test(test_lengths_are_exact_from_1_6),
			cmocka_unit_test(test_no_message_but_create_names_an_unknown_window),
			cmocka_unit_test(test_no_message_names_a_destroyed_window),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
