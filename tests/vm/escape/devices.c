// SPDX-License-Identifier: MIT
/* Devices and terminals. */
#define _GNU_SOURCE // posix_openpt
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/io.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "tests/vm/escape/escape.h"

#define MEM_MAJOR 1
#define MEM_KMSG 11
#define TIOCL_GETSHIFTSTATE 6

/* A device node may only be made where one could also be opened. */
static int
make_device(void)
{
	const char *path = "/dev/shm/node";

	if (mknod(path, S_IFCHR | 0600, makedev(MEM_MAJOR, MEM_KMSG)) < 0) {
		return errno;
	}
	return escape_result(open(path, O_RDONLY | O_NONBLOCK));
}

static int
open_memory(void)
{
	return escape_result(open("/dev/mem", O_RDONLY));
}

static int
open_kernel_memory(void)
{
	return escape_read("/proc/kcore");
}

static int
open_graphics(void)
{
	return escape_result(open("/dev/dri/card0", O_RDWR));
}

static int
open_keyboard(void)
{
	return escape_result(open("/dev/input/event0", O_RDONLY));
}

/* Anything in /dev beside what every program needs. */
static int
find_other_device(void)
{
	static const char *const usual = " null zero full random urandom tty ";
	DIR *dir = opendir("/dev");
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		char word[300];

		snprintf(word, sizeof(word), " %s ", entry->d_name);
		if ((entry->d_type == DT_CHR || entry->d_type == DT_BLK) &&
				!strstr(usual, word)) {
			return 0;
		}
	}
	return ENOENT;
}

/* Types a letter into the own terminal, as if a person had: what a program
 * would do to the shell that started it. */
static int
inject(unsigned long request)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	int slave;

	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) {
		return errno;
	}
	setsid();
	slave = open(ptsname(master), O_RDWR);
	ioctl(slave, TIOCSCTTY, 0);
	return escape_result(syscall(SYS_ioctl, slave, request, "x"));
}

static int
inject_input(void)
{
	return inject(TIOCSTI);
}

/* The kernel cuts the request to 32 bits; a filter has to do so too. */
static int
inject_input_with_high_bits(void)
{
	return inject(TIOCSTI | UINT64_C(1) << 32);
}

static int
use_console(void)
{
	char request = TIOCL_GETSHIFTSTATE;
	int fd = open("/dev/tty1", O_RDWR | O_NOCTTY);

	if (fd < 0) {
		fd = posix_openpt(O_RDWR | O_NOCTTY);
	}
	return escape_result(ioctl(fd, TIOCLINUX, &request));
}

static int
take_ports(void)
{
	return escape_result(iopl(3));
}

const struct attempt escape_devices[] = {
		{"make a device node", make_device},
		{"open /dev/mem", open_memory},
		{"read the kernel's memory", open_kernel_memory},
		{"open the graphics card", open_graphics},
		{"open the keyboard", open_keyboard},
		{"find any other device", find_other_device},
		{"type into the terminal", inject_input},
		{"type into the terminal, high bits set",
				inject_input_with_high_bits},
		{"use the console's ioctls", use_console},
		{"take the I/O ports", take_ports},
		{0},
};
