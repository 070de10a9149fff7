// SPDX-License-Identifier: MIT
/* How far a copy has come, for a person or a program that shows it. */
#ifndef QUBE_RPC_PROGRESS_H
#define QUBE_RPC_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

enum progress_kind {
	PROGRESS_NONE,
	PROGRESS_CONSOLE, // a line on standard error, written over
	PROGRESS_GUI, // a line with the number of bytes, each time
};

struct progress {
	enum progress_kind kind;
	int fd;
	uint64_t total; // 0 if not known
	uint64_t done;
	int64_t shown_msec; // when it was last shown
};

/* As PROGRESS_TYPE (none, console, gui), FILECOPY_TOTAL_BYTES and SAVED_FD_1
 * (where gui goes) in the environment say. */
void progress_init(struct progress *progress);

/* More bytes are on their way; shown a few times a second. */
void progress_add(struct progress *progress, uint64_t bytes);

/* All has arrived: shows the last state and ends the line. */
void progress_end(struct progress *progress);

#endif
