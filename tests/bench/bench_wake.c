// SPDX-License-Identifier: MIT
/*
 * The other floor of the gui bench: what it costs a process on this machine
 * only to be woken by a timer and to sleep again. Prints CPU seconds for 1,000
 * wake-ups.
 *
 *   bench-wake COUNT
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define PAUSE_NS 8000000 // two wake-ups a frame at 60 Hz

static double
used_seconds(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct itimerspec pause = {.it_value = {.tv_nsec = PAUSE_NS}};
	struct epoll_event event = {.events = EPOLLIN};
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	int poll = epoll_create1(EPOLL_CLOEXEC);
	long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	double start;

	if (count < 1 || timer < 0 || poll < 0 ||
			epoll_ctl(poll, EPOLL_CTL_ADD, timer, &event) < 0) {
		fputs("usage: bench-wake COUNT\n", stderr);
		return 2;
	}
	start = used_seconds();
	for (long i = 0; i < count; i++) {
		uint64_t ticks;

		timerfd_settime(timer, 0, &pause, NULL);
		if (epoll_wait(poll, &event, 1, -1) < 0 ||
				read(timer, &ticks, sizeof(ticks)) < 0) {
			return 1;
		}
	}
	printf("%.4f\n", (used_seconds() - start) * 1000 / (double)count);
	close(poll);
	close(timer);
	return 0;
}
