// SPDX-License-Identifier: MIT
#include "common/bytes.h"

struct bytes_reader
bytes_reader_init(const void *data, size_t len)
{
	return (struct bytes_reader){.at = data, .left = len};
}

const uint8_t *
bytes_read(struct bytes_reader *r, size_t len)
{
	const uint8_t *at = r->at;

	if (r->bad || len > r->left) {
		r->bad = true;
		r->left = 0;
		return NULL;
	}
	r->at += len;
	r->left -= len;
	return at;
}

uint32_t
bytes_get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
			(uint32_t)p[3] << 24;
}

uint32_t
bytes_read_u32(struct bytes_reader *r)
{
	const uint8_t *p = bytes_read(r, 4);

	return p ? bytes_get_u32(p) : 0;
}

int32_t
bytes_read_i32(struct bytes_reader *r)
{
	return (int32_t)bytes_read_u32(r);
}

uint64_t
bytes_read_u64(struct bytes_reader *r)
{
	const uint8_t *p = bytes_read(r, 8);

	if (!p) {
		return 0;
	}
	return bytes_get_u32(p) | (uint64_t)bytes_get_u32(p + 4) << 32;
}

bool
bytes_reader_is_done(const struct bytes_reader *r)
{
	return !r->bad && r->left == 0;
}

uint8_t *
bytes_put_u32(uint8_t *p, uint32_t value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
	p[2] = (uint8_t)(value >> 16);
	p[3] = (uint8_t)(value >> 24);
	return p + 4;
}

uint8_t *
bytes_put_u64(uint8_t *p, uint64_t value)
{
	bytes_put_u32(p, (uint32_t)value);
	return bytes_put_u32(p + 4, (uint32_t)(value >> 32));
}

bool
bytes_add_size(size_t a, size_t b, size_t *out)
{
	*out = a + b;
	return *out >= a;
}

bool
bytes_mul_size(size_t a, size_t b, size_t *out)
{
	*out = a * b;
	return a == 0 || *out / a == b;
}
