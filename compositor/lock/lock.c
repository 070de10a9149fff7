// SPDX-License-Identifier: MIT
#include "compositor/lock/lock.h"

#include <stdlib.h>
#include <wayland-server-core.h>
#include <wlr/types/wlr_scene.h>
#include <wlr/types/wlr_session_lock_v1.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "compositor/clients/programs.h"
#include "compositor/clipboard/clipboard.h"
#include "compositor/config/config.h"
#include "compositor/input/modal.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock_memory.h"
#include "compositor/lock/lock_shade.h"
#include "compositor/lock/lock_surface.h"
#include "compositor/server.h"
#include "compositor/ui/strip.h"
#include "compositor/ui/switcher.h"

#define WAIT_MSEC 3000 // for a lock program to show something
#define RESTART_MSEC 500 // before the first restart; doubles
#define MAX_RESTARTS 3 // by itself; then a key must be pressed
#define SETTLED_MSEC 10000 // having run so long, it did not fail at once

#define NO_LOCKER "No lock program is named in the configuration"
#define MESSAGE_WAITING "The lock program shows nothing yet"
#define MESSAGE_ENDED "The lock program ended. Press a key to start it again"
#define MESSAGE_NONE NO_LOCKER ". Name one, with role = locker"

struct lock {
	struct server *server; // borrowed
	struct wlr_session_lock_manager_v1 *manager; // goes with the display
	int memory; // borrowed, 0: none
	bool locked;
	struct wlr_session_lock_v1 *locker; // borrowed; NULL: none is there
	bool told; // the locker knows that all screens are blank
	struct lock_shades *shades; // owned, NULL unless locked
	struct lock_surfaces *surfaces; // owned, NULL unless locked
	int restarts; // in a row
	int64_t started_msec; // when a lock program last came
	struct wl_event_source *wait; // owned: until something is shown
	struct wl_event_source *restart; // owned

	struct wl_listener new_lock;
	struct wl_listener new_surface;
	struct wl_listener unlock;
	struct wl_listener locker_destroy;
};

bool
lock_is_locked(const struct lock *lock)
{
	return lock->locked;
}

/* Ours lie above everything; what is below is not drawn at all, nor found
 * under the pointer, whoever puts something there. */
static void
set_layers(struct server *server, bool locked)
{
	for (int i = 0; i < SERVER_LAYER_COUNT; i++) {
		wlr_scene_node_set_enabled(&server->layers[i]->node,
				(i == SERVER_LAYER_LOCK) == locked);
	}
}

static void
remember(struct lock *lock, bool locked)
{
	if (lock->memory > 0) {
		lock_memory_write(lock->memory,
				locked ? LOCK_MEMORY_LOCKED : LOCK_MEMORY_OPEN);
	}
}

/* The program may only say that the session is locked when nothing else can
 * be seen any more. */
static void
handle_shown(void *user)
{
	struct lock *lock = user;

	if (lock->locker && !lock->told && lock_shades_are_shown(lock->shades)) {
		lock->told = true;
		wlr_session_lock_v1_send_locked(lock->locker);
		log_info("locked: all screens are covered");
	}
}

static void
start_program(struct lock *lock)
{
	struct programs *programs = lock->server->programs;

	if (lock->locker || !programs) {
		return; // there is one, or programs start later
	}
	if (!programs_has_locker(programs)) {
		lock_shades_set_message(lock->shades, MESSAGE_NONE);
		return;
	}
	if (programs_start_locker(programs)) {
		lock->started_msec = loop_now_msec();
	}
	lock_shades_set_message(lock->shades, NULL);
	wl_event_source_timer_update(lock->wait, WAIT_MSEC);
}

static void
handle_wake(void *user)
{
	lock_wake(user);
}

/* Ends what is going on, hides everything, takes all input. */
static void
cover(struct lock *lock)
{
	struct server *server = lock->server;

	remember(lock, true);
	lock->locked = true;
	set_layers(server, true);
	modal_cancel(server->modal);
	switcher_end(server->switcher, false);
	lock->shades = lock_shades_create(server, handle_shown, lock);
	lock->surfaces = lock_surfaces_create(server, handle_wake, lock);
	seat_set_taker(server->seat, lock_surfaces_get_taker(lock->surfaces));
	clipboard_wipe(server->clipboard);
	lock->restarts = 0;
	wl_signal_emit_mutable(&server->events.lock, NULL);
}

static void
uncover(struct lock *lock)
{
	struct server *server = lock->server;

	lock->locked = false;
	wl_event_source_timer_update(lock->wait, 0);
	wl_event_source_timer_update(lock->restart, 0);
	lock_surfaces_destroy(lock->surfaces);
	lock->surfaces = NULL;
	lock_shades_destroy(lock->shades);
	lock->shades = NULL;
	set_layers(server, false);
	seat_set_taker(server->seat, NULL);
	remember(lock, false);
	wl_signal_emit_mutable(&server->events.lock, NULL);
	log_info("unlocked");
}

void
lock_begin(struct lock *lock)
{
	struct server *server = lock->server;

	if (lock->locked) {
		lock_wake(lock);
		return;
	}
	if (!programs_has_locker(server->programs)) {
		log_warn("nothing is locked: no program has role = locker");
		strip_set_notice(server->strip, NO_LOCKER);
		return;
	}
	cover(lock);
	start_program(lock);
}

void
lock_configure(struct lock *lock)
{
	if (lock->locked) {
		start_program(lock);
	}
}

void
lock_wake(struct lock *lock)
{
	struct programs *programs = lock->server->programs;
	bool settled = loop_now_msec() - lock->started_msec > SETTLED_MSEC;

	if (!lock->locked || lock->locker) {
		return;
	}
	wl_event_source_timer_update(lock->restart, 0);
	if (programs && settled && programs_is_locker_running(programs)) {
		log_warn("the lock program does not lock: ending it");
		programs_kill_locker(programs); // then it is started again
	} else {
		start_program(lock);
	}
}

static int
handle_restart(void *data)
{
	start_program(data);
	return 0;
}

/* Nobody can unlock now: says so, and tries again, but not for ever. */
static void
miss_program(struct lock *lock)
{
	wl_event_source_timer_update(lock->wait, 0);
	if (loop_now_msec() - lock->started_msec > SETTLED_MSEC) {
		lock->restarts = 0;
	}
	lock_shades_set_message(lock->shades, MESSAGE_ENDED);
	if (lock->restarts < MAX_RESTARTS) {
		wl_event_source_timer_update(
				lock->restart, RESTART_MSEC << lock->restarts);
		lock->restarts++;
	}
}

void
lock_note_program_end(struct lock *lock)
{
	if (lock->locked && !lock->locker) {
		log_warn("the lock program ended; the session stays locked");
		miss_program(lock);
	}
}

static int
handle_wait(void *data)
{
	struct lock *lock = data;

	if (!lock_surfaces_are_mapped(lock->surfaces)) {
		lock_shades_set_message(lock->shades, MESSAGE_WAITING);
	}
	return 0;
}

static void
handle_new_surface(struct wl_listener *listener, void *data)
{
	struct lock *lock = wl_container_of(listener, lock, new_surface);

	if (lock->surfaces) {
		lock_surfaces_add(lock->surfaces, data);
	}
}

static void
handle_unlock(struct wl_listener *listener, void *data)
{
	struct lock *lock = wl_container_of(listener, lock, unlock);

	uncover(lock);
}

static void
forget_locker(struct lock *lock)
{
	wl_list_remove(&lock->new_surface.link);
	wl_list_remove(&lock->unlock.link);
	wl_list_remove(&lock->locker_destroy.link);
	lock->locker = NULL;
	lock->told = false;
}

static void
handle_locker_destroy(struct wl_listener *listener, void *data)
{
	struct lock *lock = wl_container_of(listener, lock, locker_destroy);
	const struct programs *programs = lock->server->programs;

	forget_locker(lock);
	/* Its process may still be there: then its end is waited for. There
	 * are no programs any more where the session ends. */
	if (lock->locked && programs && !programs_is_locker_running(programs)) {
		log_warn("the lock program is gone; the session stays locked");
		miss_program(lock);
	}
}

static void
handle_new_lock(struct wl_listener *listener, void *data)
{
	struct lock *lock = wl_container_of(listener, lock, new_lock);
	struct wlr_session_lock_v1 *locker = data;

	if (lock->locker) {
		log_warn("a second lock program is refused");
		wlr_session_lock_v1_destroy(locker);
		return;
	}
	if (!lock->locked) {
		cover(lock);
	}
	lock->locker = locker;
	lock->started_msec = loop_now_msec();
	lock->new_surface.notify = handle_new_surface;
	wl_signal_add(&locker->events.new_surface, &lock->new_surface);
	lock->unlock.notify = handle_unlock;
	wl_signal_add(&locker->events.unlock, &lock->unlock);
	lock->locker_destroy.notify = handle_locker_destroy;
	wl_signal_add(&locker->events.destroy, &lock->locker_destroy);
	wl_event_source_timer_update(lock->restart, 0);
	wl_event_source_timer_update(lock->wait, WAIT_MSEC);
	lock_shades_set_message(lock->shades, NULL);
	handle_shown(lock);
}

/* What holds before the first screen is lit. */
static int
recall(struct lock *lock, struct err *err)
{
	enum lock_memory_state state = LOCK_MEMORY_NEW;

	if (lock->memory > 0 && lock_memory_read(lock->memory, &state, err) < 0) {
		return -1;
	}
	if (state == LOCK_MEMORY_LOCKED) {
		log_warn("the session was locked and stays so");
		cover(lock);
	} else if (state == LOCK_MEMORY_NEW &&
			lock->server->config->lock_at_start) {
		cover(lock);
	} else {
		set_layers(lock->server, false);
		remember(lock, false);
	}
	return 0;
}

struct lock *
lock_create(struct server *server, int memory, struct err *err)
{
	struct lock *lock = xcalloc(1, sizeof(*lock));

	lock->server = server;
	lock->memory = memory;
	wl_list_init(&lock->new_lock.link);
	lock->wait = wl_event_loop_add_timer(server->loop, handle_wait, lock);
	lock->restart = wl_event_loop_add_timer(
			server->loop, handle_restart, lock);
	lock->manager = wlr_session_lock_manager_v1_create(server->display);
	if (!lock->manager) {
		err_set(err, "the lock cannot be offered");
		lock_destroy(lock);
		return NULL;
	}
	lock->new_lock.notify = handle_new_lock;
	wl_signal_add(&lock->manager->events.new_lock, &lock->new_lock);
	if (recall(lock, err) < 0) {
		lock_destroy(lock);
		return NULL;
	}
	return lock;
}

void
lock_destroy(struct lock *lock)
{
	if (!lock) {
		return;
	}
	if (lock->locker) {
		forget_locker(lock);
	}
	wl_list_remove(&lock->new_lock.link);
	lock_surfaces_destroy(lock->surfaces);
	lock_shades_destroy(lock->shades);
	wl_event_source_remove(lock->wait);
	wl_event_source_remove(lock->restart);
	free(lock);
}
