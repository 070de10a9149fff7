// SPDX-License-Identifier: MIT
#include "compositor/ui/pacer.h"

#include <assert.h>
#include <stdlib.h>
#include <wayland-server-core.h>

#include "common/loop.h"
#include "common/mem.h"

#define TICK_MSEC 16
#define JOBS_PER_TICK 8

struct pacer {
	struct wl_event_source *timer; // owned
	struct wl_list jobs; // list of struct pacer_job, .link; first comes
			     // first
	int64_t tick_msec; // when the present tick began
	int done; // jobs in it
};

/* Is there room for a job in the present tick? */
static bool
has_room(struct pacer *pacer)
{
	int64_t now = loop_now_msec();

	if (now - pacer->tick_msec >= TICK_MSEC) {
		pacer->tick_msec = now;
		pacer->done = 0;
	}
	return pacer->done < JOBS_PER_TICK;
}

static int
handle_timer(void *data)
{
	struct pacer *pacer = data;

	while (!wl_list_empty(&pacer->jobs) && has_room(pacer)) {
		struct pacer_job *job =
				wl_container_of(pacer->jobs.next, job, link);

		pacer_cancel(job);
		pacer->done++;
		job->fn(job->user);
	}
	if (!wl_list_empty(&pacer->jobs)) {
		wl_event_source_timer_update(pacer->timer, TICK_MSEC);
	}
	return 0;
}

struct pacer *
pacer_create(struct wl_event_loop *loop)
{
	struct pacer *pacer = xcalloc(1, sizeof(*pacer));

	wl_list_init(&pacer->jobs);
	pacer->timer = wl_event_loop_add_timer(loop, handle_timer, pacer);
	return pacer;
}

void
pacer_destroy(struct pacer *pacer)
{
	if (!pacer) {
		return;
	}
	assert(wl_list_empty(&pacer->jobs));
	wl_event_source_remove(pacer->timer);
	free(pacer);
}

bool
pacer_ask(struct pacer *pacer, struct pacer_job *job)
{
	if (job->waiting) {
		return false;
	}
	if (wl_list_empty(&pacer->jobs) && has_room(pacer)) {
		pacer->done++;
		return true;
	}
	if (wl_list_empty(&pacer->jobs)) {
		wl_event_source_timer_update(pacer->timer, TICK_MSEC);
	}
	job->waiting = true;
	wl_list_insert(pacer->jobs.prev, &job->link);
	return false;
}

void
pacer_cancel(struct pacer_job *job)
{
	if (job->waiting) {
		job->waiting = false;
		wl_list_remove(&job->link);
	}
}

bool
pacer_is_idle(const struct pacer *pacer)
{
	return wl_list_empty(&pacer->jobs);
}
