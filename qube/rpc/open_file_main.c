// SPDX-License-Identifier: MIT
/* qubes.OpenInVM: receives a file, opens it, and sends it back if it has been
 * changed. */
#define _GNU_SOURCE // mkdtemp
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/mem.h"
#include "common/str.h"
#include "qube/rpc/launch.h"
#include "qube/rpc/open_name.h"
#include "qube/rpc/stream.h"

struct opened {
	char *dir; // owned, ours alone
	char *path; // owned, in it
	bool view_only;
};

static int
make_dir(struct opened *opened, struct err *err)
{
	const char *source = getenv("QREXEC_REMOTE_DOMAIN");

	if (!source || !str_is_qube_name(source)) {
		return err_set(err, "QREXEC_REMOTE_DOMAIN names no qube");
	}
	opened->dir = xformat("/tmp/%s-XXXXXX", source);
	return mkdtemp(opened->dir) ? 0
				    : err_set_errno(err,
						      "cannot make a "
						      "folder in /tmp");
}

static int
receive(struct opened *opened, struct err *err)
{
	char field[OPEN_NAME_SIZE], name[OPEN_NAME_SIZE];
	FD_SCOPED int fd = -1;

	if (stream_read_full(STDIN_FILENO, field, sizeof(field)) !=
			sizeof(field)) {
		return err_set(err, "no file came");
	}
	if (!open_name_parse(field, name, &opened->view_only)) {
		return err_set(err, "that is no name of a file");
	}
	opened->path = xformat("%s/%s", opened->dir, name);
	fd = open(opened->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 || !stream_copy(STDIN_FILENO, fd, SIZE_MAX, NULL)) {
		return err_set_errno(err, "cannot keep the file");
	}
	if (opened->view_only && fchmod(fd, 0400) < 0) {
		return err_set_errno(err, "cannot protect the file");
	}
	return 0;
}

static bool
is_changed(const struct stat *before, const struct stat *after)
{
	return before->st_ino != after->st_ino ||
			before->st_size != after->st_size ||
			before->st_mtim.tv_sec != after->st_mtim.tv_sec ||
			before->st_mtim.tv_nsec != after->st_mtim.tv_nsec;
}

static int
send_back(const struct opened *opened, struct err *err)
{
	FD_SCOPED int fd = open(opened->path,
			O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

	if (fd < 0 || !stream_copy(fd, STDOUT_FILENO, SIZE_MAX, NULL)) {
		return err_set_errno(err, "cannot send the file back");
	}
	return 0;
}

/* The program must not read the call's input nor write to its output. */
static int
launch_apart(const char *path, struct err *err)
{
	int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int code = -1;

	if (out < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
			dup2(STDERR_FILENO, STDOUT_FILENO) < 0) {
		err_set_errno(err, "cannot set a program apart");
	} else {
		code = launch_file(path, err);
		dup2(out, STDOUT_FILENO);
	}
	fd_close(&null);
	fd_close(&out);
	return code;
}

static int
run(struct opened *opened, struct err *err)
{
	struct stat before, after;

	if (make_dir(opened, err) < 0 || receive(opened, err) < 0) {
		return -1;
	}
	if (stat(opened->path, &before) < 0) {
		return err_set_errno(err, "the file is gone");
	}
	if (launch_apart(opened->path, err) < 0) {
		return -1;
	}
	if (opened->view_only || lstat(opened->path, &after) < 0 ||
			!is_changed(&before, &after)) {
		return 0;
	}
	return send_back(opened, err);
}

int
main(int argc, char **argv)
{
	struct opened opened = {0};
	struct err err = {0};
	int result;

	signal(SIGPIPE, SIG_IGN);
	result = run(&opened, &err);
	if (result < 0) {
		fprintf(stderr, "qubes.OpenInVM: %s\n", err.text);
	}
	if (opened.path) {
		unlink(opened.path);
	}
	if (opened.dir) {
		rmdir(opened.dir);
	}
	free(opened.path);
	free(opened.dir);
	return result < 0 ? 1 : 0;
}
