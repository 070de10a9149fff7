// SPDX-License-Identifier: MIT
/*
 * The control channel to the router: what it wants run, what became of our
 * clients' requests. A new connection replaces the old one.
 */
#ifndef QUBE_QREXEC_CONTROL_H
#define QUBE_QREXEC_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/err.h"
#include "protocols/qrexec/qrexec_msg.h"

struct agent;
struct control;

/* Listens, or takes the descriptor of the options. NULL with err set on
 * failure. */
struct control *control_create(struct agent *agent, struct err *err);
void control_destroy(struct control *control);

/* Number of the present connection, over which what began with it is to be
 * reported; 0 if there is none that has agreed on a version. */
uint32_t control_get_round(const struct control *control);

/* False while so much waits to be sent that no new requests should come. */
bool control_has_room(const struct control *control);

/* Passes on a client's request. False if it cannot be said in the version of
 * this router, or there is none. */
bool control_send_trigger(
		struct control *control, const struct qrexec_trigger *trigger);

/* Says that a call is over, if round is still the present one. */
void control_send_terminated(struct control *control, uint32_t round,
		struct qrexec_params params);

#endif
