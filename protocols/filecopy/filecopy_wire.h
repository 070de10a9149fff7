// SPDX-License-Identifier: MIT
/*
 * The stream of qubes.Filecopy. To the receiver: for each entry a header of 32
 * bytes (little-endian), its name, then the content of a file or the target of
 * a link; a header without a name ends it. Back: a reply of 16 bytes, and then
 * perhaps the name of the last entry. Pure: no I/O.
 */
#ifndef PROTOCOLS_FILECOPY_FILECOPY_WIRE_H
#define PROTOCOLS_FILECOPY_FILECOPY_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FILECOPY_HEADER_SIZE 32
#define FILECOPY_REPLY_SIZE 16
#define FILECOPY_PATH_MAX 16383 // bytes of a name with its NUL, or of a target
#define FILECOPY_CUT_SHORT 31415926u // reply: the stream ended in an entry

/* The type in a header's mode, with the numbers of st_mode. */
#define FILECOPY_TYPE 0170000u
#define FILECOPY_FILE 0100000u
#define FILECOPY_DIR 0040000u
#define FILECOPY_LINK 0120000u

struct filecopy_header {
	uint32_t name_len; // with the NUL; 0 ends the stream
	uint32_t mode; // type and permissions
	uint64_t size; // of what follows the name; 0 for a directory
	uint32_t atime, atime_nsec;
	uint32_t mtime, mtime_nsec;
};

/* Stores a header in FILECOPY_HEADER_SIZE bytes. */
void filecopy_header_encode(const struct filecopy_header *header, uint8_t *out);

/* Reads one from FILECOPY_HEADER_SIZE bytes; nothing is checked. */
void filecopy_header_parse(const uint8_t *data, struct filecopy_header *header);

#endif
