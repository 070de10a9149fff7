// SPDX-License-Identifier: MIT
/* Names in calls, and command lines for agents. */
#include <stdio.h>
#include <string.h>

#include "protocols/qrexec/qrexec_command.h"
#include "protocols/qrexec/qrexec_name.h"
#include "tests/check.h"

static void
test_qubes(void **state)
{
	static const char *const table[][2] = {
			{"", ""},
			{"work", "work"},
			{"@dispvm:base-1.2_x", "@dispvm:base-1.2_x"},
			{"$default", "_default"},
			{"a b\n/\xff", "a_b___"},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		char text[QREXEC_NAME_SIZE] = "";

		snprintf(text, sizeof(text), "%s", table[i][0]);
		qrexec_name_clean_qube(text);
		assert_string_equal(text, table[i][1]);
	}
}

static void
test_idents(void **state)
{
	char ident[QREXEC_IDENT_SIZE] = "SOCKET12";

	assert_true(qrexec_name_is_ident(ident));
	ident[20] = 'x';
	assert_false(qrexec_name_is_ident(ident));
	memset(ident, 0, sizeof(ident));
	assert_true(qrexec_name_is_ident(ident));
	memset(ident, 'a', sizeof(ident));
	assert_false(qrexec_name_is_ident(ident));
	ident[31] = '\0';
	assert_true(qrexec_name_is_ident(ident));
	memcpy(ident, "a b.c-d_e", 10);
	assert_false(qrexec_name_is_ident(ident));
	memset(ident, 0, sizeof(ident));
	ident[0] = '\x1f';
	assert_false(qrexec_name_is_ident(ident));
	ident[0] = '@';
	assert_false(qrexec_name_is_ident(ident));
}

static void
test_services(void **state)
{
	char text[] = "a.B+c d\x80$@:";

	assert_true(qrexec_name_is_service("a", 2));
	assert_true(qrexec_name_is_service("a+", 3));
	assert_false(qrexec_name_is_service("", 1));
	assert_false(qrexec_name_is_service("a", 0));
	assert_false(qrexec_name_is_service("ab", 2));
	assert_false(qrexec_name_is_service("a\0b", 4));
	assert_false(qrexec_name_is_service("+a", 3));
	qrexec_name_clean_service(text);
	assert_string_equal(text, "a.B+c_d____");
	assert_int_equal(qrexec_name_service_len("a.B+c+d"), 3);
	assert_int_equal(qrexec_name_service_len("a.B"), 3);
}

static void
check_text(const char *got, const char *wanted)
{
	if (wanted) {
		assert_non_null(got);
		assert_string_equal(got, wanted);
	} else {
		assert_null(got);
	}
}

static void
test_commands(void **state)
{
	static const struct {
		const char *text;
		struct qrexec_command want;
	} table[] = {
			{"u:ls -l | cat", {.user = "u", .shell = "ls -l | cat"}},
			{":x:y", {.user = "", .shell = "x:y"}},
			{"u:nogui:ls", {.user = "u", .nogui = true, .shell = "ls"}},
			{"u:QUBESRPC a.B work",
					{.user = "u",
							.full_name = "a.B",
							.service = "a.B",
							.source = "work",
							.descriptor = "a.B work"}},
			{"u:nogui:QUBESRPC a.B+ work",
					{.user = "u",
							.nogui = true,
							.full_name = "a.B+",
							.service = "a.B",
							.argument = "",
							.source = "work",
							.descriptor = "a.B+ work"}},
			{"u:QUBESRPC a.B+c+d w name v",
					{.user = "u",
							.full_name = "a.B+c+d",
							.service = "a.B",
							.argument = "c+d",
							.source = "w",
							.target_type = QREXEC_TARGET_NAME,
							.target = "v",
							.descriptor = "a.B+c+d w name v"}},
			{"DEFAULT:QUBESRPC a+ w keyword dispvm:x",
					{.user = "DEFAULT",
							.full_name = "a+",
							.service = "a",
							.argument = "",
							.source = "w",
							.target_type = QREXEC_TARGET_KEYWORD,
							.target = "dispvm:x",
							.descriptor = "a+ w keyword dispvm:x"}},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		const struct qrexec_command *want = &table[i].want;
		struct qrexec_command got;
		struct err err;

		assert_int_equal(qrexec_command_parse(table[i].text, &got, &err),
				0);
		check_text(got.user, want->user);
		check_text(got.shell, want->shell);
		check_text(got.full_name, want->full_name);
		check_text(got.service, want->service);
		check_text(got.argument, want->argument);
		check_text(got.source, want->source);
		check_text(got.target, want->target);
		check_text(got.descriptor, want->descriptor);
		assert_int_equal(got.nogui, want->nogui);
		assert_int_equal(got.target_type, want->target_type);
		qrexec_command_finish(&got);
	}
}

static void
test_bad_commands(void **state)
{
	static const char *const table[] = {
			"",
			"no user",
			"u:QUBESRPC ",
			"u:QUBESRPC a",
			"u:QUBESRPC a ",
			"u:QUBESRPC  w",
			"u:QUBESRPC +x w",
			"u:QUBESRPC a w ",
			"u:QUBESRPC a w name v ",
			"u:QUBESRPC a w name",
			"u:QUBESRPC a w name ",
			"u:QUBESRPC a w nome v",
			"u:QUBESRPC a w name v more",
			"u:QUBESRPC a  w",
			"u:QUBESRPC a w  name v",
			"u:QUBESRPC a aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct qrexec_command command;
		struct err err = {""};

		assert_int_equal(qrexec_command_parse(table[i], &command, &err),
				-1);
		assert_string_not_equal(err.text, "");
		assert_null(command.room);
	}
}

static void
test_long_names(void **state)
{
	struct qrexec_command command;
	char text[600];
	struct err err;

	for (int len = 255; len <= 256; len++) {
		snprintf(text, sizeof(text), "u:QUBESRPC %0*d+ w", len, 1);
		assert_int_equal(qrexec_command_parse(text, &command, &err),
				len == 255 ? 0 : -1);
		qrexec_command_finish(&command);
	}
}

static void
test_encoding(void **state)
{
	struct qrexec_command command = {
			.user = "u", .full_name = "a.B", .source = "w"};
	char out[64];

	assert_int_equal(qrexec_command_encode(&command, out, sizeof(out)), 17);
	assert_string_equal(out, "u:QUBESRPC a.B+ w");
	assert_int_equal(qrexec_command_encode(&command, out, 18), 17);
	assert_int_equal(qrexec_command_encode(&command, out, 17), 0);
	command.full_name = "a.B+c";
	command.target_type = QREXEC_TARGET_NAME;
	command.target = "v";
	command.nogui = true;
	qrexec_command_encode(&command, out, sizeof(out));
	assert_string_equal(out, "u:nogui:QUBESRPC a.B+c w name v");
	command.target_type = QREXEC_TARGET_KEYWORD;
	command.nogui = false;
	qrexec_command_encode(&command, out, sizeof(out));
	assert_string_equal(out, "u:QUBESRPC a.B+c w keyword v");
	command.shell = "ls";
	qrexec_command_encode(&command, out, sizeof(out));
	assert_string_equal(out, "u:ls");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_qubes),
			cmocka_unit_test(test_idents),
			cmocka_unit_test(test_services),
			cmocka_unit_test(test_commands),
			cmocka_unit_test(test_bad_commands),
			cmocka_unit_test(test_long_names),
			cmocka_unit_test(test_encoding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
