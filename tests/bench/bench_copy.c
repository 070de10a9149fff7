// SPDX-License-Identifier: MIT
/*
 * The physical floor of the gui bench: copies a frame COPIES times in a chain
 * of different buffers, FRAMES times, at 60 Hz as a compositor would (caches
 * cool between frames), and prints CPU seconds per 1,000 frames.
 *
 *   bench-copy WIDTH HEIGHT COPIES FRAMES
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_COPIES 4

static double
seconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	uint8_t *frames[MAX_COPIES + 1];
	struct timespec pause = {.tv_nsec = 1000000000 / 60};
	size_t size;
	long copies;
	long count;
	double used = 0;

	if (argc != 5) {
		fputs("usage: bench-copy WIDTH HEIGHT COPIES FRAMES\n", stderr);
		return 2;
	}
	size = (size_t)strtol(argv[1], NULL, 10) *
			(size_t)strtol(argv[2], NULL, 10) * 4;
	copies = strtol(argv[3], NULL, 10);
	count = strtol(argv[4], NULL, 10);
	if (size == 0 || copies < 1 || copies > MAX_COPIES || count < 1) {
		fputs("bench-copy: a number is out of range\n", stderr);
		return 2;
	}
	for (long i = 0; i <= copies; i++) {
		frames[i] = malloc(size);
		if (!frames[i]) {
			fputs("bench-copy: out of memory\n", stderr);
			return 1;
		}
		memset(frames[i], (int)i, size);
	}
	for (long n = 0; n < count; n++) {
		double start;

		// what the client does, outside the measurement
		memset(frames[0], (int)(n & 0xff), size);
		start = seconds(CLOCK_THREAD_CPUTIME_ID);
		for (long i = 0; i < copies; i++) {
			memcpy(frames[i + 1], frames[i], size);
		}
		used += seconds(CLOCK_THREAD_CPUTIME_ID) - start;
		nanosleep(&pause, NULL);
	}
	printf("%.3f\n", used * 1000 / (double)count);
	for (long i = 0; i <= copies; i++) {
		free(frames[i]);
	}
	return 0;
}
