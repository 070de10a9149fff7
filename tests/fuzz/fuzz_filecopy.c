// SPDX-License-Identifier: MIT
/* Bytes as a Filecopy stream and as a reply. The first says how long portions
 * are, the second which rules hold: any portions must give the same. */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "protocols/filecopy/filecopy_name.h"
#include "protocols/filecopy/filecopy_reader.h"
#include "protocols/filecopy/filecopy_reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct told {
	uint64_t entries, bytes, ends;
	uint32_t crc, error;
	char name[FILECOPY_PATH_MAX + 1];
};

/* What must hold for every entry, whatever came. */
static void
check_entry(const struct filecopy_reader *reader)
{
	const char *name = reader->name;
	char last[4] = "";
	size_t len = strlen(name);

	assert(len > 0 && name[0] != '/' && name[len - 1] != '/');
	assert(strcmp(name, "..") != 0 && strncmp(name, "../", 3) != 0);
	assert(!strstr(name, "/../") && !strstr(name, "//"));
	if (len >= 3) {
		memcpy(last, name + len - 3, 3);
		assert(strcmp(last, "/..") != 0);
	}
	if ((reader->header.mode & FILECOPY_TYPE) == FILECOPY_LINK &&
			!(reader->limits.flags & FILECOPY_ANY_LINK)) {
		assert(reader->target[0] != '/' && strchr(name, '/'));
	}
}

static void
run(const uint8_t *data, size_t size, size_t portion, unsigned flags,
		struct told *told)
{
	static struct filecopy_reader reader;
	const struct filecopy_limits limits = {.bytes = flags & 4 ? 1000 : 0,
			.entries = flags & 8 ? 5 : 0,
			.depth = flags & 16 ? 3 : 0,
			.flags = flags & 3};
	enum filecopy_event event = FILECOPY_MORE;

	filecopy_reader_init(&reader, &limits);
	for (size_t at = 0; at < size && event == FILECOPY_MORE; at += portion) {
		size_t len = size - at < portion ? size - at : portion;
		const uint8_t *from = data + at;

		do {
			event = filecopy_reader_feed(&reader, &from, &len);
			if (event == FILECOPY_ENTRY) {
				told->entries++;
				check_entry(&reader);
			} else if (event == FILECOPY_DATA) {
				assert(reader.data_len > 0);
				told->bytes += reader.data_len;
			}
			told->ends += event == FILECOPY_FILE_END;
		} while (event == FILECOPY_ENTRY || event == FILECOPY_DATA ||
				event == FILECOPY_FILE_END);
	}
	assert(limits.bytes == 0 || told->bytes <= limits.bytes);
	assert(limits.entries == 0 || told->entries <= limits.entries);
	told->crc = reader.crc;
	told->error = filecopy_reader_end(&reader);
	memcpy(told->name, reader.name, strlen(reader.name) + 1);
}

static void
run_reply(const uint8_t *data, size_t size, size_t portion)
{
	static struct filecopy_reply whole, parts;

	memset(&whole, 0, sizeof(whole));
	memset(&parts, 0, sizeof(parts));
	filecopy_reply_feed(&whole, data, size);
	for (size_t at = 0; at < size; at += portion) {
		filecopy_reply_feed(&parts, data + at,
				size - at < portion ? size - at : portion);
	}
	assert(whole.have == parts.have && whole.error == parts.error);
	assert(strcmp(whole.name, parts.name) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct told whole, parts;
	size_t portion;

	if (size < 2) {
		return 0;
	}
	memset(&whole, 0, sizeof(whole));
	memset(&parts, 0, sizeof(parts));
	portion = (size_t)data[0] + 1;
	run(data + 2, size - 2, size, data[1], &whole);
	run(data + 2, size - 2, portion, data[1], &parts);
	assert(whole.entries == parts.entries && whole.bytes == parts.bytes);
	assert(whole.ends == parts.ends && whole.error == parts.error);
	assert(whole.error == 0 || strcmp(whole.name, parts.name) == 0);
	run_reply(data + 2, size - 2, portion);
	return 0;
}
