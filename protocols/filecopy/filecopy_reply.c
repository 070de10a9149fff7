// SPDX-License-Identifier: MIT
#include "protocols/filecopy/filecopy_reply.h"

#include <string.h>

#include "common/bytes.h"

#define FULL_SIZE (FILECOPY_REPLY_SIZE + 4)

bool
filecopy_reply_append(
		struct buf *out, uint32_t error, uint32_t crc, const char *name)
{
	size_t len = strlen(name);
	uint8_t *at = buf_reserve(out, FULL_SIZE + len);

	if (!at) {
		return false;
	}
	at = bytes_put_u32(at, error);
	at = bytes_put_u32(at, 0);
	at = bytes_put_u64(at, crc);
	at = bytes_put_u32(at, (uint32_t)len);
	memcpy(at, name, len);
	buf_commit(out, FULL_SIZE + len);
	return true;
}

static void
parse(struct filecopy_reply *reply)
{
	struct bytes_reader r = bytes_reader_init(reply->part, FULL_SIZE);
	uint64_t crc;

	reply->error = bytes_read_u32(&r);
	bytes_read_u32(&r);
	crc = bytes_read_u64(&r);
	reply->crc = (uint32_t)crc;
	reply->bad = crc > UINT32_MAX;
	reply->name_len = bytes_read_u32(&r);
	if (reply->name_len > FILECOPY_PATH_MAX) {
		reply->name_len = FILECOPY_PATH_MAX;
	}
}

void
filecopy_reply_feed(struct filecopy_reply *reply, const uint8_t *data, size_t len)
{
	while (len > 0 && reply->have < FULL_SIZE) {
		reply->part[reply->have++] = *data++;
		len--;
	}
	parse(reply);
	while (len > 0 && !filecopy_reply_is_whole(reply)) {
		reply->name[reply->have++ - FULL_SIZE] = (char)*data++;
		len--;
	}
}

bool
filecopy_reply_is_there(const struct filecopy_reply *reply)
{
	return reply->have >= FILECOPY_REPLY_SIZE;
}

bool
filecopy_reply_is_whole(const struct filecopy_reply *reply)
{
	return reply->have >= FULL_SIZE &&
			reply->have - FULL_SIZE >= reply->name_len;
}
