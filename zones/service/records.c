// SPDX-License-Identifier: MIT
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

#define BLOCK_MAX 1000000
#define LINE_SIZE 64

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

static bool
read_line(struct records *records, char *line)
{
	struct record record = {0};
	long id;
	long block;

	if (!str_to_long(next_word(&line), 1, ZONE_QUBE_ID_MAX, &id) ||
			!str_to_long(next_word(&line), 0, BLOCK_MAX, &block) ||
			!str_is_qube_name(line) || find(records, line)) {
		return false;
	}
	record.id = (uint32_t)id;
	record.block = (uint32_t)block;
	str_copy(record.name, sizeof(record.name), line);
	if (is_taken(records, record.id, record.block)) {
		return false;
	}
	add(records, &record);
	return true;
}

static int
read_lines(struct records *records, FILE *file, struct err *err)
{
	char line[LINE_SIZE];
	int number = 0;

	while (fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!read_line(records, line)) {
			return err_set(err,
					"%s:%d: not \"ID BLOCK NAME\", or "
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
	int result;

	*records = (struct records){.path = xstrdup(path)};
	if (!file) {
		return errno == ENOENT
				? 0
				: err_set_errno(err, "cannot open %s", path);
	}
	result = read_lines(records, file, err);
	fclose(file);
	return result;
}

void
records_finish(struct records *records)
{
	free(records->path);
	free(records->records);
	*records = (struct records){0};
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

		len += (size_t)snprintf(text + len, size - len, "%u %u %s\n",
				record->id, record->block, record->name);
	}
	result = file_write_whole(records->path, text, len, 0600, err);
	free(text);
	return result;
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
	add(records, &record);
	if (save(records, err) < 0) {
		records->count--;
		return NULL;
	}
	return &records->records[records->count - 1];
}
