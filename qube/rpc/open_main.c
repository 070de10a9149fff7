// SPDX-License-Identifier: MIT
/* qvm-open-in-vm, qvm-open-in-dvm: opens a file or an address elsewhere. */
#define _GNU_SOURCE // mkstemp
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "qube/rpc/client.h"
#include "qube/rpc/open_name.h"

#define EXIT_USAGE 2

static const char usage_vm[] =
		"usage: qvm-open-in-vm [--view-only] [--] QUBE FILE|URL\n";
static const char usage_dvm[] =
		"usage: qvm-open-in-dvm [--view-only] [--] FILE|URL\n";
static const char usage_rest[] =
		"Opens the file or address in another qube, and waits. A file that\n"
		"was changed there comes back, unless --view-only is given.\n";

struct request {
	bool disposable; // the program of this name
	bool view_only;
	const char *target;
	const char *what; // file or address
};

static int
print_usage(const struct request *request, FILE *out, int code)
{
	fputs(request->disposable ? usage_dvm : usage_vm, out);
	fputs(usage_rest, out);
	return code;
}

/* -1 if the program shall go on, else its exit code. */
static int
parse(struct request *request, int argc, char **argv)
{
	static const struct option options[] = {
			{"help", no_argument, NULL, 'h'},
			{"view-only", no_argument, NULL, 'v'},
			{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			return print_usage(request, stdout, 0);
		}
		if (option != 'v') {
			return print_usage(request, stderr, EXIT_USAGE);
		}
		request->view_only = true;
	}
	if (argc - optind != (request->disposable ? 1 : 2)) {
		return print_usage(request, stderr, EXIT_USAGE);
	}
	request->target = request->disposable ? "@dispvm" : argv[optind++];
	request->what = argv[optind];
	return -1;
}

/* What another qube had opened here must not open further disposables by
 * itself, each of them again. */
static bool
is_loop(const struct request *request)
{
	const char *service = getenv("QREXEC_SERVICE_FULL_NAME");

	return strncmp(request->target, "@dispvm", 7) == 0 && service &&
			(strncmp(service, "qubes.OpenInVM", 14) == 0 ||
					strncmp(service, "qubes.OpenURL", 13) ==
							0);
}

static int
open_url(const struct request *request)
{
	char *args[] = {"--url", (char *)request->what, NULL};
	struct client_call call = {
			request->target, "qubes.OpenURL", "qopen-in-vm", args};
	int code = client_run(&call);

	client_explain(code);
	return code;
}

/* Beside the file if that can be, so that it can take its place. */
static int
make_result(const char *file, char **path, bool *beside)
{
	int fd;

	*path = xformat("%s.XXXXXX", file);
	*beside = true;
	fd = mkstemp(*path);
	if (fd < 0) {
		free(*path);
		*path = xstrdup("/tmp/edited-elsewhere.XXXXXX");
		*beside = false;
		fd = mkstemp(*path);
	}
	return fd;
}

/* The changed file takes the place of the old one only when all of it came. */
static int
use_result(const char *file, const char *result, bool beside, int code)
{
	struct stat old, new;

	if (stat(result, &new) < 0 || new.st_size == 0) {
		unlink(result);
		return code;
	}
	if (code != 0 || !beside) {
		fprintf(stderr, "\"%s\" was changed elsewhere; %s is in %s\n",
				file, code ? "what came of it" : "the new one",
				result);
		return code;
	}
	if (stat(file, &old) == 0) {
		chmod(result, old.st_mode & 0777);
	}
	if (rename(result, file) < 0) {
		perror("cannot put the changed file in its place");
		return 1;
	}
	return 0;
}

static int
open_file(const struct request *request)
{
	char *args[] = {request->view_only ? "--view-only" : "--",
			(char *)request->what, NULL, NULL};
	struct client_call call = {
			request->target, "qubes.OpenInVM", "qopen-in-vm", args};
	char *result;
	bool beside;
	int code;
	FD_SCOPED int fd = -1;

	if (request->view_only) {
		code = client_run(&call);
		client_explain(code);
		return code;
	}
	fd = make_result(request->what, &result, &beside);
	if (fd < 0) {
		perror("cannot make a file for the answer");
		free(result);
		return 1;
	}
	args[2] = result;
	code = client_run(&call);
	client_explain(code);
	code = use_result(request->what, result, beside, code);
	free(result);
	return code;
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	struct request request = {0};
	struct stat st;
	int code;

	request.disposable = strcmp(slash ? slash + 1 : argv[0],
					     "qvm-open-in-dvm") == 0;
	code = parse(&request, argc, argv);
	if (code >= 0) {
		return code;
	}
	if (is_loop(&request)) {
		fputs("This was opened by another qube: not opened in a further "
		      "disposable one.\n",
				stderr);
		return 1;
	}
	if (stat(request.what, &st) == 0 && S_ISREG(st.st_mode)) {
		return open_file(&request);
	}
	if (open_name_is_url(request.what)) {
		return open_url(&request);
	}
	fprintf(stderr, "\"%s\" is no file and no address\n", request.what);
	return EXIT_USAGE;
}
