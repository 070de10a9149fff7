// SPDX-License-Identifier: MIT
/* Folders, includes, the old format, and what is refused in them. */
#define _GNU_SOURCE
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "qrexec/policy/store.h"
#include "tests/check.h"

/* A folder of this test, with folders etc, run and old in it. */
struct place {
	char dir[64];
	char *etc; // owned
	char *run; // owned
	char *old; // owned
	struct policy_dir dirs[2];
	struct policy_paths paths;
};

static void
put(const struct place *place, const char *name, const char *text)
{
	char *path = xformat("%s/%s", place->dir, name);
	struct err err;

	if (file_write_whole(path, text, strlen(text), 0600, &err) < 0) {
		fail_msg("%s", err.text);
	}
	free(path);
}

static int
set_up(void **state)
{
	struct place *place = xcalloc(1, sizeof(*place));
	struct err err;

	snprintf(place->dir, sizeof(place->dir), "/tmp/policy-XXXXXX");
	if (!mkdtemp(place->dir)) {
		return -1;
	}
	place->etc = xformat("%s/etc", place->dir);
	place->run = xformat("%s/run", place->dir);
	place->old = xformat("%s/old", place->dir);
	place->dirs[0] = (struct policy_dir){place->run, true};
	place->dirs[1] = (struct policy_dir){place->etc, false};
	place->paths = (struct policy_paths){place->dirs, 2, place->old};
	*state = place;
	return file_make_dirs(place->etc, 0700, &err) |
			file_make_dirs(place->run, 0700, &err) |
			file_make_dirs(place->old, 0700, &err);
}

static int
remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
	return remove(path);
}

static int
tear_down(void **state)
{
	struct place *place = *state;

	nftw(place->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	free(place->etc);
	free(place->run);
	free(place->old);
	free(place);
	return 0;
}

/* The rule that decides a call from work to mail, or NULL. Caller frees. */
static char *
decider(const struct policy *policy, const char *service, const char *argument)
{
	struct system_info *info = system_info_create();
	struct policy_request request = {
			.service = service,
			.argument = argument,
			.source = "work",
			.target = "mail",
	};
	struct policy_verdict verdict;
	char *rule;

	system_info_set(info, &(struct system_qube){.name = "work"});
	system_info_set(info, &(struct system_qube){.name = "mail"});
	policy_evaluate(policy, info, &request, &verdict);
	rule = verdict.rule ? xstrdup(verdict.rule) : NULL;
	policy_verdict_finish(&verdict);
	system_info_destroy(info);
	return rule;
}

static void
assert_decides(const struct place *place, const char *service,
		const char *argument, const char *expected)
{
	struct err err = {0};
	struct policy *policy = policy_load(&place->paths, &err);
	char *rule;

	if (!policy) {
		fail_msg("%s", err.text);
	}
	rule = decider(policy, service, argument);
	assert_non_null(rule);
	assert_true(strncmp(rule, place->dir, strlen(place->dir)) == 0);
	assert_string_equal(rule + strlen(place->dir) + 1, expected);
	free(rule);
	policy_destroy(policy);
}

static void
assert_refused(const struct place *place, const char *where, const char *why)
{
	struct err err = {0};
	char *begin = xformat("%s/%s", place->dir, where);

	assert_null(policy_load(&place->paths, &err));
	if (strncmp(err.text, begin, strlen(begin)) != 0 ||
			!strstr(err.text, why)) {
		fail_msg("it is \"%s\", not at \"%s\"", err.text, begin);
	}
	free(begin);
}

static void
test_files_of_all_folders_are_one_list_by_name(void **state)
{
	const struct place *place = *state;

	put(place, "etc/20-b.policy", "s.A * work mail deny\n");
	put(place, "run/30-c.policy", "s.A * work mail allow\n");
	assert_decides(place, "s.A", "+", "etc/20-b.policy:1");
	put(place, "run/10-a.policy", "\n# remark\r\ns.A * work mail allow\r\n");
	assert_decides(place, "s.A", "+", "run/10-a.policy:3");
}

static void
test_the_first_folder_hides_files_of_the_same_name(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy", "this is no rule\n");
	put(place, "run/10-a.policy", "s.A * work mail deny\n");
	assert_decides(place, "s.A", "+", "run/10-a.policy:1");
}

static void
test_other_files_are_not_read(void **state)
{
	const struct place *place = *state;
	char *pipe = xformat("%s/etc/pipe.policy", place->dir);
	char *dir = xformat("%s/etc/dir.policy", place->dir);
	char *link = xformat("%s/etc/link.policy", place->dir);

	put(place, "etc/10-a.policy", "s.A * work mail deny\n");
	put(place, "etc/README", "nothing\n");
	put(place, "etc/.hidden.policy", "nothing\n");
	put(place, "etc/10-a.policy~", "nothing\n");
	put(place, "etc/10-a.policy.rpmnew", "nothing\n");
	assert_int_equal(mkfifo(pipe, 0600), 0);
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(symlink("nowhere", link), 0);
	assert_decides(place, "s.A", "+", "etc/10-a.policy:1");
	free(pipe);
	free(dir);
	free(link);
}

static void
test_a_bad_name_denies_everything(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy", "s.A * work mail deny\n");
	put(place, "etc/20-B.policy", "");
	assert_refused(place, "etc/20-B.policy", "name");
}

static void
test_a_mistake_has_file_and_line(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy", "s.A * work mail deny\n");
	put(place, "etc/20-b.policy", "\n\rs.A * work mail permit\n");
	assert_refused(place, "etc/20-b.policy:3: ", "permit");
}

static void
test_a_missing_folder(void **state)
{
	struct place *place = *state;

	put(place, "etc/10-a.policy", "s.A * work mail deny\n");
	assert_int_equal(rmdir(place->run), 0);
	assert_decides(place, "s.A", "+", "etc/10-a.policy:1");
	place->dirs[0].may_be_missing = false;
	assert_refused(place, "run", "no such folder");
}

static void
test_includes_begin_at_the_folder_of_the_policy(void **state)
{
	const struct place *place = *state;
	char *dir = xformat("%s/etc/include", place->dir);

	assert_int_equal(mkdir(dir, 0700), 0);
	put(place, "etc/10-a.policy",
			"!include include/one\n"
			"s.A * work mail deny\n");
	put(place, "etc/include/one",
			"# remark\n"
			"!include include/two\n"
			"s.B * work mail deny\n");
	put(place, "etc/include/two", "s.C * work mail deny\n");
	assert_decides(place, "s.A", "+", "etc/10-a.policy:2");
	assert_decides(place, "s.B", "+", "etc/include/one:3");
	assert_decides(place, "s.C", "+", "etc/include/two:1");
	put(place, "etc/include/two", "s.C * work mail\n");
	assert_refused(place, "etc/include/two:1: ", "rule");
	put(place, "etc/include/one", "\n!include two\n");
	assert_refused(place, "etc/include/one:2: ", "not a file");
	free(dir);
}

static void
test_whole_folders_are_included(void **state)
{
	const struct place *place = *state;
	char *dir = xformat("%s/etc/more", place->dir);

	assert_int_equal(mkdir(dir, 0700), 0);
	put(place, "etc/10-a.policy",
			"!include-dir more\ns.C * work mail deny\n");
	put(place, "etc/more/2.policy", "s.B * work mail deny\n");
	put(place, "etc/more/1.policy", "s.B +x work mail deny\n");
	put(place, "etc/more/1.text", "nothing\n");
	assert_decides(place, "s.B", "+x", "etc/more/1.policy:1");
	assert_decides(place, "s.B", "+y", "etc/more/2.policy:1");
	assert_decides(place, "s.C", "+", "etc/10-a.policy:2");
	put(place, "etc/more/X.policy", "");
	assert_refused(place, "etc/more/X.policy", "name");
	put(place, "etc/10-a.policy", "!include-dir less\n");
	assert_refused(place, "etc/10-a.policy:1: ", "not a folder");
	free(dir);
}

static void
test_a_file_that_includes_itself_is_named(void **state)
{
	const struct place *place = *state;
	char *link = xformat("%s/etc/other", place->dir);

	put(place, "etc/10-a.policy", "!include 10-a.policy\n");
	assert_refused(place, "etc/10-a.policy:1: ", "includes itself");
	assert_int_equal(symlink("10-a.policy", link), 0);
	put(place, "etc/10-a.policy", "!include other\n");
	assert_refused(place, "etc/10-a.policy:1: ", "includes itself");
	put(place, "etc/10-a.policy", "!include one\n");
	put(place, "etc/one", "!include-dir .\n");
	assert_refused(place, "etc/one:1: ", "includes itself");
	put(place, "etc/one", "!include-service s.A * two\n");
	put(place, "etc/two", "\n$include:two\n");
	assert_refused(place, "etc/two:2: ", "includes itself");
	free(link);
}

/* Each file includes the next one four times: 4^12 files, if they let it. */
static void
test_includes_that_explode_are_bounded(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy", "!include f00\n");
	for (int i = 0; i < 12; i++) {
		char *name = xformat("etc/f%02d", i);
		char *line = xformat("!include f%02d\n", i + 1);
		char *text = xformat("%s%s%s%s", line, line, line, line);

		put(place, name, text);
		free(name);
		free(line);
		free(text);
	}
	put(place, "etc/f12", "s.A * work mail deny\n");
	assert_refused(place, "etc/f", "more than");
}

static void
test_includes_are_not_too_deep(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy", "!include f00\n");
	for (int i = 0; i < 20; i++) {
		char *name = xformat("etc/f%02d", i);
		char *text = xformat("!include f%02d\n", i + 1);

		put(place, name, text);
		free(name);
		free(text);
	}
	assert_refused(place, "etc/f", "deep");
}

static void
test_a_huge_file_is_refused(void **state)
{
	const struct place *place = *state;
	char *path = xformat("%s/etc/10-a.policy", place->dir);

	put(place, "etc/10-a.policy", "");
	assert_int_equal(truncate(path, (off_t)1 << 40), 0);
	assert_refused(place, "etc/10-a.policy: ", "bytes");
	free(path);
}

static void
test_the_old_format(void **state)
{
	const struct place *place = *state;

	put(place, "etc/10-a.policy",
			"!include-service s.A +x old\n!include-service s.B * old\n");
	put(place, "etc/old",
			"# remark\n"
			"work mail allow,user=root,notify=yes\n"
			"$anyvm $anyvm ask, default_target=mail\n"
			"$include:older\n");
	put(place, "etc/older", "$anyvm\t$adminvm  deny\n");
	assert_decides(place, "s.A", "+x", "etc/old:2");
	assert_decides(place, "s.B", "+y", "etc/old:2");
	put(place, "etc/old", "!include-service s.A * older\n");
	assert_refused(place, "etc/old:1: ", "old format");
	put(place, "etc/old", "work mail\n");
	assert_refused(place, "etc/old:1: ", "rule");
	put(place, "etc/10-a.policy", "!include-service s.A x old\n");
	assert_refused(place, "etc/10-a.policy:1: ", "argument");
}

static void
test_the_old_folder(void **state)
{
	struct place *place = *state;

	put(place, "etc/10-a.policy",
			"!compat-4.0\ns.A * work mail deny\ns.C * work mail "
			"deny\n");
	put(place, "old/s.A", "vault mail allow\n");
	put(place, "old/s.A+x", "mail work allow\n$include:s.B\n");
	put(place, "old/s.B", "work vault allow\n");
	put(place, "old/s.B.rpmsave", "nothing\n");
	put(place, "old/.s.C", "nothing\n");
	put(place, "old/s,C", "nothing\n");
	// behind s.A+x everything else is denied, behind s.A nothing
	assert_decides(place, "s.A", "+x", "old/s.A+x: implied");
	assert_decides(place, "s.A", "+y", "etc/10-a.policy:2");
	assert_decides(place, "s.C", "+", "etc/10-a.policy:3");
	put(place, "old/s.B", "!compat-4.0\n");
	assert_refused(place, "old/s.B:1: ", "old format");
	place->paths.compat_dir = "/nonexistent";
	assert_refused(place, "etc/10-a.policy:1: ", "no folder");
}

static void
count_dir(void *user, const char *path)
{
	(*(int *)user)++;
}

static void
test_a_broken_set_denies_unless_the_last_shall_stay(void **state)
{
	const struct place *place = *state;
	struct policy_store *store =
			policy_store_create(&place->paths, NULL, false);
	struct err err;
	int dirs = 0;

	put(place, "etc/10-a.policy", "s.A * work mail allow\n");
	assert_null(policy_store_get(store));
	assert_int_equal(policy_store_reload(store, &err), 0);
	assert_non_null(policy_store_get(store));
	assert_string_equal(policy_store_get_problem(store), "");
	put(place, "etc/10-a.policy", "!include more/x\n");
	assert_int_equal(policy_store_reload(store, &err), -1);
	assert_null(policy_store_get(store));
	assert_string_equal(policy_store_get_problem(store), err.text);
	// the folder in which the missing file would be is watched, too
	policy_store_for_each_dir(store, count_dir, &dirs);
	assert_int_equal(dirs, 3);
	put(place, "etc/10-a.policy", "s.A * work mail allow\n");
	assert_int_equal(policy_store_reload(store, &err), 0);
	policy_store_set_keep_last(store, true);
	put(place, "etc/10-a.policy", "s.A * work mail\n");
	assert_int_equal(policy_store_reload(store, &err), -1);
	assert_non_null(policy_store_get(store));
	policy_store_destroy(store);
}

static void
test_a_broken_grant_breaks_the_set(void **state)
{
	const struct place *place = *state;
	struct policy_store *store =
			policy_store_create(&place->paths, place->run, false);
	struct err err;

	put(place, "etc/10-a.policy", "s.A * work mail allow\n");
	put(place, "run/a.grant", "[limit a]\nrate = 1/s\n");
	assert_int_equal(policy_store_reload(store, &err), 0);
	put(place, "run/a.grant", "[limit a]\nrate = often\n");
	assert_int_equal(policy_store_reload(store, &err), -1);
	assert_non_null(strstr(err.text, "run/a.grant:2: "));
	assert_null(policy_store_get(store));
	policy_store_destroy(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
			TEST(test_files_of_all_folders_are_one_list_by_name),
			TEST(test_the_first_folder_hides_files_of_the_same_name),
			TEST(test_other_files_are_not_read),
			TEST(test_a_bad_name_denies_everything),
			TEST(test_a_mistake_has_file_and_line),
			TEST(test_a_missing_folder),
			TEST(test_includes_begin_at_the_folder_of_the_policy),
			TEST(test_whole_folders_are_included),
			TEST(test_a_file_that_includes_itself_is_named),
			TEST(test_includes_that_explode_are_bounded),
			TEST(test_includes_are_not_too_deep),
			TEST(test_a_huge_file_is_refused),
			TEST(test_the_old_format),
			TEST(test_the_old_folder),
			TEST(test_a_broken_set_denies_unless_the_last_shall_stay),
			TEST(test_a_broken_grant_breaks_the_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
