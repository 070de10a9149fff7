// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // pipe2, memfd_create, setgroups, close_range
#include "zones/drivers/sandbox_launch.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/log.h"
#include "zones/drivers/bwrap.h"

#define PROCESSES_USUAL 1024u

/* The child's ends; all close-on-exec until bwrap_exec(). */
struct ends {
	int control;
	int info;
	int output;
};

static int
open_pair(int ours_theirs[2], struct err *err)
{
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ours_theirs) <
			0) {
		return err_set_errno(err, "cannot make a socket pair");
	}
	fd_set_nonblock(ours_theirs[0], true);
	return 0;
}

static int
open_pipe(int ours_theirs[2], struct err *err)
{
	if (pipe2(ours_theirs, O_CLOEXEC) < 0) {
		return err_set_errno(err, "cannot make a pipe");
	}
	fd_set_nonblock(ours_theirs[0], true);
	return 0;
}

static void
close_ends(struct ends *ends)
{
	fd_close(&ends->control);
	fd_close(&ends->info);
	fd_close(&ends->output);
}

static int
open_ends(struct sandbox_launch *launch, struct ends *ends, struct err *err)
{
	int control[2] = {-1, -1}, info[2] = {-1, -1}, output[2] = {-1, -1};
	int result = open_pair(control, err);

	if (result == 0) {
		result = open_pipe(info, err);
	}
	if (result == 0) {
		result = open_pipe(output, err);
	}
	*launch = (struct sandbox_launch){.control = control[0],
			.info = info[0],
			.output = output[0]};
	*ends = (struct ends){control[1], info[1], output[1]};
	if (result < 0) {
		sandbox_launch_finish(launch);
		close_ends(ends);
	}
	return result;
}

static int
file_with(const char *text, struct err *err)
{
	FD_SCOPED int fd = memfd_create("etc", MFD_CLOEXEC);
	size_t len = strlen(text);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len ||
			lseek(fd, 0, SEEK_SET) < 0) {
		return err_set_errno(err, "cannot make a file in memory");
	}
	return fd_steal(&fd);
}

static int
fill_files(struct bwrap_plan *plan, struct err *err)
{
	struct template_file files[TEMPLATE_FILES];

	template_init(files, plan->request->name);
	for (size_t i = 0; i < TEMPLATE_FILES; i++) {
		plan->file_paths[i] = files[i].path;
		plan->files[i] = file_with(files[i].text, err);
		if (plan->files[i] < 0) {
			return -1;
		}
	}
	template_finish(files);
	return 0;
}

static int
open_dir(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0) {
		err_set_errno(err, "cannot open %s", path);
	}
	return fd;
}

/* From its second start on the home is the qube's, and closed to us: without
 * the right to read it there is still the right to hand it on. */
static int
open_home(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 && errno == EACCES) {
		fd = open(path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (fd < 0) {
		err_set_errno(err, "cannot open %s", path);
	}
	return fd;
}

/* The home and the channels' directory become the qube's; the directory with
 * the arena's socket stays ours and is only looked into. */
static int
make_namespaces(struct bwrap_plan *plan, const struct idblock_range *ids,
		struct err *err)
{
	const struct driver_request *request = plan->request;
	FD_SCOPED int home = open_home(request->private_dir, err);
	FD_SCOPED int vchan = home < 0 ? -1 : open_dir(request->vchan_dir, err);
	FD_SCOPED int run = vchan < 0 ? -1 : open_dir(request->run_dir, err);
	const struct userns_gift gifts[] = {
			{.dir = home}, {.dir = vchan, .shared = true}};

	if (run < 0) {
		return -1;
	}
	/* vchan is where the writable one is mounted inside. */
	mkdirat(run, "vchan", 0755);
	if (fchmod(run, 0755) < 0) {
		return err_set_errno(err, "cannot open up %s", request->run_dir);
	}
	return userns_create(&plan->userns, ids, gifts, 2, err);
}

/* The groups of whoever runs the keeper are nothing for the qube. Without the
 * right to leave them here its first process does it. */
static void
leave_groups(void)
{
	if (setgroups(0, NULL) < 0) {
		log_debug("groups are left later");
	}
}

static bool
take_stdio(int output)
{
	FD_SCOPED int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	return null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
			dup2(output, STDOUT_FILENO) >= 0 &&
			dup2(output, STDERR_FILENO) >= 0;
}

static bool
be_alone(pid_t parent)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGPIPE, &usual, NULL);
	close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
	umask(022);
	return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) == 0 &&
			getppid() == parent;
}

static const char *
programs_dir(const struct driver_request *request)
{
	return request->programs_dir ? request->programs_dir
				     : LEADLIGHT_LIBEXECDIR;
}

uint32_t
sandbox_launch_processes(const struct driver_request *request)
{
	return request->processes > 0 ? request->processes : PROCESSES_USUAL;
}

/* A cgroup limits the qube as a whole, so its processes need no limit each. */
static void
fill_limits(struct bwrap_plan *plan, const struct cgroup *cgroup)
{
	if (cgroup->path) {
		return;
	}
	plan->memory = plan->request->memory;
	plan->processes = sandbox_launch_processes(plan->request);
}

static void be_child(const struct driver_request *request,
		const struct idblock_range *ids, const struct cgroup *cgroup,
		const struct ends *ends, pid_t parent) __attribute__((noreturn));

static void
be_child(const struct driver_request *request, const struct idblock_range *ids,
		const struct cgroup *cgroup, const struct ends *ends,
		pid_t parent)
{
	struct err err = {0};
	struct bwrap_plan plan = {.request = request,
			.programs_dir = programs_dir(request),
			.control = ends->control,
			.info = ends->info};

	if (!take_stdio(ends->output) || !be_alone(parent)) {
		_exit(EXIT_FAILURE);
	}
	fill_limits(&plan, cgroup);
	if (cgroup_join(cgroup, &err) == 0 &&
			filter_create_files(plan.filters, &err) == 0 &&
			fill_files(&plan, &err) == 0 &&
			make_namespaces(&plan, ids, &err) == 0) {
		leave_groups();
		bwrap_exec(&plan, &err);
	}
	log_err("%s", err.text);
	_exit(EXIT_FAILURE);
}

int
sandbox_launch_start(struct sandbox_launch *launch,
		const struct driver_request *request,
		const struct idblock_range *ids, const struct cgroup *cgroup,
		struct err *err)
{
	pid_t parent = getpid();
	struct ends ends;

	if (open_ends(launch, &ends, err) < 0) {
		return -1;
	}
	launch->pid = fork();
	if (launch->pid == 0) {
		be_child(request, ids, cgroup, &ends, parent);
	}
	close_ends(&ends);
	if (launch->pid < 0) {
		err_set_errno(err, "cannot fork");
		sandbox_launch_finish(launch);
		return -1;
	}
	return 0;
}

void
sandbox_launch_finish(struct sandbox_launch *launch)
{
	fd_close(&launch->control);
	fd_close(&launch->info);
	fd_close(&launch->output);
}
