// SPDX-License-Identifier: MIT
/* The receiver of qubes.Filecopy: stream in, files and a reply out. */
#ifndef QUBE_RPC_RECEIVE_H
#define QUBE_RPC_RECEIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "protocols/filecopy/filecopy_reader.h"

struct receive {
	int in, out; // borrowed
	int root; // borrowed, where the entries go
	bool verbose; // names on standard error
	uint64_t spare; // bytes to leave free; 0: as many as there are
	struct filecopy_limits limits;
};

/* Receives one stream and answers; in is closed before an error is answered, so
 * that the sender stops. Returns the error of the reply, 0 if all is on disk.
 */
uint32_t receive_run(const struct receive *receive);

/* Answers without receiving anything. */
void receive_refuse(const struct receive *receive, uint32_t error);

#endif
