// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // getentropy
#include "zones/service/records.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/mem.h"
#include "common/str.h"
#include "protocols/zone/zone_text.h"

#define BLOCK_MAX 1000000
#define LINE_SIZE 96
#define UUID_BYTES 16

static const struct record *
find(const struct records *records, const char *name)
{
	for (size_t i = 0; i < records->count; i++) {
		if (strcmp(records->records[i].name, name) == 0) {
			return &records->records[i];
		}
	}
	return NULL;
}

static bool
is_taken(const struct records *records, uint32_t id, uint32_t block)
{
	for (size_t i = 0; i < records->count; i++) {
		if (records->records[i].id == id ||
				records->records[i].block == block) {
			return true;
		}
	}
	return false;
}

static void
add(struct records *records, const struct record *record)
{
	struct record *more = xcalloc(records->count + 1, sizeof(*more));

	if (records->count > 0) {
		memcpy(more, records->records, records->count * sizeof(*more));
	}
	more[records->count++] = *record;
	free(records->records);
	records->records = more;
}

/* A random one, as version 4 says. */
static int
make_uuid(char out[ZONE_UUID_SIZE], struct err *err)
{
	uint8_t b[UUID_BYTES];
	size_t at = 0;

	if (getentropy(b, sizeof(b)) < 0) {
		return err_set_errno(err, "no random numbers to be had");
	}
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	for (size_t i = 0; i < sizeof(b); i++) {
		const char *dash = i >= 4 && i <= 10 && i % 2 == 0 ? "-" : "";

		at += (size_t)snprintf(out + at, ZONE_UUID_SIZE - at, "%s%02x",
				dash, b[i]);
	}
	return 0;
}

/* Cuts the word at *text off; "" at the end. */
static const char *
next_word(char **text)
{
	char *word = *text;
	size_t len = strcspn(word, " ");

	*text = word[len] ? word + len + 1 : word + len;
	word[len] = '\0';
	return word;
}

/* A line without a uuid is from before there were any: it gets one. */
static bool
read_line(struct records *records, char *line, bool *changed)
{
	struct record record = {0};
	const char *name;
	long id;
	long block;

	if (!str_to_long(next_word(&line), 1, ZONE_QUBE_ID_MAX, &id) ||
			!str_to_long(next_word(&line), 0, BLOCK_MAX, &block)) {
		return false;
	}
	name = next_word(&line);
	if (!str_is_qube_name(name) || find(records, name)) {
		return false;
	}
	if (line[0] == '\0') {
		*changed = true;
		if (make_uuid(record.uuid, NULL) < 0) {
			return false;
		}
	} else if (!zone_text_is_uuid(line)) {
		return false;
	} else {
		str_copy(record.uuid, sizeof(record.uuid), line);
	}
	record.id = (uint32_t)id;
	record.block = (uint32_t)block;
	str_copy(record.name, sizeof(record.name), name);
	if (is_taken(records, record.id, record.block)) {
		return false;
	}
	add(records, &record);
	return true;
}

static int
save(const struct records *records, struct err *err)
{
	size_t size = records->count * LINE_SIZE + 1;
	char *text = xcalloc(1, size);
	size_t len = 0;
	int result;

	for (size_t i = 0; i < records->count; i++) {
		const struct record *record = &records->records[i];

		len += (size_t)snprintf(text + len, size - len, "%u %u %s %s\n",
				record->id, record->block, record->name,
				record->uuid);
	}
	result = file_write_whole(records->path, text, len, 0600, err);
	free(text);
	return result;
}

static int
read_lines(struct records *records, FILE *file, bool *changed, struct err *err)
{
	char line[LINE_SIZE];
	int number = 0;

	while (fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!read_line(records, line, changed)) {
			return err_set(err,
					"%s:%d: not \"ID BLOCK NAME UUID\", or "
					"one of them twice",
					records->path, number);
		}
	}
	return 0;
}

int
records_init(struct records *records, const char *path, struct err *err)
{
	FILE *file = fopen(path, "re");
	bool changed = false;
	int result;

	*records = (struct records){.path = xstrdup(path)};
	if (!file) {
		return errno == ENOENT
				? 0
				: err_set_errno(err, "cannot open %s", path);
	}
	result = read_lines(records, file, &changed, err);
	fclose(file);
	return result == 0 && changed ? save(records, err) : result;
}

void
records_finish(struct records *records)
{
	free(records->path);
	free(records->records);
	*records = (struct records){0};
}

/* Numbers go up as long as they can, so that an old one comes back late. */
static uint32_t
free_id(const struct records *records)
{
	uint32_t id = 0;

	for (size_t i = 0; i < records->count; i++) {
		id = records->records[i].id > id ? records->records[i].id : id;
	}
	if (id < ZONE_QUBE_ID_MAX) {
		return id + 1;
	}
	for (id = 1; id <= ZONE_QUBE_ID_MAX; id++) {
		if (!is_taken(records, id, UINT32_MAX)) {
			return id;
		}
	}
	return 0;
}

static uint32_t
free_block(const struct records *records)
{
	uint32_t block = 0;

	while (is_taken(records, 0, block)) {
		block++;
	}
	return block;
}

const struct record *
records_get(struct records *records, const char *name, struct err *err)
{
	const struct record *known = find(records, name);
	struct record record = {0};

	if (known) {
		return known;
	}
	record.id = free_id(records);
	record.block = free_block(records);
	str_copy(record.name, sizeof(record.name), name);
	if (record.id == 0) {
		err_set(err, "no domain number is left for %s", name);
		return NULL;
	}
	if (make_uuid(record.uuid, err) < 0) {
		return NULL;
	}
	add(records, &record);
	if (save(records, err) < 0) {
		records->count--;
		return NULL;
	}
	return &records->records[records->count - 1];
}
