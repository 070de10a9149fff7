// SPDX-License-Identifier: MIT
/* What the receiver answers at the end, or at once if it gives up. */
#ifndef PROTOCOLS_FILECOPY_FILECOPY_REPLY_H
#define PROTOCOLS_FILECOPY_FILECOPY_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/buf.h"
#include "protocols/filecopy/filecopy_wire.h"

struct filecopy_reply {
	uint8_t part[FILECOPY_REPLY_SIZE + 4];
	size_t have; // bytes so far, of part and name
	uint32_t name_len; // as announced, cut to what name holds
	uint32_t error; // errno, FILECOPY_CUT_SHORT, or 0
	uint32_t crc; // of all bytes received
	bool bad; // not what a receiver sends
	char name[FILECOPY_PATH_MAX + 1]; // of the last entry, "" if not told
};

/* Appends a reply with the name of the last entry. False if memory is gone. */
bool filecopy_reply_append(struct buf *out, uint32_t error, uint32_t crc,
		const char *name);

/* Takes bytes of an answer; *reply was zeroed before the first. What comes
 * behind the name is passed over. */
void filecopy_reply_feed(
		struct filecopy_reply *reply, const uint8_t *data, size_t len);

/* Whether error and crc have come. */
bool filecopy_reply_is_there(const struct filecopy_reply *reply);

/* Whether the name has come too; older receivers send none. */
bool filecopy_reply_is_whole(const struct filecopy_reply *reply);

#endif
