// SPDX-License-Identifier: MIT
/* Two real ends, the model of what they must do, and dice. */
#ifndef TESTS_WIRE_GUI_WORLD_H
#define TESTS_WIRE_GUI_WORLD_H

#include "protocols/gui/agent.h"
#include "tests/wire/gui_model.h"

struct world {
	struct gui_daemon *daemon;
	struct gui_agent *agent;
	struct gui_daemon_config config;
	struct model model;
	struct buf from_daemon, from_agent; // seen struct model_record
	struct err err;
	uint64_t dice; // never 0
	size_t ended; // connections
};

/* Connects both ends with version 1.minor (4 to 8) agreed. */
void world_init(struct world *world, uint32_t minor, uint64_t seed);
void world_finish(struct world *world);

/* A number below n. */
uint32_t world_roll(struct world *world, uint32_t n);

/* Does one thing at an end's interface and tells the model. */
void world_agent_acts(struct world *world);
void world_daemon_acts(struct world *world);

/* Moves some bytes one way, in one piece; true if both ends did exactly what
 * the model says. A connection that had to end begins anew. */
bool world_moves(struct world *world);

#endif
