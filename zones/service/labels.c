// SPDX-License-Identifier: MIT
#include "zones/service/labels.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/ini_file.h"
#include "common/mem.h"
#include "common/str.h"

static const struct label eight[] = {
		{"red", 0xcc0000},
		{"orange", 0xf57900},
		{"yellow", 0xedd400},
		{"green", 0x73d216},
		{"gray", 0x555753},
		{"blue", 0x3465a4},
		{"purple", 0x75507b},
		{"black", 0x000000},
};

static struct label *
find(const struct labels *labels, const char *name)
{
	for (size_t i = 0; i < labels->count; i++) {
		if (strcmp(labels->labels[i].name, name) == 0) {
			return (struct label *)&labels->labels[i];
		}
	}
	return NULL;
}

/* "#rrggbb" and nothing else. */
static bool
read_colour(const char *text, uint32_t *rgb)
{
	static const char digits[] = "0123456789abcdef";
	uint32_t value = 0;

	if (text[0] != '#' || strlen(text) != 7) {
		return false;
	}
	for (const char *p = text + 1; *p; p++) {
		char c = *p >= 'A' && *p <= 'F' ? (char)(*p - 'A' + 'a') : *p;
		const char *digit = strchr(digits, c);

		if (!digit) {
			return false;
		}
		value = value << 4 | (uint32_t)(digit - digits);
	}
	*rgb = value;
	return true;
}

static int
handle_key(void *user, const struct ini_file_place *place, const char *section,
		const char *key, const char *value, struct err *err)
{
	struct labels *labels = user;
	struct label *label = find(labels, key);
	uint32_t rgb;

	if (strcmp(section, "colours") != 0) {
		return err_set(err, "unknown section [%s]", section);
	}
	if (!str_is_qube_name(key)) {
		return err_set(err, "\"%s\" cannot be a label's name", key);
	}
	if (!read_colour(value, &rgb)) {
		return err_set(err, "\"%s\" is not a colour #rrggbb", value);
	}
	if (!label) {
		if (labels->count == LABELS_MAX) {
			return err_set(err, "more than %d labels", LABELS_MAX);
		}
		label = &labels->labels[labels->count++];
		str_copy(label->name, sizeof(label->name), key);
	}
	label->rgb = rgb;
	return 0;
}

int
labels_read(struct labels *labels, const char *dir, struct err *err)
{
	char *path = xformat("%s/labels.ini", dir);
	int result = 0;

	*labels = (struct labels){.count = sizeof(eight) / sizeof(eight[0])};
	memcpy(labels->labels, eight, sizeof(eight));
	if (access(path, F_OK) == 0) {
		result = ini_file_read(path, handle_key, labels, err);
	}
	free(path);
	return result;
}

bool
labels_find(const struct labels *labels, const char *name, uint32_t *rgb)
{
	const struct label *label = find(labels, name);

	if (label) {
		*rgb = label->rgb;
	}
	return label != NULL;
}
