// SPDX-License-Identifier: MIT
#include "compositor/clients/programs.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <wayland-server-core.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/mem.h"
#include "compositor/clients/activation.h"
#include "compositor/clients/children.h"
#include "compositor/clients/launch.h"
#include "compositor/config/config.h"
#include "compositor/input/seat.h"
#include "compositor/lock/lock.h"
#include "compositor/roles.h"
#include "compositor/server.h"

#define RESTART_MIN_MSEC 500
#define RESTART_MAX_MSEC 30000
#define SETTLED_MSEC 10000 // having run so long, it did not fail at once
#define MAX_RUNS 64 // of all programs together

struct programs {
	struct server *server; // borrowed
	struct wl_list list; // list of struct program, .link
	struct wl_list runs; // list of struct run, .link
	struct wl_list tenants; // list of struct tenant, .link
	const struct program *pressed; // it or a child of it got the last
				       // press; may be NULL
};

struct program {
	struct wl_list link; // programs.list
	struct programs *programs; // borrowed
	char *name; // owned
	char *command; // owned
	unsigned int roles; // bitmask of enum role
	unsigned int child_roles; // bitmask of enum role; 0: no door
	enum config_start start;
	bool restart;
	struct children *children; // owned, may be NULL
	struct wl_event_source *timer; // owned
	int delay_msec; // before the next start
};

/* A process of a program. */
struct run {
	struct wl_list link; // programs.runs
	struct programs *programs; // borrowed
	struct program *program; // NULL: it is not configured any more
	char *name; // owned
	pid_t pid;
	struct loop_child *child; // owned
	int64_t started_msec;
};

/* A client of a program or of a child of it. */
struct tenant {
	struct wl_list link; // programs.tenants
	const struct program *program; // NULL: it is not configured any more
	struct wl_client *client; // borrowed
	bool launched; // by the person; no window has been shown yet
	unsigned int presses; // of the seat then
	struct wl_listener destroy;
};

static bool start(struct program *program, bool launched);

/* Runs only when the lock asks for it. */
static bool
is_locker(const struct program *program)
{
	return program->roles & ROLE_LOCKER;
}

/* Runs as long as the session does. */
static bool
is_resident(const struct program *program)
{
	return program->start == CONFIG_START_SESSION && !is_locker(program);
}

static int
handle_timer(void *data)
{
	start(data, false);
	return 0;
}

/* Later each time, unless it ran well before. */
static void
start_later(struct program *program, bool settled)
{
	if (!program->restart || !is_resident(program)) {
		return;
	}
	program->delay_msec =
			settled ? RESTART_MIN_MSEC : program->delay_msec * 2;
	if (program->delay_msec > RESTART_MAX_MSEC) {
		program->delay_msec = RESTART_MAX_MSEC;
	}
	wl_event_source_timer_update(program->timer, program->delay_msec);
}

static void
free_run(struct run *run)
{
	wl_list_remove(&run->link);
	free(run->name);
	free(run);
}

static void
handle_exit(void *user, pid_t pid, int status)
{
	struct run *run = user;
	bool settled = loop_now_msec() - run->started_msec > SETTLED_MSEC;
	struct program *program = run->program;

	launch_log_end(run->name, status);
	free_run(run);
	if (program && is_locker(program)) {
		lock_note_program_end(program->programs->server->lock);
	} else if (program) {
		start_later(program, settled);
	}
}

static void
forget_tenant(struct tenant *tenant)
{
	wl_list_remove(&tenant->destroy.link);
	wl_list_remove(&tenant->link);
	free(tenant);
}

static void
handle_client_destroy(struct wl_listener *listener, void *data)
{
	struct tenant *tenant = wl_container_of(listener, tenant, destroy);

	forget_tenant(tenant);
}

static void
add_tenant(struct program *program, struct wl_client *client, bool launched)
{
	struct tenant *tenant = xcalloc(1, sizeof(*tenant));

	tenant->program = program;
	tenant->client = client;
	tenant->launched = launched;
	tenant->presses = seat_get_presses(program->programs->server->seat);
	tenant->destroy.notify = handle_client_destroy;
	wl_client_add_destroy_listener(client, &tenant->destroy);
	wl_list_insert(&program->programs->tenants, &tenant->link);
}

static struct tenant *
find_tenant(struct programs *programs, const struct wl_client *client)
{
	struct tenant *tenant;

	wl_list_for_each(tenant, &programs->tenants, link) {
		if (tenant->client == client) {
			return tenant;
		}
	}
	return NULL;
}

/* A launcher starts what was picked in it with a press. */
static void
handle_child(void *user, struct wl_client *client)
{
	struct program *program = user;

	add_tenant(program, client, program->programs->pressed == program);
}

/* Adds a process with its connection. */
static bool
add_run(struct program *program, pid_t pid, int fd, bool launched)
{
	struct programs *programs = program->programs;
	struct server *server = programs->server;
	struct run *run = xcalloc(1, sizeof(*run));
	struct wl_client *client;

	run->programs = programs;
	run->program = program;
	run->name = xstrdup(program->name);
	run->pid = pid;
	run->started_msec = loop_now_msec();
	wl_list_insert(&programs->runs, &run->link);
	run->child = loop_child_create(server->loop, pid, handle_exit, run);
	if (!run->child) {
		log_err_errno("program %s cannot be watched", program->name);
		launch_undo(pid, fd);
		free_run(run);
		return false;
	}
	client = roles_add_client(server->roles, fd, program->roles);
	if (client) {
		add_tenant(program, client, launched);
	} else {
		log_err_errno("program %s gets no connection", program->name);
	}
	return true;
}

static bool
start(struct program *program, bool launched)
{
	struct server *server = program->programs->server;
	struct launch_spec spec = {
			.name = program->name,
			.command = program->command,
			.display = program->children
					? children_get_path(program->children)
					: NULL,
	};
	char *roles;
	pid_t pid;
	int fd;

	if (wl_list_length(&program->programs->runs) >= MAX_RUNS) {
		log_warn("program %s is not started: %d run already",
				program->name, MAX_RUNS);
		return false;
	}
	spec.token = launched ? activation_make_token(server->activation) : NULL;
	pid = launch(&spec, &fd);
	free(spec.token);
	if (pid < 0 || !add_run(program, pid, fd, launched)) {
		start_later(program, false);
		return false;
	}
	roles = roles_format(program->roles);
	log_info("program %s started with role %s", program->name, roles);
	free(roles);
	return true;
}

static void
open_door(struct program *program)
{
	struct err err = {0};

	if (program->child_roles == 0) {
		return;
	}
	program->children = children_create(program->programs->server,
			program->name, program->child_roles, handle_child,
			program, &err);
	if (!program->children) {
		log_err("program %s can start no others: %s", program->name,
				err.text);
	}
}

static void
add(struct programs *programs, const struct config_program *config)
{
	struct program *program = xcalloc(1, sizeof(*program));

	program->programs = programs;
	program->name = xstrdup(config->name);
	program->command = xstrdup(config->command);
	program->roles = config->roles;
	program->child_roles = config->children;
	program->start = config->start;
	program->restart = config->restart;
	program->delay_msec = RESTART_MIN_MSEC;
	program->timer = wl_event_loop_add_timer(
			programs->server->loop, handle_timer, program);
	wl_list_insert(&programs->list, &program->link);
	open_door(program);
	if (is_resident(program)) {
		start(program, false);
	}
}

/* With what it started, unless it has not got that far. */
static void
end_run(struct run *run)
{
	if (kill(-run->pid, SIGTERM) < 0) {
		kill(run->pid, SIGTERM);
	}
	loop_child_destroy(run->child);
	free_run(run);
}

/* What the person started is ended by nobody else. */
static void
drop(struct program *program)
{
	struct programs *programs = program->programs;
	struct tenant *tenant;
	struct run *run, *tmp;

	wl_list_for_each_safe(run, tmp, &programs->runs, link) {
		if (run->program != program) {
			continue;
		}
		run->program = NULL;
		if (is_resident(program)) {
			end_run(run);
		}
	}
	wl_list_for_each(tenant, &programs->tenants, link) {
		if (tenant->program == program) {
			tenant->program = NULL;
		}
	}
	if (programs->pressed == program) {
		programs->pressed = NULL;
	}
	children_destroy(program->children);
	wl_event_source_remove(program->timer);
	wl_list_remove(&program->link);
	free(program->name);
	free(program->command);
	free(program);
}

static bool
is_configured(const struct program *program, const struct config *config)
{
	const struct config_program *entry;

	wl_list_for_each(entry, &config->programs, link) {
		if (strcmp(entry->name, program->name) == 0) {
			return strcmp(entry->command, program->command) == 0 &&
					entry->roles == program->roles &&
					entry->children == program->child_roles &&
					entry->start == program->start &&
					entry->restart == program->restart;
		}
	}
	return false;
}

static struct program *
find(const struct programs *programs, const char *name)
{
	struct program *program;

	wl_list_for_each(program, &programs->list, link) {
		if (strcmp(program->name, name) == 0) {
			return program;
		}
	}
	return NULL;
}

void
programs_configure(struct programs *programs)
{
	const struct config *config = programs->server->config;
	const struct config_program *entry;
	struct program *program, *tmp;

	wl_list_for_each_safe(program, tmp, &programs->list, link) {
		if (!is_configured(program, config)) {
			drop(program);
		}
	}
	wl_list_for_each(entry, &config->programs, link) {
		if (!find(programs, entry->name)) {
			add(programs, entry);
		}
	}
}

static bool
is_running(const struct program *program)
{
	const struct run *run;

	wl_list_for_each(run, &program->programs->runs, link) {
		if (run->program == program) {
			return true;
		}
	}
	return false;
}

bool
programs_start(struct programs *programs, const char *name)
{
	struct program *program = find(programs, name);

	if (!program || program->start == CONFIG_START_NO || is_locker(program)) {
		log_warn("program %s cannot be started: %s", name,
				program ? "it starts only by itself"
					: "there is no section for it");
		return false;
	}
	if (is_resident(program) && is_running(program)) {
		return true;
	}
	return start(program, true);
}

static struct program *
find_locker(const struct programs *programs)
{
	struct program *program;

	wl_list_for_each(program, &programs->list, link) {
		if (is_locker(program)) {
			return program;
		}
	}
	return NULL;
}

bool
programs_has_locker(const struct programs *programs)
{
	return find_locker(programs);
}

bool
programs_is_locker_running(const struct programs *programs)
{
	const struct program *locker = find_locker(programs);

	return locker && is_running(locker);
}

bool
programs_start_locker(struct programs *programs)
{
	struct program *locker = find_locker(programs);

	return locker && !is_running(locker) && start(locker, false);
}

void
programs_kill_locker(struct programs *programs)
{
	const struct run *run;

	wl_list_for_each(run, &programs->runs, link) {
		if (run->program && is_locker(run->program) &&
				kill(-run->pid, SIGKILL) < 0) {
			kill(run->pid, SIGKILL);
		}
	}
}

void
programs_note_press(struct programs *programs, struct wl_client *client)
{
	const struct tenant *tenant;

	tenant = client ? find_tenant(programs, client) : NULL;
	programs->pressed = tenant ? tenant->program : NULL;
}

bool
programs_take_launch(struct programs *programs, struct wl_client *client)
{
	struct tenant *tenant = find_tenant(programs, client);
	bool launched;

	if (!tenant) {
		return false;
	}
	launched = tenant->launched &&
			tenant->presses ==
					seat_get_presses(programs->server->seat);
	tenant->launched = false;
	return launched;
}

struct programs *
programs_create(struct server *server)
{
	struct programs *programs = xcalloc(1, sizeof(*programs));

	programs->server = server;
	wl_list_init(&programs->list);
	wl_list_init(&programs->runs);
	wl_list_init(&programs->tenants);
	programs_configure(programs);
	return programs;
}

void
programs_destroy(struct programs *programs)
{
	struct program *program, *tmp;
	struct tenant *tenant, *tenant_tmp;
	struct run *run, *run_tmp;

	if (!programs) {
		return;
	}
	wl_list_for_each_safe(program, tmp, &programs->list, link) {
		drop(program);
	}
	wl_list_for_each_safe(run, run_tmp, &programs->runs, link) {
		end_run(run);
	}
	wl_list_for_each_safe(tenant, tenant_tmp, &programs->tenants, link) {
		forget_tenant(tenant);
	}
	free(programs);
}
