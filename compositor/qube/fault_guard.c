// SPDX-License-Identifier: MIT
/*
 * The SIGBUS handler. Its list is changed by the one thread that maps and
 * unmaps; a handler that runs on another thread sees a whole list at any
 * time, because links are single atomic pointers.
 */
#define _GNU_SOURCE // MAP_ANONYMOUS
#include "compositor/qube/fault_guard.h"

#include <errno.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

// The handler has no argument of ours, so these cannot live in an object.
static struct fault_range *_Atomic ranges;
static struct sigaction before;
static volatile sig_atomic_t event_fd = -1;

static struct fault_range *
find_range(uintptr_t address)
{
	struct fault_range *range = atomic_load(&ranges);

	while (range && address - range->start >= range->len) {
		range = atomic_load(&range->next);
	}
	return range;
}

/* Everything of the range is replaced at once: what was cut off a file is
 * rarely one page, and the owner is dropped anyway. */
static bool
replace_range(struct fault_range *range)
{
	const uint64_t one = 1;
	void *at = mmap((void *)range->start, range->len, PROT_READ,
			MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE,
			-1, 0);

	if (at == MAP_FAILED) {
		return false;
	}
	range->hit = 1;
	return write(event_fd, &one, sizeof(one)) == sizeof(one) ||
			errno == EAGAIN;
}

static void
hand_on(int sig, siginfo_t *info, void *context)
{
	const struct sigaction ordinary = {.sa_handler = SIG_DFL};

	if (before.sa_flags & SA_SIGINFO) {
		before.sa_sigaction(sig, info, context);
	} else if (before.sa_handler == SIG_DFL || before.sa_handler == SIG_IGN) {
		// the access happens again, and ends the process
		sigaction(sig, &ordinary, NULL);
	} else {
		before.sa_handler(sig);
	}
}

static void
handle_sigbus(int sig, siginfo_t *info, void *context)
{
	int saved = errno;
	struct fault_range *range = find_range((uintptr_t)info->si_addr);

	if (!range || !replace_range(range)) {
		hand_on(sig, info, context);
	}
	errno = saved;
}

static bool
install(void)
{
	struct sigaction action = {
			.sa_sigaction = handle_sigbus,
			.sa_flags = SA_SIGINFO | SA_NODEFER,
	};
	int fd;

	if (event_fd >= 0) {
		return true;
	}
	fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fd < 0) {
		return false;
	}
	sigemptyset(&action.sa_mask);
	if (sigaction(SIGBUS, &action, &before) < 0) {
		close(fd);
		return false;
	}
	event_fd = fd;
	return true;
}

bool
fault_guard_add(struct fault_range *range, const void *start, size_t len)
{
	if (!install()) {
		return false;
	}
	range->start = (uintptr_t)start;
	range->len = len;
	range->hit = 0;
	atomic_store(&range->next, atomic_load(&ranges));
	atomic_store(&ranges, range);
	return true;
}

void
fault_guard_remove(struct fault_range *range)
{
	struct fault_range *_Atomic *link = &ranges;

	while (atomic_load(link) && atomic_load(link) != range) {
		link = &atomic_load(link)->next;
	}
	if (atomic_load(link) == range) {
		atomic_store(link, atomic_load(&range->next));
	}
}

int
fault_guard_get_fd(void)
{
	return install() ? event_fd : -1;
}
