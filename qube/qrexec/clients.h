// SPDX-License-Identifier: MIT
/*
 * Programs of this qube that ask for calls, through a socket that everybody
 * here may use. Each is passed on to the router under a name of our making,
 * told the answer, and watched until its call is over.
 */
#ifndef QUBE_QREXEC_CLIENTS_H
#define QUBE_QREXEC_CLIENTS_H

#include "common/err.h"
#include "protocols/qrexec/qrexec_msg.h"

struct agent;
struct clients;

struct clients *clients_create(struct agent *agent);
void clients_destroy(struct clients *clients);

/* Begins to listen, if it does not yet. -1 with err set on failure. */
int clients_listen(struct clients *clients, struct err *err);

/* Takes requests again, after control_has_room() had said no. */
void clients_resume(struct clients *clients);

/* The router's answer. One that no client waits for is logged. */
void clients_connect(struct clients *clients,
		const char ident[QREXEC_IDENT_SIZE], struct qrexec_params params);
void clients_refuse(struct clients *clients, const char ident[QREXEC_IDENT_SIZE]);

/* The router is gone: whoever waits for an answer will not get one. */
void clients_refuse_all(struct clients *clients);

#endif
