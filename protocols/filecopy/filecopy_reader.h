// SPDX-License-Identifier: MIT
/*
 * The receiver's end: bytes in, checked entries out. Feed it whatever comes, in
 * any portions, until it says MORE; after END or REFUSED it is at its end. What
 * to do on disk is the caller's.
 */
#ifndef PROTOCOLS_FILECOPY_FILECOPY_READER_H
#define PROTOCOLS_FILECOPY_FILECOPY_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocols/filecopy/filecopy_wire.h"

struct filecopy_limits {
	uint64_t bytes; // of all files and targets; 0 for no limit
	uint64_t entries; // a directory counts twice; 0 for no limit
	size_t depth; // components of a name; 0 for no limit
	unsigned flags; // bitmask of enum filecopy_name_flag
};

enum filecopy_event {
	FILECOPY_MORE, // all bytes are taken
	FILECOPY_ENTRY, // header, name (and target) are filled in
	FILECOPY_DATA, // bytes of the file: data and data_len
	FILECOPY_FILE_END, // all of its bytes have come
	FILECOPY_END, // of the stream
	FILECOPY_REFUSED, // error says why
};

enum filecopy_reader_state {
	FILECOPY_IN_HEADER,
	FILECOPY_IN_NAME,
	FILECOPY_IN_TARGET,
	FILECOPY_IN_FILE,
	FILECOPY_DONE,
};

struct filecopy_reader {
	struct filecopy_limits limits;
	enum filecopy_reader_state state;
	uint8_t part[FILECOPY_HEADER_SIZE]; // a header that is not whole
	size_t have; // bytes of the part that has come
	uint64_t bytes, entries; // so far
	uint64_t left; // of the file
	bool file_open; // FILE_END is owed
	uint32_t crc; // of every byte taken
	int error; // errno for the reply, 0 if none

	struct filecopy_header header;
	char name[FILECOPY_PATH_MAX + 1]; // "" before the first
	char target[FILECOPY_PATH_MAX + 1]; // of a link
	const uint8_t *data; // borrowed from what was fed
	size_t data_len;
};

void filecopy_reader_init(struct filecopy_reader *reader,
		const struct filecopy_limits *limits);

/* Takes bytes from *data, moving it on, up to the next event. */
enum filecopy_event filecopy_reader_feed(struct filecopy_reader *reader,
		const uint8_t **data, size_t *len);

/* The error for the reply if the stream ends here: 0 only behind END. */
uint32_t filecopy_reader_end(const struct filecopy_reader *reader);

#endif
