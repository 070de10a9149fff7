// SPDX-License-Identifier: MIT
#define _DEFAULT_SOURCE // mkdtemp
#include "tests/lib/keeper_thread.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/mem.h"
#include "protocols/zone/arena.h"
#include "zones/keeper/arena_server.h"
#include "zones/keeper/segments.h"

static void
handle_offered(void *user, const struct segment *segment)
{
	struct keeper_thread *keeper = user;

	keeper->offered[keeper->noffered++] = segment->number;
	keeper->fds[segment->number % KEEPER_THREAD_NUMBERS] = dup(segment->fd);
	keeper->offers++;
}

static void
handle_gone(void *user, uint32_t number)
{
	struct keeper_thread *keeper = user;

	close(keeper->fds[number % KEEPER_THREAD_NUMBERS]);
	keeper->gone[keeper->ngone++] = number;
	keeper->gones++;
}

static const struct arena_server_events events = {
		.offered = handle_offered,
		.gone = handle_gone,
};

static void *
keep(void *data)
{
	struct keeper_thread *keeper = data;

	while (!keeper->end) {
		wl_event_loop_dispatch(keeper->loop, 5);
		while (keeper->noffered > 0) {
			arena_server_ready(keeper->server,
					keeper->offered[--keeper->noffered]);
		}
		while (keeper->ngone > 0) {
			arena_server_free(keeper->server,
					keeper->gone[--keeper->ngone]);
		}
	}
	return NULL;
}

bool
keeper_thread_start(struct keeper_thread *keeper, uint32_t quota)
{
	struct err err = {0};

	keeper->server = arena_server_create(keeper->loop, keeper->path, quota,
			&events, keeper, &err);
	if (!keeper->server) {
		return false;
	}
	keeper->end = false;
	return pthread_create(&keeper->thread, NULL, keep, keeper) == 0;
}

void
keeper_thread_stop(struct keeper_thread *keeper)
{
	if (!keeper->end) {
		keeper->end = true;
		pthread_join(keeper->thread, NULL);
		arena_server_destroy(keeper->server);
	}
}

bool
keeper_thread_init(struct keeper_thread *keeper, uint32_t quota)
{
	*keeper = (struct keeper_thread){.end = true};
	memcpy(keeper->dir, KEEPER_THREAD_DIR, sizeof(KEEPER_THREAD_DIR));
	if (mkdtemp(keeper->dir) == NULL) {
		return false;
	}
	keeper->path = xformat("%s/arena.sock", keeper->dir);
	setenv("LEADLIGHT_ARENA", keeper->path, 1);
	keeper->loop = wl_event_loop_create();
	return keeper_thread_start(keeper, quota);
}

void
keeper_thread_finish(struct keeper_thread *keeper)
{
	keeper_thread_stop(keeper);
	wl_event_loop_destroy(keeper->loop);
	unlink(keeper->path);
	rmdir(keeper->dir);
	free(keeper->path);
}

int
keeper_thread_look(const struct keeper_thread *keeper, uint32_t ref)
{
	uint32_t slot = arena_ref_segment(ref) % KEEPER_THREAD_NUMBERS;
	off_t at = (off_t)arena_ref_page(ref) * ARENA_PAGE_SIZE;
	uint8_t byte = 0;

	return pread(keeper->fds[slot], &byte, 1, at) == 1 ? byte : -1;
}
