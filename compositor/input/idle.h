// SPDX-License-Identifier: MIT
/*
 * Is anybody there? Every key, movement and touch counts, virtual ones too.
 * Programs with the role idle are told (ext-idle-notify-v1); a program may ask
 * that they are not (idle-inhibit-v1) as long as its surface can be seen. Qubes
 * have no word for that.
 */
#ifndef COMPOSITOR_INPUT_IDLE_H
#define COMPOSITOR_INPUT_IDLE_H

#include <stdbool.h>

#include "common/err.h"

struct idle;
struct server;

struct idle *idle_create(struct server *server, struct err *err);
void idle_destroy(struct idle *idle); // NULL is allowed

/* Somebody did something. Pointers and touch screens are heard already. */
void idle_note(struct idle *idle);

/* Does a surface that can be seen hold off what idle programs do? */
bool idle_is_inhibited(const struct idle *idle);

#endif
