// SPDX-License-Identifier: MIT
/*
 * The sender's end: says which bytes come next and sums up those that went.
 * Contents go from their file to the stream without a copy; they are shown
 * here on the way.
 */
#ifndef PROTOCOLS_FILECOPY_FILECOPY_WRITER_H
#define PROTOCOLS_FILECOPY_FILECOPY_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "protocols/filecopy/filecopy_wire.h"

struct filecopy_writer {
	uint64_t left; // of the content announced
	uint32_t crc; // of all bytes so far
};

/* Appends the header (name_len is filled in) and the name, at most
 * FILECOPY_PATH_MAX bytes with its NUL, to out. Everything announced before
 * must have been counted (asserted). False if the name is empty or too long or
 * memory is gone; nothing changed then. */
bool filecopy_writer_entry(struct filecopy_writer *writer,
		const struct filecopy_header *header, const char *name,
		struct buf *out);

/* Counts bytes of the content or the target. False, and nothing changed, if
 * they are more than was announced. */
bool filecopy_writer_count(
		struct filecopy_writer *writer, const void *data, size_t len);

/* Appends what ends the stream to out; false as for filecopy_writer_entry. */
bool filecopy_writer_end(struct filecopy_writer *writer, struct buf *out);

#endif
