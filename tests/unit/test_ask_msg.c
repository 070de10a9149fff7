// SPDX-License-Identifier: MIT
/* What the router asks and tells: each row a text, and what is made of it. A
 * '|' in a text stands for the NUL behind the first line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mem.h"
#include "common/str.h"
#include "compositor/prompt/ask_msg.h"
#include "compositor/prompt/evaluate_msg.h"
#include "compositor/prompt/json_reader.h"
#include "tests/check.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define ASK "policy.Ask dom0 name dom0|"
#define NOTIFY "policy.Notify dom0 name dom0|"
#define WHO "{\"source\":\"work\",\"service\":\"s.A\",\"argument\":\"+\","

static int
parse(const char *text, struct ask_msg *msg, struct err *err)
{
	size_t len = strlen(text);
	char *copy = xstrdup(text);
	char *end = strchr(copy, '|');
	int result;

	if (end) {
		*end = '\0';
	}
	result = ask_msg_parse((const uint8_t *)copy, len, msg, err);
	free(copy);
	return result;
}

static void
test_a_question_is_read(void **state)
{
	static const char text[] = ASK
			" {\"source\":\"work\", \"service\":\"qubes.Filecopy\","
			"\"argument\":\"+a.b-c_d+e\",\"targets\":[\"vault\","
			"\"@dispvm:base\",\"mail\",\"dom0\",\"mail\"],"
			"\"default_target\":\"mail\",\"icons\":{\"work\":"
			"\"appvm-red\"},\"caller_call_id\":17,"
			"\"local_only\":true}\n";
	struct err err = {0};
	struct ask_msg msg;
	char answer[ASK_MSG_TARGET];

	assert_int_equal(parse(text, &msg, &err), 0);
	assert_int_equal(msg.kind, ASK_MSG_ASK);
	assert_string_equal(msg.source, "work");
	assert_string_equal(msg.service, "qubes.Filecopy");
	assert_string_equal(msg.argument, "a.b-c_d+e");
	assert_int_equal(msg.count, 4);
	assert_string_equal(msg.targets[0].qube, "dom0");
	assert_string_equal(msg.targets[1].qube, "mail");
	assert_string_equal(msg.targets[2].qube, "vault");
	assert_string_equal(msg.targets[3].qube, "base");
	assert_int_equal(msg.preselected, 1);
	assert_true(msg.local_only);
	ask_msg_format_target(&msg.targets[3], answer);
	assert_string_equal(answer, "@dispvm:base");
	ask_msg_format_target(&msg.targets[0], answer);
	assert_string_equal(answer, "dom0");
	ask_msg_finish(&msg);
}

static void
test_a_notice_is_read(void **state)
{
	static const char text[] = NOTIFY WHO
			"\"resolution\":\"deny\",\"target\":\"@default\"}";
	struct err err = {0};
	struct ask_msg msg;

	assert_int_equal(parse(text, &msg, &err), 0);
	assert_int_equal(msg.kind, ASK_MSG_NOTIFY);
	assert_int_equal(msg.resolution, ASK_MSG_DENIED);
	assert_string_equal(msg.source, "work");
	assert_string_equal(msg.argument, "");
	assert_string_equal(msg.target, "@default");
	assert_string_equal(msg.reason, "");
	ask_msg_finish(&msg);
}

static void
test_a_reason_is_read(void **state)
{
	static const char failed[] = NOTIFY WHO
			"\"resolution\":\"fail\",\"target\":\"mail\",\"reason\":\"";
	static const struct {
		const char *reason; // and what follows
		bool good;
	} table[] = {
			{"its time is over\"}", true},
			{"\"}", true},
			{"<b>its</b>\"}", false},
			{"\\u202e\"}", false},
			{"a line\\nand another\"}", false},
			{"it is far too long, it is far too long, "
			 "it is far too long, it is far, far too long\"}",
					false},
	};

	for (size_t i = 0; i < LENGTH(table); i++) {
		char *text = xformat("%s%s", failed, table[i].reason);
		struct err err = {0};
		struct ask_msg msg;
		int result = parse(text, &msg, &err);

		assert_int_equal(result, table[i].good ? 0 : -1);
		if (table[i].good) {
			assert_int_equal(msg.resolution, ASK_MSG_FAILED);
			assert_memory_equal(msg.reason, table[i].reason,
					strlen(msg.reason));
			ask_msg_finish(&msg);
		}
		free(text);
	}
}

static const struct {
	const char *text;
	int preselected;
} defaults[] = {
		{ASK WHO "\"targets\":[\"a\",\"b\"],\"default_target\":\"\"}", -1},
		{ASK WHO "\"targets\":[\"a\",\"b\"],\"default_target\":\"b\"}", 1},
		{ASK WHO "\"targets\":[\"b\",\"a\"],\"default_target\":\"b\"}", 1},
		{ASK WHO "\"targets\":[\"a\",\"b\"],\"default_target\":\"c\"}",
				-1},
		{ASK WHO "\"targets\":[\"a\"],\"default_target\":\"@dispvm:a\"}",
				-1},
		{ASK WHO "\"targets\":[\"a\",\"@dispvm:a\"],"
			 "\"default_target\":\"@dispvm:a\"}",
				1},
		{"policy.Ask+ dom0 keyword adminvm|" WHO
		 "\"targets\":[\"a\"],\"default_target\":\"\"}",
				-1},
};

static void
test_a_default_counts_only_if_it_is_offered(void **state)
{
	for (size_t i = 0; i < LENGTH(defaults); i++) {
		struct err err = {0};
		struct ask_msg msg;

		if (parse(defaults[i].text, &msg, &err) < 0) {
			fail_msg("row %zu: %s", i, err.text);
		}
		assert_int_equal(msg.preselected, defaults[i].preselected);
		ask_msg_finish(&msg);
	}
}

static const struct {
	const char *text;
	const char *why; // part of it
} refused[] = {
		{"", "no end"},
		{"|", "does not begin"},
		{"policy.Ask dom0 name dom0", "no end"},
		{"policy.Ask work name dom0|{}", "does not begin"},
		{"policy.Asks dom0 name dom0|{}", "does not begin"},
		{"policy.Ask+x dom0 name dom0|{}", "does not begin"},
		{"qubes.Filecopy dom0 name dom0|{}", "does not begin"},
		{ASK, "not one JSON object"},
		{ASK "[]", "not one JSON object"},
		{ASK "{", "not one JSON object"},
		{ASK "{}", "\"source\" is missing"},
		{ASK WHO "}", "not one JSON object"},
		{ASK WHO "\"targets\":[\"a\"]}", "\"default_target\" is missing"},
		{ASK WHO "\"targets\":[],\"default_target\":\"\"}",
				"there are no targets"},
		{ASK WHO "\"targets\":{},\"default_target\":\"\"}",
				"there are no targets"},
		{ASK WHO "\"targets\":[\"a\",],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"a\" \"b\"],\"default_target\":\"\"}",
				"not one JSON object"},
		{ASK WHO "\"targets\":[\"a b\"],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"\"],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[7],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"@dispvm\"],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"@dispvm:\"],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"a\\u202eb\"],\"default_target\":\"\"}",
				"a target is no"},
		{ASK WHO "\"targets\":[\"a\"],\"default_target\":null}",
				"the default"},
		{ASK WHO "\"source\":\"other\",\"targets\":[\"a\"],"
			 "\"default_target\":\"\"}",
				"\"source\" is there twice"},
		{ASK WHO "\"targets\":[\"a\"],\"default_target\":\"\","
			 "\"local_only\":1}",
				"local_only"},
		{ASK WHO "\"targets\":[\"a\"],\"default_target\":\"\"}}",
				"not one JSON object"},
		{ASK WHO "\"targets\":[\"a\"],\"default_target\":\"\","
			 "\"x\":[[[[[[[[[1]]]]]]]]]}",
				"not one JSON object"},
		{ASK "{\"source\":\"wo rk\"}", "the source is no"},
		{ASK "{\"source\":\"\\u0430work\"}", "the source is no"},
		{ASK "{\"source\":\"a23456789012345678901234567890123\"}",
				"the source is no"},
		{ASK "{\"service\":\"\"}", "the service is no"},
		{ASK "{\"service\":\"s.A+x\"}", "the service is no"},
		{ASK "{\"service\":\"s\\n.A\"}", "the service is no"},
		{ASK "{\"service\":\"s.\\u00c4\"}", "the service is no"},
		{ASK "{\"argument\":\"x\"}", "the argument cannot"},
		{ASK "{\"argument\":\"\"}", "the argument cannot"},
		{ASK "{\"argument\":\"+a/b\"}", "the argument cannot"},
		{ASK "{\"argument\":\"+a\\u0000b\"}", "the argument cannot"},
		{ASK "{\"argument\":\"+a b\"}", "the argument cannot"},
		{NOTIFY WHO "\"resolution\":\"maybe\"}", "the resolution"},
		{NOTIFY WHO "\"resolution\":\"deny\"}", "\"target\" is missing"},
		{NOTIFY WHO "\"resolution\":\"deny\",\"target\":\"<b>\"}",
				"the target cannot"},
};

static void
test_what_cannot_be_shown_is_refused(void **state)
{
	for (size_t i = 0; i < LENGTH(refused); i++) {
		struct err err = {0};
		struct ask_msg msg;

		assert_int_equal(parse(refused[i].text, &msg, &err), -1);
		if (!strstr(err.text, refused[i].why)) {
			fail_msg("row %zu: \"%s\", not \"%s\"", i, err.text,
					refused[i].why);
		}
	}
}

static void
test_nothing_is_no_request(void **state)
{
	struct err err = {0};
	struct ask_msg msg;

	assert_int_equal(ask_msg_parse(NULL, 0, &msg, &err), -1);
	assert_null(msg.targets);
}

/* A question with n targets, and an argument of so many characters. */
static char *
make_long(int n, int argument)
{
	size_t size = (size_t)n * 12 + 16;
	char *targets = xcalloc(1, size);
	char *letters = xcalloc(1, (size_t)argument + 1);
	char *text;
	int len = 0;

	for (int i = 0; i < n; i++) {
		len += snprintf(targets + len, size - (size_t)len, "%s\"q%d\"",
				i > 0 ? "," : "", i);
	}
	memset(letters, 'x', (size_t)argument);
	text = xformat(ASK "{\"source\":\"work\",\"service\":\"s.A\","
			   "\"argument\":\"+%s\",\"default_target\":\"\","
			   "\"targets\":[%s]}",
			letters, targets);
	free(letters);
	free(targets);
	return text;
}

static void
test_there_are_limits(void **state)
{
	static const struct {
		int targets, argument;
		bool taken;
	} rows[] = {
			{1, 0, true},
			{ASK_MSG_TARGETS, ASK_MSG_ARGUMENT - 1, true},
			{ASK_MSG_TARGETS + 1, 0, false},
			{1, ASK_MSG_ARGUMENT, false},
	};

	for (size_t i = 0; i < LENGTH(rows); i++) {
		char *text = make_long(rows[i].targets, rows[i].argument);
		struct err err = {0};
		struct ask_msg msg;

		assert_int_equal(parse(text, &msg, &err) == 0, rows[i].taken);
		if (rows[i].taken) {
			assert_int_equal(msg.count, rows[i].targets);
			assert_int_equal(strlen(msg.argument), rows[i].argument);
			ask_msg_finish(&msg);
		}
		free(text);
	}
}

static void
test_a_request_of_any_length_cut_anywhere_is_refused(void **state)
{
	static const char text[] =
			ASK WHO "\"targets\":[\"a\"],\"default_target\":\"a\"}";
	char cut[sizeof(text)];

	for (size_t len = 0; len < strlen(text); len++) {
		struct err err = {0};
		struct ask_msg msg;

		memcpy(cut, text, len);
		cut[len] = '\0';
		assert_int_equal(parse(cut, &msg, &err), -1);
	}
}

static const struct {
	const char *text;
	const char *string; // NULL: a mistake
} strings[] = {
		{"\"a\\\"b\\\\c\\/\"", "a\"b\\c/"},
		{"\"\\b\\f\\n\\r\\t\"", "\b\f\n\r\t"},
		{"\"\\u0041\\u00e4\\u20AC\"", "A\xc3\xa4\xe2\x82\xac"},
		{"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80"},
		{"\"\\ud83d\"", NULL},
		{"\"\\ude00\"", NULL},
		{"\"\\ud83d\\u0041\"", NULL},
		{"\"\\u00g0\"", NULL},
		{"\"\\u00\"", NULL},
		{"\"\\x\"", NULL},
		{"\"\\\"", NULL},
		{"\"a\nb\"", NULL},
		{"\"a", NULL},
		{"a", NULL},
		{"", NULL},
		{"\"123456789012345\"", "123456789012345"},
		{"\"1234567890123456\"", NULL},
};

static void
test_strings_of_json(void **state)
{
	for (size_t i = 0; i < LENGTH(strings); i++) {
		const char *text = strings[i].text;
		struct json_reader reader = json_reader_init(text, strlen(text));
		char out[16];
		bool whole = json_reader_string(&reader, out, sizeof(out));

		assert_int_equal(whole, strings[i].string != NULL);
		if (whole) {
			assert_string_equal(out, strings[i].string);
			assert_true(json_reader_is_done(&reader));
		}
	}
}

static const struct {
	const char *text;
	bool whole;
} values[] = {
		{"1", true},
		{" -0.5e+10 ", true},
		{"0", true},
		{"01", false},
		{"1.", false},
		{"-", false},
		{".5", false},
		{"1e", false},
		{"true", true},
		{"false", true},
		{"null", true},
		{"nul", false},
		{"[]", true},
		{"{}", true},
		{"[1,\"a\",[null,{}],{\"a\":[{\"b\":1}],\"c\":{}}]", true},
		{"[1,]", false},
		{"[,1]", false},
		{"{\"a\"}", false},
		{"{\"a\":}", false},
		{"{1:2}", false},
		{"[1}", false},
		{"[1 2]", false},
		{"[[[[[[[[]]]]]]]]", true},
		{"[[[[[[[[[]]]]]]]]]", false},
		{"[", false},
};

static void
test_values_of_json_are_passed_over(void **state)
{
	for (size_t i = 0; i < LENGTH(values); i++) {
		const char *text = values[i].text;
		struct json_reader reader = json_reader_init(text, strlen(text));

		if ((json_reader_skip(&reader) && json_reader_is_done(&reader)) !=
				values[i].whole) {
			fail_msg("%s", text);
		}
	}
}

static void
test_a_question_for_the_policy_socket(void **state)
{
	char text[EVALUATE_MSG_QUESTION];
	size_t len = evaluate_msg_encode(
			"work", "mail", "qubes.ClipboardPaste", text);

	assert_int_equal(len, strlen(text));
	assert_string_equal(text,
			"source=work\nrequested_source=\nintended_target=mail\n"
			"service_and_arg=qubes.ClipboardPaste+\n"
			"just_evaluate=yes\nassume_yes_for_ask=yes\n\n");
	assert_int_equal(evaluate_msg_encode("work\n", "mail", "s", text), 0);
	assert_int_equal(evaluate_msg_encode("work", "", "s", text), 0);
}

static void
test_only_a_plain_yes_is_one(void **state)
{
	static const struct {
		const char *answer;
		bool allowed;
	} rows[] = {
			{"result=allow", true},
			{"result=allow\n", true},
			{"result=allow\n\n", false},
			{"result=allowed", false},
			{"result=deny", false},
			{"result=deny\nresult=allow", false},
			{"result=allow\nresult=deny", false},
			{"result=allo", false},
			{"", false},
	};

	for (size_t i = 0; i < LENGTH(rows); i++) {
		const char *answer = rows[i].answer;

		assert_int_equal(evaluate_msg_is_allowed((const uint8_t *)answer,
						 strlen(answer)),
				rows[i].allowed);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_question_is_read),
			cmocka_unit_test(test_a_notice_is_read),
			cmocka_unit_test(test_a_reason_is_read),
			cmocka_unit_test(test_a_default_counts_only_if_it_is_offered),
			cmocka_unit_test(test_what_cannot_be_shown_is_refused),
			cmocka_unit_test(test_nothing_is_no_request),
			cmocka_unit_test(test_there_are_limits),
			cmocka_unit_test(test_a_request_of_any_length_cut_anywhere_is_refused),
			cmocka_unit_test(test_strings_of_json),
			cmocka_unit_test(test_values_of_json_are_passed_over),
			cmocka_unit_test(test_a_question_for_the_policy_socket),
			cmocka_unit_test(test_only_a_plain_yes_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
