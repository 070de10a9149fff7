// SPDX-License-Identifier: MIT
/* qopen-in-vm: the local end of calls to qubes.OpenInVM and qubes.OpenURL. */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/err.h"
#include "common/fd.h"
#include "qube/rpc/open_name.h"
#include "qube/rpc/stream.h"

static const char usage[] =
		"usage: qopen-in-vm --url URL | --view-only FILE | -- FILE RESULT\n"
		"Sends an address or a file on standard output; what comes back on\n"
		"standard input goes to RESULT. qvm-open-in-vm(1) starts it.\n";

static int
send_url(const char *url, struct err *err)
{
	if (!stream_write(STDOUT_FILENO, url, strlen(url)) ||
			!stream_write(STDOUT_FILENO, "\n", 1)) {
		return err_set_errno(err, "cannot send the address");
	}
	return 0;
}

static int
send_file(const char *path, bool view_only, struct err *err)
{
	char field[OPEN_NAME_SIZE];
	FD_SCOPED int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return err_set_errno(err, "cannot open \"%s\"", path);
	}
	open_name_encode(path, view_only, field);
	if (!stream_write(STDOUT_FILENO, field, sizeof(field)) ||
			!stream_copy(fd, STDOUT_FILENO, SIZE_MAX, NULL)) {
		return err_set_errno(err, "cannot send \"%s\"", path);
	}
	return 0;
}

static int
receive(const char *path, struct err *err)
{
	FD_SCOPED int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || !stream_copy(STDIN_FILENO, fd, SIZE_MAX, NULL)) {
		return err_set_errno(err, "cannot keep what came back");
	}
	return 0;
}

static int
run(char **words, struct err *err)
{
	bool url = strcmp(words[1], "--url") == 0;
	bool view_only = strcmp(words[1], "--view-only") == 0;
	int result = url ? send_url(words[2], err)
			 : send_file(words[2], view_only, err);

	/* the other end opens the file when it has all of it */
	close(STDOUT_FILENO);
	if (result < 0) {
		return result;
	}
	return receive(url || view_only ? "/dev/null" : words[3], err);
}

int
main(int argc, char **argv)
{
	bool one = argc == 3 &&
			(strcmp(argv[1], "--url") == 0 ||
					strcmp(argv[1], "--view-only") == 0);
	struct err err = {0};

	if (!one && !(argc == 4 && strcmp(argv[1], "--") == 0)) {
		fputs(usage, stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	if (run(argv, &err) < 0) {
		fprintf(stderr, "qopen-in-vm: %s\n", err.text);
		return 1;
	}
	return 0;
}
