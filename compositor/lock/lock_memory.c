// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include "compositor/lock/lock_memory.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/log.h"

int
lock_memory_read(int fd, enum lock_memory_state *state, struct err *err)
{
	uint8_t byte = 0;
	ssize_t n = pread(fd, &byte, 1, 0);

	if (n < 0) {
		return err_set_errno(err, "the lock's memory cannot be read");
	}
	if (n == 0) {
		*state = LOCK_MEMORY_NEW;
	} else {
		*state = byte == LOCK_MEMORY_OPEN ? LOCK_MEMORY_OPEN
						  : LOCK_MEMORY_LOCKED;
	}
	return 0;
}

bool
lock_memory_write(int fd, enum lock_memory_state state)
{
	uint8_t byte = (uint8_t)state;

	if (pwrite(fd, &byte, 1, 0) == 1) {
		return true;
	}
	log_err_errno("whether the session is locked cannot be remembered");
	return false;
}

int
lock_memory_create(void)
{
	return memfd_create("leadlight-lock", MFD_CLOEXEC);
}
