// SPDX-License-Identifier: MIT
/*
 * Pages of the arena handed out by address, for a program that frees them with
 * no word about who may still look at them. Not for two threads at once.
 *
 * What the GUI side was told of (a dump) rests when it is given back: until a
 * dump sent at least SHARE_POOL_REST_MSEC later was acknowledged. The GUI side
 * acts on messages in their order, and the agent that sends them follows its X
 * server by far less than that, so it has let go of the pages then. What was
 * in no dump is free at once. Where nobody tells of dumps, everything rests
 * for SHARE_POOL_BLIND_MSEC instead.
 */
#ifndef QUBE_XEN_SHARE_POOL_H
#define QUBE_XEN_SHARE_POOL_H

#include <stdint.h>

#define SHARE_POOL_REST_MSEC 250
#define SHARE_POOL_BLIND_MSEC 1000

struct share_pool;

/* Connects to the keeper's socket. NULL with errno set on failure. */
struct share_pool *share_pool_create(const char *path);

/* Unmaps everything. NULL is allowed. */
void share_pool_destroy(struct share_pool *pool);

/* Leaves the connection and the pages to the parent, after a fork: memory
 * stays mapped, nothing is given out any more (EBADF). */
void share_pool_disown(struct share_pool *pool);

/* count adjacent zeroed pages; their refs go to refs, which is remembered, for
 * share_pool_dumped(). NULL with errno set on failure. */
void *share_pool_take(struct share_pool *pool, uint32_t count, uint32_t *refs);

/* Gives back what start began. -1 with errno set if nothing of that address
 * and size was taken. */
int share_pool_give(struct share_pool *pool, const void *start, uint32_t count);

/* A dump is about to be sent, of the pages whose refs are kept shortly behind
 * owner. */
void share_pool_dumped(struct share_pool *pool, const void *owner);

/* The oldest dump was acknowledged; or will never be, like all others. */
void share_pool_acked(struct share_pool *pool);
void share_pool_acked_all(struct share_pool *pool);

/* Pages taken or resting, pages resting, and pages there are. */
void share_pool_get_usage(const struct share_pool *pool, uint32_t *used,
		uint32_t *resting, uint32_t *pages);

#endif
