// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include "tests/scene/rig.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wlr/types/wlr_output.h>

#include "common/loop.h"
#include "compositor/outputs/output.h"
#include "compositor/qube/qube.h"
#include "compositor/qube/qube_window.h"
#include "compositor/ui/pacer.h"
#include "compositor/windows/view.h"
#include "protocols/gui/daemon.h"
#include "tests/check.h"

#define OPEN_MSEC 30000 // machines may be slow
#define SETTLE_MSEC 120 // longer than any picture is held back

static bool
have_shaken_hands(struct rig *rig)
{
	return rig->red.shook_hands && rig->blue.shook_hands;
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct rig *rig = wl_container_of(listener, rig, commit);
	const struct wlr_output_event_commit *event = data;
	const pixman_box32_t *box;
	struct wlr_box *all = &rig->painted;
	struct wlr_box sum;

	if (!(event->state->committed & WLR_OUTPUT_STATE_DAMAGE)) {
		return;
	}
	box = pixman_region32_extents(&event->state->damage);
	if (box->x1 >= box->x2) {
		return;
	}
	if (wlr_box_empty(all)) {
		*all = (struct wlr_box){box->x1, box->y1, box->x2 - box->x1,
				box->y2 - box->y1};
		return;
	}
	sum.x = box->x1 < all->x ? box->x1 : all->x;
	sum.y = box->y1 < all->y ? box->y1 : all->y;
	sum.width = (box->x2 > all->x + all->width ? box->x2
						   : all->x + all->width) -
			sum.x;
	sum.height = (box->y2 > all->y + all->height ? box->y2
						     : all->y + all->height) -
			sum.y;
	*all = sum;
}

void
rig_forget_painted(struct rig *rig)
{
	rig->painted = (struct wlr_box){0};
}

void
rig_init(struct rig *rig, const char *screen)
{
	rig_init_with(rig, screen, "");
}

void
rig_init_with(struct rig *rig, const char *screen, const char *config)
{
	scene_init(&rig->scene, screen, config);
	fake_qube_init(&rig->red, &rig->scene.server, 1, "work", RIG_RED, 8);
	fake_qube_init(&rig->blue, &rig->scene.server, 2, "home", RIG_BLUE, 8);
	assert_true(rig_pump(rig, have_shaken_hands, OPEN_MSEC));
	rig->log_fd = -1;
	rig->painted = (struct wlr_box){0};
	rig->commit.notify = handle_commit;
	wl_signal_add(&output_at(&rig->scene.server, 0, 0)->wlr_output->events.commit,
			&rig->commit);
}

/* Ends the capture; log gets what was kept, with two zeros at its end. */
static void
end_capture(struct rig *rig, char *log, size_t size)
{
	ssize_t len;

	fflush(stderr);
	dup2(rig->stderr_fd, STDERR_FILENO);
	close(rig->stderr_fd);
	len = pread(rig->log_fd, log, size - 2, 0);
	close(rig->log_fd);
	rig->log_fd = -1;
	log[len > 0 ? len : 0] = 0;
	log[len > 0 ? len + 1 : 1] = 0;
	fputs(log, stderr);
}

void
rig_finish(struct rig *rig)
{
	char log[4096];

	if (rig->log_fd >= 0) {
		end_capture(rig, log, sizeof(log)); // a test that failed
	}
	wl_list_remove(&rig->commit.link);
	fake_qube_finish(&rig->red);
	fake_qube_finish(&rig->blue);
	scene_finish(&rig->scene);
}

void
rig_turn(struct rig *rig)
{
	fake_qube_pump(&rig->red);
	fake_qube_pump(&rig->blue);
	wl_event_loop_dispatch(rig->scene.server.loop, 2);
}

bool
rig_pump(struct rig *rig, bool (*done)(struct rig *rig), int msec)
{
	int64_t end = loop_now_msec() + msec;

	while (!done(rig)) {
		if (loop_now_msec() > end) {
			return false;
		}
		rig_turn(rig);
	}
	return true;
}

void
rig_settle(struct rig *rig)
{
	int64_t end = loop_now_msec() + SETTLE_MSEC;

	while (loop_now_msec() < end) {
		rig_turn(rig);
	}
}

void
rig_come_to_rest(struct rig *rig)
{
	struct server *server = &rig->scene.server;
	int64_t end = loop_now_msec() + OPEN_MSEC;
	uint64_t frames;

	do {
		assert_true(loop_now_msec() < end);
		frames = server->frames;
		rig_settle(rig);
	} while (server->frames != frames || !wl_list_empty(&server->changed) ||
			!pacer_is_idle(server->pacer));
}

void
rig_capture_log(struct rig *rig)
{
	fflush(stderr);
	rig->log_fd = memfd_create("log", MFD_CLOEXEC);
	rig->stderr_fd = dup(STDERR_FILENO);
	assert_true(rig->log_fd >= 0 && rig->stderr_fd >= 0);
	assert_true(dup2(rig->log_fd, STDERR_FILENO) >= 0);
}

int
rig_count_log(struct rig *rig, const char *about, const char *text)
{
	char log[65536];
	int n = 0;

	end_capture(rig, log, sizeof(log));
	for (char *line = log; *line; line += strlen(line) + 1) {
		line[strcspn(line, "\n")] = 0;
		if (strstr(line, about)) {
			assert_non_null(strstr(line, text));
			n++;
		}
	}
	return n;
}

static struct qube_window *
find_window(struct rig *rig, struct fake_window *window)
{
	struct qube *qube =
			qube_try_from_id(&rig->scene.server, window->qube->id);
	struct qube_window *found;

	wl_list_for_each(found, &qube->windows, link) {
		if (found->gui->id == window->id) {
			return found;
		}
	}
	return NULL;
}

struct view *
rig_get_view(struct rig *rig, struct fake_window *window)
{
	struct qube_window *found = find_window(rig, window);

	assert_non_null(found);
	return &found->view;
}

const struct qube_bands *
rig_get_bands(struct rig *rig, struct fake_window *window)
{
	struct qube_window *found = find_window(rig, window);

	assert_non_null(found);
	return &found->surface.bands;
}

int
rig_count_views(struct rig *rig, struct fake_qube *qube)
{
	return wl_list_length(
			&qube_try_from_id(&rig->scene.server, qube->id)->windows);
}

uint32_t
rig_get_pixel(struct rig *rig, struct fake_window *window, int sx, int sy)
{
	struct view *view = rig_get_view(rig, window);
	double scale = rig->scene.server.plane_scale;
	struct output *output = output_at(&rig->scene.server, 0, 0);

	wl_signal_emit_mutable(&rig->scene.server.events.frame, output);
	return scene_get_pixel(&rig->scene,
			(int)floor((view->geometry.x + sx) * scale),
			(int)floor((view->geometry.y + sy) * scale));
}

void
rig_open(struct rig *rig, struct fake_window *window, struct fake_qube *qube,
		uint32_t id, uint32_t width, uint32_t height, uint32_t color)
{
	const struct gui_rect geometry = {40, 60, width, height};
	int64_t end = loop_now_msec() + OPEN_MSEC;

	fake_window_create(window, qube, id, &geometry, color);
	fake_window_map(window, 0);
	do {
		assert_true(loop_now_msec() < end);
		rig_turn(rig);
	} while (!find_window(rig, window) ||
			!find_window(rig, window)->view.mapped);
	rig_settle(rig);
}
