// SPDX-License-Identifier: MIT
/* Processes outside, ids and rights. */
#define _GNU_SOURCE // process_vm_readv, setns, clone flags
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

static int
signal_victim(void)
{
	return escape_result(kill(escape_victim(), SIGCONT));
}

static int
trace_victim(void)
{
	if (ptrace(PTRACE_ATTACH, escape_victim(), NULL, NULL) < 0) {
		return errno;
	}
	waitpid(escape_victim(), NULL, __WALL);
	ptrace(PTRACE_DETACH, escape_victim(), NULL, NULL);
	return 0;
}

/* Where the victim's stack is, as /proc tells. */
static int
read_victim_memory(void)
{
	char path[64], line[256];
	unsigned long start = 0;
	uint64_t word;
	struct iovec mine = {&word, sizeof(word)};
	struct iovec theirs;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", (int)escape_victim());
	maps = fopen(path, "r");
	if (!maps) {
		return errno;
	}
	while (fgets(line, sizeof(line), maps) && !strstr(line, "[stack]")) {
	}
	start = strtoul(line, NULL, 16);
	theirs = (struct iovec){(void *)start, sizeof(word)};
	return escape_result(process_vm_readv(
			escape_victim(), &mine, 1, &theirs, 1, 0));
}

static int
take_victim_descriptor(void)
{
	long pidfd = syscall(SYS_pidfd_open, escape_victim(), 0);

	if (pidfd < 0) {
		return errno;
	}
	return escape_result(syscall(SYS_pidfd_getfd, (int)pidfd, 0, 0));
}

static int
read_victim_environment(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/environ", (int)escape_victim());
	return escape_read(path);
}

/* The first process of the qube is ours, not the qube's; outside it is the
 * victim that stands for it. */
static int
trace_first_process(void)
{
	pid_t pid = getpid() > 1 && access(SECRET_FILE, F_OK) == 0
			? escape_victim()
			: 1;

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0) {
		return errno;
	}
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	return 0;
}

static int
list_first_descriptors(void)
{
	return escape_result(open("/proc/1/fd", O_RDONLY | O_DIRECTORY));
}

static int
become_root(void)
{
	return escape_result(setresuid(0, 0, 0));
}

static int
regain_capabilities(void)
{
	struct __user_cap_header_struct header = {
			.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct all[2] = {
			{1u << CAP_SYS_ADMIN, 1u << CAP_SYS_ADMIN, 0}};

	return escape_result(syscall(SYS_capset, &header, all));
}

static int
unshare_flags(int flags)
{
	return escape_result(unshare(flags));
}

static int
make_user_namespace(void)
{
	return unshare_flags(CLONE_NEWUSER);
}

static int
make_mount_namespace(void)
{
	return unshare_flags(CLONE_NEWNS);
}

static int
clone_user_namespace(void)
{
	long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL,
			NULL);

	if (pid == 0) {
		_exit(0);
	}
	return escape_result(pid);
}

static int
clone3_user_namespace(void)
{
	const struct {
		uint64_t flags, pidfd, child_tid, parent_tid, exit_signal;
		uint64_t stack, stack_size, tls;
	} args = {.flags = CLONE_NEWUSER, .exit_signal = SIGCHLD};
	long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid == 0) {
		_exit(0);
	}
	return escape_result(pid);
}

/* Of the victim, or of the own first process: neither may be entered. */
static int
enter_namespace(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/uts", (int)escape_victim());
	fd = open(path, O_RDONLY);
	if (fd < 0) {
		fd = open("/proc/self/ns/uts", O_RDONLY);
	}
	return escape_result(setns(fd, CLONE_NEWUTS));
}

static int
add_key(void)
{
	return escape_result(syscall(SYS_add_key, "user", "escape", "x", 1,
			KEY_SPEC_PROCESS_KEYRING));
}

static int
read_keyrings(void)
{
	return escape_result(syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID,
			KEY_SPEC_USER_KEYRING, 1));
}

static int
find_shared_memory(void)
{
	return escape_result(shmget(SHM_KEY, 1, 0));
}

static int
open_message_queue(void)
{
	return escape_result(mq_open(QUEUE_NAME, O_RDONLY));
}

/* Credentials by which a host service might know whom it speaks with. */
static int
claim_to_be_root(void)
{
	const struct ucred root = {.pid = 1, .uid = 0, .gid = 0};
	union {
		char room[CMSG_SPACE(sizeof(root))];
		struct cmsghdr align;
	} control = {0};
	char byte = 0;
	struct iovec iov = {&byte, 1};
	struct msghdr msg = {.msg_iov = &iov,
			.msg_iovlen = 1,
			.msg_control = control.room,
			.msg_controllen = sizeof(control.room)};
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) {
		return errno;
	}
	cmsg->cmsg_level = SOL_SOCKET;
	cmsg->cmsg_type = SCM_CREDENTIALS;
	cmsg->cmsg_len = CMSG_LEN(sizeof(root));
	memcpy(CMSG_DATA(cmsg), &root, sizeof(root));
	return escape_result(sendmsg(pair[0], &msg, 0));
}

static int
take_priority(void)
{
	return escape_result(setpriority(PRIO_PROCESS, 0, -5));
}

static int
take_real_time(void)
{
	const struct sched_param param = {.sched_priority = 1};

	return escape_result(sched_setscheduler(0, SCHED_FIFO, &param));
}

static int
raise_process_limit(void)
{
	struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};

	return escape_result(setrlimit(RLIMIT_NPROC, &limit));
}

const struct attempt escape_processes[] = {
		{"signal a process outside", signal_victim},
		{"trace a process outside", trace_victim},
		{"read the memory of a process outside", read_victim_memory},
		{"take a descriptor of a process outside", take_victim_descriptor},
		{"read the environment of a process outside",
				read_victim_environment},
		{"trace the first process of the qube", trace_first_process},
		{"list the first process' descriptors", list_first_descriptors},
		{"become root", become_root},
		{"regain a capability", regain_capabilities},
		{"make a user namespace", make_user_namespace},
		{"make a mount namespace", make_mount_namespace},
		{"clone into a user namespace", clone_user_namespace},
		{"clone3 into a user namespace", clone3_user_namespace},
		{"enter a namespace", enter_namespace},
		{"add a key", add_key},
		{"reach a keyring", read_keyrings},
		{"find the host's shared memory", find_shared_memory},
		{"open the host's message queue", open_message_queue},
		{"claim to be root on a socket", claim_to_be_root},
		{"raise its priority", take_priority},
		{"become a real-time program", take_real_time},
		{"lift the limit of processes", raise_process_limit},
		{0},
};
