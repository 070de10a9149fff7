// SPDX-License-Identifier: MIT
#define _GNU_SOURCE // memfd_create
#include <cairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "drive.h"
#include "wlr-screencopy-client-protocol.h"

struct capture {
	struct drive *drive;
	struct drive_picture *picture;
	uint32_t format;
	bool told, ready, failed;
};

static void
handle_buffer(void *data, struct zwlr_screencopy_frame_v1 *frame,
		uint32_t format, uint32_t width, uint32_t height, uint32_t stride)
{
	struct capture *capture = data;

	capture->format = format;
	*capture->picture = (struct drive_picture){.width = width,
			.height = height,
			.stride = stride,
			.size = (size_t)stride * height};
}

static void
handle_flags(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t flags)
{
}

static void
handle_ready(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t hi,
		uint32_t lo, uint32_t nsec)
{
	((struct capture *)data)->ready = true;
}

static void
handle_failed(void *data, struct zwlr_screencopy_frame_v1 *frame)
{
	((struct capture *)data)->failed = true;
}

static void
handle_damage(void *data, struct zwlr_screencopy_frame_v1 *frame, uint32_t x,
		uint32_t y, uint32_t width, uint32_t height)
{
}

static void
handle_linux_dmabuf(void *data, struct zwlr_screencopy_frame_v1 *frame,
		uint32_t format, uint32_t width, uint32_t height)
{
}

static void
handle_buffer_done(void *data, struct zwlr_screencopy_frame_v1 *frame)
{
	((struct capture *)data)->told = true;
}

static const struct zwlr_screencopy_frame_v1_listener frame_listener = {
		.buffer = handle_buffer,
		.flags = handle_flags,
		.ready = handle_ready,
		.failed = handle_failed,
		.damage = handle_damage,
		.linux_dmabuf = handle_linux_dmabuf,
		.buffer_done = handle_buffer_done,
};

static bool
make_buffer(struct capture *capture)
{
	struct drive_picture *picture = capture->picture;
	int fd = memfd_create("picture", MFD_CLOEXEC);
	struct wl_shm_pool *pool;

	if (fd < 0 || ftruncate(fd, (off_t)picture->size) < 0) {
		return false;
	}
	picture->data = mmap(NULL, picture->size, PROT_READ | PROT_WRITE,
			MAP_SHARED, fd, 0);
	if (picture->data == MAP_FAILED) {
		picture->data = NULL;
		close(fd);
		return false;
	}
	pool = wl_shm_create_pool(
			capture->drive->shm, fd, (int32_t)picture->size);
	picture->buffer = wl_shm_pool_create_buffer(pool, 0,
			(int32_t)picture->width, (int32_t)picture->height,
			(int32_t)picture->stride, capture->format);
	wl_shm_pool_destroy(pool);
	close(fd);
	return true;
}

static bool
wait_for(struct capture *capture, const bool *flag)
{
	while (!*flag && !capture->failed) {
		if (wl_display_dispatch(capture->drive->display) < 0) {
			return false;
		}
	}
	return *flag;
}

static struct drive_output *
find_output(struct drive *drive, const char *name)
{
	for (size_t i = 0; i < drive->n_outputs; i++) {
		if (!name || strcmp(drive->outputs[i].name, name) == 0) {
			return &drive->outputs[i];
		}
	}
	return NULL;
}

bool
drive_screen_capture(struct drive *drive, const char *output, int x, int y,
		int width, int height, struct drive_picture *picture,
		const char **why)
{
	struct capture capture = {.drive = drive, .picture = picture};
	struct drive_output *target = find_output(drive, output);
	struct zwlr_screencopy_frame_v1 *frame;
	bool done = false;

	*picture = (struct drive_picture){0};
	*why = "no such output";
	if (!target) {
		return false;
	}
	frame = width > 0
			? zwlr_screencopy_manager_v1_capture_output_region(
					  drive->screencopy, 0,
					  target->wl_output, x, y, width, height)
			: zwlr_screencopy_manager_v1_capture_output(
					  drive->screencopy, 0,
					  target->wl_output);
	zwlr_screencopy_frame_v1_add_listener(frame, &frame_listener, &capture);
	*why = "the compositor gave no picture";
	if (wait_for(&capture, &capture.told) && make_buffer(&capture)) {
		zwlr_screencopy_frame_v1_copy(frame, picture->buffer);
		done = wait_for(&capture, &capture.ready);
	}
	zwlr_screencopy_frame_v1_destroy(frame);
	if (!done) {
		drive_picture_finish(picture);
	}
	return done;
}

void
drive_picture_finish(struct drive_picture *picture)
{
	if (picture->buffer) {
		wl_buffer_destroy(picture->buffer);
	}
	if (picture->data) {
		munmap(picture->data, picture->size);
	}
	*picture = (struct drive_picture){0};
}

uint32_t
drive_picture_pixel(const struct drive_picture *picture, uint32_t x, uint32_t y)
{
	uint32_t word = 0;

	if (x < picture->width && y < picture->height) {
		memcpy(&word,
				picture->data + (size_t)y * picture->stride +
						(size_t)x * 4,
				4);
	}
	return word & 0xffffff;
}

static bool
write_png(const struct drive_picture *picture, const char *path)
{
	cairo_surface_t *surface = cairo_image_surface_create_for_data(
			picture->data, CAIRO_FORMAT_RGB24, (int)picture->width,
			(int)picture->height, (int)picture->stride);
	cairo_status_t status = cairo_surface_write_to_png(surface, path);

	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS;
}

static bool
write_ppm(const struct drive_picture *picture, const char *path)
{
	FILE *file = fopen(path, "we");
	uint8_t *row = malloc((size_t)picture->width * 3);
	bool ok = file && row;

	if (ok) {
		fprintf(file, "P6\n%u %u\n255\n", picture->width,
				picture->height);
	}
	for (uint32_t y = 0; ok && y < picture->height; y++) {
		for (uint32_t x = 0; x < picture->width; x++) {
			uint32_t rgb = drive_picture_pixel(picture, x, y);

			row[x * 3] = (uint8_t)(rgb >> 16);
			row[x * 3 + 1] = (uint8_t)(rgb >> 8);
			row[x * 3 + 2] = (uint8_t)rgb;
		}
		ok = fwrite(row, 3, picture->width, file) == picture->width;
	}
	free(row);
	if (file && fclose(file) != 0) {
		ok = false;
	}
	return ok;
}

bool
drive_picture_write(const struct drive_picture *picture, const char *path,
		const char **why)
{
	const char *dot = strrchr(path, '.');

	*why = "the picture could not be written";
	if (dot && strcmp(dot, ".ppm") == 0) {
		return write_ppm(picture, path);
	}
	return write_png(picture, path);
}
