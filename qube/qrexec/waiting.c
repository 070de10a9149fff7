// SPDX-License-Identifier: MIT
#include "qube/qrexec/waiting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/call.h"
#include "qube/qrexec/control.h"
#include "qube/qrexec/fork_client.h"
#include "qube/qrexec/process.h"
#include "qube/qrexec/request.h"
#include "qube/qrexec/search.h"
#include "qube/qrexec/service_log.h"
#include "qube/qrexec/streams.h"

#define SERVICE "qubes.WaitForSession"
#define QUEUE_MAX 1024 // more start without a session

/* Connects a call to the control connection that it came by. */
struct origin {
	struct wl_list link; // waiting.origins
	struct agent *agent; // borrowed
	uint32_t round;
};

struct waiter {
	struct wl_list link; // waiting.queue
	struct request *request; // owned
};

struct waiting {
	struct agent *agent; // borrowed
	struct loop_child *child; // owned; NULL: none runs
	struct wl_list queue; // list of struct waiter, link; oldest first
	size_t count;
	struct wl_list origins; // list of struct origin, link: calls that go on
};

static void
origin_destroy(struct origin *origin)
{
	wl_list_remove(&origin->link);
	free(origin);
}

static void
handle_over(void *user, struct qrexec_params params)
{
	struct origin *origin = user;

	control_send_terminated(origin->agent->control, origin->round, params);
	origin_destroy(origin);
}

static void
begin(struct waiting *waiting, struct request *request)
{
	struct agent *agent = waiting->agent;
	struct origin *origin = xcalloc(1, sizeof(*origin));

	origin->agent = agent;
	origin->round = control_get_round(agent->control);
	wl_list_insert(&waiting->origins, &origin->link);
	if (agent->options->fork_server != NULL &&
			request_may_be_forked(request) &&
			fork_client_create(agent, request, handle_over, origin)) {
		return;
	}
	call_create(agent, request, handle_over, origin);
}

static void
release(struct waiting *waiting)
{
	while (!wl_list_empty(&waiting->queue)) {
		struct waiter *waiter = wl_container_of(
				waiting->queue.next, waiter, link);
		struct request *request = waiter->request;

		wl_list_remove(&waiter->link);
		waiting->count--;
		free(waiter);
		begin(waiting, request);
	}
}

static void
handle_session(void *user, pid_t pid, int status)
{
	struct waiting *waiting = user;

	waiting->child = NULL;
	release(waiting); // whatever the status
}

/* Its first line is whose session. */
static void
write_user(struct streams *streams, const char *user)
{
	char *line = xformat("%s\n", user);

	send(streams->ours[0], line, strlen(line), MSG_NOSIGNAL);
	free(line);
}

/* False if what it writes has nowhere to go. */
static bool
take_output(struct agent *agent, struct streams *streams,
		struct process_plan *plan)
{
	if (!agent->options->local) {
		return true; // a qube's own log
	}
	streams->theirs[2] = service_log_open(agent, plan->command);
	plan->fds[1] = streams->theirs[2];
	plan->fds[2] = streams->theirs[2];
	return streams->theirs[2] >= 0;
}

/* False if there is nothing to wait for. */
static bool
start_session_service(struct waiting *waiting, const struct request *request)
{
	struct qrexec_command command = request->command;
	struct process_plan plan = {.command = &command, .fds = {-1, -1, -1}};
	struct search_hit hit;
	struct streams streams;
	pid_t pid;

	if (search_find(waiting->agent->options->service_path, SERVICE, false,
			    &hit) != SEARCH_FOUND ||
			!streams_init(&streams, false)) {
		log_warn("there is no " SERVICE " to wait for");
		return false;
	}
	command.argument = NULL;
	plan.path = hit.path;
	plan.fds[0] = streams.theirs[0];
	if (take_output(waiting->agent, &streams, &plan) &&
			process_start(&plan, &pid) == 0) {
		write_user(&streams, request->user);
		waiting->child = loop_child_create(waiting->agent->loop, pid,
				handle_session, waiting);
	}
	streams_finish(&streams);
	return waiting->child != NULL;
}

static bool
has_to_wait(struct waiting *waiting, const struct request *request)
{
	if (request->broken || request->command.nogui ||
			!request->config.wait_for_session ||
			waiting->count >= QUEUE_MAX) {
		return false;
	}
	return waiting->child != NULL || start_session_service(waiting, request);
}

void
waiting_take(struct waiting *waiting, const struct qrexec_msg *msg)
{
	struct request *request = request_create(
			msg, waiting->agent->options->config_path);
	struct waiter *waiter;

	if (!has_to_wait(waiting, request)) {
		begin(waiting, request);
		return;
	}
	waiter = xcalloc(1, sizeof(*waiter));
	waiter->request = request;
	wl_list_insert(waiting->queue.prev, &waiter->link);
	waiting->count++;
}

void
waiting_forget(struct waiting *waiting)
{
	struct waiter *waiter, *next;

	wl_list_for_each_safe(waiter, next, &waiting->queue, link) {
		wl_list_remove(&waiter->link);
		request_destroy(waiter->request);
		free(waiter);
	}
	waiting->count = 0;
}

struct waiting *
waiting_create(struct agent *agent)
{
	struct waiting *waiting = xcalloc(1, sizeof(*waiting));

	waiting->agent = agent;
	wl_list_init(&waiting->queue);
	wl_list_init(&waiting->origins);
	return waiting;
}

void
waiting_destroy(struct waiting *waiting)
{
	struct origin *origin, *next;

	if (waiting == NULL) {
		return;
	}
	waiting_forget(waiting);
	loop_child_destroy(waiting->child);
	wl_list_for_each_safe(origin, next, &waiting->origins, link) {
		origin_destroy(origin);
	}
	free(waiting);
}
