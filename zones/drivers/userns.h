// SPDX-License-Identifier: MIT
/*
 * The two user namespaces of a sandbox. Outer: owns the mounts, the network
 * and everything else bubblewrap makes; the qube's ids 0 to 1023 are its block
 * of host ids, and one more id stands for whoever runs the keeper, so that
 * files below private directories can be bound. Inner: a child of it with the
 * block alone; only there do the qube's programs run, and no capability they
 * could get there has any power over what the outer one owns.
 */
#ifndef ZONES_DRIVERS_USERNS_H
#define ZONES_DRIVERS_USERNS_H

#include "common/err.h"
#include "zones/drivers/idblock.h"

#define USERNS_QUBE_ID 1000u // the qube's user and group
#define USERNS_CALLER_ID IDBLOCK_SIZE // the keeper's own, in outer only

struct userns {
	int outer; // owned
	int inner; // owned
	uint32_t caller_id; // id of the caller in outer
};

/* A directory the qube is to own. */
struct userns_gift {
	int dir; // borrowed; readable directory
	bool shared; // the caller keeps access to what the qube makes in it
};

/* Makes both namespaces; hands the directories to the qube's user. ids with
 * count 0: the qube gets the caller's id and nothing is handed over. Waits for
 * its own children only. -1 with err set. */
int userns_create(struct userns *ns, const struct idblock_range *ids,
		const struct userns_gift *gifts, size_t ngifts, struct err *err);

void userns_finish(struct userns *ns);

#endif
