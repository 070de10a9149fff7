// SPDX-License-Identifier: MIT
/* Files: of the host, of other qubes, of the template. */
#define _GNU_SOURCE // name_to_handle_at
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

#define SUID_PROGRAM "/usr/local/bin/escape-suid"
#define UPWARDS 64
#define HANDLE_MAX 128

static int
read_host_file(void)
{
	return escape_read(SECRET_FILE);
}

static int
read_other_home(void)
{
	return escape_read(OTHER_HOME_FILE);
}

static int
connect_path(const char *path, int type)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, type, 0);

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	return escape_result(connect(fd, (struct sockaddr *)&addr, sizeof(addr)));
}

static int
connect_other_channel(void)
{
	return connect_path(OTHER_SOCKET, SOCK_STREAM);
}

static int
connect_other_arena(void)
{
	return connect_path(OTHER_ARENA, SOCK_SEQPACKET);
}

static int
connect_host_service(void)
{
	return connect_path(HOST_SOCKET, SOCK_STREAM);
}

static int
read_by_root_of(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/root" SECRET_FILE, (int)pid);
	return escape_read(path);
}

static int
read_by_first_process(void)
{
	return read_by_root_of(1);
}

static int
read_by_victim_root(void)
{
	return read_by_root_of(escape_victim());
}

/* Directory descriptors that lead out of a chroot lead out of nothing else. */
static int
climb_out_of_chroot(void)
{
	char dir[] = "/tmp/cellXXXXXX";
	int top = open("/", O_RDONLY | O_DIRECTORY);

	if (!mkdtemp(dir) || chroot(dir) < 0 || fchdir(top) < 0) {
		return errno;
	}
	for (int i = 0; i < UPWARDS; i++) {
		if (chdir("..") < 0) {
			return errno;
		}
	}
	return escape_read(&SECRET_FILE[1]);
}

/* Up from every directory there is a way into, without any chroot. */
static int
climb_out_of_binds(void)
{
	static const char *const starts[] = {"/home", "/run", "/usr", "/tmp",
			"/proc/self/cwd", "/run/leadlight/vchan"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		int dir = open(starts[i], O_RDONLY | O_DIRECTORY);
		int fd;

		for (int n = 0; dir >= 0 && n < UPWARDS; n++) {
			int up = openat(dir, "..", O_RDONLY | O_DIRECTORY);

			close(dir);
			dir = up;
		}
		fd = openat(dir, &SECRET_FILE[1], O_RDONLY);
		if (fd >= 0) {
			return 0;
		}
	}
	return ENOENT;
}

/* The handle of a file opens it whatever way leads there, if it is honoured:
 * this is how containers were left. */
static int
open_by_handle(void)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + HANDLE_MAX];
	} file = {.handle.handle_bytes = HANDLE_MAX};
	int mount_id, dir = open("/dev/shm", O_RDONLY | O_DIRECTORY);
	int fd = openat(dir, "handle", O_CREAT | O_RDWR, 0600);

	if (fd < 0 ||
			name_to_handle_at(dir, "handle", &file.handle,
					&mount_id, 0) < 0) {
		return errno;
	}
	return escape_result(open_by_handle_at(dir, &file.handle, O_RDONLY));
}

static int
write_template(void)
{
	return escape_result(
			open("/usr/local/escaped", O_CREAT | O_WRONLY, 0644));
}

static int
write_template_program(void)
{
	return escape_result(open("/usr/bin/env", O_WRONLY | O_APPEND));
}

static int
write_accounts(void)
{
	return escape_write("/etc/passwd", "");
}

static int
write_top(void)
{
	return escape_result(mkdir("/escaped", 0755));
}

/* The directory whose sockets the host's programs answer on. */
static int
write_run_dir(void)
{
	mkdir("/run/leadlight", 0755); // there is none outside
	return escape_result(
			open("/run/leadlight/escaped", O_CREAT | O_RDWR, 0644));
}

/* A program that is root's and set-user-id: prints nothing, its status is 0
 * if it runs as root. */
static int
run_setuid_program(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (getuid() == 0 && setresuid(1000, 1000, 1000) < 0) {
			_exit(1);
		}
		execl(SUID_PROGRAM, SUID_PROGRAM, "am-i-root", NULL);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : EPERM;
}

/* The same on a file system of the qube's own: made here, by its own user. */
static int
make_setuid_root_program(void)
{
	char path[] = "/tmp/suidXXXXXX";
	int fd = mkstemp(path);

	if (fchown(fd, 0, 0) < 0 || fchmod(fd, 04755) < 0) {
		return errno;
	}
	return 0;
}

const struct attempt escape_files[] = {
		{"read a file of the host", read_host_file},
		{"read another qube's home", read_other_home},
		{"connect to another qube's channel", connect_other_channel},
		{"connect to another qube's arena", connect_other_arena},
		{"connect to a socket of the host", connect_host_service},
		{"read by /proc/1/root", read_by_first_process},
		{"read by the root of a process outside", read_by_victim_root},
		{"climb out of a chroot", climb_out_of_chroot},
		{"climb up from mounted directories", climb_out_of_binds},
		{"open a file by its handle", open_by_handle},
		{"make a file in the template", write_template},
		{"change a program of the template", write_template_program},
		{"write to /etc/passwd", write_accounts},
		{"make a directory in /", write_top},
		{"make a file beside the arena's socket", write_run_dir},
		{"become root by a set-user-id program", run_setuid_program},
		{"give a file to root", make_setuid_root_program},
		{0},
};
