// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create, CLONE_NEW*
#include "zones/drivers/filter.h"

#include <errno.h>
#include <limits.h>
#include <linux/netlink.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "zones/drivers/filter_calls.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The kernel looks at 32 bits of most arguments only: so must the filter. */
#define LOW_BITS 0xffffffffu

#if defined(__s390__)
#define CLONE_FLAGS_ARGUMENT 1
#else
#define CLONE_FLAGS_ARGUMENT 0
#endif

static const unsigned int allowed_families[] = {
		AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

static const unsigned long terminal_injections[] = {TIOCSTI, TIOCLINUX};

static const unsigned int namespaces[] = {CLONE_NEWNS, CLONE_NEWCGROUP,
		CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID,
		CLONE_NEWNET, CLONE_NEWTIME};

/* The question, the usual one, and the usual one under a debugger. */
static const unsigned int personalities[] = {
		LOW_BITS, PER_LINUX, ADDR_NO_RANDOMIZE};

typedef int (*fill_fn)(scmp_filter_ctx ctx);

static int
add_names(scmp_filter_ctx ctx, uint32_t action, const char *const *names,
		size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int call = seccomp_syscall_resolve_name(names[i]);
		int error;

		if (call == __NR_SCMP_ERROR) {
			continue; // younger than this libseccomp
		}
		error = seccomp_rule_add(ctx, action, call, 0);
		if (error < 0 && error != -EDOM) { // EDOM: not on this machine
			return error;
		}
	}
	return 0;
}

static int
fill_calls(scmp_filter_ctx ctx)
{
	int error = add_names(ctx, SCMP_ACT_ALLOW, filter_allowed,
			COUNT(filter_allowed));

	if (error == 0) {
		error = add_names(ctx, SCMP_ACT_ERRNO(EPERM), filter_refused,
				COUNT(filter_refused));
	}
	for (size_t i = 0; i < COUNT(personalities) && error == 0; i++) {
		error = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
				SCMP_SYS(personality), 1,
				SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_BITS,
						personalities[i]));
	}
	return error;
}

static bool
is_allowed_family(unsigned int family)
{
	for (size_t i = 0; i < COUNT(allowed_families); i++) {
		if (allowed_families[i] == family) {
			return true;
		}
	}
	return false;
}

static int
refuse_families(scmp_filter_ctx ctx)
{
	const uint32_t refuse = SCMP_ACT_ERRNO(EAFNOSUPPORT);
	int error = seccomp_rule_add(ctx, refuse, SCMP_SYS(socket), 1,
			SCMP_A0(SCMP_CMP_GT, AF_NETLINK));

	for (unsigned int i = 0; i < AF_NETLINK && error == 0; i++) {
		if (!is_allowed_family(i)) {
			error = seccomp_rule_add(ctx, refuse, SCMP_SYS(socket), 1,
					SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_BITS, i));
		}
	}
	if (error == 0) {
		error = seccomp_rule_add(ctx, refuse, SCMP_SYS(socket), 2,
				SCMP_A0(SCMP_CMP_MASKED_EQ, LOW_BITS, AF_NETLINK),
				SCMP_A2(SCMP_CMP_NE, NETLINK_ROUTE));
	}
	if (error == 0) {
		error = seccomp_rule_add(ctx, refuse, SCMP_SYS(socketpair), 1,
				SCMP_A0(SCMP_CMP_NE, AF_UNIX));
	}
	return error;
}

static int
refuse_namespaces(scmp_filter_ctx ctx)
{
	const uint32_t refuse = SCMP_ACT_ERRNO(EPERM);
	int error = 0;

	for (size_t i = 0; i < COUNT(namespaces) && error == 0; i++) {
		unsigned int flag = namespaces[i];

		/* In clone() the bit of CLONE_NEWTIME is part of the signal;
		 * only unshare() and clone3() can make one. */
		if (flag != CLONE_NEWTIME) {
			error = seccomp_rule_add(ctx, refuse, SCMP_SYS(clone), 1,
					SCMP_CMP(CLONE_FLAGS_ARGUMENT,
							SCMP_CMP_MASKED_EQ,
							flag, flag));
		}
		if (error == 0) {
			error = seccomp_rule_add(ctx, refuse, SCMP_SYS(unshare),
					1,
					SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag));
		}
	}
	return error;
}

static int
fill_arguments(scmp_filter_ctx ctx)
{
	int error = refuse_families(ctx);

	if (error == 0) {
		error = refuse_namespaces(ctx);
	}
	for (size_t i = 0; i < COUNT(terminal_injections) && error == 0; i++) {
		error = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM),
				SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_MASKED_EQ, LOW_BITS,
						terminal_injections[i]));
	}
	return error;
}

static int
export_filter(scmp_filter_ctx ctx, int *out)
{
	FD_SCOPED int fd = memfd_create("seccomp", MFD_CLOEXEC);
	int error;

	if (fd < 0) {
		return -errno;
	}
	error = seccomp_export_bpf(ctx, fd);
	if (error == 0 && lseek(fd, 0, SEEK_SET) < 0) {
		error = -errno;
	}
	*out = error == 0 ? fd_steal(&fd) : -1;
	return error;
}

/* Programs of another machine's instruction set are killed: their call
 * numbers mean something else. */
static int
create_file(uint32_t otherwise, fill_fn fill, int *out)
{
	scmp_filter_ctx ctx = seccomp_init(otherwise);
	int error;

	if (!ctx) {
		return -ENOMEM;
	}
	error = seccomp_attr_set(
			ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (error == 0) {
		error = fill(ctx);
	}
	if (error == 0) {
		error = export_filter(ctx, out);
	}
	seccomp_release(ctx);
	return error;
}

int
filter_create_files(int fds[FILTER_FILES], struct err *err)
{
	int error;

	fds[0] = -1;
	fds[1] = -1;
	error = create_file(SCMP_ACT_ERRNO(ENOSYS), fill_calls, &fds[0]);
	if (error == 0) {
		error = create_file(SCMP_ACT_ALLOW, fill_arguments, &fds[1]);
	}
	if (error != 0) {
		fd_close(&fds[0]);
		return err_set(err, "cannot make the system call filter: %s",
				strerror(-error));
	}
	return 0;
}
