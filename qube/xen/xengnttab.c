// SPDX-License-Identifier: MIT
/*
 * Handles, and one lock around the one pool of a process: an X server opens a
 * handle each time it begins anew and closes none.
 */
#define _GNU_SOURCE // secure_getenv
#include "qube/xen/xengnttab.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "common/log.h"
#include "common/mem.h"
#include "qube/xen/driver_calls.h"
#include "qube/xen/share_pool.h"

#define ARENA_PATH "/run/leadlight/arena.sock"

struct xengntdev_handle {
	struct share_pool *pool; // borrowed
	unsigned int generation; // of the pool
};

/* The library is loaded by programs that know nothing of it: its state can
 * only be global. */
static struct {
	pthread_mutex_t lock;
	struct share_pool *pool; // owned, NULL without handles
	struct share_pool *parents; // owned; left alone since a fork
	unsigned int handles; // of pool
	unsigned int generation;
	bool prepared; // for forks
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
handle_fork_before(void)
{
	pthread_mutex_lock(&state.lock);
}

static void
handle_fork_in_parent(void)
{
	pthread_mutex_unlock(&state.lock);
}

/* The child may look at what there is; new handles get a pool of its own. */
static void
handle_fork_in_child(void)
{
	if (state.pool != NULL) {
		share_pool_disown(state.pool);
		state.parents = state.pool;
		state.pool = NULL;
		state.handles = 0;
		state.generation++;
	}
	pthread_mutex_unlock(&state.lock);
}

static bool
reach_pool(void)
{
	const char *path = secure_getenv("LEADLIGHT_ARENA");

	if (state.pool != NULL) {
		return true;
	}
	if (!state.prepared) {
		log_init(LOG_LEVEL_INFO);
		state.prepared = pthread_atfork(handle_fork_before,
						 handle_fork_in_parent,
						 handle_fork_in_child) == 0;
	}
	state.pool = share_pool_create(path ? path : ARENA_PATH);
	state.generation++;
	return state.pool != NULL;
}

xengntshr_handle *
xengntshr_open(void *logger, unsigned int open_flags)
{
	xengntshr_handle *xgs = NULL;

	pthread_mutex_lock(&state.lock);
	if (reach_pool()) {
		xgs = xcalloc(1, sizeof(*xgs));
		xgs->generation = state.generation;
		state.handles++;
	}
	pthread_mutex_unlock(&state.lock);
	return xgs;
}

int
xengntshr_close(xengntshr_handle *xgs)
{
	if (xgs == NULL) {
		return 0;
	}
	pthread_mutex_lock(&state.lock);
	if (xgs->generation == state.generation && --state.handles == 0) {
		share_pool_destroy(state.pool);
		state.pool = NULL;
	}
	pthread_mutex_unlock(&state.lock);
	free(xgs);
	return 0;
}

/* False with errno set if the handle is another process'. */
static bool
is_ours(const xengntshr_handle *xgs)
{
	if (xgs == NULL || xgs->generation != state.generation) {
		errno = EBADF;
		return false;
	}
	return true;
}

void *
xengntshr_share_pages(xengntshr_handle *xgs, uint32_t domid, int count,
		uint32_t *refs, int writable)
{
	void *pages = NULL;

	if (count <= 0 || refs == NULL || writable != 0) {
		errno = writable != 0 ? EOPNOTSUPP : EINVAL;
		return NULL;
	}
	pthread_mutex_lock(&state.lock);
	if (is_ours(xgs)) {
		pages = share_pool_take(state.pool, (uint32_t)count, refs);
	}
	pthread_mutex_unlock(&state.lock);
	return pages;
}

void *
xengntshr_share_page_notify(xengntshr_handle *xgs, uint32_t domid, uint32_t *ref,
		int writable, uint32_t notify_offset, uint32_t notify_port)
{
	errno = ENOSYS;
	return NULL;
}

int
xengntshr_unshare(xengntshr_handle *xgs, void *start_address, uint32_t count)
{
	int result = -1;

	pthread_mutex_lock(&state.lock);
	if (is_ours(xgs)) {
		result = share_pool_give(state.pool, start_address, count);
	}
	pthread_mutex_unlock(&state.lock);
	return result;
}

void
driver_calls_tell(enum driver_call call, const void *owner)
{
	pthread_mutex_lock(&state.lock);
	if (state.pool != NULL && call == DRIVER_DUMPED) {
		share_pool_dumped(state.pool, owner);
	} else if (state.pool != NULL && call == DRIVER_ACKED) {
		share_pool_acked(state.pool);
	} else if (state.pool != NULL) {
		share_pool_acked_all(state.pool);
	}
	pthread_mutex_unlock(&state.lock);
}
