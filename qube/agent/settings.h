// SPDX-License-Identifier: MIT
/*
 * Keyboard layout, scale and screen layout from the qube's QubesDB, as they
 * are and whenever they change. Tries again while nobody answers.
 */
#ifndef QUBE_AGENT_SETTINGS_H
#define QUBE_AGENT_SETTINGS_H

#include "common/err.h"

struct server;
struct settings;

/* Needs keyboard and screens. NULL with err set if there is no place where
 * QubesDB could ever appear. */
struct settings *settings_create(struct server *server, struct err *err);
void settings_destroy(struct settings *settings);

#endif
