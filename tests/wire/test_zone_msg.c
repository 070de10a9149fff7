// SPDX-License-Identifier: MIT
#include <string.h>

#include "common/bytes.h"
#include "protocols/zone/zone_msg.h"
#include "protocols/zone/zone_text.h"
#include "tests/check.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#define UUID "0123abcd-0123-4123-8123-0123456789ab"

static const struct zone_msg samples[] = {
		{.type = ZONE_HELLO, .serial = 1, .version = 2},
		{.type = ZONE_LIST, .serial = 2},
		{.type = ZONE_OPEN, .serial = 3, .qube = 7, .port = 6000},
		{.type = ZONE_CANCEL, .serial = 3},
		{.type = ZONE_ARENA, .serial = 4, .qube = 7},
		{.type = ZONE_SEGMENT_SEEN, .qube = 7, .segment = {.number = 4095}},
		{.type = ZONE_SEGMENT_FREE, .qube = 7, .segment = {.number = 1}},
		{.type = ZONE_START, .serial = 5, .name = "work"},
		{.type = ZONE_STOP, .serial = 6, .how = ZONE_STOP_KILL},
		{.type = ZONE_RUN, .serial = 7, .qube = 7, .command = "foot &"},
		{.type = ZONE_SET,
				.serial = 8,
				.set = {.key = "/leadlight/scale",
						.value = "1.5"}},
		{.type = ZONE_WELCOME, .serial = 1, .version = 1},
		{.type = ZONE_REPLY,
				.serial = 3,
				.qube = 7,
				.reply = {.status = ZONE_STATUS_NOT_RUNNING,
						.text = "work has stopped"}},
		{.type = ZONE_OPENED, .serial = 3, .qube = 7},
		{.type = ZONE_SEGMENT,
				.qube = 7,
				.segment = {.number = 1, .pages = 16384}},
		{.type = ZONE_SEGMENT_GONE, .qube = 7, .segment = {.number = 1}},
		{.type = ZONE_QUBE,
				.qube = 7,
				.info = {.id = 7,
						.name = "work",
						.label = "blue",
						.rgb = 0x3465a4,
						.state = ZONE_STATE_RUNNING,
						.flags = ZONE_QUBE_FULLSCREEN,
						.text = "x",
						.class = "AppVM",
						.user = "user",
						.default_dispvm = "dvm",
						.uuid = UUID,
						.tags = "a b"}},
		{.type = ZONE_QUBE_GONE, .qube = 7},
		{.type = ZONE_LISTEN, .serial = 9, .qube = 7, .port = ZONE_PORT_MAX},
};

static void
test_every_message_survives_the_wire(void **state)
{
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	uint8_t again[ZONE_MSG_SIZE_MAX];

	for (size_t i = 0; i < COUNT(samples); i++) {
		size_t len = zone_msg_encode(&samples[i], wire);
		struct zone_msg msg;

		assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), 0);
		assert_int_equal(msg.type, samples[i].type);
		assert_int_equal(msg.serial, samples[i].serial);
		assert_int_equal(msg.qube, samples[i].qube);
		assert_int_equal(zone_msg_encode(&msg, again), len);
		assert_memory_equal(wire, again, len);
	}
}

static void
test_every_field_comes_back(void **state)
{
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;
	size_t len = zone_msg_encode(&samples[16], wire);

	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), 0);
	assert_int_equal(msg.info.id, 7);
	assert_string_equal(msg.info.name, "work");
	assert_string_equal(msg.info.label, "blue");
	assert_int_equal(msg.info.rgb, 0x3465a4);
	assert_int_equal(msg.info.state, ZONE_STATE_RUNNING);
	assert_int_equal(msg.info.flags, ZONE_QUBE_FULLSCREEN);
	assert_string_equal(msg.info.text, "x");
	assert_string_equal(msg.info.class, "AppVM");
	assert_string_equal(msg.info.user, "user");
	assert_string_equal(msg.info.default_dispvm, "dvm");
	assert_string_equal(msg.info.uuid, UUID);
	assert_string_equal(msg.info.tags, "a b");
	assert_true(zone_qube_is_equal(&msg.info, &samples[16].info));
	len = zone_msg_encode(&samples[10], wire);
	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), 0);
	assert_string_equal(msg.set.key, "/leadlight/scale");
	assert_string_equal(msg.set.value, "1.5");
}

/* The worked example of leadlight-zone(7). */
static void
test_the_bytes_are_those_of_the_manual(void **state)
{
	static const uint8_t open[] = {
			3, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0, 0x70, 0x17, 0, 0};
	static const uint8_t refusal[] = {130, 0, 0, 0, 9, 0, 0, 0, 7, 0, 0, 0,
			3, 0, 0, 0, 4, 0, 0, 0, 'g', 'o', 'n', 'e'};
	const struct zone_msg want_open = {
			.type = ZONE_OPEN, .serial = 9, .qube = 7, .port = 6000};
	const struct zone_msg want_refusal = {.type = ZONE_REPLY,
			.serial = 9,
			.qube = 7,
			.reply = {ZONE_STATUS_NOT_RUNNING, "gone"}};
	uint8_t wire[ZONE_MSG_SIZE_MAX];

	assert_int_equal(zone_msg_encode(&want_open, wire), sizeof(open));
	assert_memory_equal(wire, open, sizeof(open));
	assert_int_equal(zone_msg_encode(&want_refusal, wire), sizeof(refusal));
	assert_memory_equal(wire, refusal, sizeof(refusal));
}

static void
test_a_cut_or_longer_message_is_refused(void **state)
{
	uint8_t wire[ZONE_MSG_SIZE_MAX + 1] = {0};
	struct zone_msg msg;
	struct err err;

	for (size_t i = 0; i < COUNT(samples); i++) {
		size_t len = zone_msg_encode(&samples[i], wire);

		for (size_t cut = 0; cut < len; cut++) {
			assert_int_equal(zone_msg_parse(wire, cut, &msg, &err),
					-1);
		}
		wire[len] = 0;
		assert_int_equal(zone_msg_parse(wire, len + 1, &msg, &err), -1);
	}
}

struct patch {
	size_t sample;
	size_t at; // of a word
	uint32_t value;
};

static void
test_numbers_out_of_range_are_refused(void **state)
{
	static const struct patch patches[] = {
			{0, 0, 0}, // type
			{0, 0, 13}, {0, 0, 128}, {0, 0, 136},
			{0, 0, UINT32_MAX}, {0, 8, 1}, // HELLO of a qube
			{2, 8, 0}, // OPEN of no qube
			{2, 8, ZONE_QUBE_ID_MAX + 1}, {2, 12, 0x80000000}, // port
			{5, 12, 0}, // segment
			{5, 12, 4096}, {5, 16, 1}, // pages where none belong
			{7, 12, UINT32_MAX}, // length of the name
			{7, 12, 5}, {8, 12, 2}, // how
			{9, 12, UINT32_MAX}, // length of the command
			{10, 12, ZONE_KEY_SIZE}, {12, 12, ZONE_STATUS_LOST},
			{14, 16, 0}, // pages
			{14, 16, (1u << 20) + 1}, {16, 28, 0x1000000}, // colour
			{16, 32, 4}, // state
			{18, 8, 0}, {18, 12, UINT32_MAX}, // LISTEN
	};
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;
	struct err err;

	for (size_t i = 0; i < COUNT(patches); i++) {
		size_t len = zone_msg_encode(&samples[patches[i].sample], wire);

		assert_true(patches[i].at + 4 <= len);
		bytes_put_u32(wire + patches[i].at, patches[i].value);
		err.text[0] = '\0';
		assert_int_equal(zone_msg_parse(wire, len, &msg, &err), -1);
		assert_true(err.text[0] != '\0');
	}
}

static void
test_texts_must_be_whole_and_fit(void **state)
{
	struct zone_msg msg = {.type = ZONE_RUN, .qube = 1};
	uint8_t wire[ZONE_MSG_SIZE_MAX + 8] = {0};
	size_t len;

	memset(msg.command, 'x', sizeof(msg.command) - 1);
	len = zone_msg_encode(&msg, wire);
	assert_int_equal(len, 12 + 4 + ZONE_COMMAND_SIZE - 1);
	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), 0);
	assert_int_equal(strlen(msg.command), ZONE_COMMAND_SIZE - 1);
	assert_int_equal(zone_msg_parse("\x0a\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0",
					 16, &msg, NULL),
			-1); // no command at all
	wire[16] = '\0'; // inside the text
	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), -1);
	wire[16] = 'x';
	bytes_put_u32(wire + 12, ZONE_COMMAND_SIZE); // one more than fits
	wire[len] = 'x';
	assert_int_equal(zone_msg_parse(wire, len + 1, &msg, NULL), -1);
}

static void
test_names_follow_the_rule(void **state)
{
	struct zone_msg msg = {.type = ZONE_START, .name = "../etc"};
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	size_t len = zone_msg_encode(&msg, wire);

	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), -1);
	msg = (struct zone_msg){.type = ZONE_START};
	len = zone_msg_encode(&msg, wire);
	assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), -1);
}

struct text {
	const char *text;
	bool valid;
};

static void
test_texts_about_qubes_follow_their_rules(void **state)
{
	static const struct text tags[] = {{"", true}, {"a", true},
			{"created-by-dom0 A.b_c", true}, {" a", false},
			{"a ", false}, {"a  b", false}, {"a,b", false},
			{"a\nb", false}, {"\xc3\xa4", false}, {" ", false}};
	static const struct text uuids[] = {{UUID, true}, {"", false},
			{"0123ABCD-0123-4123-8123-0123456789ab", false},
			{"0123abcd-0123-4123-8123-0123456789a", false},
			{UUID "0", false}, {UUID "-", false},
			{"0123abcd0123-4123-8123-0123456789ab", false}};
	char longest[ZONE_TEXT_TAG_MAX + 2];

	for (size_t i = 0; i < COUNT(tags); i++) {
		assert_int_equal(zone_text_is_tags(tags[i].text), tags[i].valid);
	}
	for (size_t i = 0; i < COUNT(uuids); i++) {
		assert_int_equal(zone_text_is_uuid(uuids[i].text),
				uuids[i].valid);
	}
	memset(longest, 'x', sizeof(longest));
	longest[sizeof(longest) - 1] = '\0';
	assert_false(zone_text_is_tags(longest));
	assert_true(zone_text_is_tags(longest + 1));
}

static void
test_a_qube_with_odd_texts_is_refused(void **state)
{
	struct zone_msg bad[] = {samples[16], samples[16], samples[16],
			samples[16], samples[16]};
	uint8_t wire[ZONE_MSG_SIZE_MAX];
	struct zone_msg msg;

	memcpy(bad[0].info.tags, "a,b", 4);
	memcpy(bad[1].info.uuid, "x", 2);
	memcpy(bad[2].info.default_dispvm, "../x", 5);
	bad[3].info.class[0] = '\0';
	bad[4].info.user[0] = '\0';
	for (size_t i = 0; i < COUNT(bad); i++) {
		size_t len = zone_msg_encode(&bad[i], wire);

		assert_int_equal(zone_msg_parse(wire, len, &msg, NULL), -1);
		assert_false(zone_qube_is_equal(&bad[i].info, &samples[16].info));
	}
}

static void
test_who_sends_what(void **state)
{
	assert_true(zone_msg_is_request(ZONE_HELLO));
	assert_true(zone_msg_is_request(ZONE_SET));
	assert_true(zone_msg_is_request(ZONE_LISTEN));
	assert_false(zone_msg_is_request(ZONE_WELCOME));
	assert_false(zone_msg_is_request(ZONE_QUBE));
	assert_true(zone_msg_has_fd(ZONE_OPENED));
	assert_true(zone_msg_has_fd(ZONE_SEGMENT));
	assert_false(zone_msg_has_fd(ZONE_SEGMENT_GONE));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_every_message_survives_the_wire),
			cmocka_unit_test(test_every_field_comes_back),
			cmocka_unit_test(test_the_bytes_are_those_of_the_manual),
			cmocka_unit_test(test_a_cut_or_longer_message_is_refused),
			cmocka_unit_test(test_numbers_out_of_range_are_refused),
			cmocka_unit_test(test_texts_must_be_whole_and_fit),
			cmocka_unit_test(test_names_follow_the_rule),
			cmocka_unit_test(test_texts_about_qubes_follow_their_rules),
			cmocka_unit_test(test_a_qube_with_odd_texts_is_refused),
			cmocka_unit_test(test_who_sends_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
