// SPDX-License-Identifier: MIT
/* qvm-run-vm: runs a command in another qube by its qubes.VMShell. */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "qube/rpc/client.h"

static const char usage[] =
		"usage: qvm-run-vm [OPTIONS] QUBE COMMAND...\n"
		"       qvm-run-vm [OPTIONS] --dispvm COMMAND...\n"
		"Runs a command line by a shell in another qube, with the input and\n"
		"output of this program.\n"
		"  -d, --dispvm  in a new disposable qube\n"
		"  -t, --no-gui  do not wait for its desktop\n"
		"  -h, --help\n";

static const struct option options[] = {
		{"dispvm", no_argument, NULL, 'd'},
		{"help", no_argument, NULL, 'h'},
		{"no-gui", no_argument, NULL, 't'},
		{0},
};

/* As qubes.VMShell of a disposable qube that has just started waits. */
static const char *
service_for(const char *target, bool no_gui)
{
	bool disposable = strcmp(target + 1, "dispvm") == 0 ||
			strncmp(target + 1, "dispvm:", 7) == 0;

	return disposable && !no_gui && (target[0] == '@' || target[0] == '$')
			? "qubes.VMShell+WaitForSession"
			: "qubes.VMShell";
}

int
main(int argc, char **argv)
{
	struct client_call call = {.target = NULL, .helper = "qrun-in-vm"};
	bool no_gui = false;
	int option;

	while ((option = getopt_long(argc, argv, "+dht", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			call.target = "@dispvm";
			break;
		case 't':
			no_gui = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			fputs(usage, stderr);
			return 1;
		}
	}
	if (!call.target && optind < argc && *argv[optind]) {
		call.target = argv[optind++];
	}
	if (!call.target || optind >= argc) {
		fputs(usage, stderr);
		return 1;
	}
	call.service = service_for(call.target, no_gui);
	call.args = argv + optind;
	client_exec(&call);
	return 1;
}
