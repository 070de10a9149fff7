// SPDX-License-Identifier: MIT
/* qvm-copy, qvm-move, qvm-copy-to-vm, qvm-move-to-vm: by the name it has. */
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/mem.h"
#include "qube/rpc/client.h"
#include "qube/rpc/sent_list.h"

#define SERVICE "qubes.Filecopy"

struct command {
	const char *name;
	bool move;
	bool to_vm; // the first argument is the qube
};

static const struct command commands[] = {
		{"qvm-copy", false, false},
		{"qvm-move", true, false},
		{"qvm-copy-to-vm", false, true},
		{"qvm-move-to-vm", true, true},
};

struct plan {
	const struct command *command;
	const char *target;
	char *const *paths; // borrowed, ends with NULL
	struct tree_options options;
	bool progress;
};

static const struct option long_options[] = {
		{"help", no_argument, NULL, 'h'},
		{"ignore-symlinks", no_argument, NULL, 'i'},
		{"no-ignore-symlinks", no_argument, NULL, 'I'},
		{"with-progress", no_argument, NULL, 'p'},
		{"without-progress", no_argument, NULL, 'P'},
		{0},
};

static const struct command *
find_command(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(name, commands[i].name) == 0) {
			return &commands[i];
		}
	}
	return &commands[0];
}

static void
print_usage(const struct command *command, FILE *out)
{
	fprintf(out,
			"usage: %s [OPTIONS] %sFILE...\n"
			"%s files and folders to ~/QubesIncoming/THIS-QUBE in "
			"another qube%s.\n"
			"  --ignore-symlinks     leave symbolic links out\n"
			"  --no-ignore-symlinks  send them too (the default)\n"
			"  --with-progress       show how far it is (the default "
			"on a terminal)\n"
			"  --without-progress\n"
			"  -h, --help\n",
			command->name, command->to_vm ? "QUBE " : "",
			command->move ? "Moves" : "Copies",
			command->to_vm ? "" : ", which a prompt asks for");
}

/* -1 if the program shall go on, else its exit code. */
static int
parse(struct plan *plan, int argc, char **argv)
{
	int option;

	plan->progress = isatty(STDERR_FILENO) == 1;
	while ((option = getopt_long(argc, argv, "+h", long_options, NULL)) !=
			-1) {
		switch (option) {
		case 'h':
			print_usage(plan->command, stdout);
			return 0;
		case 'i':
		case 'I':
			plan->options.skip_links = option == 'i';
			break;
		case 'p':
		case 'P':
			plan->progress = option == 'p';
			break;
		default:
			print_usage(plan->command, stderr);
			return 1;
		}
	}
	if (argc - optind < (plan->command->to_vm ? 2 : 1)) {
		print_usage(plan->command, stderr);
		return 1;
	}
	plan->target = plan->command->to_vm ? argv[optind++] : "@default";
	plan->paths = argv + optind;
	return -1;
}

static int
list_paths(const struct plan *plan, struct sent_list *list, struct err *err)
{
	for (char *const *path = plan->paths; *path; path++) {
		if (sent_list_add(list, *path, &plan->options, err) < 0) {
			return -1;
		}
	}
	return 0;
}

static int
call(const struct plan *plan, const struct sent_list *list)
{
	size_t count = 0;
	struct client_call call = {.target = plan->target,
			.service = list->plain ? SERVICE
					       : SERVICE "+allow-all-names",
			.helper = "qfile-agent"};
	char **args;
	char total[32];
	int code;

	while (plan->paths[count]) {
		count++;
	}
	args = xcalloc(count + 3, sizeof(*args));
	args[0] = plan->options.skip_links ? "--ignore-symlinks" : "--";
	args[1] = "--";
	memcpy(args + 1 + plan->options.skip_links, plan->paths,
			count * sizeof(*args));
	call.args = args;
	snprintf(total, sizeof(total), "%" PRIu64, list->bytes);
	setenv("FILECOPY_TOTAL_BYTES", total, 1);
	setenv("PROGRESS_TYPE", plan->progress ? "console" : "none", 1);
	code = client_run(&call);
	free(args);
	client_explain(code);
	return code;
}

static int
run(const struct plan *plan)
{
	struct sent_list list;
	struct err err = {0};
	int code;

	sent_list_init(&list, plan->command->move);
	if (list_paths(plan, &list, &err) < 0) {
		fprintf(stderr, "%s: %s\n", plan->command->name, err.text);
		code = 1;
	} else {
		code = call(plan, &list);
	}
	if (code == 0 && plan->command->move && !sent_list_remove(&list)) {
		code = 1;
	}
	sent_list_finish(&list);
	return code;
}

int
main(int argc, char **argv)
{
	struct plan plan = {.command = find_command(argv[0])};
	int code = parse(&plan, argc, argv);

	return code >= 0 ? code : run(&plan);
}
