// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // setresuid, setgroups
#include "qube/init/jail.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
drop_bounding_set(struct err *err)
{
	for (unsigned long cap = 0; cap <= 63; cap++) {
		if (prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != 1) {
			continue; // dropped, or not known to this kernel
		}
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0) {
			return err_set_errno(err,
					"cannot give up capability %lu", cap);
		}
	}
	return 0;
}

static int
drop_capabilities(struct err *err)
{
	struct __user_cap_header_struct header = {
			.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {{0}};

	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 ||
			syscall(SYS_capset, &header, none) < 0) {
		return err_set_errno(err, "cannot give up the capabilities");
	}
	return 0;
}

/* Without a range of ids the namespace maps this one user and forbids
 * setgroups; then there is nothing to change. */
static int
become_user(struct err *err)
{
	if (getuid() == JAIL_UID && getgid() == JAIL_UID) {
		return 0;
	}
	if (setgroups(0, NULL) < 0 ||
			setresgid(JAIL_UID, JAIL_UID, JAIL_UID) < 0 ||
			setresuid(JAIL_UID, JAIL_UID, JAIL_UID) < 0) {
		return err_set_errno(err, "cannot become user %d", JAIL_UID);
	}
	return 0;
}

static int
check_entered(struct err *err)
{
	struct __user_cap_header_struct header = {
			.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct caps[2] = {{0}};
	uid_t uid[3];
	gid_t gid[3];

	if (getresuid(&uid[0], &uid[1], &uid[2]) < 0 ||
			getresgid(&gid[0], &gid[1], &gid[2]) < 0 ||
			syscall(SYS_capget, &header, caps) < 0) {
		return err_set_errno(err, "cannot look at myself");
	}
	for (int i = 0; i < 3; i++) {
		if (uid[i] != JAIL_UID || gid[i] != JAIL_UID) {
			return err_set(err, "still another user");
		}
	}
	if ((caps[0].permitted | caps[1].permitted) != 0 || setuid(0) == 0) {
		return err_set(err, "there are capabilities left");
	}
	return 0;
}

int
jail_enter(struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
		return err_set_errno(err, "cannot set no_new_privs");
	}
	if (drop_bounding_set(err) < 0 || become_user(err) < 0 ||
			drop_capabilities(err) < 0 || check_entered(err) < 0) {
		return -1;
	}
	/* Both were undone by the change of user. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
			prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0) {
		return err_set_errno(err, "cannot tie myself to the keeper");
	}
	return 0;
}

static int
limit(int what, rlim_t most, const char *name, struct err *err)
{
	struct rlimit now;

	if (getrlimit(what, &now) < 0) {
		return err_set_errno(err, "cannot read the limit of %s", name);
	}
	if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) {
		most = now.rlim_max;
	}
	now = (struct rlimit){.rlim_cur = most, .rlim_max = most};
	if (setrlimit(what, &now) < 0) {
		return err_set_errno(err, "cannot limit %s", name);
	}
	return 0;
}

int
jail_limit(uint32_t processes, uint64_t memory, struct err *err)
{
	/* A limit of exactly 1 keeps the kernel from starting the host's
	 * crash handler, which 0 does not: core(5). */
	if (limit(RLIMIT_CORE, 1, "core dumps", err) < 0) {
		return -1;
	}
	if (processes > 0 &&
			limit(RLIMIT_NPROC, processes, "processes", err) < 0) {
		return -1;
	}
	if (memory > 0 && limit(RLIMIT_DATA, memory, "memory", err) < 0) {
		return -1;
	}
	return 0;
}
