// SPDX-License-Identifier: MIT
/*
 * A program passes the keyboard on to another (xdg-activation). That counts
 * only while the person's last key or button went to the program that passes
 * it on, and until the next one; else the window asks for attention.
 */
#ifndef COMPOSITOR_CLIENTS_ACTIVATION_H
#define COMPOSITOR_CLIENTS_ACTIVATION_H

#include "common/err.h"

struct activation;
struct server;

/* Creates the global. NULL with err set on failure. */
struct activation *activation_create(struct server *server, struct err *err);
void activation_destroy(struct activation *activation); // NULL is allowed

/* A token for a program that the person has just asked for; the caller frees
 * it. */
char *activation_make_token(struct activation *activation);

#endif
