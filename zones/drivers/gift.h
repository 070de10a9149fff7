// SPDX-License-Identifier: MIT
/* Hands a host directory over to the user of a qube. */
#ifndef ZONES_DRIVERS_GIFT_H
#define ZONES_DRIVERS_GIFT_H

#include <stdint.h>

#include "common/err.h"

/* Makes owner own the directory, closed to everyone else. With sharer not 0
 * that user can use it too, and whatever is made in it later: by an access
 * control list, since sockets a program makes carry its own mode. Ids are
 * those of the current user namespace, which needs CAP_CHOWN. A directory that
 * has neither the caller's nor that owner is left alone. -1 with err set. One
 * that is the owner's already and has no sharer is not touched: dir may then be
 * a descriptor that only names it (O_PATH). */
int gift_hand_over(int dir, uint32_t owner, uint32_t sharer, struct err *err);

#endif
