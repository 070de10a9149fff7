// SPDX-License-Identifier: MIT
#include "compositor/session/session.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wayland-server-core.h>

#include "common/fd.h"
#include "common/file.h"
#include "common/log.h"
#include "common/mem.h"
#include "common/programs.h"
#include "compositor/lock/lock_memory.h"
#include "compositor/session/bus.h"
#include "compositor/session/qubes_stop.h"
#include "compositor/session/service.h"

#define MAX_ARGS 18
#define GRACE_MSEC 8000 // for qubes, then services, to end

struct arguments {
	char *list[MAX_ARGS + 1]; // owned, NULL at the end
	size_t n;
};

struct session {
	struct wl_event_loop *loop; // owned
	struct wl_event_source *signals[3]; // owned
	struct wl_event_source *grace; // owned
	char *runtime_dir; // owned
	char *zone_socket; // owned
	struct arguments zone_args, compositor_args, router_args;
	struct service zone, compositor, router;
	int lock_memory; // owned: what outlives the compositor; 0: none
	struct bus *bus; // owned, may be NULL
	struct qubes_stop *qubes_stop; // owned, may be NULL
	bool ending; // no way back
	bool done;
	int status;
};

static void
add_argument(struct arguments *args, const char *text)
{
	if (text && args->n < MAX_ARGS) {
		args->list[args->n++] = xstrdup(text);
	}
}

static void
add_option(struct arguments *args, const char *option, const char *value)
{
	if (value) {
		add_argument(args, option);
		add_argument(args, value);
	}
}

static void
arguments_finish(struct arguments *args)
{
	for (size_t i = 0; i < args->n; i++) {
		free(args->list[i]);
	}
}

/* Compositor, then qubes, then zone service: each step is taken when the one
 * before is over. */
static void
end_step(struct session *session)
{
	session->ending = true;
	if (session->compositor.pid > 0) {
		service_stop(&session->compositor, false);
	} else if (session->zone.pid > 0 && !session->qubes_stop) {
		service_stop(&session->zone, false);
	} else if (session->zone.pid == 0) {
		session->done = true;
	}
}

static void
handle_qubes_stopped(void *user)
{
	struct session *session = user;

	service_stop(&session->zone, false);
}

static void
begin_end(struct session *session)
{
	if (session->ending) {
		return;
	}
	session->ending = true;
	wl_event_source_timer_update(session->grace, GRACE_MSEC);
	service_stop(&session->router, false);
	if (session->zone.pid > 0) {
		session->qubes_stop = qubes_stop_create(session->loop,
				session->zone_socket, handle_qubes_stopped,
				session);
	}
	end_step(session);
}

static int
handle_grace(void *data)
{
	struct session *session = data;

	log_warn("something did not end in time: ending it at once");
	service_stop(&session->compositor, true);
	service_stop(&session->router, true);
	service_stop(&session->zone, true);
	return 0;
}

static int
handle_signal(int number, void *data)
{
	begin_end(data);
	return 0;
}

static void
handle_ended(void *user, struct service *service, bool failed)
{
	struct session *session = user;

	if (failed) {
		session->status = 1;
	}
	begin_end(session);
	end_step(session);
}

/* Without calls the session goes on. */
static void
handle_router_ended(void *user, struct service *service, bool failed)
{
	struct session *session = user;

	if (!session->ending) {
		log_err("there are no calls between qubes any more");
	}
}

static bool
make_runtime_dir(struct session *session, const char *wanted)
{
	const char *base = getenv("XDG_RUNTIME_DIR");

	if (!wanted && !base) {
		log_err("XDG_RUNTIME_DIR is not set: set it to a private "
			"folder, or name one with --runtime");
		return false;
	}
	session->runtime_dir = wanted ? xstrdup(wanted)
				      : xformat("%s/leadlight", base);
	session->zone_socket = xformat("%s/zone.sock", session->runtime_dir);
	if (mkdir(session->runtime_dir, 0700) < 0 && errno != EEXIST) {
		log_err_errno("cannot make %s", session->runtime_dir);
		return false;
	}
	return true;
}

static bool
prepare_service(struct session *session, struct service *service,
		struct arguments *args, const char *program)
{
	char *path = programs_find(program);

	if (!path) {
		log_err("%s is not installed beside leadlight-session: install "
			"it, or name its folder in LEADLIGHT_PROGRAMS",
				program);
		return false;
	}
	args->list[args->n++] = path;
	*service = (struct service){.loop = session->loop,
			.name = program,
			.argv = args->list,
			.ended = handle_ended,
			.user = session};
	return true;
}

/* Only the compositor gets it, and only by inheritance. */
static bool
add_lock_memory(struct session *session)
{
	int fd = lock_memory_create();
	char text[16];

	if (fd < 0) {
		log_err_errno("the lock's memory cannot be made");
		return false;
	}
	session->lock_memory = fd;
	session->compositor.heirloom = fd;
	snprintf(text, sizeof(text), "%d", fd);
	add_option(&session->compositor_args, "--lock-memory", text);
	return true;
}

static bool
prepare(struct session *session, const struct session_options *options)
{
	struct arguments *zone = &session->zone_args;
	struct arguments *compositor = &session->compositor_args;
	struct arguments *router = &session->router_args;

	if (options->config_dir && !file_is_dir(options->config_dir)) {
		log_err("there is no folder %s for --config",
				options->config_dir);
		return false;
	}
	if (!make_runtime_dir(session, options->runtime_dir) ||
			!prepare_service(session, &session->zone, zone,
					"leadlight-zone") ||
			!prepare_service(session, &session->compositor,
					compositor, "leadlight") ||
			!prepare_service(session, &session->router, router,
					"leadlight-qrexec")) {
		return false;
	}
	session->router.ended = handle_router_ended;
	add_option(router, "--config", options->config_dir);
	add_option(router, "--runtime", session->runtime_dir);
	add_option(router, "--zone", session->zone_socket);
	if (options->keep_policy) {
		add_argument(router, "--keep-policy");
	}
	add_option(zone, "--config", options->config_dir);
	add_option(zone, "--runtime", session->runtime_dir);
	add_option(zone, "--state", options->state_dir);
	add_option(compositor, "--config", options->config_dir);
	add_option(compositor, "--runtime", session->runtime_dir);
	add_option(compositor, "--zone", session->zone_socket);
	add_option(compositor, "--headless", options->headless);
	return add_lock_memory(session);
}

static void
set_environment(void)
{
	setenv("XDG_CURRENT_DESKTOP", "Leadlight:wlroots", 1);
	setenv("XDG_SESSION_DESKTOP", "Leadlight", 1);
	setenv("XDG_SESSION_TYPE", "wayland", 1);
}

static bool
start(struct session *session, const struct session_options *options)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};

	for (size_t i = 0; i < 3; i++) {
		session->signals[i] = wl_event_loop_add_signal(session->loop,
				numbers[i], handle_signal, session);
	}
	session->grace = wl_event_loop_add_timer(
			session->loop, handle_grace, session);
	if (!prepare(session, options)) {
		return false;
	}
	set_environment();
	if (!service_start(&session->zone)) {
		return false;
	}
	session->bus = bus_create(session->loop, session->runtime_dir);
	if (!service_start(&session->router)) {
		log_err("there will be no calls between qubes");
	}
	if (!service_start(&session->compositor)) {
		session->status = 1;
		begin_end(session);
	}
	return true;
}

static void
finish(struct session *session)
{
	qubes_stop_destroy(session->qubes_stop);
	bus_destroy(session->bus);
	service_finish(&session->router);
	for (size_t i = 0; i < 3; i++) {
		wl_event_source_remove(session->signals[i]);
	}
	wl_event_source_remove(session->grace);
	wl_event_loop_destroy(session->loop);
	if (session->lock_memory > 0) {
		fd_close(&session->lock_memory);
	}
	arguments_finish(&session->zone_args);
	arguments_finish(&session->compositor_args);
	arguments_finish(&session->router_args);
	free(session->zone_socket);
	free(session->runtime_dir);
}

int
session_run(const struct session_options *options)
{
	struct session session = {.loop = wl_event_loop_create()};

	if (!start(&session, options)) {
		session.status = 1;
		session.done = true;
	}
	while (!session.done) {
		if (wl_event_loop_dispatch(session.loop, -1) < 0 &&
				errno != EINTR) {
			log_err_errno("the session's event loop failed");
			session.status = 1;
			break;
		}
	}
	finish(&session);
	return session.status;
}
