// SPDX-License-Identifier: MIT
/* The codec alone: bytes known from real agents and daemons, every message
 * there and back, and every length that a header can claim. */
#include <string.h>

#include "common/bytes.h"
#include "tests/check.h"
#include "tests/wire/gui_rig.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define WINDOW 0x0040000c

#define NOTHING_DOWN \
	"00000000 00000000 00000000 00000000" \
	"00000000 00000000 00000000 00000000"

/* The protocol's own table, typed here again on purpose: what is in codec.c
 * is under test. */
static const struct known {
	uint32_t type;
	const char *name;
	uint32_t size;
	bool agent, daemon; // who sends it
	bool varies;
} knowns[] = {
		{124, "KEYPRESS", 20, false, true, false},
		{125, "BUTTON", 20, false, true, false},
		{126, "MOTION", 16, false, true, false},
		{127, "CROSSING", 28, false, true, false},
		{128, "FOCUS", 12, false, true, false},
		{129, "RESIZE", 8, false, false, false},
		{130, "CREATE", 24, true, false, false},
		{131, "DESTROY", 0, true, true, false},
		{132, "MAP", 8, true, true, false},
		{133, "UNMAP", 0, true, false, false},
		{134, "CONFIGURE", 20, true, true, false},
		{135, "MFNDUMP", 28, true, false, true},
		{136, "SHMIMAGE", 16, true, false, false},
		{137, "CLOSE", 0, false, true, false},
		{138, "EXECUTE", 255, false, false, false},
		{139, "CLIPBOARD_REQ", 0, false, true, false},
		{140, "CLIPBOARD_DATA", 0, true, true, true},
		{141, "WMNAME", 128, true, false, false},
		{142, "KEYMAP_NOTIFY", 32, false, true, false},
		{143, "DOCK", 0, true, false, false},
		{144, "WINDOW_HINTS", 36, true, false, false},
		{145, "WINDOW_FLAGS", 8, true, true, false},
		{146, "WMCLASS", 128, true, false, false},
		{147, "WINDOW_DUMP", 16, true, false, true},
		{148, "CURSOR", 4, true, false, false},
		{149, "WINDOW_DUMP_ACK", 0, false, true, false},
};

static const struct literal {
	const char *hex;
	struct gui_msg msg;
} literals[] = {
		{"7c000000 0c004000 14000000"
		 "02000000 0a000000 0a000000 00000000 26000000",
				{.type = GUI_MSG_KEYPRESS,
						.keypress = {GUI_KEY_PRESS, 10,
								10, 0, 38}}},
		{"80000000 0c004000 0c000000 09000000 00000000 03000000",
				{.type = GUI_MSG_FOCUS,
						.focus = {GUI_FOCUS_IN, 0, 3}}},
		{"86000000 0c004000 14000000"
		 "2c010000 c8000000 80020000 90010000 00000000",
				{.type = GUI_MSG_CONFIGURE,
						.configure = {{300, 200, 640, 400},
								0}}},
		{"82000000 0c004000 18000000 ecffffff ecffffff"
		 "0a000000 0a000000 2f050000 00000000",
				{.type = GUI_MSG_CREATE,
						.create = {{-20, -20, 10, 10},
								0x52f, 0}}},
		{"84000000 0c004000 08000000 00000000 00000000",
				{.type = GUI_MSG_MAP}},
		{"95000000 0c004000 00000000", {.type = GUI_MSG_WINDOW_DUMP_ACK}},
		{"88000000 0c004000 10000000"
		 "00000000 00000000 6c010000 a0000000",
				{.type = GUI_MSG_SHMIMAGE,
						.shmimage = {0, 0, 364, 160}}},
		{"94000000 0c004000 04000000 46010000",
				{.type = GUI_MSG_CURSOR, .cursor = 0x146}},
};

static void
check_bytes(const struct gui_msg *msg, const uint8_t *bytes, size_t len)
{
	struct buf out;

	buf_init(&out, GUI_HEADER_SIZE + GUI_MAX_BODY);
	assert_true(gui_encode(msg, &out));
	assert_int_equal(out.len, len);
	assert_memory_equal(buf_peek(&out), bytes, len);
	buf_finish(&out);
}

static void
decode(const uint8_t *bytes, size_t len, struct gui_msg *msg)
{
	struct gui_header header = gui_decode_header(bytes);
	struct err err;

	assert_int_equal(gui_decode(&header, bytes + GUI_HEADER_SIZE,
					 len - GUI_HEADER_SIZE, msg, &err),
			0);
}

static void
test_known_bytes_mean_what_they_should(void **state)
{
	for (size_t i = 0; i < COUNT(literals); i++) {
		struct gui_msg want = literals[i].msg;
		uint8_t bytes[256];
		struct gui_msg got;
		size_t len = rig_from_hex(literals[i].hex, bytes, sizeof(bytes));

		want.window = WINDOW;
		check_bytes(&want, bytes, len);
		decode(bytes, len, &got);
		assert_int_equal(got.window, WINDOW);
		check_bytes(&got, bytes, len);
		assert_memory_equal(&got, &want, sizeof(got));
	}
}

static void
test_known_keymap_names_no_window(void **state)
{
	const struct gui_msg msg = {.type = GUI_MSG_KEYMAP_NOTIFY};
	uint8_t bytes[64];
	size_t len = rig_from_hex("8e000000 00000000 20000000" NOTHING_DOWN,
			bytes, sizeof(bytes));

	check_bytes(&msg, bytes, len);
}

static void
test_known_dump_has_57_refs_from_22(void **state)
{
	uint8_t bytes[GUI_HEADER_SIZE + 0xf4];
	uint32_t refs[57];
	struct gui_msg msg;
	struct buf out;
	size_t len = rig_from_hex("93000000 0c004000 f4000000"
				  "00000000 6c010000 a0000000 20000000",
			bytes, sizeof(bytes));

	for (uint32_t i = 0; i < COUNT(refs); i++) {
		refs[i] = 22 + i;
		bytes_put_u32(bytes + len + 4 * i, refs[i]);
	}
	assert_int_equal(len + 4 * COUNT(refs), sizeof(bytes));
	assert_int_equal(bytes[sizeof(bytes) - 4], 0x4e);
	buf_init(&out, sizeof(bytes));
	assert_true(gui_encode_dump(WINDOW, 364, 160, refs, COUNT(refs), &out));
	assert_memory_equal(buf_peek(&out), bytes, sizeof(bytes));
	buf_finish(&out);
	decode(bytes, sizeof(bytes), &msg);
	assert_int_equal(msg.dump.n_refs, COUNT(refs));
	assert_int_equal(gui_dump_get_ref(&msg.dump, 0), 22);
	assert_int_equal(gui_dump_get_ref(&msg.dump, 56), 78);
	check_bytes(&msg, bytes, sizeof(bytes));
}

static void
test_known_handshake_words(void **state)
{
	const struct gui_xconf xconf = {1920, 1080, 24, 8101};
	struct gui_xconf again;
	uint8_t want[GUI_XCONF_SIZE];
	uint8_t got[GUI_XCONF_SIZE];

	rig_from_hex("08000100", want, sizeof(want));
	gui_encode_u32(GUI_VERSION(1, 8), got);
	assert_memory_equal(got, want, 4);
	rig_from_hex("80070000 38040000 18000000 a51f0000", want, sizeof(want));
	gui_encode_xconf(&xconf, got);
	assert_memory_equal(got, want, sizeof(want));
	again = gui_decode_xconf(want);
	assert_memory_equal(&again, &xconf, sizeof(xconf));
}

static void
test_names_and_only_known_types(void **state)
{
	for (uint32_t type = 0; type < 300; type++) {
		bool known = type >= 124 && type <= 149;

		assert_int_equal(gui_msg_name(type) != NULL, known);
	}
	assert_null(gui_msg_name(UINT32_MAX));
	for (size_t i = 0; i < COUNT(knowns); i++) {
		assert_string_equal(gui_msg_name(knowns[i].type), knowns[i].name);
		assert_int_equal(gui_get_fixed_size(knowns[i].type),
				knowns[i].size);
	}
}

/* A body in which every byte differs from its neighbours, made to have the
 * shape that decoding asks for. */
static size_t
make_body(const struct known *known, uint8_t *body)
{
	static const struct {
		uint32_t type, first;
	} firsts[] = {{GUI_MSG_KEYPRESS, 3}, {GUI_MSG_BUTTON, 4},
			{GUI_MSG_CROSSING, 8}, {GUI_MSG_FOCUS, 10}};
	size_t len = known->size + (known->varies ? 40 : 0);

	for (size_t i = 0; i < len; i++) {
		body[i] = (uint8_t)(7 * i + 1);
	}
	for (size_t i = 0; i < COUNT(firsts); i++) {
		if (firsts[i].type == known->type) {
			bytes_put_u32(body, firsts[i].first);
		}
	}
	if (known->type == GUI_MSG_WINDOW_DUMP) {
		bytes_put_u32(body, 0);
		bytes_put_u32(body + 4, 100);
		bytes_put_u32(body + 8, 100);
		bytes_put_u32(body + 12, 32);
	}
	if (known->type == GUI_MSG_WMNAME || known->type == GUI_MSG_WMCLASS) {
		body[63] = '\0';
		memset(body + 64, 0, 64);
	}
	return len;
}

static void
test_every_message_goes_there_and_back(void **state)
{
	size_t n = 0;

	for (size_t i = 0; i < COUNT(knowns); i++) {
		uint8_t bytes[GUI_HEADER_SIZE + 256];
		uint8_t *p = bytes;
		struct gui_msg msg;
		size_t len;

		if (!knowns[i].agent && !knowns[i].daemon) {
			continue;
		}
		if (knowns[i].type == GUI_MSG_MFNDUMP) {
			continue; // has fields that nobody reads
		}
		len = make_body(&knowns[i], bytes + GUI_HEADER_SIZE);
		p = bytes_put_u32(p, knowns[i].type);
		p = bytes_put_u32(p, 0x01020304);
		bytes_put_u32(p, (uint32_t)len);
		decode(bytes, GUI_HEADER_SIZE + len, &msg);
		check_bytes(&msg, bytes, GUI_HEADER_SIZE + len);
		n++;
	}
	assert_int_equal(n, 23);
}

static void
test_bodies_of_any_other_size_have_no_shape(void **state)
{
	static const uint8_t zeros[512];

	for (size_t i = 0; i < COUNT(knowns); i++) {
		const struct known *known = &knowns[i];
		struct gui_header header = {.type = known->type};
		struct gui_msg msg;
		struct err err;

		for (size_t len = 0; len < 300; len++) {
			bool fits = len == known->size ||
					known->type == GUI_MSG_CLIPBOARD_DATA ||
					(known->type == GUI_MSG_WINDOW_DUMP &&
							len % 4 == 0 &&
							len > known->size);
			int rc = gui_decode(&header, zeros, len, &msg, &err);

			if (!fits) {
				assert_int_equal(rc, -1);
			}
		}
	}
}

static bool
is_variable_len_right(uint32_t type, uint32_t minor, uint32_t len)
{
	if (type == GUI_MSG_CLIPBOARD_DATA) {
		return len <= (minor >= 8 ? 256001 : 65000);
	}
	if (type == GUI_MSG_WINDOW_DUMP) {
		return len >= 16 && len % 4 == 0 && len <= 16 + 4 * 98304;
	}
	return minor < 6 || (len >= 28 && len % 4 == 0 && len <= 28 + 4 * 98304);
}

static void
check_size(const struct known *known, enum gui_side from, uint32_t minor,
		uint32_t len)
{
	struct gui_header header = {.type = known->type, .len = len};
	bool sends = from == GUI_SIDE_AGENT ? known->agent : known->daemon;
	bool right = known->varies
			? is_variable_len_right(known->type, minor, len)
			: minor < 6 || len == known->size;
	uint32_t want = known->varies && known->type != GUI_MSG_MFNDUMP
			? len
			: known->size;
	struct err err = {0};
	size_t size;
	int rc;

	if (from == GUI_SIDE_DAEMON && known->type == GUI_MSG_DESTROY) {
		sends = minor >= 5;
	}
	if (from == GUI_SIDE_DAEMON && known->type == GUI_MSG_WINDOW_DUMP_ACK) {
		sends = minor >= 7;
	}
	rc = gui_body_size(&header, from, GUI_VERSION(1, minor), &size, &err);
	assert_int_equal(rc, sends && right ? 0 : -1);
	if (rc == 0) {
		assert_int_equal(size, want);
	} else {
		assert_non_null(strstr(err.text, known->name));
	}
}

static void
test_each_length_in_each_version_and_direction(void **state)
{
	static const uint32_t others[] = {16, 20, 28, 32, 65000, 65001, 65004,
			256000, 256001, 256002, 393232, 393236, 393244, 393248,
			0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff};

	for (size_t i = 0; i < COUNT(knowns); i++) {
		const struct known *known = &knowns[i];

		for (uint32_t minor = 0; minor <= 8; minor++) {
			for (uint32_t len = 0; len < 300; len++) {
				check_size(known, GUI_SIDE_AGENT, minor, len);
				check_size(known, GUI_SIDE_DAEMON, minor, len);
			}
			for (size_t k = 0; k < COUNT(others); k++) {
				check_size(known, GUI_SIDE_AGENT, minor,
						others[k]);
				check_size(known, GUI_SIDE_DAEMON, minor,
						others[k]);
			}
		}
	}
}

static void
test_unknown_types_have_no_size(void **state)
{
	static const uint32_t types[] = {0, 1, 123, 150, 255, UINT32_MAX};

	for (size_t i = 0; i < COUNT(types); i++) {
		struct gui_header header = {.type = types[i]};
		struct gui_msg msg;
		struct err err;
		size_t size;

		assert_int_equal(gui_body_size(&header, GUI_SIDE_AGENT,
						 GUI_VERSION(1, 8), &size, &err),
				-1);
		assert_int_equal(gui_decode(&header, NULL, 0, &msg, &err), -1);
	}
}

static const struct {
	uint32_t type, width, height;
	size_t n_refs;
	bool ok;
} dumps[] = {
		{0, 364, 160, 57, true},
		{0, 364, 160, 56, false},
		{0, 364, 160, 1000, true},
		{1, 364, 160, 57, false},
		{0, 16384, 6144, 98304, true},
		{0, 16384, 6144, 98303, false},
		{0, 16385, 1, 98304, false},
		{0, 1, 6145, 98304, false},
		{0, 0x80000000, 2, 98304, false},
		{0, 0x10000, 0x10000, 98304, false},
		{0, 0x40000000, 1, 1, false},
		{0, 0xffffffff, 0xffffffff, 98304, false},
		{0, 0, 0, 0, true},
		{0, 1024, 1, 1, true},
		{0, 1025, 1, 1, false},
};

static void
test_dumps_carry_the_pages_they_need(void **state)
{
	static uint8_t body[GUI_MAX_BODY];

	for (size_t i = 0; i < COUNT(dumps); i++) {
		size_t len = 16 + 4 * dumps[i].n_refs;
		struct gui_header header = {.type = GUI_MSG_WINDOW_DUMP,
				.len = (uint32_t)len};
		struct gui_msg msg;
		struct err err;
		uint8_t *p = body;

		p = bytes_put_u32(p, dumps[i].type);
		p = bytes_put_u32(p, dumps[i].width);
		p = bytes_put_u32(p, dumps[i].height);
		bytes_put_u32(p, 24);
		assert_int_equal(gui_decode(&header, body, len, &msg, &err),
				dumps[i].ok ? 0 : -1);
	}
}

static void
test_encoding_stops_at_the_queue_s_limit_and_at_ours(void **state)
{
	static const uint8_t data[GUI_MAX_CLIPBOARD + 2];
	struct gui_msg msg = {.type = GUI_MSG_CLIPBOARD_DATA,
			.clipboard = {data, sizeof(data)}};
	struct buf out;

	buf_init(&out, 1 << 20);
	assert_false(gui_encode(&msg, &out));
	msg.clipboard.len--;
	assert_true(gui_encode(&msg, &out));
	buf_finish(&out);
	buf_init(&out, GUI_HEADER_SIZE + 10);
	msg.clipboard.len = 11;
	assert_false(gui_encode(&msg, &out));
	assert_int_equal(out.len, 0);
	msg.clipboard.len = 10;
	assert_true(gui_encode(&msg, &out));
	buf_finish(&out);
	buf_init(&out, SIZE_MAX);
	assert_false(gui_encode_dump(1, 1, 1, NULL, GUI_MAX_REFS + 1, &out));
	buf_finish(&out);
}

static void
test_nothing_behind_a_title_s_end_is_sent(void **state)
{
	struct gui_msg msg = {.type = GUI_MSG_WMNAME};
	struct buf out;

	memset(msg.title, 's', sizeof(msg.title));
	memcpy(msg.title, "ab", 3);
	buf_init(&out, 1000);
	assert_true(gui_encode(&msg, &out));
	for (size_t i = GUI_HEADER_SIZE + 2; i < out.len; i++) {
		assert_int_equal(out.data[i], 0);
	}
	buf_finish(&out);
}

static void
test_texts_without_an_end_get_one(void **state)
{
	uint8_t body[GUI_TITLE_SIZE];
	struct gui_header header = {.type = GUI_MSG_WMNAME};
	struct gui_msg msg;
	struct err err;

	memset(body, 'x', sizeof(body));
	assert_int_equal(gui_decode(&header, body, sizeof(body), &msg, &err), 0);
	assert_int_equal(msg.title[126], 'x');
	assert_int_equal(msg.title[127], 0);
	header.type = GUI_MSG_WMCLASS;
	assert_int_equal(gui_decode(&header, body, sizeof(body), &msg, &err), 0);
	assert_int_equal(msg.wmclass.res_class[63], 0);
	assert_int_equal(msg.wmclass.res_name[62], 'x');
	assert_int_equal(msg.wmclass.res_name[63], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_known_bytes_mean_what_they_should),
			cmocka_unit_test(test_known_keymap_names_no_window),
			cmocka_unit_test(test_known_dump_has_57_refs_from_22),
			cmocka_unit_test(test_known_handshake_words),
			cmocka_unit_test(test_names_and_only_known_types),
			cmocka_unit_test(test_every_message_goes_there_and_back),
			cmocka_unit_test(test_bodies_of_any_other_size_have_no_shape),
			cmocka_unit_test(test_each_length_in_each_version_and_direction),
			cmocka_unit_test(test_unknown_types_have_no_size),
			cmocka_unit_test(test_dumps_carry_the_pages_they_need),
			cmocka_unit_test(test_encoding_stops_at_the_queue_s_limit_and_at_ours),
			cmocka_unit_test(test_nothing_behind_a_title_s_end_is_sent),
			cmocka_unit_test(test_texts_without_an_end_get_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
