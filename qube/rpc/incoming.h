// SPDX-License-Identifier: MIT
/* Where copies from another qube go. */
#ifndef QUBE_RPC_INCOMING_H
#define QUBE_RPC_INCOMING_H

#include "common/err.h"

#define INCOMING_DIR "QubesIncoming"

/* Opens ~/QubesIncoming/SOURCE, made if it is missing, and never through a
 * link of that name. Returns the descriptor, or -1 with errno and err set. */
int incoming_open(const char *source, struct err *err);

/* The user's home directory: HOME, or what the system says; NULL if neither is
 * an absolute path. */
const char *incoming_home(void);

#endif
