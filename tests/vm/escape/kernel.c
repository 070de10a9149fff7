// SPDX-License-Identifier: MIT
/* The machine's settings, and parts of the kernel a qube has no use for. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/fs.h>
#include <linux/io_uring.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <linux/reboot.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

#define RING_READ_ALL 3 // SYSLOG_ACTION_READ_ALL

/* Writes a setting's own value back. */
static int
write_setting(const char *path)
{
	char value[256];
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, value, sizeof(value) - 1);

	value[len > 0 ? len : 0] = '\0';
	close(fd);
	return escape_write(path, value);
}

static int
write_core_pattern(void)
{
	return write_setting("/proc/sys/kernel/core_pattern");
}

static int
write_namespace_limit(void)
{
	return write_setting("/proc/sys/user/max_user_namespaces");
}

static int
write_network_setting(void)
{
	return write_setting("/proc/sys/net/ipv4/ip_forward");
}

static int
write_shm_setting(void)
{
	return write_setting("/proc/sys/kernel/shmmax");
}

static int
press_sysrq(void)
{
	return escape_write("/proc/sysrq-trigger", "h");
}

static int
leave_control_group(void)
{
	return escape_write("/sys/fs/cgroup/cgroup.procs", "0");
}

static int
mount_on_own(const char *type)
{
	char dir[] = "/tmp/mountXXXXXX";

	if (!mkdtemp(dir)) {
		return errno;
	}
	return escape_result(mount("none", dir, type, 0, NULL));
}

static int
mount_memory(void)
{
	return mount_on_own("tmpfs");
}

static int
mount_control_groups(void)
{
	return mount_on_own("cgroup2");
}

static int
remount_writable(void)
{
	mount("/proc/sys", "/proc/sys", NULL, MS_BIND, NULL);
	return escape_result(mount(
			NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND, NULL));
}

static int
unmount_settings(void)
{
	return escape_result(umount2("/proc", MNT_DETACH));
}

static int
mount_by_new_calls(void)
{
	return escape_result(syscall(SYS_fsopen, "tmpfs", 0));
}

static int
copy_mount_tree(void)
{
	return escape_result(
			syscall(SYS_open_tree, AT_FDCWD, "/", OPEN_TREE_CLONE));
}

static int
change_host_name(void)
{
	char name[65] = "";

	gethostname(name, sizeof(name) - 1);
	return escape_result(sethostname(name, strlen(name)));
}

static int
set_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return escape_result(clock_settime(CLOCK_REALTIME, &now));
}

static int
forbid_reboot_keys(void)
{
	return escape_result(syscall(SYS_reboot, LINUX_REBOOT_MAGIC1,
			LINUX_REBOOT_MAGIC2, LINUX_REBOOT_CMD_CAD_OFF, NULL));
}

static int
load_kernel(void)
{
	return escape_result(syscall(SYS_kexec_load, 0UL, 0UL, NULL, 0UL));
}

/* Nonsense: the kernel saying so means that it looked. */
static int
load_module(void)
{
	char nonsense[64] = "no module";

	syscall(SYS_init_module, nonsense, sizeof(nonsense), "");
	return errno == ENOEXEC ? 0 : errno;
}

static int
read_kernel_log(void)
{
	char text[256];

	return escape_result(klogctl(RING_READ_ALL, text, sizeof(text)));
}

static int
use_bpf(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_ARRAY,
			.key_size = 4,
			.value_size = 4,
			.max_entries = 1};

	return escape_result(
			syscall(SYS_bpf, BPF_MAP_CREATE, &attr, sizeof(attr)));
}

static int
use_io_uring(void)
{
	struct io_uring_params params = {0};

	return escape_result(syscall(SYS_io_uring_setup, 4, &params));
}

static int
use_userfaultfd(void)
{
	return escape_result(syscall(SYS_userfaultfd, UFFD_USER_MODE_ONLY));
}

static int
use_perf(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
			.size = sizeof(attr),
			.config = PERF_COUNT_SW_CPU_CLOCK};

	return escape_result(syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0));
}

static int
watch_file_system(void)
{
	return escape_result(fanotify_init(FAN_CLASS_NOTIF, O_RDONLY));
}

static int
weaken_memory(void)
{
	return escape_result(personality(READ_IMPLIES_EXEC));
}

/* A call by another machine's numbers: getpid() of i386 is 20. */
static int
call_as_i386(void)
{
#ifdef __x86_64__
	long result;

	__asm__ volatile("int $0x80"
			: "=a"(result)
			: "a"(20L)
			: "memory", "r8", "r9", "r10", "r11");
	return result == getpid() ? 0 : ENOSYS;
#else
	return ENOSYS;
#endif
}

const struct attempt escape_kernel[] = {
		{"set the core pattern", write_core_pattern},
		{"set the limit of namespaces", write_namespace_limit},
		{"set a network setting", write_network_setting},
		{"set a setting of shared memory", write_shm_setting},
		{"press SysRq", press_sysrq},
		{"leave its control group", leave_control_group},
		{"mount a file system", mount_memory},
		{"mount the control groups", mount_control_groups},
		{"remount /proc/sys to write", remount_writable},
		{"unmount /proc", unmount_settings},
		{"mount by the newer calls", mount_by_new_calls},
		{"copy the tree of mounts", copy_mount_tree},
		{"change the host's name", change_host_name},
		{"set the clock", set_clock},
		{"forbid the reboot keys", forbid_reboot_keys},
		{"load another kernel", load_kernel},
		{"load a module", load_module},
		{"read the kernel's log", read_kernel_log},
		{"use bpf", use_bpf},
		{"use io_uring", use_io_uring},
		{"use userfaultfd", use_userfaultfd},
		{"use perf events", use_perf},
		{"watch a whole file system", watch_file_system},
		{"make all memory executable", weaken_memory},
		{"call the kernel as an i386 program", call_as_i386},
		{0},
};
