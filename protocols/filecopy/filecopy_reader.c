// SPDX-License-Identifier: MIT
#include "protocols/filecopy/filecopy_reader.h"

#include <errno.h>
#include <string.h>
#include <zlib.h>

#include "protocols/filecopy/filecopy_name.h"

#define NSEC_MAX 999999999u

void
filecopy_reader_init(struct filecopy_reader *reader,
		const struct filecopy_limits *limits)
{
	*reader = (struct filecopy_reader){.limits = *limits};
}

static enum filecopy_event
refuse(struct filecopy_reader *reader, int error)
{
	reader->state = FILECOPY_DONE;
	reader->error = error;
	return FILECOPY_REFUSED;
}

/* Takes up to max bytes; returns how many. */
static size_t
take(struct filecopy_reader *reader, const uint8_t **data, size_t *len,
		uint64_t max)
{
	size_t n = *len < max ? *len : (size_t)max;

	reader->crc = (uint32_t)crc32_z(reader->crc, *data, n);
	*data += n;
	*len -= n;
	return n;
}

/* Collects into a field of size bytes; true once it is full. */
static bool
collect(struct filecopy_reader *reader, void *field, size_t size,
		const uint8_t **data, size_t *len)
{
	const uint8_t *from = *data;
	size_t n = take(reader, data, len, size - reader->have);

	if (n > 0) {
		memcpy((uint8_t *)field + reader->have, from, n);
	}
	reader->have += n;
	if (reader->have < size) {
		return false;
	}
	reader->have = 0;
	return true;
}

/* Counts what a header announces; false if it is too much. */
static bool
count(struct filecopy_reader *reader)
{
	const struct filecopy_limits *limits = &reader->limits;
	uint64_t size = reader->header.size;

	reader->entries++;
	if (limits->entries > 0 && reader->entries > limits->entries) {
		return false;
	}
	if (size > INT64_MAX || reader->bytes > INT64_MAX - size) {
		return false;
	}
	reader->bytes += size;
	return limits->bytes == 0 || reader->bytes <= limits->bytes;
}

static int
check_header(const struct filecopy_header *header)
{
	if (header->name_len > FILECOPY_PATH_MAX) {
		return ENAMETOOLONG;
	}
	if (header->atime_nsec > NSEC_MAX || header->mtime_nsec > NSEC_MAX) {
		return EINVAL;
	}
	switch (header->mode & FILECOPY_TYPE) {
	case FILECOPY_FILE:
		return 0;
	case FILECOPY_DIR:
		return header->size == 0 ? 0 : EINVAL;
	case FILECOPY_LINK:
		return header->size <= FILECOPY_PATH_MAX ? 0 : ENAMETOOLONG;
	default:
		return EINVAL;
	}
}

/* No entry keeps the name of the one before it. */
static enum filecopy_event
read_header(struct filecopy_reader *reader)
{
	int error;

	filecopy_header_parse(reader->part, &reader->header);
	if (reader->header.name_len == 0) {
		reader->state = FILECOPY_DONE;
		return FILECOPY_END;
	}
	reader->name[0] = '\0';
	error = check_header(&reader->header);
	if (error == ENAMETOOLONG) {
		return refuse(reader, error);
	}
	/* what is wrong otherwise is told with the name */
	reader->error = error ? error : count(reader) ? 0 : EDQUOT;
	reader->state = FILECOPY_IN_NAME;
	return FILECOPY_MORE;
}

static int
check_name(struct filecopy_reader *reader)
{
	size_t len = strlen(reader->name);
	size_t depth;
	int error;

	if (reader->error) {
		return reader->error;
	}
	/* the NUL at its end may be missing, none may be inside */
	if (len + 1 < reader->header.name_len) {
		return EILSEQ;
	}
	error = filecopy_name_check(reader->name, reader->limits.flags, &depth);
	if (error) {
		return error;
	}
	return reader->limits.depth > 0 && depth > reader->limits.depth ? EDQUOT
									: 0;
}

static enum filecopy_event
read_name(struct filecopy_reader *reader)
{
	int error;

	reader->name[reader->header.name_len] = '\0';
	error = check_name(reader);
	if (error) {
		return refuse(reader, error);
	}
	switch (reader->header.mode & FILECOPY_TYPE) {
	case FILECOPY_LINK:
		reader->state = FILECOPY_IN_TARGET;
		return FILECOPY_MORE;
	case FILECOPY_FILE:
		reader->left = reader->header.size;
		reader->file_open = true;
		reader->state = FILECOPY_IN_FILE;
		return FILECOPY_ENTRY;
	default:
		reader->state = FILECOPY_IN_HEADER;
		return FILECOPY_ENTRY;
	}
}

static enum filecopy_event
read_target(struct filecopy_reader *reader)
{
	size_t len = (size_t)reader->header.size;
	int error;

	reader->target[len] = '\0';
	if (strlen(reader->target) < len) {
		return refuse(reader, EILSEQ);
	}
	error = filecopy_link_check(
			reader->name, reader->target, reader->limits.flags);
	if (error) {
		return refuse(reader, error);
	}
	reader->state = FILECOPY_IN_HEADER;
	return FILECOPY_ENTRY;
}

static enum filecopy_event
read_file(struct filecopy_reader *reader, const uint8_t **data, size_t *len)
{
	if (reader->left == 0) {
		reader->file_open = false;
		reader->state = FILECOPY_IN_HEADER;
		return FILECOPY_FILE_END;
	}
	if (*len == 0) {
		return FILECOPY_MORE;
	}
	reader->data = *data;
	reader->data_len = take(reader, data, len, reader->left);
	reader->left -= reader->data_len;
	return FILECOPY_DATA;
}

/* One step; MORE with *stuck set if it waits for bytes. */
static enum filecopy_event
advance(struct filecopy_reader *reader, const uint8_t **data, size_t *len,
		bool *stuck)
{
	enum filecopy_event event;

	switch (reader->state) {
	case FILECOPY_IN_HEADER:
		*stuck = !collect(reader, reader->part, sizeof(reader->part),
				data, len);
		return *stuck ? FILECOPY_MORE : read_header(reader);
	case FILECOPY_IN_NAME:
		*stuck = !collect(reader, reader->name, reader->header.name_len,
				data, len);
		return *stuck ? FILECOPY_MORE : read_name(reader);
	case FILECOPY_IN_TARGET:
		*stuck = !collect(reader, reader->target,
				(size_t)reader->header.size, data, len);
		return *stuck ? FILECOPY_MORE : read_target(reader);
	case FILECOPY_IN_FILE:
		event = read_file(reader, data, len);
		*stuck = event == FILECOPY_MORE;
		return event;
	case FILECOPY_DONE:
		break;
	}
	*stuck = true;
	return reader->error ? FILECOPY_REFUSED : FILECOPY_END;
}

enum filecopy_event
filecopy_reader_feed(struct filecopy_reader *reader, const uint8_t **data,
		size_t *len)
{
	enum filecopy_event event;
	bool stuck = false;

	do {
		event = advance(reader, data, len, &stuck);
	} while (event == FILECOPY_MORE && !stuck);
	return event;
}

uint32_t
filecopy_reader_end(const struct filecopy_reader *reader)
{
	if (reader->state == FILECOPY_DONE) {
		return (uint32_t)reader->error;
	}
	if (reader->state == FILECOPY_IN_HEADER && reader->have == 0) {
		return EREMOTEIO;
	}
	return FILECOPY_CUT_SHORT;
}
