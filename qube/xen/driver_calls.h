// SPDX-License-Identifier: MIT
/*
 * Listens in on what the stock video and input drivers tell each other about
 * dumps. That needs the library to be loaded before them (LD_PRELOAD): their
 * calls come here first then, and go on to where they were meant to go.
 */
#ifndef QUBE_XEN_DRIVER_CALLS_H
#define QUBE_XEN_DRIVER_CALLS_H

enum driver_call {
	DRIVER_DUMPED, // a dump of the owner's pages is about to be sent
	DRIVER_ACKED, // the oldest dump was acknowledged
	DRIVER_FORGOT, // no more acknowledgements will come
};

/* Called for each call heard; owner is what the drivers call a pixmap, NULL
 * but for DRIVER_DUMPED. Defined beside the pool. */
void driver_calls_tell(enum driver_call call, const void *owner);

/* The functions of the stock video driver, by their names. */
void xf86_qubes_pixmap_add_to_list(void *pixmap);
void xf86_qubes_pixmap_remove_list_head(void);
void xf86_qubes_pixmap_remove_list_all(void);

#endif
