// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // syscall
#include "tests/lib/fake_clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define MAX_TIMERS 64
#define NSEC 1000000000

static struct {
	int64_t now_ns;
	struct {
		int fd;
		int64_t due_ns; // 0: not set
		bool ready; // its descriptor is readable, or will be at once
	} timers[MAX_TIMERS];
	int n;
} fake = {.now_ns = (int64_t)1000 * NSEC};

int
clock_gettime(clockid_t id, struct timespec *ts)
{
	if (id == CLOCK_REALTIME) {
		return (int)syscall(SYS_clock_gettime, id, ts);
	}
	if (id == CLOCK_THREAD_CPUTIME_ID || id == CLOCK_PROCESS_CPUTIME_ID) {
		*ts = (struct timespec){0}; // nothing takes long
		return 0;
	}
	ts->tv_sec = fake.now_ns / NSEC;
	ts->tv_nsec = fake.now_ns % NSEC;
	return 0;
}

static int
set_real(int fd, int flags, const struct itimerspec *value)
{
	return (int)syscall(SYS_timerfd_settime, fd, flags, value, NULL);
}

/* Readable at once, or never. */
static int
set_ready(int i, bool ready)
{
	const struct itimerspec value = {.it_value.tv_nsec = ready ? 1 : 0};

	if (!ready && !fake.timers[i].ready) {
		return 0;
	}
	fake.timers[i].ready = ready;
	return set_real(fake.timers[i].fd, 0, &value);
}

static int
find_timer(int fd)
{
	for (int i = 0; i < fake.n; i++) {
		if (fake.timers[i].fd == fd) {
			return i;
		}
	}
	if (fake.n == MAX_TIMERS) {
		abort();
	}
	fake.timers[fake.n].fd = fd;
	fake.timers[fake.n].ready = true; // perhaps, if set by others before
	return fake.n++;
}

int
timerfd_settime(int fd, int flags, const struct itimerspec *new_value,
		struct itimerspec *old_value)
{
	int64_t at = (int64_t)new_value->it_value.tv_sec * NSEC +
			new_value->it_value.tv_nsec;
	int i = find_timer(fd);

	if (old_value) {
		errno = ENOSYS;
		return -1;
	}
	if (at != 0 && !(flags & TFD_TIMER_ABSTIME)) {
		at += fake.now_ns;
	}
	fake.timers[i].due_ns = at;
	return set_ready(i, at != 0 && at <= fake.now_ns);
}

void
fake_clock_advance(int64_t msec)
{
	fake.now_ns += msec * 1000000;
	for (int i = 0; i < fake.n; i++) {
		int64_t at = fake.timers[i].due_ns;

		if (at != 0 && at <= fake.now_ns && set_ready(i, true) < 0) {
			fake.timers[i] = fake.timers[--fake.n]; // closed
			i--;
		}
	}
}

int64_t
fake_clock_now_msec(void)
{
	return fake.now_ns / 1000000;
}
