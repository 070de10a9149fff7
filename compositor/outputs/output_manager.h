// SPDX-License-Identifier: MIT
/* Lets programs of the roles settings and test see and change outputs
 * (wlr-output-management: wlr-randr, kanshi). */
#ifndef COMPOSITOR_OUTPUTS_OUTPUT_MANAGER_H
#define COMPOSITOR_OUTPUTS_OUTPUT_MANAGER_H

#include "common/err.h"

struct output_manager;
struct server;

/* Follows server->events by itself. NULL with err set on failure. */
struct output_manager *output_manager_create(
		struct server *server, struct err *err);
void output_manager_destroy(struct output_manager *manager); // NULL is allowed

#endif
