// SPDX-License-Identifier: MIT
#include "qrexec/router/policy_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "qrexec/policy/store.h"

/* A change of files is rarely one event: wait for the last of them, but in a
 * steady rain of events not for ever. */
#define REST_MSEC 20
#define CHANGES \
	(IN_CREATE | IN_DELETE | IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | \
			IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | \
			IN_ATTRIB)

#define APPEARANCE (IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF)

struct policy_watch {
	struct wl_event_loop *loop; // borrowed
	struct policy_store *store; // borrowed
	struct wl_event_source *source; // owned; NULL without inotify
	struct wl_event_source *timer; // owned
	int inotify; // owned, or -1
	bool due; // the timer runs
};

static int handle_events(int fd, uint32_t mask, void *data);

/* The folder, or if it is missing its appearance in the one above. */
static void
watch_dir(void *user, const char *path)
{
	struct policy_watch *watch = user;
	char *at = xstrdup(path);
	uint32_t mask = CHANGES;
	char *slash;

	while (inotify_add_watch(watch->inotify, at, mask | IN_MASK_ADD) < 0 &&
			errno == ENOENT && (slash = strrchr(at, '/')) &&
			slash != at) {
		*slash = '\0';
		mask = APPEARANCE;
	}
	free(at);
}

/* All watches anew: which folders count may have changed. */
static void
watch_all(struct policy_watch *watch)
{
	if (watch->source) {
		wl_event_source_remove(watch->source);
		watch->source = NULL;
	}
	if (watch->inotify >= 0) {
		fd_close(&watch->inotify);
	}
	watch->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch->inotify < 0) {
		log_warn_errno("changes of the policy will not be noticed");
		return;
	}
	watch->source = wl_event_loop_add_fd(watch->loop, watch->inotify,
			WL_EVENT_READABLE, handle_events, watch);
	policy_store_for_each_dir(watch->store, watch_dir, watch);
}

void
policy_watch_reload(struct policy_watch *watch)
{
	struct err err = {""};

	watch_all(watch); // before reading: nothing may change in between
	if (policy_store_reload(watch->store, &err) < 0) {
		log_err("the policy is broken, %s: %s",
				policy_store_get(watch->store)
						? "the last valid one stays in force"
						: "all calls are refused",
				err.text);
	} else {
		log_info("the policy was read");
	}
	// an include may have brought in folders that were not watched
	policy_store_for_each_dir(watch->store, watch_dir, watch);
}

static int
handle_timer(void *data)
{
	struct policy_watch *watch = data;

	watch->due = false;
	policy_watch_reload(watch);
	return 0;
}

static int
handle_events(int fd, uint32_t mask, void *data)
{
	struct policy_watch *watch = data;
	char events[4096];

	while (read(fd, events, sizeof(events)) > 0) {
	}
	if (!watch->due) {
		watch->due = true;
		wl_event_source_timer_update(watch->timer, REST_MSEC);
	}
	return 0;
}

struct policy_watch *
policy_watch_create(struct wl_event_loop *loop, struct policy_store *store)
{
	struct policy_watch *watch = xcalloc(1, sizeof(*watch));

	watch->loop = loop;
	watch->store = store;
	watch->inotify = -1;
	watch->timer = wl_event_loop_add_timer(loop, handle_timer, watch);
	policy_watch_reload(watch);
	return watch;
}

void
policy_watch_destroy(struct policy_watch *watch)
{
	if (!watch) {
		return;
	}
	if (watch->source) {
		wl_event_source_remove(watch->source);
	}
	if (watch->inotify >= 0) {
		fd_close(&watch->inotify);
	}
	wl_event_source_remove(watch->timer);
	free(watch);
}
