// SPDX-License-Identifier: MIT
/* Whether the session is locked outlives the compositor. */
#include <stdlib.h>
#include <unistd.h>
#include <wlr/types/wlr_buffer.h>
#include <wlr/types/wlr_output.h>

#include "common/mem.h"
#include "compositor/draw/lock_paint.h"
#include "compositor/lock/lock.h"
#include "compositor/lock/lock_memory.h"
#include "compositor/outputs/output.h"
#include "tests/check.h"
#include "tests/scene/locker.h"
#include "tests/scene/scene.h"

struct state {
	struct scene scene;
	int memory;
	int frames; // that were shown
	int bright; // pixels in them that are neither black nor the lock's
	struct wl_listener commit;
};

static enum lock_memory_state
recall(struct state *s)
{
	enum lock_memory_state memory;
	struct err err = {0};

	assert_int_equal(lock_memory_read(s->memory, &memory, &err), 0);
	return memory;
}

/* A compositor as leadlight-session starts one. */
static void
begin(struct state *s, const char *config)
{
	s->memory = lock_memory_create();
	assert_true(s->memory > 0);
	scene_init(&s->scene, "320x200", config);
	server_finish(&s->scene.server);
	s->scene.options.lock_memory = s->memory;
}

static void
start(struct state *s)
{
	struct err err = {0};

	assert_int_equal(server_init(&s->scene.server, &s->scene.options, &err),
			0);
}

static int
setup(void **state)
{
	*state = xcalloc(1, sizeof(struct state));
	begin(*state, "");
	return 0;
}

static int
teardown(void **state)
{
	struct state *s = *state;

	scene_finish(&s->scene);
	close(s->memory);
	free(s);
	return 0;
}

static void
handle_commit(struct wl_listener *listener, void *data)
{
	struct state *s = wl_container_of(listener, s, commit);
	const struct wlr_output_event_commit *event = data;
	uint32_t ground = lock_paint_get_ground(s->scene.server.theme);
	struct wlr_buffer *buffer = event->state->buffer;
	void *pixels;
	uint32_t format;
	size_t stride;

	if (!(event->state->committed & WLR_OUTPUT_STATE_BUFFER)) {
		return;
	}
	s->frames++;
	assert_true(wlr_buffer_begin_data_ptr_access(buffer,
			WLR_BUFFER_DATA_PTR_ACCESS_READ, &pixels, &format,
			&stride));
	for (int y = 0; y < 28; y++) { // where the strip would be
		const uint32_t *row = (const uint32_t *)((uint8_t *)pixels +
				(size_t)y * stride);

		for (int x = 0; x < buffer->width; x++) {
			uint32_t rgb = row[x] & 0xffffff;

			s->bright += rgb != 0 && rgb != ground;
		}
	}
	wlr_buffer_end_data_ptr_access(buffer);
}

static bool
has_frames(void *user)
{
	return ((struct state *)user)->frames >= 1;
}

/* What the first frames of a new compositor have shown. */
static void
watch_first_frames(struct state *s)
{
	struct output *output = output_at(&s->scene.server, 0, 0);

	s->frames = s->bright = 0;
	s->commit.notify = handle_commit;
	wl_signal_add(&output->wlr_output->events.commit, &s->commit);
	assert_true(scene_pump(&s->scene, has_frames, s));
	scene_settle(&s->scene);
	wl_list_remove(&s->commit.link);
}

static void
test_a_new_session_is_open_and_says_so(void **state)
{
	struct state *s = *state;

	assert_int_equal(recall(s), LOCK_MEMORY_NEW);
	start(s);
	assert_false(lock_is_locked(s->scene.server.lock));
	assert_int_equal(recall(s), LOCK_MEMORY_OPEN);
	watch_first_frames(s);
	assert_true(s->bright > 0); // the strip: the watch can fail
}

static void
test_a_locked_session_starts_locked_from_its_first_frame(void **state)
{
	struct state *s = *state;

	assert_true(lock_memory_write(s->memory, LOCK_MEMORY_LOCKED));
	start(s);
	assert_true(lock_is_locked(s->scene.server.lock));
	watch_first_frames(s);
	assert_int_equal(s->bright, 0);
	assert_int_equal(recall(s), LOCK_MEMORY_LOCKED);
}

static void
test_whatever_else_is_remembered_is_locked(void **state)
{
	struct state *s = *state;

	assert_int_equal(pwrite(s->memory, "?", 1, 0), 1);
	start(s);
	assert_true(lock_is_locked(s->scene.server.lock));
}

static void
test_locking_and_unlocking_are_remembered(void **state)
{
	struct state *s = *state;
	struct locker locker;

	start(s);
	scene_settle(&s->scene);
	locker_init(&locker, &s->scene);
	locker_ask(&locker);
	assert_int_equal(recall(s), LOCK_MEMORY_LOCKED); // before it is told
	locker_kill(&locker);
	assert_int_equal(recall(s), LOCK_MEMORY_LOCKED);
	locker_init(&locker, &s->scene);
	locker_lock(&locker);
	locker_unlock(&locker);
	assert_int_equal(recall(s), LOCK_MEMORY_OPEN);
}

static void
test_only_the_first_start_heeds_at_start(void **state)
{
	struct state *s = *state;

	scene_write_config(&s->scene,
			"[lock]\nat-start = yes\n"
			"[program lock]\nrole = locker\ncommand = true\n");
	start(s);
	assert_true(lock_is_locked(s->scene.server.lock));
	server_finish(&s->scene.server);
	assert_true(lock_memory_write(s->memory, LOCK_MEMORY_OPEN));
	start(s); // after a crash of one that was unlocked
	assert_false(lock_is_locked(s->scene.server.lock));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
			TEST(test_a_new_session_is_open_and_says_so),
			TEST(test_a_locked_session_starts_locked_from_its_first_frame),
			TEST(test_whatever_else_is_remembered_is_locked),
			TEST(test_locking_and_unlocking_are_remembered),
			TEST(test_only_the_first_start_heeds_at_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
