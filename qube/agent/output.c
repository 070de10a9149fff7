// SPDX-License-Identifier: MIT
/*
 * One wlr_output per window, without a global. No lock is kept on a buffer,
 * so the swapchain has one slot in use and the buffer changes with the size
 * only. Direct scan-out stays off: it would hand us the client's memory, which
 * is not in the arena.
 */
#include "qube/agent/output.h"

#include <stdlib.h>
#include <time.h>
#include <wlr/interfaces/wlr_buffer.h>
#include <wlr/interfaces/wlr_output.h>
#include <wlr/types/wlr_scene.h>

#include "common/mem.h"
#include "qube/agent/pixels.h"
#include "qube/agent/server.h"
#include "qube/agent/wlr_compat.h"

#define FRAME_MSEC 16
#define SLOW_FRAME_MSEC 1000
#define STARVED_MSEC 1000

static void
handle_front_destroy(struct wl_listener *listener, void *data)
{
	struct output *output = wl_container_of(listener, output, front_destroy);

	wl_list_remove(&output->front_destroy.link);
	wl_list_init(&output->front_destroy.link);
	output->front = NULL;
}

static void
set_front(struct output *output, struct pixels *pixels)
{
	wl_list_remove(&output->front_destroy.link);
	output->front = pixels;
	wl_signal_add(&pixels->base.events.destroy, &output->front_destroy);
}

static void
impl_destroy(struct wlr_output *base)
{
	struct output *output = wl_container_of(base, output, base);

	wlr_compat_output_finish(base);
	wl_list_remove(&output->front_destroy.link);
	free(output);
}

static bool
impl_test(struct wlr_output *base, const struct wlr_output_state *state)
{
	struct output *output = wl_container_of(base, output, base);

	return !(state->committed & WLR_OUTPUT_STATE_BUFFER) ||
			state->buffer == &output->blank ||
			pixels_try_from(state->buffer) != NULL;
}

static void
present(struct output *output, struct pixels *pixels,
		const struct wlr_output_state *state)
{
	bool fresh = output->front != pixels;
	pixman_region32_t damage;

	if (fresh) {
		set_front(output, pixels);
		pixman_region32_init_rect(&damage, 0, 0,
				(unsigned int)pixels->base.width,
				(unsigned int)pixels->base.height);
	} else {
		pixman_region32_init(&damage);
		pixman_region32_intersect_rect(&damage, &state->damage, 0, 0,
				(unsigned int)pixels->base.width,
				(unsigned int)pixels->base.height);
	}
	output->server->stats.frames++;
	output->impl->present(output->user, pixels, fresh, &damage);
	pixman_region32_fini(&damage);
}

static bool
impl_commit(struct wlr_output *base, const struct wlr_output_state *state)
{
	struct output *output = wl_container_of(base, output, base);
	struct pixels *pixels;

	if (!(state->committed & WLR_OUTPUT_STATE_BUFFER) ||
			state->buffer == &output->blank) {
		return true;
	}
	pixels = pixels_try_from(state->buffer);
	if (pixels != NULL) {
		present(output, pixels, state);
	}
	return pixels != NULL;
}

static const struct wlr_output_impl impl = {
		.destroy = impl_destroy,
		.test = impl_test,
		.commit = impl_commit,
};

static void
blank_destroy(struct wlr_buffer *buffer)
{
	/* part of the output, and never dropped */
}

static const struct wlr_buffer_impl blank_impl = {
		.destroy = blank_destroy,
};

/*
 * Takes over size and scale. wlroots wants a buffer with a new mode and would
 * make and clear one; and the scene draws everything once more after a commit
 * that changes the mode. So the mode goes ahead with a buffer that is none.
 */
static bool
set_mode(struct output *output)
{
	struct wlr_output_state state;
	bool ok;

	if (output->base.enabled && output->base.width == output->width &&
			output->base.height == output->height &&
			output->base.scale == output->scale) {
		return true;
	}
	if (!pixels_allocator_reserve(output->server->allocator, output->width,
			    output->height)) {
		return false;
	}
	wlr_buffer_init(&output->blank, &blank_impl, output->width,
			output->height);
	wlr_output_state_init(&state);
	wlr_output_state_set_enabled(&state, true);
	wlr_output_state_set_custom_mode(
			&state, output->width, output->height, 0);
	wlr_output_state_set_scale(&state, output->scale);
	wlr_output_state_set_buffer(&state, &output->blank);
	ok = wlr_output_commit_state(&output->base, &state);
	wlr_output_state_finish(&state);
	return ok;
}

/* Draws what changed and hands it out. */
static bool
draw(struct output *output)
{
	struct wlr_output_state state;
	bool ok;

	wlr_output_state_init(&state);
	ok = set_mode(output) &&
			wlr_scene_output_build_state(
					output->scene_output, &state, NULL) &&
			wlr_output_commit_state(&output->base, &state);
	wlr_output_state_finish(&state);

	/* No frame before the timer: this is the pace, and without a buffer
	 * the time of the next try. */
	output->base.frame_pending = true;
	output->starved = !ok;
	wl_event_source_timer_update(output->timer,
			!ok			       ? STARVED_MSEC
					: output->slow ? SLOW_FRAME_MSEC
						       : FRAME_MSEC);
	return ok;
}

static void
send_frame_done(struct output *output)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	wlr_scene_output_send_frame_done(output->scene_output, &now);
}

static void
handle_frame(struct wl_listener *listener, void *data)
{
	struct output *output = wl_container_of(listener, output, frame);

	if (output->base.needs_frame ||
			pixman_region32_not_empty(&output->scene_output
							->pending_commit_damage)) {
		draw(output);
		send_frame_done(output);
	}
}

static int
handle_timer(void *data)
{
	struct output *output = data;
	struct wlr_output_event_present event = {
			.commit_seq = output->base.commit_seq,
			.presented = true,
	};

	/* An output that never had a buffer has no frames either. */
	if (output->starved) {
		draw(output);
		send_frame_done(output);
		return 0;
	}
	wlr_output_send_present(&output->base, &event);
	wlr_output_send_frame(&output->base);
	return 0;
}

struct output *
output_create(struct server *server, struct wlr_scene *scene,
		const struct output_impl *output_impl, void *user)
{
	struct output *output = xcalloc(1, sizeof(*output));

	output->server = server;
	output->impl = output_impl;
	output->user = user;
	wlr_output_init(&output->base, server->backend, &impl, server->loop,
			NULL);
	wlr_output_set_name(&output->base, "window");
	wlr_output_init_render(&output->base, &server->allocator->base,
			server->renderer);
	wlr_output_lock_attach_render(&output->base, true);
	wl_list_init(&output->front_destroy.link);
	output->front_destroy.notify = handle_front_destroy;
	output->frame.notify = handle_frame;
	wl_signal_add(&output->base.events.frame, &output->frame);
	output->timer = wl_event_loop_add_timer(
			server->loop, handle_timer, output);
	output->scene_output = wlr_scene_output_create(scene, &output->base);
	return output;
}

void
output_destroy(struct output *output)
{
	if (output == NULL) {
		return;
	}
	if (output->idle != NULL) {
		wl_event_source_remove(output->idle);
	}
	wl_event_source_remove(output->timer);
	wl_list_remove(&output->frame.link);
	wlr_output_destroy(&output->base);
}

static void
handle_idle(void *data)
{
	struct output *output = data;

	output->idle = NULL;
	draw(output);
	send_frame_done(output);
}

void
output_draw(struct output *output, int width, int height, double scale)
{
	output->width = width;
	output->height = height;
	output->scale = (float)scale;
	if (output->idle == NULL) {
		output->idle = wl_event_loop_add_idle(
				output->server->loop, handle_idle, output);
	}
}

void
output_set_slow(struct output *output, bool slow)
{
	if (output->slow == slow) {
		return;
	}
	output->slow = slow;
	if (!slow && output->base.frame_pending) {
		wl_event_source_timer_update(output->timer, 1);
	}
}

void
output_retry(struct output *output)
{
	if (output->starved) {
		wl_event_source_timer_update(output->timer, 1);
	}
}
