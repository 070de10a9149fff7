// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // pipe2
#include <fcntl.h>
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "common/mem.h"
#include "qube/qrexec/agent.h"
#include "qube/qrexec/fork_server.h"

#define SOCKET "/var/run/qubes/qrexec-server.%s.sock"
#define SERVICE_PATH "/run/qubes-rpc:/usr/local/etc/qubes-rpc:/etc/qubes-rpc"

static const char usage[] =
		"Usage: qrexec-fork-server [options] [SOCKET]\n"
		"Runs services of this qube within the session it is started "
		"in.\n\n"
		"  -f, --foreground  do not go into the background\n"
		"  -v, --version     print the version and end\n"
		"  -h, --help        print this and end\n";

static const struct option options_long[] = {
		{"foreground", no_argument, NULL, 'f'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

/* Caller frees. */
static char *
make_path(void)
{
	const struct passwd *pw = getpwuid(geteuid());
	const char *user = getenv("USER");

	return xformat(SOCKET, pw ? pw->pw_name : user ? user : "");
}

/* started is told once we listen; -1: nobody is. */
static int
serve(const char *path, int started)
{
	const char *services = getenv("QREXEC_SERVICE_PATH");
	const char *shell = getenv("SHELL");
	struct agent_options options = {
			.service_path = services ? services : SERVICE_PATH,
			.control_fd = -1,
			.shell = shell ? shell : "/bin/sh",
	};
	struct fork_server *server = NULL;
	struct agent agent;
	struct err err = {0};

	if (agent_init(&agent, &options, &err) == 0) {
		server = fork_server_create(&agent, path, &err);
	}
	if (server == NULL) {
		log_err("%s", err.text);
	} else if (started < 0 || write(started, "", 1) == 1) {
		fd_close(&started);
		agent_run(&agent);
	}
	fork_server_destroy(server);
	agent_finish(&agent);
	return server ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Serves in a child; returns once that listens. */
static int
serve_behind(const char *path)
{
	int fds[2];
	char listens;
	pid_t pid;
	int result;

	if (pipe2(fds, O_CLOEXEC) < 0) {
		log_err_errno("cannot go into the background");
		return EXIT_FAILURE;
	}
	pid = fork();
	if (pid < 0) {
		log_err_errno("cannot go into the background");
		return EXIT_FAILURE;
	}
	if (pid == 0) {
		fd_close(&fds[0]);
		return serve(path, fds[1]);
	}
	fd_close(&fds[1]);
	result = read(fds[0], &listens, 1) == 1 ? EXIT_SUCCESS : EXIT_FAILURE;
	fd_close(&fds[0]);
	return result;
}

int
main(int argc, char *argv[])
{
	bool foreground = false;
	char *path;
	int c, result;

	while ((c = getopt_long(argc, argv, "fvh", options_long, NULL)) != -1) {
		switch (c) {
		case 'f':
			foreground = true;
			break;
		case 'v':
			puts("qrexec-fork-server " LEADLIGHT_VERSION);
			return EXIT_SUCCESS;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			fputs(usage, stderr);
			return 2;
		}
	}
	if (argc - optind > 1) {
		fputs(usage, stderr);
		return 2;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	path = optind < argc ? xstrdup(argv[optind]) : make_path();
	result = foreground ? serve(path, -1) : serve_behind(path);
	free(path);
	return result;
}
