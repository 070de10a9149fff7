// SPDX-License-Identifier: MIT
#include "protocols/zone/arena_msg.h"

#include "common/bytes.h"
#include "protocols/zone/arena.h"

static uint8_t *
put_start(uint8_t *p)
{
	p = bytes_put_u32(p, ARENA_MSG_MAGIC);
	return bytes_put_u32(p, ARENA_MSG_VERSION);
}

static bool
read_start(struct bytes_reader *r)
{
	uint32_t magic = bytes_read_u32(r);
	uint32_t version = bytes_read_u32(r);

	return magic == ARENA_MSG_MAGIC && version == ARENA_MSG_VERSION;
}

void
arena_grant_encode(const struct arena_grant *grant, uint8_t out[ARENA_GRANT_SIZE])
{
	uint8_t *p = put_start(out);

	p = bytes_put_u32(p, grant->segment);
	bytes_put_u32(p, grant->pages);
}

bool
arena_grant_parse(const void *data, size_t len, struct arena_grant *grant)
{
	struct bytes_reader r = bytes_reader_init(data, len);
	bool known = read_start(&r);

	grant->segment = bytes_read_u32(&r);
	grant->pages = bytes_read_u32(&r);
	if (!known || !bytes_reader_is_done(&r)) {
		return false;
	}
	if (grant->segment == 0) {
		return grant->pages == 0;
	}
	return arena_segment_is_valid(grant->segment) && grant->pages > 0 &&
			grant->pages <= ARENA_SEGMENT_PAGES_MAX;
}

void
arena_request_encode(const struct arena_request *request,
		uint8_t out[ARENA_REQUEST_SIZE])
{
	bytes_put_u32(put_start(out), request->pages);
}

bool
arena_request_parse(const void *data, size_t len, struct arena_request *request)
{
	struct bytes_reader r = bytes_reader_init(data, len);
	bool known = read_start(&r);

	request->pages = bytes_read_u32(&r);
	return known && bytes_reader_is_done(&r);
}
