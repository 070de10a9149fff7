// SPDX-License-Identifier: MIT
#include "protocols/filecopy/filecopy_writer.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

static bool
append(struct filecopy_writer *writer, const struct filecopy_header *header,
		const char *name, struct buf *out)
{
	size_t len = FILECOPY_HEADER_SIZE + header->name_len;
	uint8_t *at = buf_reserve(out, len);

	if (!at) {
		return false;
	}
	filecopy_header_encode(header, at);
	memcpy(at + FILECOPY_HEADER_SIZE, name, header->name_len);
	writer->crc = (uint32_t)crc32_z(writer->crc, at, len);
	buf_commit(out, len);
	return true;
}

bool
filecopy_writer_entry(struct filecopy_writer *writer,
		const struct filecopy_header *header, const char *name,
		struct buf *out)
{
	struct filecopy_header full = *header;
	size_t len = strlen(name);

	assert(writer->left == 0);
	if (len == 0 || len >= FILECOPY_PATH_MAX) {
		return false;
	}
	full.name_len = (uint32_t)len + 1;
	if (!append(writer, &full, name, out)) {
		return false;
	}
	writer->left = header->size;
	return true;
}

bool
filecopy_writer_count(struct filecopy_writer *writer, const void *data, size_t len)
{
	if (len > writer->left) {
		return false;
	}
	writer->crc = (uint32_t)crc32_z(writer->crc, data, len);
	writer->left -= len;
	return true;
}

bool
filecopy_writer_end(struct filecopy_writer *writer, struct buf *out)
{
	assert(writer->left == 0);
	return append(writer, &(struct filecopy_header){0}, "", out);
}
