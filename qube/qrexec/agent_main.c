// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // for the folder of this program
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "common/mem.h"
#include "common/str.h"
#include "common/usage.h"
#include "qube/qrexec/agent.h"

#define AGENT_SOCKET "/var/run/qubes/qrexec-agent"
#define FORK_SERVER "/var/run/qubes/qrexec-server.%s.sock"
#define SERVICE_PATH "/run/qubes-rpc:/usr/local/etc/qubes-rpc:/etc/qubes-rpc"
#define LOCAL_PATH "/etc/leadlight/rpc"
#define CONFIG_PATH \
	"/run/qubes/rpc-config:/usr/local/etc/qubes/rpc-config:" \
	"/etc/qubes/rpc-config"
#define OWN_SERVICES "qubes-rpc" // beside this program
#define OWN_CONFIG "rpc-config" // likewise

static const char usage[] =
		"Usage: leadlight-qrexec-agent [options]\n"
		"Serves qrexec calls to this qube, and asks for those from "
		"it.\n\n"
		"  -a, --agent-socket=PATH        where qrexec-client-vm asks\n"
		"  -s, --fork-server-socket=PATH  of fork servers, with %s for "
		"the user\n"
		"  -S, --no-fork-server           ask no fork server\n"
		"  -l, --local=FD                 be the agent of the trusted "
		"side;\n"
		"                                 FD is the control channel\n"
		"  -o, --one-user                 as root: run services as "
		"root, log nobody in\n"
		"  -v, --version                  print the version and end\n"
		"  -h, --help                     print this and end\n";

static const struct option options_long[] = {
		{"agent-socket", required_argument, NULL, 'a'},
		{"fork-server-socket", required_argument, NULL, 's'},
		{"no-fork-server", no_argument, NULL, 'S'},
		{"local", required_argument, NULL, 'l'},
		{"one-user", no_argument, NULL, 'o'},
		{"version", no_argument, NULL, 'v'},
		{"help", no_argument, NULL, 'h'},
		{0},
};

/* What stands beside this program comes last, so that whatever is installed in
 * the qube goes first; own may be NULL. Caller frees. */
static char *
make_path(const char *variable, const char *folders, const char *own)
{
	const char *path = getenv(variable);
	char self[PATH_MAX] = {0};
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash = len > 0 ? strrchr(self, '/') : NULL;

	if (path != NULL || slash == NULL || own == NULL) {
		return xstrdup(path ? path : folders);
	}
	*slash = '\0';
	return xformat("%s:%s/%s", folders, self, own);
}

static int
serve(struct agent_options *options)
{
	/* those beside us are a qube's: the trusted side has no shell for it */
	char *service_path = make_path("QREXEC_SERVICE_PATH",
			options->local ? LOCAL_PATH : SERVICE_PATH,
			options->local ? NULL : OWN_SERVICES);
	char *config_path = make_path(
			"QUBES_RPC_CONFIG_PATH", CONFIG_PATH, OWN_CONFIG);
	struct agent agent;
	struct err err = {0};
	int result;

	options->service_path = service_path;
	options->config_path = config_path;
	result = agent_init(&agent, options, &err);
	if (result == 0) {
		result = agent_begin(&agent, &err);
	}
	if (result == 0) {
		agent_run(&agent);
	} else {
		log_err("%s", err.text);
	}
	agent_finish(&agent);
	free(service_path);
	free(config_path);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Returns -1 to go on, or the exit code. */
static int
take_option(int c, struct agent_options *options)
{
	long fd;

	switch (c) {
	case 'a':
		options->socket_path = optarg;
		return -1;
	case 's':
		options->fork_server = optarg[0] != '\0' ? optarg : NULL;
		return -1;
	case 'S':
		options->fork_server = NULL;
		return -1;
	case 'o':
		options->switch_users = false;
		return -1;
	case 'l':
		if (!str_to_long(optarg, 3, INT_MAX, &fd)) {
			fputs("--local takes a descriptor's number\n", stderr);
			return 2;
		}
		options->local = true;
		options->control_fd = (int)fd;
		return -1;
	case 'v':
		puts("leadlight-qrexec-agent " LEADLIGHT_VERSION);
		return EXIT_SUCCESS;
	case 'h':
		fputs(usage, stdout);
		return EXIT_SUCCESS;
	default:
		fputs(usage, stderr);
		return 2;
	}
}

int
main(int argc, char *argv[])
{
	struct agent_options options = {
			.socket_path = AGENT_SOCKET,
			.fork_server = FORK_SERVER,
			.control_fd = -1,
			.shell = "/bin/sh",
			.switch_users = geteuid() == 0,
	};
	int c;

	while ((c = getopt_long(argc, argv, "a:s:Sl:ovh", options_long, NULL)) !=
			-1) {
		int result = take_option(c, &options);

		if (result >= 0) {
			return result;
		}
	}
	if (!usage_is_all(argc, argv, usage)) {
		return 2;
	}
	if (options.local) {
		options.switch_users = false;
		options.fork_server = NULL;
	}
	log_init(LOG_LEVEL_INFO);
	log_never_wait();
	sigaction(SIGPIPE, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
	return serve(&options);
}
