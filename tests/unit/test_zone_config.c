// SPDX-License-Identifier: MIT
/* What the zone service reads: files of qubes, labels, records, settings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/zone/zone_text.h"
#include "tests/check.h"
#include "zones/service/config_check.h"
#include "zones/service/labels.h"
#include "zones/service/qube_file.h"
#include "zones/service/qube_names.h"
#include "zones/service/records.h"
#include "zones/service/settings.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static char dir[] = "/tmp/test-zone-config-XXXXXX";

static int
setup(void **state)
{
	return mkdtemp(dir) ? 0 : -1;
}

static int
teardown(void **state)
{
	static const char *const names[] = {"labels.ini", "records", "layout",
			"scale", "keyboard-layout"};

	for (size_t i = 0; i < COUNT(names); i++) {
		char *path = xformat("%s/%s", dir, names[i]);

		unlink(path);
		free(path);
	}
	return rmdir(dir);
}

static void
write_file(const char *name, const char *text)
{
	char *path = xformat("%s/%s", dir, name);
	struct err err;

	assert_int_equal(file_write_whole(path, text, strlen(text), 0600, &err),
			0);
	free(path);
}

static void
test_a_qubes_file_has_sensible_defaults(void **state)
{
	struct qube_file file;
	struct err err;

	assert_int_equal(qube_file_read_text(&file, "work",
					 "[qube]\nlabel = blue\n", &err),
			0);
	assert_string_equal(file.name, "work");
	assert_string_equal(file.label, "blue");
	assert_int_equal(file.ncommands, 0);
	assert_int_equal(file.arena_pages, 131072);
	assert_int_equal(file.memory, 0);
	assert_false(file.network || file.autostart || file.fullscreen);
	assert_false(file.internal || file.template_for_dispvms);
	assert_null(file.template_root);
	assert_null(file.agent);
	assert_null(file.qrexec_agent);
	assert_string_equal(file.tags, "");
	assert_string_equal(file.default_dispvm, "");
	qube_file_finish(&file);
}

static void
test_every_key_of_a_qubes_file_is_read(void **state)
{
	static const char text[] = "[qube]\nlabel = red\n"
				   "command = foot\n"
				   "command = sh -c 'a; b'\n"
				   "memory = 2G\nprocesses = 200\n"
				   "arena = 64M\nnetwork = yes\n"
				   "autostart = on\nfullscreen = true\n"
				   "template = /srv/root\n"
				   "agent = /usr/bin/agent\n"
				   "qrexec-agent = /usr/bin/qrexec-agent\n"
				   "tags = a b-c\ntags = d\n"
				   "internal = yes\n"
				   "template-for-dispvms = yes\n"
				   "default-dispvm = dvm\n";
	struct qube_file file;
	struct err err;

	assert_int_equal(qube_file_read_text(&file, "a", text, &err), 0);
	assert_int_equal(file.ncommands, 2);
	assert_string_equal(file.commands[1], "sh -c 'a; b'");
	assert_int_equal(file.memory, 2LL << 30);
	assert_int_equal(file.processes, 200);
	assert_int_equal(file.arena_pages, 16384);
	assert_true(file.network && file.autostart && file.fullscreen);
	assert_string_equal(file.template_root, "/srv/root");
	assert_string_equal(file.agent, "/usr/bin/agent");
	assert_string_equal(file.qrexec_agent, "/usr/bin/qrexec-agent");
	assert_string_equal(file.tags, "a b-c d");
	assert_true(file.internal && file.template_for_dispvms);
	assert_string_equal(file.default_dispvm, "dvm");
	qube_file_finish(&file);
}

static void
test_a_line_is_whole_or_refused(void **state)
{
	char text[400] = "[qube]\nlabel = red\ncommand = ";
	struct qube_file file;
	struct err err;
	size_t start = strlen(text);

	memset(text + start, 'x', 180);
	assert_int_equal(qube_file_read_text(&file, "a", text, &err), 0);
	assert_int_equal(file.ncommands, 1);
	assert_int_equal(strlen(file.commands[0]), 180);
	qube_file_finish(&file);
	memset(text + start, 'x', 250);
	assert_int_equal(qube_file_read_text(&file, "a", text, &err), -1);
	assert_non_null(strstr(err.text, ":3: the line is too long"));
	assert_int_equal(qube_file_read_text(&file, "a",
					 "[qube]\nlabel = red\n"
					 "command = a\n  --title b\n",
					 &err),
			-1); // not a second command
	assert_non_null(strstr(err.text, ":4: the line begins with"));
}

/* Policies and calls know the trusted side by this name. */
static void
test_no_qube_is_named_as_the_trusted_side(void **state)
{
	static const char text[] = "[qube]\nlabel = red\n";
	struct qube_file file;
	struct err err;

	assert_int_equal(qube_file_read_text(&file, "dom0", text, &err), -1);
	assert_non_null(strstr(err.text, "is the name of the trusted side"));
	assert_int_equal(qube_file_read_text(&file, "dom01", text, &err), 0);
	qube_file_finish(&file);
}

static void
test_mistakes_are_named_with_their_line(void **state)
{
	static const char *const table[][2] = {
			{"[qube]\nlabel = a b\n", "x.qube:2: "},
			{"[qube]\nlabel=red\nmemory = 12\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nmemory = 12X\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nmemory = 2000G\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nprocesses = 0\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nnetwork = maybe\n", "x.qube:3: "},
			{"[qube]\nlabel=red\ntemplate = rel\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nagent = rel\n", "x.qube:3: "},
			{"[qube]\nlabel=red\ncommand =\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nqrexec-agent = x\n", "x.qube:3: "},
			{"[qube]\nlabel=red\ntags = a, b\n", "x.qube:3: "},
			{"[qube]\nlabel=red\ninternal = x\n", "x.qube:3: "},
			{"[qube]\nlabel=red\ndefault-dispvm = @x\n", "x.qube:3: "},
			{"[qube]\nlabel=red\nlabbel = x\n", "x.qube:3: "},
			{"[other]\nlabel=red\n", "x.qube:2: "},
			{"[qube]\nautostart=no\n", "x.qube: [qube] has no label"},
	};
	struct qube_file file;
	struct err err;

	for (size_t i = 0; i < COUNT(table); i++) {
		char *path = xformat("%s/x.qube", dir);
		char *want = xformat("%s/%s", dir, table[i][1]);

		write_file("x.qube", table[i][0]);
		assert_int_equal(qube_file_read(&file, dir, "x", &err), -1);
		if (!strstr(err.text, table[i][1])) {
			fail_msg("%s: %s", table[i][0], err.text);
		}
		unlink(path);
		free(path);
		free(want);
	}
}

static void
test_a_check_looks_at_what_files_say_of_each_other(void **state)
{
	static const char *const files[] = {"a.qube", "b.qube"};
	char *below = xformat("%s/qubes.d", dir);

	assert_int_equal(mkdir(below, 0700), 0);
	write_file("qubes.d/a.qube", "[qube]\nlabel = red\ndefault-dispvm = b\n");
	assert_false(config_check(dir)); // there is no b
	write_file("qubes.d/b.qube", "[qube]\nlabel = red\n");
	assert_false(config_check(dir)); // it is no template
	write_file("qubes.d/b.qube",
			"[qube]\nlabel = red\ntemplate-for-dispvms = yes\n");
	assert_true(config_check(dir));
	write_file("qubes.d/b.qube",
			"[qube]\nlabel = no\ntemplate-for-dispvms = yes\n");
	assert_false(config_check(dir));
	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = xformat("%s/%s", below, files[i]);

		assert_int_equal(unlink(path), 0);
		free(path);
	}
	assert_int_equal(rmdir(below), 0);
	free(below);
}

static void
test_there_are_eight_labels_and_own_ones(void **state)
{
	struct labels labels;
	struct err err;
	uint32_t rgb;

	assert_int_equal(labels_read(&labels, dir, &err), 0);
	assert_int_equal(labels.count, 8);
	assert_true(labels_find(&labels, "yellow", &rgb) && rgb == 0xedd400);
	assert_false(labels_find(&labels, "pink", &rgb));
	write_file("labels.ini", "[colours]\npink = #FFc0cb\nred = #010203\n");
	assert_int_equal(labels_read(&labels, dir, &err), 0);
	assert_int_equal(labels.count, 9);
	assert_true(labels_find(&labels, "pink", &rgb) && rgb == 0xffc0cb);
	assert_true(labels_find(&labels, "red", &rgb) && rgb == 0x010203);
	write_file("labels.ini", "[colours]\npink = #ffc0c\n");
	assert_int_equal(labels_read(&labels, dir, &err), -1);
	assert_int_equal(labels.count, 8);
}

static void
test_records_survive_and_stay_apart(void **state)
{
	char *path = xformat("%s/records", dir);
	struct records records;
	struct err err;

	assert_int_equal(records_init(&records, path, &err), 0);
	assert_int_equal(records_get(&records, "work", &err)->id, 1);
	assert_int_equal(records_get(&records, "play", &err)->id, 2);
	assert_int_equal(records_get(&records, "work", &err)->id, 1);
	records_finish(&records);
	assert_int_equal(records_init(&records, path, &err), 0);
	assert_int_equal(records_get(&records, "play", &err)->id, 2);
	assert_int_equal(records_get(&records, "play", &err)->block, 1);
	records_finish(&records);
	write_file("records", "32751 4 last\n5 0 five\n");
	assert_int_equal(records_init(&records, path, &err), 0);
	assert_int_equal(records_get(&records, "new", &err)->id, 1);
	assert_int_equal(records_get(&records, "new", &err)->block, 1);
	records_finish(&records);
	free(path);
}

static void
test_a_qube_keeps_its_uuid(void **state)
{
	char *path = xformat("%s/records", dir);
	char kept[ZONE_UUID_SIZE];
	struct records records;
	struct err err;

	write_file("records", "1 0 old\n"); // as they were without uuids
	assert_int_equal(records_init(&records, path, &err), 0);
	assert_true(zone_text_is_uuid(records_get(&records, "old", &err)->uuid));
	str_copy(kept, sizeof(kept), records_get(&records, "old", &err)->uuid);
	assert_string_not_equal(kept, records_get(&records, "new", &err)->uuid);
	records_finish(&records);
	assert_int_equal(records_init(&records, path, &err), 0);
	assert_string_equal(kept, records_get(&records, "old", &err)->uuid);
	assert_true(zone_text_is_uuid(records_get(&records, "new", &err)->uuid));
	records_finish(&records);
	unlink(path);
	free(path);
}

static void
test_damaged_records_give_nothing_out(void **state)
{
	static const char *const table[] = {
			"1 0 work\n1 1 play\n", // one number twice
			"1 0 work\n2 0 play\n", // one block twice
			"1 0 work\n2 1 work\n", // one qube twice
			"0 0 work\n",
			"32752 0 work\n",
			"1 work\n",
			"1 0 ../x\n",
			"1 0 work x\n",
			"\n",
	};
	char *path = xformat("%s/records", dir);
	struct records records;
	struct err err;

	for (size_t i = 0; i < COUNT(table); i++) {
		write_file("records", table[i]);
		assert_int_equal(records_init(&records, path, &err), -1);
		records_finish(&records);
	}
	unlink(path);
	free(path);
}

static void
count_name(void *user, const char *name)
{
	assert_string_equal(name, "work");
	(*(int *)user)++;
}

static void
test_files_that_name_no_qube_are_counted(void **state)
{
	static const char *const files[] = {"work.qube", "1st.qube",
			"a name.qube", ".hidden.qube", "work.txt",
			"n123456789012345678901234567890-.qube"};
	struct err err;
	int good = 0;

	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = xformat("%s/%s", dir, files[i]);

		assert_int_equal(file_write_whole(path, "", 0, 0600, &err), 0);
		free(path);
	}
	assert_int_equal(qube_names_each(dir, ".qube", count_name, &good), 3);
	assert_int_equal(good, 1);
	for (size_t i = 0; i < COUNT(files); i++) {
		char *path = xformat("%s/%s", dir, files[i]);

		assert_int_equal(unlink(path), 0);
		free(path);
	}
}

struct value {
	const char *path;
	const char *value;
	int result;
};

static void
test_only_sound_settings_are_taken(void **state)
{
	static const struct value table[] = {
			{"/keyboard-layout", "us++", 1},
			{"/keyboard-layout", "us++", 0},
			{"/keyboard-layout",
					"de,us+nodeadkeys,+grp:alts_toggle", 1},
			{"/keyboard-layout", "", -1},
			{"/keyboard-layout", "us+++", -1},
			{"/keyboard-layout", "u$", -1},
			{"/keyboard-layout", "us\n", -1},
			{"/leadlight/scale", "1.5", 1},
			{"/leadlight/scale", "0.1", -1},
			{"/leadlight/scale", "17", -1},
			{"/leadlight/scale", "1,5", -1},
			{"/leadlight/layout", "1920 1080 0 0\n", 1},
			{"/leadlight/layout", "1920 1080 0 0 300 200\n1 1 -5 0",
					1},
			{"/leadlight/layout", "", -1},
			{"/leadlight/layout", "1920 1080 0\n", -1},
			{"/leadlight/layout", "1920 1080 0 x\n", -1},
			{"/leadlight/layout", "1920  1080 0 0\n", -1},
			{"/name", "x", -1},
			{"", "", -1},
	};
	struct settings settings;
	struct err err;

	assert_int_equal(settings_init(&settings, dir, &err), 0);
	for (size_t i = 0; i < COUNT(table); i++) {
		if (settings_set(&settings, table[i].path, table[i].value,
				    &err) != table[i].result) {
			fail_msg("%s = %s", table[i].path, table[i].value);
		}
	}
	settings_finish(&settings);
	assert_int_equal(settings_init(&settings, dir, &err), 0);
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		assert_non_null(settings.values[i]);
	}
	settings_finish(&settings);
	write_file("scale", "big");
	assert_int_equal(settings_init(&settings, dir, &err), 0);
	assert_int_equal(settings_set(&settings, "/leadlight/scale", "1.5", &err),
			1); // the bad one was not taken over
	settings_finish(&settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_a_qubes_file_has_sensible_defaults),
			cmocka_unit_test(test_no_qube_is_named_as_the_trusted_side),
			cmocka_unit_test(test_every_key_of_a_qubes_file_is_read),
			cmocka_unit_test(test_a_line_is_whole_or_refused),
			cmocka_unit_test(test_mistakes_are_named_with_their_line),
			cmocka_unit_test(test_a_check_looks_at_what_files_say_of_each_other),
			cmocka_unit_test(test_there_are_eight_labels_and_own_ones),
			cmocka_unit_test(test_records_survive_and_stay_apart),
			cmocka_unit_test(test_a_qube_keeps_its_uuid),
			cmocka_unit_test(test_damaged_records_give_nothing_out),
			cmocka_unit_test(test_files_that_name_no_qube_are_counted),
			cmocka_unit_test(test_only_sound_settings_are_taken),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
