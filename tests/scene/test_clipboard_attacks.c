// SPDX-License-Identifier: MIT
/* Qubes that try to get at the clipboard, or to fill it, without the person:
 * what they say has no effect, and what was copied stays nowhere. */
#define _GNU_SOURCE // memmem, explicit_bzero
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/bytes.h"
#include "common/loop.h"
#include "tests/check.h"
#include "tests/scene/clip_desk.h"

#define FLOOD 200
#define WAVES 20
#define PIECE 60000
#define SECRET_LEN 200000
#define TOKEN 24
#define PAGE 4096
#define BIGGEST_MAPPING (16ull << 30) // larger ones are a sanitizer's own

static char flood[PIECE];

static bool
is_over(void *user)
{
	return loop_now_msec() > *(int64_t *)user;
}

static void
queue(struct fake_qube *qube, const char *text, size_t len)
{
	const struct gui_msg data = {
			.type = GUI_MSG_CLIPBOARD_DATA,
			.window = 7,
			.clipboard = {(const uint8_t *)text, len},
	};

	fake_qube_send(qube, &data);
}

static bool
has_room(struct rig *rig)
{
	return rig->red.out.len < FLOOD / WAVES * PIECE / 2;
}

/* The chords still work between the others, and promptly. */
static void
test_a_flood_of_text_changes_nothing(void **state)
{
	struct clip_desk *desk = *state;
	int64_t start;

	clip_desk_focus(desk, &desk->blue);
	for (int wave = 0; wave < WAVES; wave++) {
		for (int i = 0; i < FLOOD / WAVES; i++) {
			queue(&desk->rig.red, flood, sizeof(flood));
		}
		assert_true(rig_pump(&desk->rig, has_room, 5000));
	}
	start = loop_now_msec();
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.blue, "mine", 4);
	clip_desk_check_notice(desk, "Copied 4 bytes from home");
	assert_true(loop_now_msec() - start < 2000);
	assert_false(fake_qube_is_dropped(&desk->rig.red));
}

/* The other qube is asked; this one answers as fast as it can. */
static void
test_a_qube_cannot_answer_for_another(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	for (int i = 0; i < FLOOD; i++) {
		queue(&desk->rig.blue, "forged", 6);
	}
	rig_settle(&desk->rig);
	clip_desk_answer(desk, &desk->rig.red, "true", 4);
	clip_desk_check_notice(desk, "Copied 4 bytes from work");
}

static void
test_only_the_first_answer_counts(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	queue(&desk->rig.red, "first", 5);
	queue(&desk->rig.red, "and another", 11);
	rig_settle(&desk->rig);
	clip_desk_check_notice(desk, "Copied 5 bytes from work");
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_memory_equal(fake_qube_last(&desk->rig.blue,
					    GUI_MSG_CLIPBOARD_DATA, 0)
					    ->clipboard.data,
			"first", 5);
}

/* Answering before the question, so that the text is there when it comes. */
static void
test_an_answer_ahead_of_its_question_is_dropped(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_answer(desk, &desk->rig.red, "ahead", 5);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
send_header(struct fake_qube *qube, uint32_t type, uint32_t len)
{
	uint8_t bytes[GUI_HEADER_SIZE];

	bytes_put_u32(bytes, type);
	bytes_put_u32(bytes + 4, 7);
	bytes_put_u32(bytes + 8, len);
	fake_qube_send_bytes(qube, bytes, sizeof(bytes));
}

static bool
is_dropped(struct rig *rig)
{
	return fake_qube_is_dropped(&rig->red);
}

/* Asked or not: such a size ends the connection at its header. */
static void
test_a_huge_answer_ends_the_connection(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_copy(desk);
	send_header(&desk->rig.red, GUI_MSG_CLIPBOARD_DATA, 300u << 20);
	assert_true(rig_pump(&desk->rig, is_dropped, 2000));
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

static void
test_an_agent_cannot_ask_for_the_clipboard(void **state)
{
	struct clip_desk *desk = *state;

	clip_desk_focus(desk, &desk->blue);
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.blue, "mine", 4);
	send_header(&desk->rig.red, GUI_MSG_CLIPBOARD_REQ, 0);
	assert_true(rig_pump(&desk->rig, is_dropped, 2000));
	assert_int_equal(clip_desk_count_got(&desk->rig.red), 0);
}

/* Half an answer holds nothing up; its end comes too late. */
static void
test_an_answer_in_two_halves_dies_after_a_second(void **state)
{
	struct clip_desk *desk = *state;
	int64_t end;

	clip_desk_copy(desk);
	send_header(&desk->rig.red, GUI_MSG_CLIPBOARD_DATA, 100);
	fake_qube_send_bytes(&desk->rig.red, flood, 50);
	rig_settle(&desk->rig);
	end = loop_now_msec() + 1100;
	assert_true(scene_pump(&desk->rig.scene, is_over, &end));
	clip_desk_check_notice(desk, "no answer from work");
	clip_desk_copy(desk); // a new question while the old answer is open
	fake_qube_send_bytes(&desk->rig.red, flood, 50);
	rig_settle(&desk->rig);
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 0);
}

/* A text that is nowhere in this program as it stands. */
static char *
make_secret(uint8_t mask)
{
	char *text = malloc(SECRET_LEN);

	for (size_t i = 0; i < SECRET_LEN; i++) {
		text[i] = (char)((uint8_t)('a' + i * 7 % 23) ^ mask);
	}
	return text;
}

/* Whether the page is in memory or swapped out (proc_pid_pagemap(5), bits 63
 * and 62). */
static bool
is_present(int pagemap, uint64_t address)
{
	uint64_t entry = 0;

	return pread(pagemap, &entry, sizeof(entry),
			       (off_t)(address / PAGE * sizeof(entry))) ==
			(ssize_t)sizeof(entry) &&
			entry >> 62;
}

/* Places of one page that hold the start of the secret. */
static int
scan(int mem, uint64_t address, const uint8_t *masked)
{
	static uint8_t bytes[PAGE + TOKEN];
	ssize_t n = pread(mem, bytes, sizeof(bytes), (off_t)address);
	int found = 0;

	for (ssize_t i = 0; i < PAGE && i + TOKEN <= n; i++) {
		int same = 0;

		while (same < TOKEN && (bytes[i + same] ^ 0xff) == masked[same]) {
			same++;
		}
		found += same == TOKEN;
	}
	explicit_bzero(bytes, sizeof(bytes));
	return found;
}

/* In all memory of this process that may be written, but the stack. Nothing is
 * allocated meanwhile: the list of mappings would change while it is read. */
static int
count_copies(const uint8_t *masked)
{
	static char line[512], room[4096];
	FILE *maps = fopen("/proc/self/maps", "re");
	int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	int pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	int found = 0;

	assert_non_null(maps);
	assert_int_equal(setvbuf(maps, room, _IOFBF, sizeof(room)), 0);
	assert_true(mem >= 0 && pagemap >= 0);
	while (fgets(line, sizeof(line), maps)) {
		uint64_t from, to;
		char mode[8];

		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s", &from, &to,
				    mode) != 3 ||
				strncmp(mode, "rw", 2) != 0 ||
				strstr(line, "[stack]") ||
				to - from > BIGGEST_MAPPING) {
			continue;
		}
		for (; from < to; from += PAGE) {
			found += is_present(pagemap, from)
					? scan(mem, from, masked)
					: 0;
		}
	}
	close(pagemap);
	close(mem);
	fclose(maps);
	return found;
}

static void
forget(struct buf *buf)
{
	explicit_bzero(buf->data, buf->cap);
}

/* The qubes here keep what they send and get in memory of this process: it is
 * overwritten by hand, before the compositor's is looked at. */
static void
test_no_copy_stays_in_memory(void **state)
{
	struct clip_desk *desk = *state;
	char *masked = make_secret(0xff);
	char *secret = make_secret(0);

	assert_non_null(buf_reserve(&desk->rig.red.out, 2 * SECRET_LEN));
	assert_non_null(buf_reserve(&desk->rig.blue.in, 2 * SECRET_LEN));
	clip_desk_copy(desk);
	clip_desk_answer(desk, &desk->rig.red, secret, SECRET_LEN);
	explicit_bzero(secret, SECRET_LEN);
	forget(&desk->rig.red.out);
	clip_desk_check_notice(desk, "Copied 200000 bytes");
	assert_true(count_copies((uint8_t *)masked) > 0); // the one that is kept
	clip_desk_focus(desk, &desk->blue);
	clip_desk_paste(desk);
	assert_int_equal(clip_desk_count_got(&desk->rig.blue), 1);
	forget(&desk->rig.blue.in);
	assert_int_equal(count_copies((uint8_t *)masked), 0);
	free(secret);
	free(masked);
}

int
main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown( \
			name, clip_desk_setup, clip_desk_teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_flood_of_text_changes_nothing),
			TEST(test_a_qube_cannot_answer_for_another),
			TEST(test_only_the_first_answer_counts),
			TEST(test_an_answer_ahead_of_its_question_is_dropped),
			TEST(test_a_huge_answer_ends_the_connection),
			TEST(test_an_agent_cannot_ask_for_the_clipboard),
			TEST(test_an_answer_in_two_halves_dies_after_a_second),
			TEST(test_no_copy_stays_in_memory),
	};

	memset(flood, 'f', sizeof(flood));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
