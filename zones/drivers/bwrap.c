// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include "zones/drivers/bwrap.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/buf.h"
#include "common/fd.h"

#define ARGS_MAX 65536
#define HOME "/home/user"
#define RUNTIME_DIR "/run/user/1000"
#define PROGRAMS "/run/leadlight-programs"
#define SHARED "/run/leadlight"
#define INIT "leadlight-qube-init"
#define AGENT "leadlight-agent"
#define QREXEC_AGENT "leadlight-qrexec-agent"
#define XEN_LIBRARY "libxengnttab.so.1"
#define TMPFS_SIZE (UINT64_C(1) << 30) // of each, unless memory is limited

/* A list of words; too many of them show when it is closed. */
struct words {
	struct buf buf;
	bool full;
};

static void
add_word(struct words *words, const char *word)
{
	if (!buf_append(&words->buf, word, strlen(word) + 1)) {
		words->full = true;
	}
}

static void
add(struct words *words, const char *option, const char *a, const char *b)
{
	add_word(words, option);
	if (a) {
		add_word(words, a);
	}
	if (b) {
		add_word(words, b);
	}
}

static void
add_number(struct words *words, const char *option, uint64_t number,
		const char *b)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	add(words, option, text, b);
}

static void
add_tmpfs(struct words *words, uint64_t size, const char *mode, const char *path)
{
	add(words, "--perms", mode, NULL);
	add_number(words, "--size", size, NULL);
	add(words, "--tmpfs", path, NULL);
}

static uint64_t
tmpfs_size(const struct bwrap_plan *plan)
{
	uint64_t memory = plan->request->memory;

	/* Together they leave some of it: a full one would cost the qube its
	 * first process. */
	return memory > 0 ? memory / 4 : TMPFS_SIZE;
}

/* The namespaces. uid and gid are those bubblewrap works as while it builds;
 * the first process turns into the qube's user with the three capabilities,
 * and then has none. */
static void
add_namespaces(struct words *words, const struct bwrap_plan *plan)
{
	static const char *const plain[] = {"--unshare-ipc", "--unshare-pid",
			"--unshare-net", "--unshare-uts", "--unshare-cgroup",
			"--die-with-parent", "--as-pid-1", "--new-session",
			"--clearenv"};
	static const char *const caps[] = {
			"CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"};

	add_number(words, "--userns", (uint64_t)plan->userns.outer, NULL);
	add_number(words, "--userns2", (uint64_t)plan->userns.inner, NULL);
	add_number(words, "--uid", plan->userns.caller_id, NULL);
	add_number(words, "--gid", plan->userns.caller_id, NULL);
	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
		add(words, plain[i], NULL, NULL);
	}
	add(words, "--cap-drop", "ALL", NULL);
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		add(words, "--cap-add", caps[i], NULL);
	}
	for (size_t i = 0; i < FILTER_FILES; i++) {
		add_number(words, "--add-seccomp-fd",
				(uint64_t)plan->filters[i], NULL);
	}
	add_number(words, "--info-fd", (uint64_t)plan->info, NULL);
	add(words, "--hostname", plan->request->name, NULL);
}

/* Shows name of the template in the qube: a link as a link, so that it is
 * resolved inside, anything else read-only. */
static void
add_template(struct words *words, const char *root, const char *name)
{
	char path[PATH_MAX], inside[PATH_MAX], target[PATH_MAX];
	struct stat st;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/%s", root, name);
	snprintf(inside, sizeof(inside), "/%s", name);
	if (lstat(path, &st) < 0) {
		return;
	}
	if (!S_ISLNK(st.st_mode)) {
		add(words, "--ro-bind", path, inside);
		return;
	}
	len = readlink(path, target, sizeof(target) - 1);
	if (len > 0) {
		target[len] = '\0';
		add(words, "--symlink", target, inside);
	}
}

/* Every directory on the way to a mount: bubblewrap would make it, but shut to
 * all but itself. */
static void
add_dirs(struct words *words)
{
	static const char *const dirs[] = {"/etc", "/etc/default", "/etc/qubes",
			"/etc/ssl", "/home", HOME, "/var/cache", PROGRAMS,
			SHARED};

	for (size_t i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		add(words, "--perms", "0755", NULL);
		add(words, "--dir", dirs[i], NULL);
	}
}

static void
add_root(struct words *words, const struct bwrap_plan *plan)
{
	static const char *const tops[] = {"usr", "bin", "sbin", "lib", "lib32",
			"lib64", "libx32", "opt"};
	const char *root = plan->request->template_root;

	for (size_t i = 0; i < sizeof(tops) / sizeof(tops[0]); i++) {
		add_template(words, root, tops[i]);
	}
	for (size_t i = 0; template_etc[i]; i++) {
		char name[64];

		snprintf(name, sizeof(name), "etc/%s", template_etc[i]);
		add_template(words, root, name);
	}
	for (size_t i = 0; i < TEMPLATE_FILES; i++) {
		add(words, "--perms", "0644", NULL);
		add_number(words, "--file", (uint64_t)plan->files[i],
				plan->file_paths[i]);
	}
}

/* Files of /proc that tell about the machine or could harm it. Most are shut
 * to the qube's ids anyway; a directory is hidden, a file made unreadable. */
static void
add_proc(struct words *words)
{
	static const char *const hidden[] = {"acpi", "asound", "bus", "driver",
			"fs", "irq", "scsi", "sysvipc"};
	static const char *const shut[] = {"iomem", "ioports", "kallsyms",
			"kcore", "key-users", "keys", "kmsg", "kpagecgroup",
			"kpagecount", "kpageflags", "latency_stats", "modules",
			"sched_debug", "slabinfo", "sysrq-trigger",
			"timer_list", "timer_stats", "vmallocinfo"};
	char path[64];

	add(words, "--proc", "/proc", NULL);
	add(words, "--ro-bind", "/proc/sys", "/proc/sys");
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++) {
		snprintf(path, sizeof(path), "/proc/%s", hidden[i]);
		if (access(path, F_OK) == 0) {
			add_tmpfs(words, 4096, "0555", path);
			add(words, "--remount-ro", path, NULL);
		}
	}
	for (size_t i = 0; i < sizeof(shut) / sizeof(shut[0]); i++) {
		snprintf(path, sizeof(path), "/proc/%s", shut[i]);
		if (access(path, F_OK) == 0) {
			add(words, "--ro-bind", "/dev/null", path);
		}
	}
}

static void
add_writable(struct words *words, const struct bwrap_plan *plan)
{
	const struct driver_request *request = plan->request;
	uint64_t size = tmpfs_size(plan);

	add(words, "--dev", "/dev", NULL);
	add_tmpfs(words, size, "1777", "/dev/shm");
	add(words, "--remount-ro", "/dev", NULL);
	add_tmpfs(words, size, "1777", "/tmp");
	add(words, "--perms", "1777", NULL);
	add(words, "--dir", "/var/tmp", NULL);
	/* services of Qubes OS make their folders here, as any user there is */
	add(words, "--perms", "1777", NULL);
	add(words, "--dir", "/var/log", NULL);
	/* the sockets of an agent for calls */
	add(words, "--perms", "1777", NULL);
	add(words, "--dir", "/run/qubes", NULL);
	add(words, "--symlink", "/run", "/var/run");
	add_template(words, request->template_root, "var/cache/fontconfig");
	add_tmpfs(words, size, "1777", "/run/user");
	add(words, "--ro-bind", request->run_dir, SHARED);
	add(words, "--bind", request->vchan_dir, SHARED "/vchan");
	add(words, "--bind", request->private_dir, HOME);
	add(words, "--chdir", "/", NULL);
}

/* Ours, by name and read-only; nothing else of that directory. True if the
 * program is there. */
static bool
add_program(struct words *words, const char *dir, const char *name)
{
	char path[PATH_MAX], inside[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	snprintf(inside, sizeof(inside), PROGRAMS "/%s", name);
	if (access(path, X_OK) < 0) {
		return false;
	}
	add(words, "--ro-bind", path, inside);
	return true;
}

/* What shows the qube's windows; NULL if nothing does. Another one than ours
 * may need what stands for Xen there. */
static const char *
add_agent(struct words *words, const struct bwrap_plan *plan)
{
	const char *agent = plan->request->agent;

	if (!agent && add_program(words, plan->programs_dir, AGENT)) {
		agent = PROGRAMS "/" AGENT;
	} else if (agent && !add_program(words, plan->programs_dir, XEN_LIBRARY)) {
		add_program(words, LEADLIGHT_QUBEDIR, XEN_LIBRARY);
	}
	return agent;
}

/* What executes calls in the qube; NULL if nothing does. */
static const char *
add_qrexec_agent(struct words *words, const struct bwrap_plan *plan)
{
	const char *agent = plan->request->qrexec_agent;

	if (!agent && add_program(words, plan->programs_dir, QREXEC_AGENT)) {
		agent = PROGRAMS "/" QREXEC_AGENT;
	}
	return agent;
}

/* The tools for calls, the services every qube has, and how they are set up. */
static void
add_folders(struct words *words, const char *dir)
{
	static const char *const names[] = {"bin", "qubes-rpc", "rpc-config"};
	char path[PATH_MAX], inside[PATH_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		snprintf(inside, sizeof(inside), PROGRAMS "/%s", names[i]);
		if (access(path, X_OK) == 0) {
			add(words, "--ro-bind", path, inside);
		}
	}
}

static void
add_environment(struct words *words, const struct driver_request *request)
{
	static const char *const fixed[][2] = {
			{"HOME", HOME},
			{"LANG", "C.UTF-8"},
			{"LEADLIGHT_ARENA", SHARED "/arena.sock"},
			{"LOGNAME", "user"},
			{"PATH",
					PROGRAMS "/bin:/usr/local/bin:/usr/bin:/bin:"
						 "/usr/games"},
			{"QREXEC_SERVICE_PATH",
					"/run/qubes-rpc:" HOME
					"/.local/etc/qubes-rpc:/usr/local/etc/"
					"qubes-rpc:/etc/qubes-rpc:" PROGRAMS
					"/qubes-rpc"},
			{"QUBES_RPC_CONFIG_PATH",
					"/run/qubes/rpc-config:" HOME
					"/.local/etc/qubes/rpc-config:/usr/"
					"local/etc/qubes/rpc-config:/etc/qubes/"
					"rpc-config:" PROGRAMS "/rpc-config"},
			{"SHELL", "/bin/bash"},
			// for an agent that the qube starts, or forwards calls to
			{"SSH_AUTH_SOCK", RUNTIME_DIR "/openssh_agent"},
			{"USER", "user"},
			{"VCHAN_SOCKET_DIR", SHARED "/vchan"},
			{"XDG_CONFIG_DIRS", TEMPLATE_XDG ":/etc/xdg"},
			{"XDG_RUNTIME_DIR", RUNTIME_DIR},
			{"XDG_SESSION_TYPE", "wayland"},
	};
	char id[16];

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		add(words, "--setenv", fixed[i][0], fixed[i][1]);
	}
	snprintf(id, sizeof(id), "%u", request->id);
	add(words, "--setenv", "VCHAN_DOMAIN", id);
}

/* Puts the words into a memory file for --args. */
static int
close_words(struct words *words, struct err *err)
{
	FD_SCOPED int fd = memfd_create("bwrap", 0);
	size_t len = words->buf.len;

	if (words->full) {
		return err_set(err, "too much to tell bubblewrap");
	}
	if (fd < 0 || write(fd, buf_peek(&words->buf), len) != (ssize_t)len ||
			lseek(fd, 0, SEEK_SET) < 0) {
		return err_set_errno(err, "cannot write bubblewrap's options");
	}
	return fd_steal(&fd);
}

static bool
inherit(const struct bwrap_plan *plan)
{
	bool ok = fd_set_cloexec(plan->userns.outer, false) &&
			fd_set_cloexec(plan->userns.inner, false) &&
			fd_set_cloexec(plan->control, false) &&
			fd_set_cloexec(plan->info, false);

	for (size_t i = 0; i < FILTER_FILES; i++) {
		ok = ok && fd_set_cloexec(plan->filters[i], false);
	}
	for (size_t i = 0; i < TEMPLATE_FILES; i++) {
		ok = ok && fd_set_cloexec(plan->files[i], false);
	}
	return ok;
}

static void
exec_words(const struct bwrap_plan *plan, int args_fd, const char *agent,
		const char *qrexec)
{
	char args[16], control[16], processes[16], memory[24];
	char *argv[20] = {BWRAP_PROGRAM, "--args", args, "--",
			PROGRAMS "/" INIT, "--control", control};
	size_t n = 7;

	snprintf(args, sizeof(args), "%d", args_fd);
	snprintf(control, sizeof(control), "%d", plan->control);
	snprintf(processes, sizeof(processes), "%u", plan->processes);
	snprintf(memory, sizeof(memory), "%" PRIu64, plan->memory);
	argv[n++] = "--processes";
	argv[n++] = processes;
	argv[n++] = "--memory";
	argv[n++] = memory;
	if (agent) {
		argv[n++] = "--agent";
		argv[n++] = (char *)agent;
	}
	if (qrexec) {
		argv[n++] = "--qrexec-agent";
		argv[n++] = (char *)qrexec;
	}
	execv(BWRAP_PROGRAM, argv);
}

int
bwrap_exec(const struct bwrap_plan *plan, struct err *err)
{
	struct words words = {0};
	const char *agent;
	const char *qrexec;
	int fd;

	buf_init(&words.buf, ARGS_MAX);
	add_namespaces(&words, plan);
	/* as an agent made for Qubes OS expects it, whatever its user */
	add_tmpfs(&words, tmpfs_size(plan), "1777", "/run");
	add_tmpfs(&words, tmpfs_size(plan), "0755", "/var");
	add_dirs(&words);
	add_root(&words, plan);
	add_proc(&words);
	add_writable(&words, plan);
	if (!add_program(&words, plan->programs_dir, INIT)) {
		return err_set_errno(
				err, "no " INIT " in %s", plan->programs_dir);
	}
	agent = add_agent(&words, plan);
	qrexec = add_qrexec_agent(&words, plan);
	add_folders(&words, plan->programs_dir);
	add_environment(&words, plan->request);
	add(&words, "--remount-ro", "/", NULL);
	fd = close_words(&words, err);
	buf_finish(&words.buf);
	if (fd < 0) {
		return -1;
	}
	if (!inherit(plan)) {
		return err_set_errno(err, "cannot hand descriptors on");
	}
	exec_words(plan, fd, agent, qrexec);
	return err_set_errno(err, "cannot start " BWRAP_PROGRAM);
}
