// SPDX-License-Identifier: MIT
#include "zones/service/qube_file.h"

#include <stdlib.h>
#include <string.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/zone/arena.h"
#include "protocols/zone/zone_text.h"

#define USUAL_ARENA (512ull << 20)
#define SIZE_SMALLEST (1ull << 20)
#define SIZE_LARGEST (1ull << 40)
#define PROCESSES_MAX 100000
#define TRUSTED_SIDE "dom0" // in policies and calls

struct key {
	const char *name;
	int (*set)(struct qube_file *file, const char *value, struct err *err);
};

static int
set_label(struct qube_file *file, const char *value, struct err *err)
{
	if (!str_is_qube_name(value)) {
		return err_set(err, "\"%s\" cannot be a label's name", value);
	}
	str_copy(file->label, sizeof(file->label), value);
	return 0;
}

static int
set_command(struct qube_file *file, const char *value, struct err *err)
{
	if (value[0] == '\0' || strlen(value) >= ZONE_COMMAND_SIZE) {
		return err_set(err, "a command has 1 to %d characters",
				ZONE_COMMAND_SIZE - 1);
	}
	if (file->ncommands == KEEPER_COMMANDS_MAX) {
		return err_set(err, "more than %d commands", KEEPER_COMMANDS_MAX);
	}
	file->commands[file->ncommands++] = xstrdup(value);
	return 0;
}

static int
set_path(char **out, const char *key, const char *value, struct err *err)
{
	if (value[0] != '/' || strlen(value) >= KEEPER_PATH_SIZE) {
		return err_set(err, "%s must be an absolute path", key);
	}
	free(*out);
	*out = xstrdup(value);
	return 0;
}

static int
set_agent(struct qube_file *file, const char *value, struct err *err)
{
	return set_path(&file->agent, "agent", value, err);
}

static int
set_qrexec_agent(struct qube_file *file, const char *value, struct err *err)
{
	return set_path(&file->qrexec_agent, "qrexec-agent", value, err);
}

/* The key may come more than once: the tags of all lines count. */
static int
set_tags(struct qube_file *file, const char *value, struct err *err)
{
	size_t used = strlen(file->tags);
	size_t gap = used > 0 && value[0] != '\0';

	if (!zone_text_is_tags(value)) {
		return err_set(err,
				"\"%s\" is not a list of tags: words of 1 to "
				"%d letters, digits and _-., one space apart",
				value, ZONE_TEXT_TAG_MAX);
	}
	if (used + gap + strlen(value) >= sizeof(file->tags)) {
		return err_set(err, "the tags have more than %d characters",
				ZONE_TAGS_SIZE - 1);
	}
	str_copy(file->tags + used, sizeof(file->tags) - used, gap ? " " : "");
	str_copy(file->tags + used + gap, sizeof(file->tags) - used - gap, value);
	return 0;
}

static int
set_default_dispvm(struct qube_file *file, const char *value, struct err *err)
{
	if (!str_is_qube_name(value)) {
		return err_set(err, "\"%s\" cannot be a qube's name", value);
	}
	str_copy(file->default_dispvm, sizeof(file->default_dispvm), value);
	return 0;
}

static int
set_template(struct qube_file *file, const char *value, struct err *err)
{
	return set_path(&file->template_root, "template", value, err);
}

/* A number of bytes, with K, M or G behind it for powers of 1024. */
static int
read_size(const char *value, uint64_t *out, struct err *err)
{
	static const char units[] = "KMG";
	char digits[16];
	size_t len = strlen(value);
	const char *unit = len > 0 ? strchr(units, value[len - 1]) : NULL;
	uint64_t factor = unit ? 1ull << (10 * (unit - units + 1)) : 1;
	long number;

	if (len == 0 || len >= sizeof(digits)) {
		return err_set(err, "\"%s\" is not a size", value);
	}
	str_copy(digits, unit ? len : len + 1, value);
	if (!str_to_long(digits, 1, 1L << 40, &number) ||
			(uint64_t)number > SIZE_LARGEST / factor ||
			(uint64_t)number * factor < SIZE_SMALLEST) {
		return err_set(err, "\"%s\" is not a size from 1M to 1024G",
				value);
	}
	*out = (uint64_t)number * factor;
	return 0;
}

static int
set_memory(struct qube_file *file, const char *value, struct err *err)
{
	return read_size(value, &file->memory, err);
}

static int
set_arena(struct qube_file *file, const char *value, struct err *err)
{
	uint64_t bytes = 0;

	if (read_size(value, &bytes, err) < 0) {
		return -1;
	}
	file->arena_pages = (uint32_t)(bytes / ARENA_PAGE_SIZE);
	return 0;
}

static int
set_processes(struct qube_file *file, const char *value, struct err *err)
{
	long number;

	if (!str_to_long(value, 1, PROCESSES_MAX, &number)) {
		return err_set(err, "processes must be 1 to %d", PROCESSES_MAX);
	}
	file->processes = (uint32_t)number;
	return 0;
}

static int
set_bool(bool *out, const char *value, struct err *err)
{
	if (!str_to_bool(value, out)) {
		return err_set(err, "\"%s\" is neither yes nor no", value);
	}
	return 0;
}

static int
set_network(struct qube_file *file, const char *value, struct err *err)
{
	return set_bool(&file->network, value, err);
}

static int
set_autostart(struct qube_file *file, const char *value, struct err *err)
{
	return set_bool(&file->autostart, value, err);
}

static int
set_fullscreen(struct qube_file *file, const char *value, struct err *err)
{
	return set_bool(&file->fullscreen, value, err);
}

static int
set_internal(struct qube_file *file, const char *value, struct err *err)
{
	return set_bool(&file->internal, value, err);
}

static int
set_template_for_dispvms(
		struct qube_file *file, const char *value, struct err *err)
{
	return set_bool(&file->template_for_dispvms, value, err);
}

static const struct key keys[] = {
		{"agent", set_agent},
		{"arena", set_arena},
		{"autostart", set_autostart},
		{"command", set_command},
		{"default-dispvm", set_default_dispvm},
		{"fullscreen", set_fullscreen},
		{"internal", set_internal},
		{"label", set_label},
		{"memory", set_memory},
		{"network", set_network},
		{"processes", set_processes},
		{"qrexec-agent", set_qrexec_agent},
		{"tags", set_tags},
		{"template", set_template},
		{"template-for-dispvms", set_template_for_dispvms},
};

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	if (strcmp(section, "qube") != 0) {
		return err_set(err, "unknown section [%s]", section);
	}
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, key) == 0) {
			return keys[i].set(user, value, err);
		}
	}
	return err_set(err, "unknown key %s", key);
}

static int
begin(struct qube_file *file, const char *name, struct err *err)
{
	*file = (struct qube_file){.arena_pages = USUAL_ARENA / ARENA_PAGE_SIZE};
	if (!str_is_qube_name(name)) {
		return err_set(err, "\"%s\" cannot be a qube's name", name);
	}
	if (strcmp(name, TRUSTED_SIDE) == 0) {
		return err_set(err,
				"\"%s\" is the name of the trusted side: give "
				"the qube another",
				name);
	}
	str_copy(file->name, sizeof(file->name), name);
	return 0;
}

/* The last step of reading; where is what mistakes are said of. */
static int
end(struct qube_file *file, int result, const char *where, struct err *err)
{
	if (result == 0 && file->label[0] == '\0') {
		result = err_set(err, "%s: [qube] has no label", where);
	}
	if (result < 0) {
		qube_file_finish(file);
	}
	return result;
}

int
qube_file_read(struct qube_file *file, const char *dir, const char *name,
		struct err *err)
{
	char *path = xformat("%s/%s.qube", dir, name);
	int result = begin(file, name, err);

	if (result == 0) {
		result = ini_file_read(path, handle_key, file, err);
	}
	result = end(file, result, path, err);
	free(path);
	return result;
}

int
qube_file_read_text(struct qube_file *file, const char *name, const char *text,
		struct err *err)
{
	int result = begin(file, name, err);

	if (result == 0) {
		result = ini_file_read_text(name, text, handle_key, file, err);
	}
	return end(file, result, name, err);
}

void
qube_file_finish(struct qube_file *file)
{
	for (size_t i = 0; i < file->ncommands; i++) {
		free(file->commands[i]);
	}
	free(file->agent);
	free(file->qrexec_agent);
	free(file->template_root);
	*file = (struct qube_file){0};
}
