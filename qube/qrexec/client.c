// SPDX-License-Identifier: MIT
#include "qube/qrexec/client.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "qube/qrexec/local_program.h"
#include "qube/qrexec/pump.h"

#define EXIT_REFUSED 126
#define SIGNALS PUMP_PORTS // index of the signals' descriptor in polls

struct client {
	const struct client_options *options; // borrowed
	struct pump pump;
	pid_t pid; // of the local program; 0: none
	int signals; // owned
};

static short
get_events(unsigned int wanted)
{
	return (short)(((wanted & PUMP_READ) ? POLLIN : 0) |
			((wanted & PUMP_WRITE) ? POLLOUT : 0));
}

static unsigned int
get_ready(short events)
{
	return ((events & POLLIN) ? PUMP_READ : 0) |
			((events & POLLOUT) ? PUMP_WRITE : 0) |
			((events & (POLLHUP | POLLERR)) ? PUMP_HANGUP : 0);
}

static void
reap(struct client *client, int flags)
{
	int status;
	pid_t pid = client->pid > 0 ? waitpid(client->pid, &status, flags) : 0;

	if (pid < 0 && errno != EINTR) {
		client->pid = 0; // somebody else had it waited for
	} else if (pid > 0) {
		client->pid = 0;
		pump_set_process_ended(&client->pump,
				WIFSIGNALED(status) ? 128 + WTERMSIG(status)
						    : WEXITSTATUS(status));
	}
}

static void
handle_signals(struct client *client)
{
	struct signalfd_siginfo info;

	while (read(client->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD) {
			reap(client, WNOHANG);
		} else {
			pump_use_one_socket(&client->pump);
		}
	}
}

/* Signals first: what the program asked for before it closed its stdout. */
static void
turn(struct client *client)
{
	struct pollfd fds[PUMP_PORTS + 1];

	for (int i = 0; i < PUMP_PORTS; i++) {
		unsigned int wanted = pump_get_wanted(
				&client->pump, (enum pump_port)i);

		fds[i].fd = wanted != 0
				? pump_get_fd(&client->pump, (enum pump_port)i)
				: -1;
		fds[i].events = get_events(wanted);
		fds[i].revents = 0;
	}
	fds[SIGNALS] = (struct pollfd){client->signals, POLLIN, 0};
	if (poll(fds, PUMP_PORTS + 1, -1) < 0) {
		return;
	}
	handle_signals(client);
	for (int i = 0; i < PUMP_PORTS; i++) {
		enum pump_port port = (enum pump_port)i;

		if (fds[i].revents != 0 &&
				fds[i].fd == pump_get_fd(&client->pump, port)) {
			pump_handle(&client->pump, port,
					get_ready(fds[i].revents));
		}
	}
	pump_work(&client->pump);
}

static void
greet(struct client *client)
{
	pump_work(&client->pump);
	while (!pump_is_greeted(&client->pump) && !client->pump.lost) {
		turn(client);
	}
}

static void
attach(struct client *client, const struct local_program *program)
{
	const struct client_options *options = client->options;
	const char *prefix = options->prefix;
	bool own = options->program == NULL;
	struct pump_ends ends = {
			.sink = own ? !options->one_socket : program->sink,
			.source = own ? 0 : program->source,
			.errors = -1,
			.borrowed = own,
			.filter_out = options->filter_out,
			.filter_err = options->filter_err,
			.has_process = !own,
	};

	fd_set_room(ends.sink, QREXEC_ROOM);
	fd_set_room(ends.source, QREXEC_ROOM);
	fd_set_nonblock(ends.sink, true);
	fd_set_nonblock(ends.source, true);
	pump_attach(&client->pump, &ends);
	if (prefix != NULL) {
		pump_prefix_channel(&client->pump, prefix, strlen(prefix));
	}
	pump_work(&client->pump);
}

/* The channel may go before the program ends, whose code still counts. */
static void
wait_for_program(struct client *client)
{
	while (client->pid > 0) {
		reap(client, 0);
	}
}

static int
carry(struct client *client, const struct local_program *program)
{
	int result;

	greet(client);
	if (!pump_is_greeted(&client->pump)) {
		fputs("qrexec-client-vm: the service's end does not greet\n",
				stderr);
		pump_finish(&client->pump);
		return 1;
	}
	attach(client, program);
	while (!pump_is_done(&client->pump)) {
		turn(client);
	}
	if (client->pump.remote_status < 0) {
		fputs("qrexec-client-vm: the call was cut\n", stderr);
	}
	pump_finish(&client->pump);
	wait_for_program(client);
	result = client->pump.broken ? 1 : pump_get_result(&client->pump);
	return result;
}

static void
open_signals(struct client *client)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	client->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static bool
start_program(struct client *client, struct local_program *program)
{
	char pid[16];

	if (client->options->program == NULL) {
		return true;
	}
	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	setenv("QREXEC_AGENT_PID", pid, 1);
	if (!local_program_start(program, client->options->program)) {
		perror("qrexec-client-vm: cannot start the local program");
		return false;
	}
	client->pid = program->pid;
	return true;
}

int
client_carry(const struct client_options *options, struct qrexec_params params)
{
	struct client client = {.options = options};
	struct local_program program = {0};
	struct err err;
	int channel, result;

	open_signals(&client);
	if (!start_program(&client, &program)) {
		return 1;
	}
	channel = ask_open_channel(params, options->timeout_msec, &err);
	if (channel < 0) {
		fprintf(stderr, "qrexec-client-vm: %s\n", err.text);
		return 1;
	}
	pump_init(&client.pump, QREXEC_ROLE_CALLER, channel);
	result = carry(&client, &program);
	fd_close(&client.signals);
	return result;
}

int
client_run(const struct client_options *options)
{
	struct qrexec_params params;
	FD_SCOPED int agent = -1; // stays open: that is how it knows we live
	struct err err;

	switch (ask_agent(&options->ask, &agent, &params, &err)) {
	case ASK_ALLOWED:
		return client_carry(options, params);
	case ASK_REFUSED:
		fputs("Request refused\n", stderr);
		return EXIT_REFUSED;
	case ASK_FAILED:
		break;
	}
	fprintf(stderr, "qrexec-client-vm: %s\n", err.text);
	return 1;
}
