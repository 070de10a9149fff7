// SPDX-License-Identifier: MIT
/*
 * bench-windows WINDOWS FRAMES: the compositor alone, headless, with one large
 * window in front of so many small ones. Prints CPU time in microseconds: of a
 * frame in which 32x32 pixels of the large window changed, of showing one more
 * window, and of bringing the lowest window to the top.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/mem.h"
#include "compositor/server.h"
#include "compositor/windows/view.h"
#include "tests/scene/rig.h"

#define LARGE_WIDTH 1200
#define LARGE_HEIGHT 800
#define SMALL 60
#define FIRST_ID 100
#define CHANGED 32
#define MORE 20 // windows shown, and windows raised

static double
get_cpu_usec(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* What they were sent is of no interest. */
static void
turn_qubes(struct rig *rig)
{
	fake_qube_pump(&rig->red);
	fake_qube_pump(&rig->blue);
	fake_qube_forget(&rig->red);
	fake_qube_forget(&rig->blue);
}

/* Runs the compositor until it has drawn this many more frames; its CPU time
 * without the qubes'. */
static double
draw(struct rig *rig, uint64_t frames)
{
	struct server *server = &rig->scene.server;
	uint64_t end = server->frames + frames;
	double used = 0;

	while (server->frames < end) {
		double before;

		turn_qubes(rig);
		before = get_cpu_usec();
		wl_event_loop_dispatch(server->loop, 2);
		used += get_cpu_usec() - before;
	}
	return used;
}

static void
open_small(struct rig *rig, struct fake_window *window, int i)
{
	const struct gui_rect at = {100 + i % 600, 100 + i % 500, SMALL, SMALL};

	fake_window_create(window, &rig->blue, FIRST_ID + (uint32_t)i, &at,
			0x204080);
	fake_window_map(window, 0);
}

/* Moves all windows to where the large one will be; true if they are there, as
 * an answer to where they were placed may still be on its way. */
static bool
stack_up(struct rig *rig)
{
	struct view *view;
	bool there = true;
	int i = 0;

	wl_list_for_each(view, &rig->scene.server.views, link) {
		int lx = 100 + i % 600;
		int ly = 100 + i % 500;

		if (view->geometry.x != lx || view->geometry.y != ly) {
			there = false;
			view_move(view, lx, ly);
		}
		i++;
	}
	return there;
}

static struct fake_window *
open_windows(struct rig *rig, struct fake_window *large, int n)
{
	struct fake_window *small = xcalloc((size_t)n + MORE, sizeof(*small));

	for (int i = 0; i < n; i++) {
		open_small(rig, &small[i], i);
		turn_qubes(rig);
		wl_event_loop_dispatch(rig->scene.server.loop, 0);
	}
	while (wl_list_length(&rig->scene.server.views) < n || !stack_up(rig)) {
		draw(rig, 1);
	}
	rig_open(rig, large, &rig->red, 7, LARGE_WIDTH, LARGE_HEIGHT, 0x808080);
	view_move(rig_get_view(rig, large), 40, 60);
	view_raise(rig_get_view(rig, large));
	rig_settle(rig);
	return small;
}

static double
measure_frames(struct rig *rig, struct fake_window *large, int n, int frames)
{
	const struct gui_rect square = {10, 10, CHANGED, CHANGED};
	double used = 0;

	// what is covered leaves the scene little by little
	for (int i = 0; i < n + frames; i++) {
		fake_window_fill(large, &square, (uint32_t)i * 0x010305);
		fake_window_damage(large, &square);
		used += i < n ? 0 * draw(rig, 1) : draw(rig, 1);
	}
	return used / frames;
}

static double
measure_more(struct rig *rig, struct fake_window *small, int n)
{
	double used = 0;

	for (int i = 0; i < MORE; i++) {
		open_small(rig, &small[n + i], n + i);
		used += draw(rig, 1);
	}
	return used / MORE;
}

static double
measure_raising(struct rig *rig)
{
	double before = get_cpu_usec();

	for (int i = 0; i < MORE; i++) {
		struct wl_list *views = &rig->scene.server.views;
		struct view *lowest = wl_container_of(views->prev, lowest, link);

		view_raise(lowest);
	}
	return (get_cpu_usec() - before) / MORE;
}

int
main(int argc, char **argv)
{
	struct rig rig;
	struct fake_window large;
	struct fake_window *small;
	int n, frames;

	if (argc != 3) {
		fputs("usage: bench-windows WINDOWS FRAMES\n", stderr);
		return 2;
	}
	n = (int)strtol(argv[1], NULL, 10);
	frames = (int)strtol(argv[2], NULL, 10);
	rig_init(&rig, "1280x900");
	small = open_windows(&rig, &large, n);
	printf("%.1f", measure_frames(&rig, &large, n, frames));
	printf(" %.1f", measure_more(&rig, small, n));
	printf(" %.1f\n", measure_raising(&rig));
	rig_finish(&rig);
	free(small);
	return 0;
}
