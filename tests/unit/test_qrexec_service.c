// SPDX-License-Identifier: MIT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "qube/qrexec/printable.h"
#include "qube/qrexec/process.h"
#include "qube/qrexec/search.h"
#include "qube/qrexec/service_config.h"
#include "qube/qrexec/tcp_address.h"
#include "tests/check.h"

static int
parse(const char *text, struct service_config *config)
{
	struct err err;

	return service_config_parse(text, strlen(text), config, &err);
}

static void
test_settings(void **state)
{
	struct service_config config;

	assert_int_equal(parse("# first\n\n"
			       "wait-for-session = 1 # yes\n"
			       "skip-service-descriptor=true\r\n"
			       "exit-on-client-eof  =  false\t\n"
			       "exit-on-service-eof = true\n"
			       "force-user = 'some # user'",
					 &config),
			0);
	assert_true(config.wait_for_session);
	assert_true(config.skip_descriptor);
	assert_false(config.exit_on_client_eof);
	assert_true(config.exit_on_service_eof);
	assert_string_equal(config.user, "some # user");
	service_config_finish(&config);
	assert_int_equal(parse("", &config), 0);
	assert_false(config.wait_for_session);
	assert_null(config.user);
}

static void
test_wrong_settings(void **state)
{
	static const char *const wrong[] = {
			"wait-for-session = 00",
			"wait-for-session = 01",
			"wait-for-session = 2",
			"wait-for-session = -1",
			"wait-for-session =",
			"wait-for-session",
			"wait-for-session = \"a\"",
			"wait-for-session = 'a'",
			"wait-for-session = True",
			"wait-for-session = true false",
			"wait-for-session = 0\nwait-for-session = 0",
			"exit-on-client-eof = 1",
			"force-user = user",
			"force-user = 'user",
			"force-user = '''user'''",
			"force-user = true",
			"[section]",
			" wait-for-session = 0",
			"= 1",
			"1 = 1",
			"a b = 1",
			"unknown = 99999999999999999999",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct service_config config;

		if (parse(wrong[i], &config) == 0) {
			fail_msg("this is taken: %s", wrong[i]);
		}
		service_config_finish(&config);
	}
}

static void
test_nul_in_settings(void **state)
{
	static const char text[] = "unknown = 1\0\n";
	struct service_config config;
	struct err err;

	assert_int_equal(service_config_parse(
					 text, sizeof(text) - 1, &config, &err),
			-1);
	assert_string_equal(err.text, "line 1: a NUL");
}

static void
test_tcp_addresses(void **state)
{
	static const struct {
		const char *link, *argument, *host, *port; // no host: wrong
	} rows[] = {
			{"/dev/tcp/10.0.0.1/80", "", "10.0.0.1", "80"},
			{"/dev/tcp/10.0.0.1/80", "80", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "65535", "10.0.0.1", "65535"},
			{"/dev/tcp/10.0.0.1", "65536", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "080", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "0", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "+80", NULL, NULL},
			{"/dev/tcp/10.0.0.1", " 80", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "80x", NULL, NULL},
			{"/dev/tcp/10.0.0.1", "", NULL, NULL},
			{"/dev/tcp", "10.0.0.1+80", "10.0.0.1", "80"},
			{"/dev/tcp", "++1+80", "::1", "80"},
			{"/dev/tcp", "a_b+80", NULL, NULL},
			{"/dev/tcp", "80", NULL, NULL},
			{"/dev/tcp", "+80", NULL, NULL},
			{"/dev/tcp", "", NULL, NULL},
			{"/dev/tcp/", "80", NULL, NULL},
			{"/dev/tcp//80", "", NULL, NULL},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tcp_address address;
		struct err err;
		int result = tcp_address_parse(
				rows[i].link, rows[i].argument, &address, &err);

		if ((result == 0) != (rows[i].host != NULL)) {
			fail_msg("%s with %s", rows[i].link, rows[i].argument);
		}
		if (result == 0) {
			assert_string_equal(address.host, rows[i].host);
			assert_string_equal(address.port, rows[i].port);
		}
	}
}

static void
test_terminal_bytes(void **state)
{
	uint8_t text[] = "a\x1b[1m\t\n\r\b\a\x7f\xc3\xa4 ~";

	printable_filter(text, sizeof(text) - 1);
	assert_string_equal((char *)text, "a_[1m\t\n\r\b\a___ ~");
}

static const char *
find(char **env, const char *name)
{
	size_t len = strlen(name);

	for (; *env != NULL; env++) {
		if (strncmp(*env, name, len) == 0 && (*env)[len] == '=') {
			return *env + len + 1;
		}
	}
	return NULL;
}

static void
test_environment(void **state)
{
	struct qrexec_command command;
	struct err err;
	char **env;

	setenv("QREXEC_REQUESTED_TARGET", "stale", 1);
	setenv("QREXEC_SERVICE_PATH", "/kept", 1);
	setenv("QREXEC_AGENT_PID", "42", 1);
	assert_int_equal(qrexec_command_parse("user:QUBESRPC t.S+a work keyword "
					      "default",
					 &command, &err),
			0);
	env = process_make_environ(&command);
	assert_string_equal(find(env, "QREXEC_REMOTE_DOMAIN"), "work");
	assert_string_equal(find(env, "QREXEC_SERVICE_FULL_NAME"), "t.S+a");
	assert_string_equal(find(env, "QREXEC_SERVICE_ARGUMENT"), "a");
	assert_string_equal(find(env, "QREXEC_REQUESTED_TARGET_TYPE"), "keyword");
	assert_string_equal(find(env, "QREXEC_REQUESTED_TARGET_KEYWORD"),
			"default");
	assert_null(find(env, "QREXEC_REQUESTED_TARGET"));
	assert_string_equal(find(env, "QREXEC_SERVICE_PATH"), "/kept");
	assert_string_equal(find(env, "QREXEC_AGENT_PID"), "42");
	free(env);
	qrexec_command_finish(&command);
}

static void
test_search(void **state)
{
	char top[] = "/tmp/test-search-XXXXXX";
	char folders[128], path[128];
	struct search_hit hit;

	assert_non_null(mkdtemp(top));
	snprintf(folders, sizeof(folders), "/nowhere:%s", top);
	snprintf(path, sizeof(path), "%s/link", top);
	assert_int_equal(search_find(folders, "link", true, &hit), SEARCH_NONE);
	assert_int_equal(symlink("/dev/tcp/127.0.0.1", path), 0);
	assert_int_equal(search_find(folders, "link", true, &hit), SEARCH_TCP);
	assert_string_equal(hit.path, "/dev/tcp/127.0.0.1");
	assert_int_equal(search_find(folders, "link", false, &hit), SEARCH_NONE);
	unlink(path);
	assert_int_equal(symlink("/dev/tcp/", path), 0);
	assert_int_equal(search_find(folders, "link", true, &hit), SEARCH_FAILED);
	unlink(path);
	assert_int_equal(symlink("/dev/tcpx", path), 0);
	assert_int_equal(search_find(folders, "link", true, &hit), SEARCH_NONE);
	unlink(path);
	assert_int_equal(search_find("/dev/null", "link", true, &hit),
			SEARCH_FAILED);
	rmdir(top);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_settings),
			cmocka_unit_test(test_wrong_settings),
			cmocka_unit_test(test_nul_in_settings),
			cmocka_unit_test(test_tcp_addresses),
			cmocka_unit_test(test_terminal_bytes),
			cmocka_unit_test(test_environment),
			cmocka_unit_test(test_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
