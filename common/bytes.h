// SPDX-License-Identifier: MIT
/*
 * Little-endian fields, bounds-checked. A reader that runs past its end reads
 * zeros and stays bad: check once, after the last field.
 */
#ifndef COMMON_BYTES_H
#define COMMON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes_reader {
	const uint8_t *at; // borrowed
	size_t left;
	bool bad; // a field was missing
};

struct bytes_reader bytes_reader_init(const void *data, size_t len);
uint32_t bytes_read_u32(struct bytes_reader *r);
int32_t bytes_read_i32(struct bytes_reader *r);
uint64_t bytes_read_u64(struct bytes_reader *r);

/* The next len bytes (borrowed), or NULL and bad if there are fewer. */
const uint8_t *bytes_read(struct bytes_reader *r, size_t len);

/* True if nothing was missing and nothing is left. */
bool bytes_reader_is_done(const struct bytes_reader *r);

/* Stores a field at p; returns the byte behind it. */
uint8_t *bytes_put_u32(uint8_t *p, uint32_t value);
uint8_t *bytes_put_u64(uint8_t *p, uint64_t value);

/* The field at p. */
uint32_t bytes_get_u32(const uint8_t *p);

/* a + b or a * b in *out; false if it does not fit. */
bool bytes_add_size(size_t a, size_t b, size_t *out);
bool bytes_mul_size(size_t a, size_t b, size_t *out);

#endif
