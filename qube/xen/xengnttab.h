// SPDX-License-Identifier: MIT
/*
 * The part of Xen's libxengnttab that shares pages of this qube, as programs
 * made for Qubes OS know it (binary interface VERS_1.0). Here the pages are
 * the arena's, and a grant reference is a ref of it: leadlight-xengnttab(7).
 */
#ifndef QUBE_XEN_XENGNTTAB_H
#define QUBE_XEN_XENGNTTAB_H

#include <stdint.h>

typedef struct xengntdev_handle xengntshr_handle;

/* Reaches the arena. All handles of a process share one connection. logger
 * and open_flags are not looked at. NULL with errno set on failure. */
xengntshr_handle *xengntshr_open(void *logger, unsigned int open_flags);

/* Gives the handle up. With the last one the pages of all are gone. NULL is
 * allowed. Returns 0. */
int xengntshr_close(xengntshr_handle *xgs);

/* count zeroed pages, one after the other, which the GUI side may read; their
 * refs are stored in refs, which should stay where it is as long as the pages
 * live. domid is not looked at: an arena has one reader. Nobody else can be
 * let write (writable: EOPNOTSUPP). May wait some seconds for the keeper. NULL
 * with errno set on failure: ENOMEM if the quota is used up. */
void *xengntshr_share_pages(xengntshr_handle *xgs, uint32_t domid, int count,
		uint32_t *refs, int writable);

/* Always fails (ENOSYS): there are no event channels here. */
void *xengntshr_share_page_notify(xengntshr_handle *xgs, uint32_t domid,
		uint32_t *ref, int writable, uint32_t notify_offset,
		uint32_t notify_port);

/* Ends what share_pages gave, with the same count. -1 with errno set (EINVAL)
 * if it gave nothing like that. */
int xengntshr_unshare(xengntshr_handle *xgs, void *start_address, uint32_t count);

#endif
