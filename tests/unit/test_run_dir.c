// SPDX-License-Identifier: MIT
/* The directory of a running qube, and what earlier ones left in its place. */
#define _GNU_SOURCE // mkdtemp, nftw
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/file.h"
#include "common/mem.h"
#include "tests/check.h"
#include "zones/keeper/run_dir.h"

#define DEEP 40 // more than is removed

static bool
is_there(const char *dir, const char *name)
{
	char *path = xformat("%s/%s", dir, name);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

static void
make(const char *dir, const char *name)
{
	char *path = xformat("%s/%s", dir, name);
	struct err err = {0};

	assert_int_equal(file_make_dirs(path, 0700, &err), 0);
	free(path);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void
start(const char *dir)
{
	struct run_dir run_dir;
	struct err err = {0};

	assert_int_equal(run_dir_init(&run_dir, dir, &err), 0);
	run_dir_finish(&run_dir);
	assert_true(is_there(dir, "run/vchan"));
}

static void
test_what_cannot_be_removed_is_in_nobodys_way(void **state)
{
	char dir[] = "/tmp/test-run-dir-XXXXXX";
	char deep[2 * DEEP + 8] = "run";
	size_t len = 3;

	assert_non_null(mkdtemp(dir));
	make(dir, "run.old/left");
	make(dir, "run.old.4242/left");
	for (int i = 0; i < DEEP; i++) {
		len += (size_t)snprintf(deep + len, sizeof(deep) - len, "/d");
	}
	make(dir, deep);
	start(dir);
	assert_false(is_there(dir, "run/d"));
	assert_true(is_there(dir, "run.old/d"));
	assert_false(is_there(dir, "run.old.4242"));
	make(dir, deep);
	start(dir);
	assert_false(is_there(dir, "run/d"));
	assert_int_equal(nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
			cmocka_unit_test(test_what_cannot_be_removed_is_in_nobodys_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
