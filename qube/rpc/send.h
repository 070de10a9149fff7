// SPDX-License-Identifier: MIT
/* The sender of qubes.Filecopy: files in, stream out, then the reply. */
#ifndef QUBE_RPC_SEND_H
#define QUBE_RPC_SEND_H

#include <stdbool.h>
#include <stdint.h>

#include "common/buf.h"
#include "common/err.h"
#include "protocols/filecopy/filecopy_reply.h"
#include "protocols/filecopy/filecopy_writer.h"
#include "qube/rpc/progress.h"
#include "qube/rpc/tree.h"

struct send {
	int in, out; // borrowed, from and to the receiver
	struct progress *progress; // borrowed
	struct filecopy_writer writer;
	struct filecopy_reply reply;
	struct buf buf; // not yet written
	bool ended; // nothing more comes from the receiver
};

/* Blocking descriptors; SIGPIPE must be ignored. */
void send_init(struct send *send, int in, int out, struct progress *progress);
void send_finish(struct send *send);

/* Sends path and all below. -1 with err set if something cannot be read or the
 * receiver gave up, whose reply says why. */
int send_path(struct send *send, const char *path,
		const struct tree_options *options, struct err *err);

/* Ends the stream and waits for the reply. 0 if everything arrived; else -1
 * with err set. */
int send_end(struct send *send, struct err *err);

#endif
