// SPDX-License-Identifier: MIT
/* What a qube's agent says, handed to its windows. */
#ifndef COMPOSITOR_QUBE_QUBE_EVENTS_H
#define COMPOSITOR_QUBE_QUBE_EVENTS_H

#include "protocols/gui/daemon.h"

/* For gui_daemon_create; user is the struct qube. */
extern const struct gui_daemon_impl qube_events_impl;

#endif
