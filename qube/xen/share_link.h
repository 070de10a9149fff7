// SPDX-License-Identifier: MIT
/*
 * The connection to the keeper for a program that cannot come back later for
 * an answer: this one waits.
 */
#ifndef QUBE_XEN_SHARE_LINK_H
#define QUBE_XEN_SHARE_LINK_H

#include <stdbool.h>
#include <stdint.h>

#define SHARE_LINK_WAIT_MSEC 10000 // longest wait for an answer

struct share_link {
	int fd; // owned, -1: lost
	unsigned int pending; // answers still to come
	int64_t refused_msec; // 0: the last request was granted
};

/* A segment that came; fd is the receiver's. */
struct share_grant {
	uint32_t segment, pages;
	int fd;
};

/* Connects. Nothing is waited for: the answer to no request at all, the first
 * segment, is pending then. False with errno set on failure. */
bool share_link_open(struct share_link *link, const char *path);

/* Closes; safe between fork and exec. */
void share_link_close(struct share_link *link);

/* Asks for a segment of so many pages, 0 for the usual size. False if it
 * cannot be sent, or if the last request was refused a moment ago. */
bool share_link_ask(struct share_link *link, uint32_t pages);

/* Waits for one pending answer. True with a grant; false if there is none
 * pending, if it was a refusal, or if it did not come in time. */
bool share_link_wait(struct share_link *link, struct share_grant *grant);

#endif
