// SPDX-License-Identifier: MIT
/*
 * The keeper's end of the arena in a thread of its own, for what waits for it,
 * and the eyes of the GUI side. LEADLIGHT_ARENA leads to it.
 */
#ifndef TESTS_LIB_KEEPER_THREAD_H
#define TESTS_LIB_KEEPER_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KEEPER_THREAD_DIR "/tmp/keeper-thread-XXXXXX"
#define KEEPER_THREAD_NUMBERS 64

struct arena_server;
struct wl_event_loop;

struct keeper_thread {
	char dir[sizeof(KEEPER_THREAD_DIR)];
	char *path; // owned; of the socket
	pthread_t thread;
	struct wl_event_loop *loop; // owned
	struct arena_server *server; // owned
	_Atomic bool end;
	uint32_t offered[KEEPER_THREAD_NUMBERS], gone[KEEPER_THREAD_NUMBERS];
	size_t noffered, ngone; // not answered yet; of the thread
	_Atomic int offers, gones; // all that ever were
	int fds[KEEPER_THREAD_NUMBERS]; // what the GUI side has
};

/* Makes a directory and starts with a quota of so many pages. False on
 * failure. */
bool keeper_thread_init(struct keeper_thread *keeper, uint32_t quota);

/* Stops, if it still runs, and removes everything. */
void keeper_thread_finish(struct keeper_thread *keeper);

/* Ends all connections; starts anew. */
void keeper_thread_stop(struct keeper_thread *keeper);
bool keeper_thread_start(struct keeper_thread *keeper, uint32_t quota);

/* The first byte that the GUI side reads at a ref; -1 if it reads none. */
int keeper_thread_look(const struct keeper_thread *keeper, uint32_t ref);

#endif
