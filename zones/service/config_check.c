// SPDX-License-Identifier: MIT
#include "zones/service/config_check.h"

#include <stdlib.h>

#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "zones/service/labels.h"
#include "zones/service/qube_file.h"
#include "zones/service/qube_names.h"

struct check {
	struct labels labels;
	const char *dir; // borrowed
	bool good;
};

/* What this one names, others have to be there for. */
static int
check_dispvm(const struct check *check, const struct qube_file *file,
		struct err *err)
{
	struct qube_file other;
	int result = 0;

	if (file->default_dispvm[0] == '\0') {
		return 0;
	}
	if (qube_file_read(&other, check->dir, file->default_dispvm, err) < 0) {
		return err_wrap(err, "%s/%s.qube: default-dispvm", check->dir,
				file->name);
	}
	if (!other.template_for_dispvms) {
		result = err_set(err,
				"%s/%s.qube: default-dispvm %s is not a"
				" template for disposables",
				check->dir, file->name, other.name);
	}
	qube_file_finish(&other);
	return result;
}

static int
check_qube(const struct check *check, const struct qube_file *file,
		struct err *err)
{
	uint32_t rgb;

	if (!labels_find(&check->labels, file->label, &rgb)) {
		return err_set(err, "%s/%s.qube: there is no label %s",
				check->dir, file->name, file->label);
	}
	return check_dispvm(check, file, err);
}

static void
check_file(void *user, const char *name)
{
	struct check *check = user;
	struct qube_file file;
	struct err err = {0};

	if (qube_file_read(&file, check->dir, name, &err) < 0 ||
			check_qube(check, &file, &err) < 0) {
		log_err("%s", err.text);
		check->good = false;
	}
	qube_file_finish(&file);
}

bool
config_check(const char *config_dir)
{
	char *dir = xformat("%s/qubes.d", config_dir);
	struct check check = {.dir = dir, .good = true};
	struct err err;

	if (!file_is_dir(config_dir)) {
		log_err("there is no folder %s", config_dir);
		check.good = false;
	}
	if (labels_read(&check.labels, config_dir, &err) < 0) {
		log_err("%s", err.text);
		check.good = false;
	}
	if (qube_names_each(dir, QUBE_FILE_SUFFIX, check_file, &check) > 0) {
		check.good = false;
	}
	free(dir);
	return check.good;
}
