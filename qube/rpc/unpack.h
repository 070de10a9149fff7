// SPDX-License-Identifier: MIT
/*
 * Puts received entries into a directory. Links on the way are never followed;
 * nothing that is there is replaced; a file is seen under its name once it is
 * whole, where the file system can do that. Names were checked before.
 */
#ifndef QUBE_RPC_UNPACK_H
#define QUBE_RPC_UNPACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocols/filecopy/filecopy_reader.h"

struct unpack {
	int root; // borrowed, a directory
	int fds; // owned, /proc/self/fd; -1 if there is none
	uint64_t spare; // bytes to leave free, waiting for them; 0: no wait

	/* where the last entry lies */
	int dir; // owned, -1 if none
	char dir_name[FILECOPY_PATH_MAX + 1]; // below the root, "" for it

	/* the file that is being received */
	int file; // owned, -1 if none; will be in dir
	const char *leaf; // borrowed from the reader
	bool named; // it has its name already: no other way here
};

/* Below the directory root, which stays the caller's. */
void unpack_init(struct unpack *unpack, int root);

/* Removes a file that is not whole, closes everything. */
void unpack_finish(struct unpack *unpack);

/* Makes what the reader tells: a directory, a link, or the beginning of a
 * file. This and the next two return 0 or an errno for the reply. */
int unpack_entry(struct unpack *unpack, const struct filecopy_reader *reader);

/* Bytes of the file. */
int unpack_data(struct unpack *unpack, const void *data, size_t len);

/* The file is whole. */
int unpack_file_end(struct unpack *unpack, const struct filecopy_reader *reader);

#endif
