// SPDX-License-Identifier: MIT
#include "qube/qrexec/call.h"

#include <errno.h>
#include <fcntl.h>
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
#include "qube/qrexec/process.h"
#include "qube/qrexec/request.h"
#include "qube/qrexec/service.h"
#include "qube/qrexec/service_log.h"
#include "qube/qrexec/signals.h"
#include "qube/qrexec/streams.h"
#include "qube/qrexec/wires.h"
#include "zones/vchan/vchan_opener.h"

#define OPEN_TIMEOUT_MSEC 120000
#define FAREWELL_MSEC 1000 // for a caller to take in that it failed
#define RETRY_MSEC 10 // a service's socket has no place for us

struct call {
	struct wl_list link; // agent.calls
	struct agent *agent; // borrowed
	struct request *request; // owned
	call_over_fn over;
	void *user;
	struct vchan_opening *opening; // owned; NULL: not waiting
	struct wl_event_source *timer; // owned, may be NULL
	struct wl_event_source *connecting; // owned, may be NULL
	int socket; // owned, while connecting, else -1
	struct service service;
	bool has_wires;
	struct wires wires;
	struct loop_child *child; // owned; NULL: no program runs
	pid_t pid; // of child
};

static void
drop_timer(struct call *call)
{
	if (call->timer != NULL) {
		wl_event_source_remove(call->timer);
		call->timer = NULL;
	}
}

static void
drop_connecting(struct call *call)
{
	if (call->connecting != NULL) {
		wl_event_source_remove(call->connecting);
		call->connecting = NULL;
	}
	fd_close(&call->socket);
}

static void
drop_wires(struct call *call)
{
	if (call->has_wires) {
		call->has_wires = false;
		wires_finish(&call->wires);
	}
}

void
call_destroy(struct call *call)
{
	drop_timer(call);
	drop_connecting(call);
	drop_wires(call);
	vchan_opener_cancel(call->opening);
	loop_child_destroy(call->child);
	wl_list_remove(&call->link);
	call->agent->call_count--;
	request_destroy(call->request);
	free(call);
}

static void
end(struct call *call)
{
	struct qrexec_params params = call->request->params;
	call_over_fn over = call->over;
	void *user = call->user;

	call_destroy(call);
	over(user, params);
}

/* The channel is done with; the program may run on. */
static void
leave(struct call *call)
{
	drop_timer(call);
	drop_connecting(call);
	drop_wires(call);
	if (call->child == NULL) {
		end(call);
	}
}

static int
handle_farewell(void *data)
{
	leave(data);
	return 0;
}

static void
fail(struct call *call, int code)
{
	if (call->request->just_exec) {
		pump_exit(&call->wires.pump, code);
	} else {
		pump_fail(&call->wires.pump, code);
		drop_timer(call);
		call->timer = wl_event_loop_add_timer(
				call->agent->loop, handle_farewell, call);
		wl_event_source_timer_update(call->timer, FAREWELL_MSEC);
	}
	wires_settle(&call->wires);
}

static void
handle_process_end(void *user, pid_t pid, int status)
{
	struct call *call = user;

	call->child = NULL;
	if (!call->has_wires) {
		end(call); // the channel went before
		return;
	}
	signals_drain(call->agent->signals);
	pump_set_process_ended(&call->wires.pump, process_get_exit_code(status));
	wires_settle(&call->wires);
}

static void
fill_plan(struct call *call, struct process_plan *plan)
{
	const struct request *request = call->request;

	*plan = (struct process_plan){
			.command = &request->command,
			.path = request->command.shell ? NULL : call->service.path,
			.shell = call->agent->options->shell,
			.user = call->agent->options->switch_users ? request->user
								   : NULL,
	};
}

/* A program that nobody listens to. */
static void
just_run(struct call *call)
{
	struct process_plan plan;
	FD_SCOPED int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	FD_SCOPED int errors = -1;
	pid_t pid;
	int code;

	fill_plan(call, &plan);
	plan.fds[0] = null;
	plan.fds[1] = null;
	plan.fds[2] = plan.path ? -1 : null;
	if (call->agent->options->local) {
		errors = service_log_open(call->agent, plan.command);
		plan.fds[2] = errors >= 0 ? errors : null;
	}
	code = process_start(&plan, &pid);
	if (code == 0) {
		agent_adopt(call->agent, pid);
	}
	pump_exit(&call->wires.pump, code);
	wires_settle(&call->wires);
}

static bool
open_streams(struct call *call, struct streams *streams)
{
	if (!call->agent->options->local) {
		return streams_init(streams, true);
	}
	if (!streams_init(streams, false)) {
		return false;
	}
	streams->theirs[2] =
			service_log_open(call->agent, &call->request->command);
	if (streams->theirs[2] < 0) {
		streams_finish(streams);
		return false;
	}
	return true;
}

static void
run(struct call *call)
{
	struct streams streams;
	struct process_plan plan;
	int code = QREXEC_EXIT_BROKEN;

	if (call->request->just_exec) {
		just_run(call);
		return;
	}
	if (!open_streams(call, &streams)) {
		log_err_errno("cannot make the descriptors of a service");
		fail(call, QREXEC_EXIT_BROKEN);
		return;
	}
	fill_plan(call, &plan);
	memcpy(plan.fds, streams.theirs, sizeof(plan.fds));
	code = process_start(&plan, &call->pid);
	if (code == 0) {
		agent_restore_limits(call->agent, call->pid);
		call->child = loop_child_create(call->agent->loop, call->pid,
				handle_process_end, call);
	}
	if (call->child != NULL) {
		struct pump_ends ends = {
				.sink = fd_steal(&streams.ours[0]),
				.source = fd_steal(&streams.ours[1]),
				.errors = fd_steal(&streams.ours[2]),
				.has_process = true,
		};

		pump_attach(&call->wires.pump, &ends);
		wires_settle(&call->wires);
	} else {
		fail(call, code ? code : QREXEC_EXIT_BROKEN);
	}
	streams_finish(&streams);
}

static void
write_descriptor(struct call *call)
{
	const char *text = call->request->command.descriptor;

	if (!call->request->config.skip_descriptor) {
		pump_prefix_sink(&call->wires.pump, text, strlen(text) + 1);
	}
}

/* The service's socket is connected. */
static void
attach_socket(struct call *call)
{
	const struct service_config *config = &call->request->config;
	const char *text = call->request->command.descriptor;
	int fd = fd_steal(&call->socket);
	struct pump_ends ends = {
			.sink = fd,
			.source = fd,
			.errors = -1,
			.exit_on_client_eof = config->exit_on_client_eof,
			.exit_on_service_eof = config->exit_on_service_eof,
	};

	drop_connecting(call);
	if (call->request->just_exec) {
		bool sent = config->skip_descriptor ||
				send(fd, text, strlen(text) + 1, MSG_NOSIGNAL) >
						0;

		fd_close(&fd);
		pump_exit(&call->wires.pump, sent ? 0 : QREXEC_EXIT_BROKEN);
	} else {
		write_descriptor(call);
		pump_attach(&call->wires.pump, &ends);
	}
	wires_settle(&call->wires);
}

static int
handle_connected(int fd, uint32_t mask, void *data)
{
	struct call *call = data;
	int error = 0;
	socklen_t size = sizeof(error);

	getsockopt(call->socket, SOL_SOCKET, SO_ERROR, &error, &size);
	if (error != 0) {
		errno = error;
		log_err_errno("a service behind TCP");
		drop_connecting(call);
		fail(call, QREXEC_EXIT_BROKEN);
		return 0;
	}
	attach_socket(call);
	return 0;
}

static void
connect_service(struct call *call)
{
	call->socket = service_connect(&call->service);
	if (call->socket < 0 && errno == EAGAIN) {
		wl_event_source_timer_update(call->timer, RETRY_MSEC);
	} else if (call->socket < 0) {
		log_err_errno("cannot connect to a service's socket");
		fail(call, QREXEC_EXIT_BROKEN);
	} else if (call->service.kind == SERVICE_TCP) {
		call->connecting = wl_event_loop_add_fd(call->agent->loop,
				call->socket, WL_EVENT_WRITABLE,
				handle_connected, call);
	} else {
		attach_socket(call);
	}
}

static int
handle_retry(void *data)
{
	connect_service(data);
	return 0;
}

static void
start_service(struct call *call)
{
	service_find(call->request, call->agent->options->service_path,
			&call->service);
	switch (call->service.kind) {
	case SERVICE_PROGRAM:
		run(call);
		break;
	case SERVICE_SOCKET:
	case SERVICE_TCP:
		call->timer = wl_event_loop_add_timer(
				call->agent->loop, handle_retry, call);
		connect_service(call);
		break;
	case SERVICE_ABSENT:
		fail(call, QREXEC_EXIT_ABSENT);
		break;
	case SERVICE_BROKEN:
		fail(call, QREXEC_EXIT_BROKEN);
		break;
	}
}

static void
handle_greeted(void *user)
{
	struct call *call = user;
	const struct request *request = call->request;

	if (request->broken || !agent_may_run_as(call->agent, request->user)) {
		fail(call, QREXEC_EXIT_BROKEN);
	} else if (request->command.shell != NULL) {
		run(call);
	} else {
		start_service(call);
	}
}

static void
handle_done(void *user)
{
	leave(user);
}

static void
handle_ending(void *user)
{
	struct call *call = user;

	signals_drain(call->agent->signals);
}

static const struct wires_impl wires_impl = {
		.greeted = handle_greeted,
		.done = handle_done,
		.ending = handle_ending,
};

static void
begin(struct call *call, int channel)
{
	call->has_wires = true;
	wires_init(&call->wires, call->agent->loop, channel, &wires_impl, call);
}

static void
handle_opened(void *user, int fd, int error)
{
	struct call *call = user;

	call->opening = NULL;
	drop_timer(call);
	if (fd >= 0) {
		begin(call, fd);
		return;
	}
	errno = error;
	log_err_errno("cannot open a call's data channel");
	end(call);
}

static int
handle_timeout(void *data)
{
	struct call *call = data;

	log_err("nobody listens at a call's data channel");
	end(call);
	return 0;
}

static void
wait_for_channel(struct call *call, const struct vchan_unix_address *address)
{
	call->timer = wl_event_loop_add_timer(
			call->agent->loop, handle_timeout, call);
	wl_event_source_timer_update(call->timer, OPEN_TIMEOUT_MSEC);
	call->opening = vchan_opener_open(
			call->agent->opener, address, handle_opened, call);
	if (call->opening == NULL) {
		log_err("too many data channels are waited for");
		end(call);
	}
}

void
call_create(struct agent *agent, struct request *request, call_over_fn over,
		void *user)
{
	struct vchan_unix_address address = {
			.server = request->params.domain,
			.client = vchan_unix_own_domain(),
			.port = request->params.port,
	};
	struct call *call = xcalloc(1, sizeof(*call));
	int fd;

	*call = (struct call){
			.agent = agent,
			.request = request,
			.over = over,
			.user = user,
			.socket = -1,
	};
	wl_list_insert(&agent->calls, &call->link);
	agent->call_count++;
	fd = vchan_unix_connect(vchan_opener_get_dir(agent->opener), &address);
	if (fd >= 0) {
		begin(call, fd);
	} else if (vchan_unix_may_come(errno) &&
			agent->call_count <= AGENT_CALLS_MAX) {
		wait_for_channel(call, &address);
	} else {
		log_err_errno("cannot open a call's data channel");
		end(call);
	}
}

struct call *
call_from_link(struct wl_list *link)
{
	struct call *call = wl_container_of(link, call, link);

	return call;
}

struct call *
call_try_from_pid(struct agent *agent, pid_t pid)
{
	struct call *call;

	wl_list_for_each(call, &agent->calls, link) {
		if (call->child != NULL && call->pid == pid) {
			return call;
		}
	}
	return NULL;
}

struct call *
call_try_only(struct agent *agent)
{
	struct call *call, *only = NULL;

	wl_list_for_each(call, &agent->calls, link) {
		if (call->child != NULL && only != NULL) {
			return NULL;
		}
		only = call->child ? call : only;
	}
	return only;
}

void
call_use_one_socket(struct call *call)
{
	if (call->has_wires) {
		pump_use_one_socket(&call->wires.pump);
		wires_settle(&call->wires);
	}
}
