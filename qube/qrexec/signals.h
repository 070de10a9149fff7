// SPDX-License-Identifier: MIT
/*
 * SIGUSR1 from a service's program, or from a child of it: "my stdin is to be
 * used in both directions". And SIGTERM for ourselves.
 */
#ifndef QUBE_QREXEC_SIGNALS_H
#define QUBE_QREXEC_SIGNALS_H

struct agent;
struct signals;

/* From now on these signals come through the loop. NULL with errno set on
 * failure. */
struct signals *signals_create(struct agent *agent);
void signals_destroy(struct signals *signals);

/* Takes what has come so far. */
void signals_drain(struct signals *signals);

#endif
