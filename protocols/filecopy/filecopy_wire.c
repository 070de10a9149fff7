// SPDX-License-Identifier: MIT
#include "protocols/filecopy/filecopy_wire.h"

#include "common/bytes.h"

void
filecopy_header_encode(const struct filecopy_header *header, uint8_t *out)
{
	out = bytes_put_u32(out, header->name_len);
	out = bytes_put_u32(out, header->mode);
	out = bytes_put_u64(out, header->size);
	out = bytes_put_u32(out, header->atime);
	out = bytes_put_u32(out, header->atime_nsec);
	out = bytes_put_u32(out, header->mtime);
	bytes_put_u32(out, header->mtime_nsec);
}

void
filecopy_header_parse(const uint8_t *data, struct filecopy_header *header)
{
	struct bytes_reader r = bytes_reader_init(data, FILECOPY_HEADER_SIZE);

	header->name_len = bytes_read_u32(&r);
	header->mode = bytes_read_u32(&r);
	header->size = bytes_read_u64(&r);
	header->atime = bytes_read_u32(&r);
	header->atime_nsec = bytes_read_u32(&r);
	header->mtime = bytes_read_u32(&r);
	header->mtime_nsec = bytes_read_u32(&r);
}
