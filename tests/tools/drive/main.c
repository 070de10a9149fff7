// SPDX-License-Identifier: MIT
/*
 * leadlight-drive SOCKET: listens at SOCKET (one peer at a time) for lines
 * and answers each with "ok", "ok VALUE" or "err SENTENCE":
 *
 *   layout NAME[+VARIANT]       plug the keyboard in with this layout
 *   key CODE press|release      evdev code
 *   type TEXT                   \n is Return
 *   move X Y                    logical pixels of the layout
 *   button CODE press|release   evdev code
 *   wheel STEPS [h]
 *   shot FILE.png|FILE.ppm [OUTPUT]
 *   pixel X Y [OUTPUT]          output pixels; answers ok rrggbb
 *   latency CODE X Y            presses and releases a key; answers the
 *                               microseconds until the pixel there changed
 *   outputs                     ok NAME x y width height; ...
 *   windows                     ok TITLE TITLE ...
 *   sync                        the compositor has seen all of the above
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fd.h"
#include "common/sock.h"
#include "drive.h"
#include "virtual-keyboard-client-protocol.h"
#include "wlr-screencopy-client-protocol.h"
#include "wlr-virtual-pointer-client-protocol.h"
#include "xdg-output-client-protocol.h"

#define LINE_SIZE 16384
#define MAX_WORDS 6
#define TYPING_PAUSE_MSEC 4
#define LATENCY_LIMIT_USEC 2000000

static void
handle_logical_position(
		void *data, struct zxdg_output_v1 *output, int32_t x, int32_t y)
{
	((struct drive_output *)data)->lx = x;
	((struct drive_output *)data)->ly = y;
}

static void
handle_logical_size(void *data, struct zxdg_output_v1 *output, int32_t width,
		int32_t height)
{
	((struct drive_output *)data)->width = width;
	((struct drive_output *)data)->height = height;
}

static void
handle_done(void *data, struct zxdg_output_v1 *output)
{
}

static void
handle_name(void *data, struct zxdg_output_v1 *output, const char *name)
{
	struct drive_output *o = data;

	snprintf(o->name, sizeof(o->name), "%s", name);
}

static void
handle_description(void *data, struct zxdg_output_v1 *output, const char *text)
{
}

static const struct zxdg_output_v1_listener xdg_output_listener = {
		.logical_position = handle_logical_position,
		.logical_size = handle_logical_size,
		.done = handle_done,
		.name = handle_name,
		.description = handle_description,
};

static void
add_output(struct drive *drive, struct wl_registry *registry, uint32_t name)
{
	struct drive_output *o = &drive->outputs[drive->n_outputs];

	if (drive->n_outputs == DRIVE_MAX_OUTPUTS) {
		return;
	}
	drive->n_outputs++;
	*o = (struct drive_output){.name_id = name};
	o->wl_output = wl_registry_bind(registry, name, &wl_output_interface, 3);
	if (drive->xdg_outputs) {
		o->xdg_output = zxdg_output_manager_v1_get_xdg_output(
				drive->xdg_outputs, o->wl_output);
		zxdg_output_v1_add_listener(
				o->xdg_output, &xdg_output_listener, o);
	}
}

static void
handle_global(void *data, struct wl_registry *registry, uint32_t name,
		const char *interface, uint32_t version)
{
	struct drive *d = data;
	struct {
		const struct wl_interface *interface;
		void *slot;
		uint32_t version;
	} wanted[] = {
			{&wl_seat_interface, &d->seat, 5},
			{&wl_shm_interface, &d->shm, 1},
			{&zwlr_screencopy_manager_v1_interface, &d->screencopy, 3},
			{&zwp_virtual_keyboard_manager_v1_interface,
					&d->keyboards, 1},
			{&zwlr_virtual_pointer_manager_v1_interface,
					&d->pointers, 1},
			{&zxdg_output_manager_v1_interface, &d->xdg_outputs, 2},
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		if (strcmp(interface, wanted[i].interface->name) == 0) {
			void *proxy = wl_registry_bind(registry, name,
					wanted[i].interface, wanted[i].version);

			memcpy(wanted[i].slot, &proxy, sizeof(proxy));
		}
	}
	if (strcmp(interface, wl_output_interface.name) == 0) {
		add_output(d, registry, name);
	}
}

static void
handle_global_remove(void *data, struct wl_registry *registry, uint32_t name)
{
	struct drive *d = data;

	for (size_t i = 0; i < d->n_outputs; i++) {
		if (d->outputs[i].name_id == name) {
			d->outputs[i].width = 0;
			d->outputs[i].name[0] = '\0';
		}
	}
}

static const struct wl_registry_listener registry_listener = {
		.global = handle_global, .global_remove = handle_global_remove};

static bool
drive_connect(struct drive *drive)
{
	struct wl_registry *registry;

	*drive = (struct drive){.level_pause_msec = TYPING_PAUSE_MSEC};
	drive->xkb = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
	drive->display = wl_display_connect(NULL);
	if (!drive->display) {
		fputs("leadlight-drive: no Wayland display\n", stderr);
		return false;
	}
	registry = wl_display_get_registry(drive->display);
	wl_registry_add_listener(registry, &registry_listener, drive);
	wl_display_roundtrip(drive->display);
	for (size_t i = 0; drive->xdg_outputs && i < drive->n_outputs; i++) {
		struct drive_output *o = &drive->outputs[i];

		if (!o->xdg_output) {
			o->xdg_output = zxdg_output_manager_v1_get_xdg_output(
					drive->xdg_outputs, o->wl_output);
			zxdg_output_v1_add_listener(
					o->xdg_output, &xdg_output_listener, o);
		}
	}
	wl_display_roundtrip(drive->display);
	if (!drive->seat || !drive->shm || !drive->screencopy ||
			!drive->keyboards || !drive->pointers ||
			!drive->xdg_outputs) {
		fputs("leadlight-drive: needs the role \"test\"\n", stderr);
		return false;
	}
	drive->pointer = zwlr_virtual_pointer_manager_v1_create_virtual_pointer(
			drive->pointers, drive->seat);
	return true;
}

struct command {
	const char *name;
	int words; // least number of words, with the name
	bool (*run)(struct drive *drive, char **words, int n, char *answer,
			const char **why);
};

static bool
run_layout(struct drive *drive, char **words, int n, char *answer,
		const char **why)
{
	return drive_keyboard_set(drive, words[1], why);
}

static bool
has_keyboard(struct drive *drive, const char **why)
{
	return drive->keyboard || drive_keyboard_set(drive, "us", why);
}

static bool
run_key(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	if (!has_keyboard(drive, why)) {
		return false;
	}
	drive_keyboard_key(drive, (uint32_t)strtoul(words[1], NULL, 10),
			strcmp(words[2], "press") == 0);
	return true;
}

static bool
run_move(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	drive_pointer_move(drive, strtod(words[1], NULL), strtod(words[2], NULL));
	return true;
}

static bool
run_button(struct drive *drive, char **words, int n, char *answer,
		const char **why)
{
	drive_pointer_button(drive, (uint32_t)strtoul(words[1], NULL, 10),
			strcmp(words[2], "press") == 0);
	return true;
}

static bool
run_wheel(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	drive_pointer_wheel(drive, n > 2, (int)strtol(words[1], NULL, 10));
	return true;
}

static bool
run_shot(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	struct drive_picture picture;
	bool ok = drive_screen_capture(drive, n > 2 ? words[2] : NULL, 0, 0, 0,
			0, &picture, why);

	ok = ok && drive_picture_write(&picture, words[1], why);
	drive_picture_finish(&picture);
	return ok;
}

static bool
run_pixel(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	struct drive_picture picture;
	bool ok = drive_screen_capture(drive, n > 3 ? words[3] : NULL, 0, 0, 0,
			0, &picture, why);

	if (ok) {
		snprintf(answer, LINE_SIZE, "%06x",
				drive_picture_pixel(&picture,
						(uint32_t)strtoul(words[1],
								NULL, 10),
						(uint32_t)strtoul(words[2],
								NULL, 10)));
	}
	drive_picture_finish(&picture);
	return ok;
}

static bool
capture_spot(struct drive *drive, int x, int y, uint32_t *rgb, const char **why)
{
	struct drive_picture picture;
	bool ok = drive_screen_capture(drive, NULL, x, y, 1, 1, &picture, why);

	*rgb = ok ? drive_picture_pixel(&picture, 0, 0) : 0;
	drive_picture_finish(&picture);
	return ok;
}

static bool
run_latency(struct drive *drive, char **words, int n, char *answer,
		const char **why)
{
	uint32_t key = (uint32_t)strtoul(words[1], NULL, 10);
	int x = (int)strtol(words[2], NULL, 10);
	int y = (int)strtol(words[3], NULL, 10);
	uint32_t before;
	uint32_t now;
	int64_t start;

	if (!has_keyboard(drive, why) ||
			!capture_spot(drive, x, y, &before, why)) {
		return false;
	}
	now = before;
	start = drive_now_usec();
	drive_keyboard_key(drive, key, true);
	while (now == before && drive_now_usec() - start < LATENCY_LIMIT_USEC) {
		if (!capture_spot(drive, x, y, &now, why)) {
			return false;
		}
	}
	snprintf(answer, LINE_SIZE, "%lld",
			(long long)(drive_now_usec() - start));
	drive_keyboard_key(drive, key, false);
	*why = "the pixel never changed";
	return now != before;
}

static bool
run_outputs(struct drive *drive, char **words, int n, char *answer,
		const char **why)
{
	size_t used = 0;

	wl_display_roundtrip(drive->display);
	for (size_t i = 0; i < drive->n_outputs; i++) {
		const struct drive_output *o = &drive->outputs[i];

		if (o->width > 0 && used < LINE_SIZE - 128) {
			used += (size_t)snprintf(answer + used, 128,
					"%s %d %d %d %d; ", o->name, o->lx,
					o->ly, o->width, o->height);
		}
	}
	return true;
}

static bool
run_sync(struct drive *drive, char **words, int n, char *answer, const char **why)
{
	*why = "the compositor is gone";
	return wl_display_roundtrip(drive->display) >= 0;
}

static bool
run_windows(struct drive *drive, char **words, int n, char *answer,
		const char **why)
{
	return drive_windows_list(drive, answer, LINE_SIZE, why);
}

static const struct command commands[] = {
		{"layout", 2, run_layout},
		{"key", 3, run_key},
		{"move", 3, run_move},
		{"button", 3, run_button},
		{"wheel", 2, run_wheel},
		{"shot", 2, run_shot},
		{"pixel", 3, run_pixel},
		{"latency", 4, run_latency},
		{"outputs", 1, run_outputs},
		{"windows", 1, run_windows},
		{"sync", 1, run_sync},
};

static bool
run_type(struct drive *drive, char *text, const char **why)
{
	char *out = text;

	for (char *in = text; *in; in++) {
		if (in[0] == '\\' && in[1] == 'n') {
			*out++ = '\n';
			in++;
		} else {
			*out++ = *in;
		}
	}
	*out = '\0';
	return has_keyboard(drive, why) && drive_keyboard_type(drive, text, why);
}

static bool
run_line(struct drive *drive, char *line, char *answer, const char **why)
{
	char *words[MAX_WORDS];
	char *rest = NULL;
	int n = 0;

	if (strncmp(line, "type ", 5) == 0) {
		return run_type(drive, line + 5, why);
	}
	for (char *w = strtok_r(line, " ", &rest); w && n < MAX_WORDS;
			w = strtok_r(NULL, " ", &rest)) {
		words[n++] = w;
	}
	*why = "unknown command or missing word";
	for (size_t i = 0; n > 0 && i < sizeof(commands) / sizeof(commands[0]);
			i++) {
		if (strcmp(words[0], commands[i].name) == 0 &&
				n >= commands[i].words) {
			return commands[i].run(drive, words, n, answer, why);
		}
	}
	return false;
}

static void
serve_peer(struct drive *drive, int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[LINE_SIZE];

	while (in && fgets(line, sizeof(line), in)) {
		char answer[LINE_SIZE] = "";
		const char *why = "";
		bool ok;

		line[strcspn(line, "\n")] = '\0';
		ok = run_line(drive, line, answer, &why);
		if (dprintf(fd, ok ? "ok %s\n" : "err %s\n", ok ? answer : why) <
				0) {
			break;
		}
		if (wl_display_get_error(drive->display)) {
			break;
		}
	}
	if (in) {
		fclose(in);
	}
}

static int
serve(struct drive *drive, int listener)
{
	struct pollfd fds[] = {
			{.fd = listener, .events = POLLIN},
			{.fd = wl_display_get_fd(drive->display),
					.events = POLLIN},
	};

	while (!wl_display_get_error(drive->display)) {
		wl_display_flush(drive->display);
		if (poll(fds, 2, -1) < 0 && errno != EINTR) {
			return 1;
		}
		if (fds[1].revents && wl_display_dispatch(drive->display) < 0) {
			return 0;
		}
		if (fds[0].revents & POLLIN) {
			int peer = accept(listener, NULL, NULL);

			if (peer >= 0) {
				fd_set_cloexec(peer, true);
				serve_peer(drive, peer);
			}
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	struct drive drive;
	struct err err;
	int listener;

	if (argc != 2) {
		fputs("usage: leadlight-drive SOCKET\n", stderr);
		return 2;
	}
	if (!drive_connect(&drive)) {
		return 1;
	}
	listener = sock_listen(argv[1], SOCK_STREAM, 0600, &err);
	if (listener < 0) {
		fprintf(stderr, "leadlight-drive: %s\n", err.text);
		return 1;
	}
	fd_set_nonblock(listener, false);
	return serve(&drive, listener);
}
