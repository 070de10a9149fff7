// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // unshare
#include "zones/drivers/userns.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/fd.h"
#include "zones/drivers/gift.h"

#define MAP_SIZE 256

/* What the holder of the outer namespace tells about its work. */
struct report {
	pid_t inner; // holder of the inner namespace, 0 on failure
	char text[sizeof(((struct err *)NULL)->text)];
};

static int
write_path(const char *path, const char *text, struct err *err)
{
	FD_SCOPED int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t len = strlen(text);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len) {
		return err_set_errno(err, "cannot write %s", path);
	}
	return 0;
}

static int
write_file(pid_t pid, const char *name, const char *text, struct err *err)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return write_path(path, text, err);
}

static int
wait_for(pid_t pid, const char *what, struct err *err)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return err_set_errno(err, "cannot wait for %s", what);
		}
	}
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		return err_set(err, "%s failed", what);
	}
	return 0;
}

/* newuidmap or newgidmap: PID, then the two lines of the outer map. */
static int
run_helper(const char *helper, pid_t pid, uint32_t first, uint32_t own,
		struct err *err)
{
	char words[7][16];
	char *argv[] = {(char *)helper, words[0], words[1], words[2], words[3],
			words[4], words[5], words[6], NULL};
	const uint32_t numbers[] = {(uint32_t)pid, 0, first, IDBLOCK_SIZE,
			USERNS_CALLER_ID, own, 1};
	pid_t child;

	for (size_t i = 0; i < 7; i++) {
		snprintf(words[i], sizeof(words[i]), "%u", numbers[i]);
	}
	child = fork();
	if (child == 0) {
		execv(helper, argv);
		_exit(127);
	}
	if (child < 0) {
		return err_set_errno(err, "cannot start %s", helper);
	}
	return wait_for(child, helper, err);
}

static int
map_by_helper(pid_t pid, const struct idblock_range *ids, struct err *err)
{
	if (run_helper("/usr/bin/newgidmap", pid, ids->first_gid, getegid(),
			    err) < 0) {
		return -1;
	}
	return run_helper("/usr/bin/newuidmap", pid, ids->first_uid, geteuid(),
			err);
}

static int
map_directly(pid_t pid, const struct idblock_range *ids, struct err *err)
{
	char text[MAP_SIZE];

	snprintf(text, sizeof(text), "0 %u %u\n%u %u 1\n", ids->first_gid,
			IDBLOCK_SIZE, USERNS_CALLER_ID, getegid());
	if (write_file(pid, "gid_map", text, err) < 0) {
		return -1;
	}
	snprintf(text, sizeof(text), "0 %u %u\n%u %u 1\n", ids->first_uid,
			IDBLOCK_SIZE, USERNS_CALLER_ID, geteuid());
	return write_file(pid, "uid_map", text, err);
}

/* No block: the one id there is becomes root of the outer namespace. */
static int
map_caller_alone(pid_t pid, struct err *err)
{
	char uids[MAP_SIZE], gids[MAP_SIZE];

	snprintf(uids, sizeof(uids), "0 %u 1\n", geteuid());
	snprintf(gids, sizeof(gids), "0 %u 1\n", getegid());
	if (write_file(pid, "setgroups", "deny", err) < 0 ||
			write_file(pid, "gid_map", gids, err) < 0) {
		return -1;
	}
	return write_file(pid, "uid_map", uids, err);
}

static int
map_outer(pid_t pid, const struct idblock_range *ids, struct err *err)
{
	if (ids->count == 0) {
		return map_caller_alone(pid, err);
	}
	if (ids->by_helper) {
		return map_by_helper(pid, ids, err);
	}
	return map_directly(pid, ids, err);
}

static int
map_inner(pid_t pid, bool has_block, struct err *err)
{
	char text[MAP_SIZE];

	if (has_block) {
		snprintf(text, sizeof(text), "0 0 %u\n", IDBLOCK_SIZE);
	} else {
		snprintf(text, sizeof(text), "%u 0 1\n", USERNS_QUBE_ID);
	}
	if (write_file(pid, "gid_map", text, err) < 0) {
		return -1;
	}
	return write_file(pid, "uid_map", text, err);
}

static void hold(int sync) __attribute__((noreturn));

/* Waits to be killed; ends with whoever has the other end of sync. */
static void
hold(int sync)
{
	char byte;

	while (read(sync, &byte, 1) > 0) {
	}
	_exit(0);
}

static bool
enter_new(int sync)
{
	char byte = 0;

	return unshare(CLONE_NEWUSER) == 0 && write(sync, &byte, 1) == 1 &&
			read(sync, &byte, 1) == 1;
}

/* The inner holder: a namespace for others to open, nothing else. */
static pid_t
fork_inner(int sync[2])
{
	pid_t pid;
	char byte = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sync) < 0) {
		return -1;
	}
	pid = fork();
	if (pid == 0) {
		close(sync[0]);
		if (unshare(CLONE_NEWUSER) < 0) {
			_exit(1);
		}
		if (write(sync[1], &byte, 1) != 1) {
			_exit(1);
		}
		hold(sync[1]);
	}
	close(sync[1]);
	if (pid > 0 && read(sync[0], &byte, 1) != 1) {
		return -1;
	}
	return pid;
}

static int
prepare_outer(const struct idblock_range *ids, const struct userns_gift *gifts,
		size_t ngifts, struct report *report, struct err *err)
{
	int sync[2];
	pid_t inner;

	/* A second lock beside the system call filter: the inner namespace is
	 * the only one there can ever be below this one. */
	if (write_path("/proc/sys/user/max_user_namespaces", "1", err) < 0) {
		return -1;
	}
	for (size_t i = 0; i < ngifts && ids->count > 0; i++) {
		if (gift_hand_over(gifts[i].dir, USERNS_QUBE_ID,
				    gifts[i].shared ? USERNS_CALLER_ID : 0,
				    err) < 0) {
			return -1;
		}
	}
	inner = fork_inner(sync);
	if (inner < 0) {
		return err_set_errno(err, "cannot make a user namespace");
	}
	if (map_inner(inner, ids->count > 0, err) < 0) {
		return -1;
	}
	report->inner = inner;
	return 0;
}

static void be_outer(int sync, const struct idblock_range *ids,
		const struct userns_gift *gifts, size_t ngifts)
		__attribute__((noreturn));

static void
be_outer(int sync, const struct idblock_range *ids,
		const struct userns_gift *gifts, size_t ngifts)
{
	struct report report = {0};
	struct err err = {0};

	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (!enter_new(sync)) {
		_exit(1);
	}
	if (prepare_outer(ids, gifts, ngifts, &report, &err) < 0) {
		memcpy(report.text, err.text, sizeof(report.text));
	}
	if (write(sync, &report, sizeof(report)) != sizeof(report)) {
		_exit(1);
	}
	hold(sync);
}

static int
open_ns(pid_t pid, struct err *err)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/user", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		err_set_errno(err, "cannot open %s", path);
	}
	return fd;
}

static int
collect(struct userns *ns, pid_t outer, int sync,
		const struct idblock_range *ids, struct err *err)
{
	struct report report;
	char byte;

	if (read(sync, &byte, 1) != 1) {
		return err_set(err,
				"cannot make a user namespace (is"
				" user.max_user_namespaces 0?)");
	}
	if (map_outer(outer, ids, err) < 0) {
		return -1;
	}
	if (write(sync, &byte, 1) != 1 ||
			read(sync, &report, sizeof(report)) != sizeof(report)) {
		return err_set(err, "a user namespace went away");
	}
	if (report.inner == 0) {
		return err_set(err, "%s", report.text);
	}
	ns->outer = open_ns(outer, err);
	ns->inner = ns->outer < 0 ? -1 : open_ns(report.inner, err);
	return ns->inner < 0 ? -1 : 0;
}

int
userns_create(struct userns *ns, const struct idblock_range *ids,
		const struct userns_gift *gifts, size_t ngifts, struct err *err)
{
	int sync[2];
	pid_t outer;
	int result;

	*ns = (struct userns){.outer = -1, .inner = -1};
	ns->caller_id = ids->count > 0 ? USERNS_CALLER_ID : 0;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sync) < 0) {
		return err_set_errno(err, "cannot make a socket pair");
	}
	outer = fork();
	if (outer == 0) {
		close(sync[0]);
		be_outer(sync[1], ids, gifts, ngifts);
	}
	close(sync[1]);
	result = outer < 0 ? err_set_errno(err, "cannot fork")
			   : collect(ns, outer, sync[0], ids, err);
	close(sync[0]);
	if (outer > 0) {
		waitpid(outer, NULL, 0);
	}
	if (result < 0) {
		userns_finish(ns);
	}
	return result;
}

void
userns_finish(struct userns *ns)
{
	fd_close(&ns->outer);
	fd_close(&ns->inner);
}
