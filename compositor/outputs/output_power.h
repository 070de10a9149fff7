// SPDX-License-Identifier: MIT
/*
 * What settings programs do to screens besides their layout: off and on
 * (wlr-output-power-management) and the colours' ramps (wlr-gamma-control). A
 * screen that is dark keeps its place in the layout, and windows stay on it.
 */
#ifndef COMPOSITOR_OUTPUTS_OUTPUT_POWER_H
#define COMPOSITOR_OUTPUTS_OUTPUT_POWER_H

#include <stdbool.h>

#include "common/err.h"

struct output;
struct output_power;
struct server;

struct output_power *output_power_create(struct server *server, struct err *err);
void output_power_destroy(struct output_power *power); // NULL is allowed

/* Draws the next frame of an output, with new colours if there are any. False
 * if the output takes no frame now. */
bool output_power_commit(struct output_power *power, struct output *output);

#endif
